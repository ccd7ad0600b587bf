import type { LiveMessage } from './wire.js';

export type Connection = 'connecting' | 'live' | 'lost';

/** How long to wait where the browser has given up. */
const RETRY_MS = 2000;

/** The service's server-sent events, for as long as somebody looks; comes back by itself after the service was away. */
export class LiveStream {
  private source: EventSource | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly path: string,
    private readonly onMessage: (message: LiveMessage) => void,
    private readonly onConnection: (connection: Connection) => void,
  ) {
    // A page that nobody sees leaves the connection to others: browsers allow six to a service.
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.close();
      else this.open();
    });
  }

  open(): void {
    this.close();
    const source = new EventSource(this.path);
    this.source = source;
    source.addEventListener('open', () => {
      this.onConnection('live');
    });
    source.addEventListener('activity', (event: MessageEvent<string>) => {
      this.onMessage(JSON.parse(event.data) as LiveMessage);
    });
    source.addEventListener('error', () => {
      this.onConnection('lost');
      if (source.readyState !== EventSource.CLOSED) return;
      this.timer = setTimeout(() => {
        this.open();
      }, RETRY_MS);
    });
  }

  private close(): void {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }
}
