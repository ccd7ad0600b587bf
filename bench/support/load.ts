import { Pool } from 'undici';

export interface Load {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly median: number;
  readonly p99: number;
}

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
}

/** Calls without a pause over so many connections, for so many seconds. Throws at any answer that is no success. */
export async function measureLoad(
  url: string,
  { connections, seconds }: { readonly connections: number; readonly seconds: number },
  callOf: (index: number) => Call,
): Promise<Load> {
  const pool = new Pool(url, { connections });
  const took: number[] = [];
  let index = 0;
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1000;
  const lane = async (): Promise<void> => {
    while (performance.now() < endAt) {
      const { method, path, body } = callOf(index++);
      const sentAt = performance.now();
      const headers = body === undefined ? undefined : { 'content-type': 'application/json' };
      const answer = await pool.request({ method, path, body, headers });
      const text = await answer.body.text();
      if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
      took.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: connections }, lane));
  const elapsed = (performance.now() - startedAt) / 1000;
  await pool.close();
  took.sort((a, b) => a - b);
  const quantile = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))];
  return { perSecond: took.length / elapsed, median: quantile(0.5), p99: quantile(0.99) };
}
