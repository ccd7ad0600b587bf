const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;
const CANCEL_REQUEST = 80_877_102;
const SYNC = 0x53;
const SIMPLE_QUERY = 0x51;
const TERMINATE = 0x58;

export interface MessageListener {
  /** An answer to send at once: 'N' to a request for encryption. */
  onStartup(answer: string): void;
  /** Whole messages that belong together: the startup packet, or all up to a Sync or a simple query. */
  onTurn(messages: Uint8Array): void;
  /** The client said goodbye, or asked for a cancellation, which one session cannot do. */
  onEnd(): void;
}

/**
 * Cuts a client's bytes into turns.
 * Message layout: PostgreSQL documentation, "Frontend/Backend Protocol", "Message Formats".
 */
export class MessageReader {
  private pending: Buffer = Buffer.alloc(0);
  /** Bytes of `pending` that are whole messages of a turn not yet complete. */
  private read = 0;
  private started = false;

  constructor(private readonly listener: MessageListener) {}

  push(chunk: Buffer): void {
    this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    while (this.started ? this.readMessage() : this.readStartup());
  }

  private readStartup(): boolean {
    if (this.pending.length < 8) return false;
    const length = this.pending.readInt32BE(0);
    const code = this.pending.readInt32BE(4);
    if (this.pending.length < length) return false;
    if (code === SSL_REQUEST || code === GSS_REQUEST) {
      this.pending = this.pending.subarray(length);
      this.listener.onStartup('N');
    } else if (code === CANCEL_REQUEST) {
      this.pending = this.pending.subarray(length);
      this.listener.onEnd();
    } else {
      this.started = true;
      this.endTurn(length);
    }
    return true;
  }

  private readMessage(): boolean {
    if (this.pending.length < this.read + 5) return false;
    const end = this.read + 1 + this.pending.readInt32BE(this.read + 1);
    if (this.pending.length < end) return false;
    const type = this.pending[this.read];
    this.read = end;
    if (type === TERMINATE) {
      this.listener.onEnd();
      return false;
    }
    if (type === SYNC || type === SIMPLE_QUERY) this.endTurn(end);
    return true;
  }

  private endTurn(end: number): void {
    // A copy: the turn may wait while the socket's buffer is used again.
    this.listener.onTurn(Uint8Array.prototype.slice.call(this.pending, 0, end));
    this.pending = this.pending.subarray(end);
    this.read = 0;
  }
}
