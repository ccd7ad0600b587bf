/** The year in the brackets that end a MovieLens title, as in `Jumanji (1995)`, or 0 when there is none. */
export function yearOfTitle(title: string): number {
  return Number(/\((\d{4})\)\s*$/.exec(title)?.[1] ?? 0);
}

/** The words of a title without its year, each once, in lower case: runs of letters and digits. */
export function wordsOfTitle(title: string): Set<string> {
  const name = title.replace(/\(\d{4}\)\s*$/, '').toLowerCase();
  return new Set(name.match(/[\p{L}\p{N}]+/gu));
}

/** Whether a title gives a second one in brackets, as films from abroad do: `City of God (Cidade de Deus) (2002)`. */
export function hasOtherTitle(title: string): boolean {
  return /\(.*\(\d{4}\)\s*$/.test(title);
}
