import { HttpStatus, Logger, type Type } from '@nestjs/common';
import type { Request, Response } from 'express';
import { asError } from '../../database/as-error.js';
import { BusyError } from '../../database/batcher.js';
import type { Outcome } from '../../database/outcome.js';
import type { RequestKey } from '../../database/request-key.js';
import { seldom } from '../../database/seldom.js';
import { describeFailure } from '../failure.js';
import { onHurry } from '../http-drain.service.js';
import { rowKeysOf } from '../idempotency/request-key.decorator.js';
import { ProblemException, toProblem, type ProblemDto } from '../problem.js';
import { BulkAnswer, type RowAnswer } from './bulk-answer.js';
import { readRows } from './bulk-body.js';
import { InvalidRow, rowReaderOf } from './row-reader.js';
import { BrokenBodyError } from './row-splitter.js';

/** What a bulk call does with its rows. */
export interface BulkCall<Row, Stored> {
  /** The class of a single call's body: its rules are those of a row. */
  readonly type: Type<Row>;
  /**
   * Stores rows; their outcomes in the same order, an error for one that could not be stored.
   * @param keys of the rows, where the call has one
   */
  readonly store: (rows: Row[], keys?: RequestKey[]) => Promise<readonly (Outcome<Stored> | Error)[]>;
  /** What is told of a row that was created, beside that it was. */
  readonly show?: (stored: Stored) => object;
}

const ROWS_IN_BATCH = 500;
/** Batches of one call that are on their way into the table: while one is committed the next is read. */
const MOST_UNDER_WAY = 3;
/** Bulk calls at once; each holds some batches of rows. */
const MOST_CALLS = 32;

const logger = new Logger('Bulk');
const tellTrouble = seldom((text) => {
  logger.error(text);
});
let calls = 0;

/**
 * Answers a bulk call: reads rows as they arrive, stores them in batches, and tells what became of each. What was complete
 * is kept when the body is cut off; when rows fail that are not at fault, the rest is left unread.
 * @throws what a single call would throw, before the first outcome is sent
 */
export async function answerBulk<Row extends object, Stored>(
  request: Request,
  response: Response,
  call: BulkCall<Row, Stored>,
): Promise<void> {
  if (calls >= MOST_CALLS) throw new BusyError('Too many bulk calls are under way; try again');
  calls++;
  try {
    const ending = new AbortController();
    const keyOf = rowKeysOf(request);
    const rows = readRows(request, rowReaderOf(call.type), ending.signal);
    const run = new BulkRun(new BulkAnswer(request, response), call, ending, keyOf);
    onHurry(response, () => {
      run.breakOff(new BusyError('The service is going down; send the rest again'));
    });
    await run.run(rows);
  } finally {
    calls--;
  }
}

/** One bulk call under way. */
class BulkRun<Row extends object, Stored> {
  private readonly waiting: (Row | InvalidRow)[] = [];
  /** Batches on their way, the oldest first; those that have arrived stand before the others. */
  private readonly batches: Promise<void>[] = [];
  private underWay = 0;
  /** Rows that were sent on their way. */
  private sent = 0;
  /** Why rows failed that were not at fault. */
  private failure?: Error;

  constructor(
    private readonly answer: BulkAnswer,
    private readonly call: BulkCall<Row, Stored>,
    /** Ends the reading of the body, also while nothing arrives. */
    private readonly ending: AbortController,
    private readonly keyOf: ReturnType<typeof rowKeysOf>,
  ) {}

  async run(arriving: AsyncIterable<(Row | InvalidRow)[]>): Promise<void> {
    let broken: BrokenBodyError | undefined;
    try {
      for await (const rows of arriving) {
        for (const row of rows) this.waiting.push(row);
        while (this.waiting.length >= ROWS_IN_BATCH && !this.failure) await this.submit();
        if (this.underWay === 0 && !this.failure) await this.submit();
        if (this.failure) break;
      }
    } catch (error) {
      if (!(error instanceof BrokenBodyError)) throw error;
      broken = error;
    }
    while (this.waiting.length > 0 && !this.failure) await this.submit();
    await this.batches.at(-1);
    this.answer.end(this.problemOf(broken));
  }

  /** Takes no more rows: what has no outcome is to be sent again. */
  breakOff(reason: Error): void {
    this.failure ??= reason;
    this.ending.abort();
  }

  private problemOf(broken: BrokenBodyError | undefined): ProblemDto | undefined {
    if (this.failure) return describeFailure(this.failure).problem;
    if (!broken) return undefined;
    const { rows } = this.answer;
    const how = rows === 0 ? 'cannot be read' : `cannot be read on after row ${rows}`;
    const problem = toProblem(HttpStatus.BAD_REQUEST, `The body ${how}: ${broken.message}`);
    if (rows === 0) throw new ProblemException(problem.status, problem.detail);
    return problem;
  }

  /** Sends the next batch on its way, and waits while too many are. */
  private async submit(): Promise<void> {
    const rows = this.waiting.splice(0, ROWS_IN_BATCH);
    const before = this.batches.at(-1);
    const stored = this.store(rows, this.sent + 1);
    this.sent += rows.length;
    this.underWay++;
    const batch = (async () => {
      const answers = await stored;
      // Answers go out in the order of the rows, whichever batch is stored first.
      await before;
      await this.answer.add(answers);
      this.underWay--;
    })();
    this.batches.push(batch);
    // The first goes alone: when all of it fails, the call is refused like a single one.
    if (!before) await batch;
    else if (this.batches.length >= MOST_UNDER_WAY) await this.batches.shift();
  }

  /** @param from the number of the first of the rows */
  private async store(rows: readonly (Row | InvalidRow)[], from: number): Promise<RowAnswer[]> {
    const valid = rows.filter((row): row is Row => !(row instanceof InvalidRow));
    const { keyOf } = this;
    const keys = keyOf && rows.flatMap((row, at) => (row instanceof InvalidRow ? [] : keyOf(row, from + at)));
    const results = await this.storeValid(valid, keys);
    const failed = results.find((result): result is Error => result instanceof Error);
    if (failed) {
      this.breakOff(failed);
      const { isLogged, isShared } = describeFailure(failed);
      if (isShared) tellTrouble(String(failed));
      else if (isLogged) logger.error(this.answer.describeFailure(failed));
      if (this.answer.rows === 0 && results.every((result) => result instanceof Error)) throw failed;
    }
    let at = 0;
    return rows.map((row) => (row instanceof InvalidRow ? refuse(row) : this.tell(results[at++])));
  }

  private async storeValid(rows: Row[], keys?: RequestKey[]): Promise<readonly (Outcome<Stored> | Error)[]> {
    if (rows.length === 0) return [];
    try {
      return await this.call.store(rows, keys);
    } catch (error) {
      return rows.map(() => asError(error));
    }
  }

  private tell(result: Outcome<Stored> | Error): RowAnswer {
    if (result instanceof Error) return { outcome: 'failed', detail: describeFailure(result).problem.detail };
    if ('detail' in result) return { ...result };
    const shown = result.outcome === 'created' ? this.call.show?.(result.row) : undefined;
    return { outcome: result.outcome, ...shown };
  }
}

const refuse = ({ detail, errors }: InvalidRow): RowAnswer => ({
  outcome: 'invalid',
  detail,
  ...(errors && { errors }),
});
