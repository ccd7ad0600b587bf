import { HttpStatus, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Subject } from 'rxjs';
import { Repository } from 'typeorm';
import { asError } from '../database/as-error.js';
import type { Batcher } from '../database/batcher.js';
import { databaseTrouble } from '../database/database-trouble.js';
import { keyColumns } from '../database/idempotency.statements.js';
import { KeptKeys } from '../database/kept-keys.service.js';
import { type KeptOutcome, TAKEN } from '../database/keyed-commit.js';
import { type Outcome, refusedByDatabase } from '../database/outcome.js';
import { SettledMark } from '../database/settled-mark.js';
import { type Keyed, type RequestKey, withKeys } from '../database/request-key.js';
import { Writer } from '../database/writer.service.js';
import type { Page } from '../http/paging.js';
import { ProblemException } from '../http/problem.js';
import { getStored } from '../http/stored-row.js';
import { TableList } from '../http/table-list.js';
import {
  type CreateFeedbackDto,
  type FeedbackDto,
  type FeedbackQuery,
  toFeedbackDto,
} from './feedback.dto.js';
import { Feedback } from './feedback.entity.js';
import {
  FEEDBACK_COLUMNS,
  INSERT_ANSWERS,
  INSERT_FEEDBACKS,
  INSERT_KEYED_FEEDBACKS,
} from './feedback.statements.js';
import { satisfactionScore } from './satisfaction-score.js';
import { type AnsweredList, describeMismatch, ServedListService } from './served-list.service.js';

/** Who was shown what, and chose what. */
export interface StoredVisit {
  readonly user_id: number;
  /** As stored: ids joined by commas. */
  readonly movie_ids: string;
  readonly selected_movie_id: number;
}

type Made = Pick<Feedback, 'feedbackId' | 'createdAt' | 'updatedAt'>;

/** A feedback on its way into the table, with the list it answers and the place of its request in the batch. */
interface NewFeedback extends Omit<Feedback, keyof Made> {
  readonly recommendationId: number | null;
  readonly key?: RequestKey;
  readonly at: number;
}

/** What of a feedback its request does not tell. */
type KeptFeedback = Pick<Feedback, 'userType' | 'actionCycle'>;

/** How often what a batch has left is tried again, where lists are not as they were remembered, or a race is lost. */
const MOST_ROUNDS = 4;

@Injectable()
export class FeedbackService {
  /** Every feedback that this process stores, once it is committed and before it is answered. */
  readonly stored = new Subject<Pick<Feedback, 'userType' | 'actionCycle'>>();
  private readonly lane: Batcher<Keyed<CreateFeedbackDto>, Outcome<Feedback>>;
  private readonly rows: TableList<Feedback, FeedbackDto>;
  private readonly mark: SettledMark;

  constructor(
    @InjectRepository(Feedback) private readonly feedbacks: Repository<Feedback>,
    private readonly servedLists: ServedListService,
    private readonly writer: Writer,
    keys: KeptKeys,
  ) {
    this.lane = keys.openLane(
      'feedbacks',
      { commit: (entries) => this.store(entries), restore: restoreFeedback },
      { refused: refusedByDatabase },
    );
    this.rows = new TableList((text, values) => feedbacks.query(text, values), {
      table: 'feedbacks',
      columns: FEEDBACK_COLUMNS,
      key: ['feedback_id'],
      largest: Number.MAX_SAFE_INTEGER,
      groups: ['action_cycle', 'user_type'],
      toItem: toFeedbackDto,
    });
    this.mark = new SettledMark(feedbacks, 'feedbacks', 'feedback_id');
  }

  /**
   * Stores a feedback with the score of its list. One that carries a recommendation id is in the group and cycle that
   * the list was served in.
   * @throws UnprocessableEntityException when it differs from what was served, or the id was used
   */
  async create(request: CreateFeedbackDto, key?: RequestKey): Promise<FeedbackDto> {
    return toFeedbackDto(getStored(await this.lane.submit({ item: request, key })).row);
  }

  /** Stores feedback in its order; each has an outcome of its own, `created` or `invalid`, in the same order. */
  createMany(
    requests: readonly CreateFeedbackDto[],
    keys?: readonly RequestKey[],
  ): Promise<(Outcome<Feedback> | Error)[]> {
    return this.lane.submitMany(withKeys(requests, keys));
  }

  /** Feedback in the order of its ids; `settled` only up to where none can appear any more. */
  list(query: FeedbackQuery): Promise<Page<FeedbackDto>> {
    return query.settled ? this.rows.settledPage(query, this.mark) : this.rows.page(query);
  }

  /** @throws ProblemException 400 for `settled` */
  async *readPages(query: FeedbackQuery): AsyncGenerator<FeedbackDto[]> {
    if (query.settled) {
      const detail = 'is for pages of JSON: an export has no cursor to come back with';
      throw new ProblemException(HttpStatus.BAD_REQUEST, `settled ${detail}`, [
        { in: 'query', pointer: '/settled', detail },
      ]);
    }
    yield* this.rows.pages(query);
  }

  /** The latest `count` visits and those of meanwhile, the oldest first, in pages that keep memory bounded. */
  async *readLatestVisits(count: number, pageSize: number): AsyncGenerator<StoredVisit[]> {
    const [last] = await this.feedbacks.query<[{ feedback_id: number }?]>(
      'SELECT feedback_id FROM feedbacks ORDER BY feedback_id DESC OFFSET $1 LIMIT 1',
      [count],
    );
    let after = last?.feedback_id ?? 0;
    for (;;) {
      const page = await this.feedbacks.query<(StoredVisit & { feedback_id: number })[]>(
        `SELECT feedback_id, user_id, recommended_movie_id_list AS movie_ids, selected_movie_id FROM feedbacks
         WHERE feedback_id > $1 ORDER BY feedback_id LIMIT $2`,
        [after, pageSize],
      );
      if (page.length > 0) yield page;
      if (page.length < pageSize) return;
      after = page[page.length - 1].feedback_id;
    }
  }

  private async store(
    entries: Keyed<CreateFeedbackDto>[],
  ): Promise<(Outcome<Feedback> | Error | typeof TAKEN)[]> {
    const outcomes = new Array<Outcome<Feedback> | undefined>(entries.length).fill(undefined);
    let failure: Error | undefined;
    // What is remembered of lists never refuses: the database has its say, and again of an id that came twice.
    for (let round = 1; round <= MOST_ROUNDS && outcomes.includes(undefined); round++) {
      try {
        await this.storeWaiting(entries, outcomes, round === 1);
        failure = undefined;
      } catch (error) {
        // Once a row is stored, the batch as a whole must not come again.
        if (!outcomes.some((outcome) => outcome?.outcome === 'created')) throw error;
        failure = asError(error);
        // Nor what may be stored, for all that is known.
        if (databaseTrouble(error)?.isUndone === false) break;
      }
    }
    return outcomes.map((outcome, at) => {
      const { item, key } = entries[at];
      if (!outcome && !failure && key) return TAKEN;
      const { recommendation_id: id } = item;
      const open = `List ${id} is open, and was not answered in ${MOST_ROUNDS} attempts`;
      return outcome ?? failure ?? new Error(open);
    });
  }

  /**
   * Stores what has no outcome yet and answers an open list, or none; of several that answer one list, the first.
   * @param isRecalled go by what is remembered of lists, and refuse nothing; else by the database
   */
  private async storeWaiting(
    entries: readonly Keyed<CreateFeedbackDto>[],
    outcomes: (Outcome<Feedback> | undefined)[],
    isRecalled: boolean,
  ): Promise<void> {
    const ids = entries.flatMap(({ item }, at) => (outcomes[at] ? [] : (item.recommendation_id ?? [])));
    const served = await (isRecalled ? this.servedLists.recallMany(ids) : this.servedLists.findMany(ids));
    const rows: NewFeedback[] = [];
    const answered = new Set<number>();
    entries.forEach(({ item: request, key }, at) => {
      if (outcomes[at]) return;
      const { recommendation_id: id } = request;
      const list = id === undefined ? undefined : served.get(id);
      if (id !== undefined) {
        const detail = describeMismatch(id, list, request);
        if (detail !== undefined) {
          if (!isRecalled) outcomes[at] = { outcome: 'invalid', detail };
          return;
        }
        if (answered.has(id)) return;
        answered.add(id);
      }
      rows.push(toRow(request, list, { key, at }));
    });
    for (const made of await this.insert(rows)) {
      const row = rows[made.place - 1];
      outcomes[row.at] = { outcome: 'created', row: toFeedback(row, made) };
      this.stored.next(row);
    }
  }

  private insert(rows: NewFeedback[]): Promise<(Made & { place: number })[]> {
    if (rows.length === 0) return Promise.resolve([]);
    const isKeyed = rows.some((row) => row.key);
    const hasAnswers = rows.some((row) => row.recommendationId !== null);
    const insertPlain = hasAnswers ? INSERT_ANSWERS : INSERT_FEEDBACKS;
    return this.writer.query(isKeyed ? INSERT_KEYED_FEEDBACKS : insertPlain, [
      rows.map((row) => row.userId),
      rows.map((row) => row.recommendedMovieIdList),
      rows.map((row) => row.selectedMovieId),
      rows.map((row) => row.score),
      rows.map((row) => row.userType),
      rows.map((row) => row.actionCycle),
      rows.map((row) => row.recommendationId),
      ...(isKeyed ? keyColumns(rows.map((row) => ({ key: row.key, answer: keptOf(row) }))) : []),
    ]);
  }
}

const keptOf = ({ key, userType, actionCycle }: NewFeedback): KeptFeedback | undefined =>
  key && { userType, actionCycle };

const toRow = (
  request: CreateFeedbackDto,
  served: AnsweredList | undefined,
  { key, at }: Pick<NewFeedback, 'key' | 'at'>,
): NewFeedback => ({
  userId: request.user_id,
  recommendedMovieIdList: request.recommended_movie_id_list.join(','),
  selectedMovieId: request.selected_movie_id,
  score: satisfactionScore(request.recommended_movie_id_list, request.selected_movie_id, request.score),
  userType: request.user_type ?? served?.userType ?? 'A',
  actionCycle: request.action_cycle ?? served?.actionCycle ?? 0,
  recommendationId: request.recommendation_id ?? null,
  key,
  at,
});

const toFeedback = (row: Omit<Feedback, keyof Made>, made: Made): Feedback => ({
  feedbackId: made.feedbackId,
  userId: row.userId,
  recommendedMovieIdList: row.recommendedMovieIdList,
  selectedMovieId: row.selectedMovieId,
  score: row.score,
  userType: row.userType,
  actionCycle: row.actionCycle,
  createdAt: made.createdAt,
  updatedAt: made.updatedAt,
});

/** The feedback that a request has made. */
function restoreFeedback(request: CreateFeedbackDto, kept: KeptOutcome): Feedback {
  const row = toRow(request, undefined, { at: 0 });
  const made = {
    feedbackId: kept.rowId!,
    createdAt: kept.rowCreatedAt!,
    updatedAt: kept.rowUpdatedAt!,
  };
  return toFeedback({ ...row, ...(kept.answer as KeptFeedback) }, made);
}
