/**
 * How satisfied a user is with a list, from 0 to 10: `(n - i) / n * 10` for a list of `n` films in which the chosen
 * one first stands at index `i`, never rounded; the fallback when the chosen film is not in the list.
 * Source: the service's contract, "The satisfaction score".
 */
export function satisfactionScore(list: readonly number[], selected: number, fallback = 0): number {
  const index = list.indexOf(selected);
  return index === -1 ? fallback : ((list.length - index) / list.length) * 10;
}
