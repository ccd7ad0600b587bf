/** How long a feed waits between two answers that it asks for by itself. */
const PAUSE_MS = 2000;
/** A service that takes long is asked less often: it gets this many times as long to rest. */
const REST_FACTOR = 4;

/** What one call of the API answered last, and whether there may be something newer. */
export class Feed<T> {
  value: T | null = null;
  /** The status that refused the last call; 0 where nothing answered; null where it was answered. */
  refusal: number | null = null;
  isStale = true;
  private underWay: AbortController | null = null;
  private restsUntil = 0;

  /**
   * @param path relative to the page; null while nothing is wanted
   * @param read what the answer says; JSON unless this reads it otherwise
   */
  constructor(
    public path: string | null,
    private readonly onChange: () => void,
    private readonly read = (answer: Response): Promise<T> => answer.json() as Promise<T>,
  ) {}

  get isLoading(): boolean {
    return this.underWay !== null;
  }

  /** Milliseconds until it may be asked again; Infinity while there is nothing to ask. */
  get wait(): number {
    if (this.path === null || !this.isStale || this.isLoading) return Infinity;
    return Math.max(0, this.restsUntil - performance.now());
  }

  /** Wants another call answered, at once: what is under way no longer matters. */
  ask(path: string): Promise<void> {
    this.underWay?.abort();
    this.path = path;
    return this.load();
  }

  /** Asks; the former answer stays until there is a new one. */
  async load(): Promise<void> {
    if (this.path === null) return;
    const call = new AbortController();
    this.underWay = call;
    this.isStale = false;
    const startedAt = performance.now();
    try {
      const answer = await fetch(this.path, {
        signal: call.signal,
        headers: { accept: 'application/json, text/plain' },
      });
      const value = answer.ok ? await this.read(answer) : null;
      if (this.underWay !== call) return;
      this.refusal = answer.ok ? null : answer.status;
      // What a busy service cannot tell just now is not gone.
      if (answer.ok || answer.status === 404) this.value = value;
      else this.isStale = true;
    } catch {
      if (this.underWay !== call) return;
      this.refusal = 0;
      this.isStale = true;
    }
    this.underWay = null;
    const endedAt = performance.now();
    this.restsUntil = endedAt + Math.max(PAUSE_MS, REST_FACTOR * (endedAt - startedAt));
    this.onChange();
  }
}
