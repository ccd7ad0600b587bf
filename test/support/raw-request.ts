import { type IncomingHttpHeaders, request } from 'node:http';

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface RawRequest {
  readonly method?: string;
  /** As it stands in the request line. */
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** Whether to go on the first byte of an answer that has no end. */
  readonly headOnly?: boolean;
}

/** Sends a request as it is, with headers and targets that `fetch` would not send. */
export function sendRaw(
  url: string,
  { method = 'GET', path, headers = {}, body, headOnly }: RawRequest,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers, agent: false }, (answer) => {
      const { statusCode: status = 0 } = answer;
      if (headOnly) {
        resolve({ status, headers: answer.headers, text: '' });
        sent.destroy();
        return;
      }
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('error', reject).on('end', () => {
        resolve({ status, headers: answer.headers, text });
      });
    });
    sent.on('error', reject).end(body);
  });
}
