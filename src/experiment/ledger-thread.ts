import { Worker } from 'node:worker_threads';
import type { AnswerCount, FeedbackPage, ListPage } from '../feedback/feedback-columns.service.js';
import type { ExperimentDesign } from './experiment-design.js';
import type { FilmFeedback } from './film-feedback.js';
import type { FeedbackCounts } from './ledger.js';
import type { Report } from './report-shape.js';
import type { SeriesDto } from './series.dto.js';

/** The worker's compiled file, found from `src` (under a test runner) as well as from `dist`. */
const WORKER = new URL('../../dist/experiment/ledger.worker.js', import.meta.url);

/** What the thread is told, in order; `afresh` takes back all rows of that kind. */
export type LedgerNews =
  | { readonly kind: 'feedback'; readonly rows: readonly FeedbackPage[] | 'afresh' }
  | { readonly kind: 'lists'; readonly rows: readonly ListPage[] | 'afresh' };

/** What the thread can be asked, by kind: the question's own fields, and the answer. */
interface Questions {
  readonly report: [{ readonly design: ExperimentDesign; readonly answers: readonly AnswerCount[] }, Report];
  readonly series: [{ readonly design: ExperimentDesign }, SeriesDto];
  readonly films: [object, FilmFeedback];
  readonly counts: [object, FeedbackCounts];
}

export type QuestionKind = keyof Questions;
export type Question = {
  readonly [Kind in QuestionKind]: { readonly kind: Kind } & Questions[Kind][0];
}[QuestionKind];
export type AnswerTo<Kind extends QuestionKind> = Questions[Kind][1];

/** Everything that the thread is sent. */
export type LedgerMessage =
  | LedgerNews
  | { readonly kind: 'settled'; readonly id: number }
  | { readonly kind: 'addUp' }
  | { readonly kind: 'question'; readonly question: Question };

export type LedgerAnswer = { readonly answer: AnswerTo<QuestionKind> } | { readonly error: Error };

interface Waiting {
  readonly resolve: (answer: AnswerTo<QuestionKind>) => void;
  readonly reject: (error: Error) => void;
}

/** The ledger in a thread of its own: going through all feedback, and through all users, holds up nobody. */
export class LedgerThread {
  private readonly worker = new Worker(WORKER);
  /** Who waits for an answer; answers come in the order of the requests. */
  private waiting: Waiting[] = [];
  /** Why it is over. */
  private ended?: Error;

  constructor() {
    this.worker.on('message', (answer: LedgerAnswer) => {
      const { resolve, reject } = this.waiting.shift()!;
      if ('answer' in answer) resolve(answer.answer);
      else reject(answer.error);
    });
    this.worker.on('error', (error: Error) => {
      this.end(error);
    });
    this.worker.on('exit', (code) => {
      this.end(new Error(`The thread of the ledger ended with code ${code}.`));
    });
  }

  /** Whether it has ended, by a fault or by `close`; what it knew is gone then. */
  get isOver(): boolean {
    return this.ended !== undefined;
  }

  /**
   * Tells the thread of rows. Columns are handed over, not copied: they are empty afterwards.
   * @throws what ended the thread, when it is over
   */
  tell(news: LedgerNews): void {
    if (this.ended) throw this.ended;
    this.post(news, news.rows === 'afresh' ? [] : news.rows.flatMap(buffersOf));
  }

  /** Tells it that it was told of all feedback up to an id. */
  settle(id: number): void {
    this.post({ kind: 'settled', id });
  }

  /** Has it add up what it was told, so that the next report has little left to do. */
  addUp(): void {
    this.post({ kind: 'addUp' });
  }

  /**
   * The answer by all that was told before.
   * @throws what computing it threw, or what ended the thread before
   */
  ask<Kind extends QuestionKind>(question: Question & { readonly kind: Kind }): Promise<AnswerTo<Kind>> {
    return new Promise((resolve, reject) => {
      if (this.ended) {
        reject(this.ended);
        return;
      }
      this.waiting.push({
        resolve: (answer) => {
          resolve(answer);
        },
        reject,
      });
      this.post({ kind: 'question', question });
    });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private post(message: LedgerMessage, buffers: readonly ArrayBuffer[] = []): void {
    this.worker.postMessage(message, buffers);
  }

  private end(error: Error): void {
    this.ended ??= error;
    for (const { reject } of this.waiting) reject(error);
    this.waiting = [];
  }
}

const buffersOf = (columns: object): ArrayBuffer[] =>
  Object.values(columns).flatMap((column: unknown) =>
    ArrayBuffer.isView(column) ? [column.buffer as ArrayBuffer] : [],
  );
