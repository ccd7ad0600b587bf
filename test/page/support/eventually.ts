import { setTimeout as sleep } from 'node:timers/promises';

/** Makes an expectation until it holds; fails with what it fell short of last. */
export async function eventually(expectation: () => Promise<void>, seconds = 30): Promise<void> {
  const endAt = performance.now() + seconds * 1000;
  for (;;) {
    try {
      await expectation();
      return;
    } catch (error) {
      if (performance.now() > endAt) throw error;
    }
    await sleep(100);
  }
}
