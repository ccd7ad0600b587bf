import { DatasetError } from '../dataset.js';
import type { Progress } from '../progress.js';
import { reason } from '../wording.js';

const LONGEST_TEXT = 4096;

/**
 * The body of a URL in chunks. Throws a `DatasetError`, without a full stop so that a caller can say what to do,
 * when the server cannot be reached, answers with anything but success, breaks off, or sends nothing for
 * `stallTimeout` milliseconds.
 */
export async function* downloadBody(
  url: string,
  stallTimeout: number,
  onProgress: Progress = () => undefined,
): AsyncGenerator<Uint8Array> {
  const stall = new AbortController();
  const giveUp = () => {
    stall.abort();
  };
  let timer = setTimeout(giveUp, stallTimeout);
  let done = 0;
  try {
    const response = await fetch(url, { signal: stall.signal, headers: { 'accept-encoding': 'identity' } });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw new DatasetError(`${url} answered ${`${response.status} ${response.statusText}`.trim()}`);
    }
    const total = Number(response.headers.get('content-length') ?? 0);
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      clearTimeout(timer);
      onProgress((done += chunk.length), total);
      yield chunk;
      timer = setTimeout(giveUp, stallTimeout);
    }
  } catch (error) {
    if (error instanceof DatasetError) throw error;
    if (stall.signal.aborted) throw new DatasetError(`${url} sent nothing for ${stallTimeout / 1000} s`);
    const what = done > 0 ? `broke off after ${done} bytes` : 'cannot be reached';
    throw new DatasetError(`${url} ${what} (${reason(error)})`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** The first 4 KB of a URL as text. */
export async function downloadText(url: string, stallTimeout: number): Promise<string> {
  let text = '';
  for await (const chunk of downloadBody(url, stallTimeout)) {
    text += Buffer.from(chunk).toString('latin1');
    if (text.length > LONGEST_TEXT) break;
  }
  return text;
}
