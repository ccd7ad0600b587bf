import { type Call, HttpConnection } from './http-connection.js';

export interface Load {
  /** Calls that were answered. */
  readonly calls: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly median: number;
  readonly p99: number;
}

/**
 * Calls without a pause over so many connections, for so many seconds.
 * @param callOf the call of an index that is never asked for twice
 * @throws Error with what was answered at any answer that is no success, and where none comes
 */
export async function measureLoad(
  url: string,
  { connections, seconds }: { readonly connections: number; readonly seconds: number },
  callOf: (index: number) => Call,
): Promise<Load> {
  const open = await Promise.all(Array.from({ length: connections }, () => HttpConnection.open(url)));
  const took: number[] = [];
  let index = 0;
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1000;
  const lane = async (connection: HttpConnection): Promise<void> => {
    for (let now = startedAt; now < endAt;) {
      const call = callOf(index++);
      const sentAt = performance.now();
      const { status, body } = await connection.send(call);
      now = performance.now();
      if (status >= 300) throw new Error(`${call.method} ${call.path}: ${status} ${body}`);
      took.push(now - sentAt);
    }
  };
  try {
    await Promise.all(open.map(lane));
  } finally {
    for (const connection of open) connection.close();
  }
  const elapsed = (performance.now() - startedAt) / 1000;
  const sorted = Float64Array.from(took).sort();
  const quantile = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return {
    calls: sorted.length,
    perSecond: sorted.length / elapsed,
    median: quantile(0.5),
    p99: quantile(0.99),
  };
}
