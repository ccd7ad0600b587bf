/**
 * One read for all who ask at the same time. A read that began before somebody asked is not for him: it may miss what
 * was stored in between. So who asks during a read shares the next one, which begins when the read ends.
 */
export class SharedRead<Result> {
  private current?: Promise<Result>;
  private next?: Promise<Result>;

  constructor(private readonly read: () => Promise<Result>) {}

  ask(): Promise<Result> {
    if (!this.current) return this.begin();
    this.next ??= this.current.then(
      () => this.begin(),
      () => this.begin(),
    );
    return this.next;
  }

  private begin(): Promise<Result> {
    this.next = undefined;
    const reading = this.read();
    this.current = reading;
    const end = () => {
      if (this.current === reading && !this.next) this.current = undefined;
    };
    reading.then(end, end);
    return reading;
  }
}
