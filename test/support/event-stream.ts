/** A reader of server-sent events, as `EventSource` is in a browser. */
export class EventStream {
  /** All that has come so far, and what of it was not read as an event yet. */
  text = '';
  private unread = '';
  private wake: () => void = () => undefined;
  private isOver = false;
  /** Settles when the stream has ended, in whichever way. */
  readonly ended: Promise<void>;

  private constructor(
    private readonly answer: Response,
    private readonly controller: AbortController,
  ) {
    this.ended = this.read().catch(() => undefined);
  }

  static async open(url: string): Promise<EventStream> {
    const controller = new AbortController();
    return new EventStream(await fetch(url, { signal: controller.signal }), controller);
  }

  get headers(): Headers {
    return this.answer.headers;
  }

  /**
   * The data of the next event of a kind.
   * @throws Error when none comes in so many milliseconds, or the stream ends
   */
  async next<T>(kind: string, milliseconds: number): Promise<T> {
    const until = performance.now() + milliseconds;
    for (;;) {
      const end = this.unread.indexOf('\n\n');
      if (end >= 0) {
        const lines = this.unread.slice(0, end).split('\n');
        this.unread = this.unread.slice(end + 2);
        const data = lines.find((line) => line.startsWith('data: '));
        if (lines.includes(`event: ${kind}`) && data) return JSON.parse(data.slice('data: '.length)) as T;
        continue;
      }
      const left = until - performance.now();
      if (left <= 0 || this.isOver) throw new Error(`There was no event ${kind}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  async close(): Promise<void> {
    this.controller.abort();
    await this.ended;
  }

  private async read(): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const bytes of this.answer.body!) {
        const more = decoder.decode(bytes as Uint8Array, { stream: true });
        this.text += more;
        this.unread += more;
        this.wake();
      }
    } finally {
      this.isOver = true;
      this.wake();
    }
  }
}
