/** Where the distributions' tails end in double precision. */
const SMALLEST = 1e-16;

/** A p-value within a sentence: `p = 0.032`, `p = 4.2e-4`, `p < 1e-16`. */
export function describePValue(p: number): string {
  if (p < SMALLEST) return `p < ${SMALLEST}`;
  return `p = ${p < 0.001 ? p.toExponential(1) : p.toFixed(3)}`;
}

/** A p-value in a list of figures, to two digits: `p 0.032`, `p < 1e-16`. */
export const listPValue = (p: number): string => (p < SMALLEST ? `p < ${SMALLEST}` : `p ${p.toPrecision(2)}`);
