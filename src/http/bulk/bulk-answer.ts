import { HttpStatus } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ProblemException, type ProblemDto } from '../problem.js';
import { failureEntry } from '../request-log.js';
import { JSON_TYPE, NDJSON } from './bulk-body.js';

/** What became of one row. `failed` is no fault of the row: send it again. */
export type RowOutcome = 'created' | 'identical' | 'conflict' | 'invalid' | 'failed';

/** The answer for one row; a created one may show what the service has decided. */
export interface RowAnswer {
  readonly outcome: RowOutcome;
  readonly [shown: string]: unknown;
}

/** The most bytes of the answer that wait for the client to read them. */
const MOST_UNREAD = 16 * 2 ** 20;
/** How long a client may leave them unread before he is given up. */
const UNREAD_MS = 60_000;

/**
 * The answer of a bulk call, sent while the body still arrives: an outcome for each row, in their order, then the counts
 * and whether the body was read to its end. Lines of NDJSON, or one JSON object with the outcomes first.
 */
export class BulkAnswer {
  private count = 0;
  private readonly counts: Record<RowOutcome, number> = {
    created: 0,
    identical: 0,
    conflict: 0,
    invalid: 0,
    failed: 0,
  };
  private readonly isLines: boolean;
  private readonly isMinimal: boolean;
  /** What goes before the next outcome. */
  private before: string;

  /** @throws ProblemException 406 */
  constructor(
    private readonly request: Request,
    private readonly response: Response,
  ) {
    const own = request.is(JSON_TYPE) === false ? NDJSON : JSON_TYPE;
    const type = request.accepts([own, own === NDJSON ? JSON_TYPE : NDJSON]);
    if (type === false) {
      throw new ProblemException(HttpStatus.NOT_ACCEPTABLE, `The answer is ${JSON_TYPE} or ${NDJSON}`);
    }
    this.isLines = type === NDJSON;
    this.isMinimal = /(^|[,;\s])return=minimal($|[,;\s])/i.test(request.get('prefer') ?? '');
    this.before = this.isLines ? '' : '{"outcomes":[';
    response.status(HttpStatus.OK).type(type);
    if (this.isMinimal) response.setHeader('Preference-Applied', 'return=minimal');
  }

  /** For the log. */
  describeFailure(error: Error): object {
    return failureEntry(error, this.request, this.response);
  }

  /** How many rows have an outcome. */
  get rows(): number {
    return this.count;
  }

  /** Sends the outcomes of the next rows; ends when the client has read enough of what was sent. */
  async add(answers: readonly RowAnswer[]): Promise<void> {
    let text = '';
    for (const answer of answers) {
      this.count++;
      this.counts[answer.outcome]++;
      if (this.isMinimal && (answer.outcome === 'created' || answer.outcome === 'identical')) continue;
      const line = JSON.stringify({ row: this.count, ...answer });
      text += this.isLines ? `${line}\n` : this.before + line;
      this.before = ',';
    }
    if (text !== '') await this.send(text);
  }

  /** Sends the counts, and why the body was not read to its end where it was not. */
  end(problem?: ProblemDto): void {
    const summary = JSON.stringify({
      rows: this.count,
      ...this.counts,
      complete: !problem,
      ...(problem && { problem }),
    });
    const opening = this.before === ',' ? '' : this.before;
    this.response.end(this.isLines ? `${summary}\n` : `${opening}],${summary.slice(1)}`);
  }

  private async send(text: string): Promise<void> {
    const { response } = this;
    if (response.destroyed) return;
    response.write(text);
    if (response.writableLength > MOST_UNREAD) await this.untilRead();
  }

  /** A client who sends all before he reads would wait for us as we wait for him: he is given up some time. */
  private untilRead(): Promise<void> {
    const { response } = this;
    return new Promise((resolve) => {
      const timer = setTimeout(() => response.destroy(), UNREAD_MS);
      const end = () => {
        clearTimeout(timer);
        response.off('drain', end).off('close', end);
        resolve();
      };
      response.on('drain', end).on('close', end);
    });
  }
}
