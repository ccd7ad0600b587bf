import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { SharedRead } from '../database/shared-read.js';
import { FeedbackColumnsService } from '../feedback/feedback-columns.service.js';
import { alternatingDesign, type ExperimentDesign } from './experiment-design.js';
import { ExperimentService } from './experiment.service.js';
import type { FilmFeedback } from './film-feedback.js';
import type { FeedbackCounts } from './ledger.js';
import { LedgerThread } from './ledger-thread.js';
import { RankLedger } from './rank-ledger.js';
import type { RanksDto } from './ranks.dto.js';
import type { Report } from './report-shape.js';
import type { SeriesDto } from './series.dto.js';

/**
 * Keeps account of all feedback and lists in a thread of its own, and brings it up to date for every question: all
 * feedback is in an answer that was answered before the call. Calls at the same time share a reading, and an answer.
 */
@Injectable()
export class LedgerService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('LedgerService');
  private readonly feedback;
  private readonly lists;
  private readonly ranksOfFilms;
  private readonly newFeedback = new SharedRead(() => this.readFeedback());
  private readonly newLists = new SharedRead(() => this.readLists());
  private readonly newRanks = new SharedRead(() => this.readRanks());
  private readonly reports = new SharedRead(() => this.makeReport());
  private readonly allSeries = new SharedRead(() => this.makeSeries());
  private readonly allFilms = new SharedRead(() => this.makeFilms());
  private readonly allCounts = new SharedRead(() => this.makeCounts());
  private thread?: LedgerThread;
  private knownRanks = new RankLedger();
  /** Another number after the thread was told of feedback. */
  private revision = 0;
  private knownFilms?: { readonly revision: number; readonly films: FilmFeedback };
  private loading: Promise<unknown> = Promise.resolve();
  private isClosing = false;

  constructor(
    private readonly experiments: ExperimentService,
    private readonly columns: FeedbackColumnsService,
  ) {
    this.feedback = columns.followFeedback();
    this.lists = columns.followLists();
    this.ranksOfFilms = columns.followRanks();
  }

  /** Reads the tables while the service answers already. */
  onApplicationBootstrap(): void {
    this.loading = Promise.all([this.newFeedback.ask(), this.newLists.ask()])
      .then(([thread]) => {
        thread.addUp();
        // Only then, as nobody is to wait longer for a report.
        void this.newRanks.ask().catch(this.tellFailure);
      })
      .catch(this.tellFailure);
  }

  async onApplicationShutdown(): Promise<void> {
    this.isClosing = true;
    await this.thread?.close();
    // Last ones, which fail at once, come after what is under way.
    await Promise.allSettled(
      [this.newFeedback, this.newLists, this.newRanks].map((reading) => reading.ask()),
    );
  }

  /** What is known of the experiment by now, and the verdict. */
  report(): Promise<Report> {
    return this.reports.ask();
  }

  /** How the means of the groups went so far. */
  series(): Promise<SeriesDto> {
    return this.allSeries.ask();
  }

  /** Where the chosen films stood on their lists. */
  async ranks(): Promise<RanksDto> {
    return (await this.newRanks.ask()).report(await this.getDesign());
  }

  /** What all feedback on each film adds up to; the same object as long as there is no more. */
  films(): Promise<FilmFeedback> {
    return this.allFilms.ask();
  }

  counts(): Promise<FeedbackCounts> {
    return this.allCounts.ask();
  }

  private readonly tellFailure = (error: unknown): void => {
    if (!this.isClosing) this.logger.warn(`The feedback could not be read yet: ${String(error)}`);
  };

  private async makeReport(): Promise<Report> {
    await this.loading;
    const answers = await this.columns.listAnswerCounts();
    const [thread, other] = await Promise.all([this.newFeedback.ask(), this.newLists.ask()]);
    if (thread !== other) throw new Error('The thread of the ledger ended meanwhile.');
    return thread.ask({ kind: 'report', design: await this.getDesign(), answers });
  }

  private async makeSeries(): Promise<SeriesDto> {
    const thread = await this.catchUp();
    return thread.ask({ kind: 'series', design: await this.getDesign() });
  }

  private async makeFilms(): Promise<FilmFeedback> {
    const thread = await this.catchUp();
    const { revision, knownFilms } = this;
    if (knownFilms?.revision === revision) return knownFilms.films;
    const films = await thread.ask({ kind: 'films' });
    this.knownFilms = { revision, films };
    return films;
  }

  private async makeCounts(): Promise<FeedbackCounts> {
    return (await this.catchUp()).ask({ kind: 'counts' });
  }

  private async getDesign(): Promise<ExperimentDesign> {
    const { groups, control, treatment } = await this.experiments.getCurrent();
    return alternatingDesign(groups, control, treatment);
  }

  private async catchUp(): Promise<LedgerThread> {
    await this.loading;
    return this.newFeedback.ask();
  }

  private checkOpen(): void {
    if (this.isClosing) throw new Error('The service is stopping.');
  }

  /** A new thread knows nothing yet, and is told everything. */
  private openThread(): LedgerThread {
    this.checkOpen();
    if (!this.thread || this.thread.isOver) {
      this.thread = new LedgerThread();
      this.feedback.forget();
      this.lists.forget();
    }
    return this.thread;
  }

  /** Tells the thread of feedback that has come since; one at a time. */
  private async readFeedback(): Promise<LedgerThread> {
    const thread = this.openThread();
    for await (const rows of this.feedback.readNew()) {
      this.revision++;
      thread.tell({ kind: 'feedback', rows });
      thread.settle(this.feedback.settled);
    }
    // Ids that were missing may have been given up.
    thread.settle(this.feedback.settled);
    return thread;
  }

  /** Tells the thread of lists that have come since; one at a time. */
  private async readLists(): Promise<LedgerThread> {
    const thread = this.openThread();
    for await (const rows of this.lists.readNew()) thread.tell({ kind: 'lists', rows });
    return thread;
  }

  /** Few enough counts to be added up here; one at a time. */
  private async readRanks(): Promise<RankLedger> {
    this.checkOpen();
    for await (const counts of this.ranksOfFilms.readNew()) {
      this.checkOpen();
      if (counts === 'afresh') this.knownRanks = new RankLedger();
      else for (const count of counts) this.knownRanks.add(count);
    }
    return this.knownRanks;
  }
}
