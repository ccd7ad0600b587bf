/** How often what happened, in a line. */
export const describe = (counts: ReadonlyMap<number | string, number>): string =>
  counts.size === 0
    ? 'none'
    : [...counts].map(([what, count]) => `${what}: ${count.toLocaleString('en-US')}`).join(', ');
