/** A call that was refused, or that got no answer after the last attempt. */
export class CallError extends Error {
  override readonly name = 'CallError';

  constructor(
    readonly call: string,
    /** The last answer's status; undefined when none came. */
    readonly status: number | undefined,
    readonly reason: string,
  ) {
    super(`${call}: ${reason}`);
  }

  /** What the service said, without its status. */
  get detail(): string {
    return this.reason.replace(/^\d{3} /, '');
  }
}

/** An attempt that failed in passing. */
export class Passing {
  /** A fault of the service, which may come again for ever. */
  readonly isFault: boolean;
  /** Seconds after which the service asks to be called again. */
  readonly retryAfter: number | undefined;

  constructor(
    readonly reason: string,
    { isFault = false, retryAfter }: { isFault?: boolean; retryAfter?: number } = {},
  ) {
    this.isFault = isFault;
    this.retryAfter = retryAfter;
  }
}

/** What came back. */
export interface RawAnswer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: number | undefined;
}

const isPassing = (status: number): boolean => status === 429 || status >= 500;
const isAway = (status: number): boolean => status === 429 || (status >= 502 && status <= 504);

/** @throws CallError unless the status is one that passes */
export function refuseOrPass(what: () => string, { status, text, retryAfter }: RawAnswer): Passing {
  const reason = `${status} ${detailOf(text)}`;
  if (isPassing(status)) return new Passing(reason, { isFault: !isAway(status), retryAfter });
  const isAboutKey = status === 401 || status === 403;
  throw new CallError(what(), status, isAboutKey ? `${reason} Set API_KEY to a key that may write.` : reason);
}

/** @throws CallError for an answer that is not JSON */
export function parse(what: () => string, { status, text }: RawAnswer): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new CallError(what(), status, `the answer is not JSON: ${text.slice(0, 80)}`);
  }
}

/** The `detail` of a problem document (RFC 9457), or the start of another answer. */
function detailOf(text: string): string {
  try {
    return (JSON.parse(text) as { detail?: string }).detail ?? text.slice(0, 200);
  } catch {
    return text.slice(0, 200);
  }
}
