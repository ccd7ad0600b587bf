/** How often the same kind of trouble is told. */
const PERIOD_MS = 10_000;

/**
 * Lets a text through and keeps back those that follow within ten seconds; the next one says how many they were. A
 * database that is away fails every call, and one line tells as much as a thousand.
 */
export function seldom(tell: (text: string) => void): (text: string) => void {
  let [toldAt, keptBack] = [-Infinity, 0];
  return (text) => {
    const now = performance.now();
    if (now - toldAt < PERIOD_MS) {
      keptBack++;
      return;
    }
    tell(keptBack === 0 ? text : `${text} (and ${keptBack} more since the last one)`);
    [toldAt, keptBack] = [now, 0];
  };
}
