import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { SharedRead } from '../database/shared-read.js';
import { FeedbackColumnsService } from '../feedback/feedback-columns.service.js';
import { alternatingDesign } from './experiment-design.js';
import { ExperimentService } from './experiment.service.js';
import { LedgerThread } from './ledger-thread.js';
import type { Report } from './report-shape.js';

/** Keeps account of all feedback and lists in a thread of its own, and brings it up to date for every report. */
@Injectable()
export class ReportService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('ReportService');
  private readonly shared = new SharedRead(() => this.compute());
  private readonly feedback;
  private readonly lists;
  private thread?: LedgerThread;
  private loading = Promise.resolve();
  private isClosing = false;

  constructor(
    private readonly experiments: ExperimentService,
    private readonly columns: FeedbackColumnsService,
  ) {
    this.feedback = columns.followFeedback();
    this.lists = columns.followLists();
  }

  /** Reads the tables while the service answers already. */
  onApplicationBootstrap(): void {
    this.loading = this.catchUp()
      .then(({ thread }) => {
        thread.addUp();
      })
      .catch((error: unknown) => {
        if (!this.isClosing) this.logger.warn(`The feedback could not be read yet: ${String(error)}`);
      });
  }

  async onApplicationShutdown(): Promise<void> {
    this.isClosing = true;
    await this.thread?.close();
    // A last one, which fails at once, comes after what is under way.
    await this.report().catch(() => undefined);
  }

  /** What is known of the experiment by now, and the verdict; all feedback is in it that was answered before the call. */
  report(): Promise<Report> {
    return this.shared.ask();
  }

  private async compute(): Promise<Report> {
    await this.loading;
    const { thread, answers } = await this.catchUp();
    const { groups, control, treatment } = await this.experiments.getCurrent();
    return thread.report(alternatingDesign(groups, control, treatment), answers);
  }

  /** Tells the thread of what has come since; one at a time. */
  private async catchUp() {
    const thread = this.openThread();
    const answers = await this.columns.listAnswerCounts();
    const readings = await Promise.allSettled([this.readFeedback(thread), this.readLists(thread)]);
    for (const reading of readings) if (reading.status === 'rejected') throw reading.reason;
    return { thread, answers };
  }

  /** A new thread knows nothing yet, and is told everything. */
  private openThread(): LedgerThread {
    if (this.isClosing) throw new Error('The service is stopping.');
    if (!this.thread || this.thread.isOver) {
      this.thread = new LedgerThread();
      this.feedback.forget();
      this.lists.forget();
    }
    return this.thread;
  }

  private async readFeedback(thread: LedgerThread): Promise<void> {
    for await (const rows of this.feedback.readNew()) thread.tell({ kind: 'feedback', rows });
  }

  private async readLists(thread: LedgerThread): Promise<void> {
    for await (const rows of this.lists.readNew()) thread.tell({ kind: 'lists', rows });
  }
}
