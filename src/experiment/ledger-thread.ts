import { Worker } from 'node:worker_threads';
import type { AnswerCount, FeedbackPage, ListPage } from '../feedback/feedback-columns.service.js';
import type { ExperimentDesign } from './experiment-design.js';
import type { Report } from './report-shape.js';

/** The worker's compiled file, found from `src` (under a test runner) as well as from `dist`. */
const WORKER = new URL('../../dist/experiment/ledger.worker.js', import.meta.url);

/** What the thread is told, in order; `afresh` takes back all rows of that kind. */
export type LedgerNews =
  | { readonly kind: 'feedback'; readonly rows: readonly FeedbackPage[] | 'afresh' }
  | { readonly kind: 'lists'; readonly rows: readonly ListPage[] | 'afresh' };

export interface ReportRequest {
  readonly kind: 'report';
  readonly design: ExperimentDesign;
  readonly answers: readonly AnswerCount[];
}

/** Everything that the thread is sent. */
export type LedgerMessage = LedgerNews | ReportRequest | { readonly kind: 'addUp' };

export type ReportAnswer = { readonly report: Report } | { readonly error: Error };

interface Waiting {
  readonly resolve: (report: Report) => void;
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
    this.worker.on('message', (answer: ReportAnswer) => {
      const { resolve, reject } = this.waiting.shift()!;
      if ('report' in answer) resolve(answer.report);
      else reject(answer.error);
    });
    this.worker.on('error', (error: Error) => {
      this.end(error);
    });
    this.worker.on('exit', (code) => {
      this.end(new Error(`The thread of the report ended with code ${code}.`));
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

  /** Has it add up what it was told, so that the next report has little left to do. */
  addUp(): void {
    this.post({ kind: 'addUp' });
  }

  /**
   * The report on all that was told before.
   * @throws what computing it threw, or what ended the thread before
   */
  report(design: ExperimentDesign, answers: readonly AnswerCount[]): Promise<Report> {
    return new Promise((resolve, reject) => {
      if (this.ended) {
        reject(this.ended);
        return;
      }
      this.waiting.push({ resolve, reject });
      this.post({ kind: 'report', design, answers });
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
