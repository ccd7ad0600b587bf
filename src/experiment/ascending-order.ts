/** Numbers that lie closer than this, on average, are put in order by counting. */
const SPARSEST = 8;

/** The places of distinct whole numbers, in the ascending order of the numbers. */
export function ascendingOrder(numbers: Float64Array): Int32Array {
  const [first, last] = boundsOf(numbers);
  if (last - first >= SPARSEST * numbers.length) {
    return Int32Array.from(numbers.keys()).sort((one, other) => numbers[one] - numbers[other]);
  }
  // By number, the place less −1; 0 where there is none.
  const places = new Int32Array(numbers.length === 0 ? 0 : last - first + 1);
  numbers.forEach((number, place) => (places[number - first] = place + 1));
  const order = new Int32Array(numbers.length);
  let at = 0;
  for (const place of places) if (place > 0) order[at++] = place - 1;
  return order;
}

function boundsOf(numbers: Float64Array): [first: number, last: number] {
  let [first, last] = [Infinity, -Infinity];
  for (const number of numbers) {
    if (number < first) first = number;
    if (number > last) last = number;
  }
  return [first, last];
}
