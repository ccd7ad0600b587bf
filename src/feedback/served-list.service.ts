import { Injectable } from '@nestjs/common';
import { Subject } from 'rxjs';
import type { Batcher } from '../database/batcher.js';
import { keyColumns } from '../database/idempotency.statements.js';
import { KeptKeys } from '../database/kept-keys.service.js';
import { TAKEN } from '../database/keyed-commit.js';
import type { Outcome } from '../database/outcome.js';
import { type Keyed, type RequestKey, withKeys } from '../database/request-key.js';
import { Writer } from '../database/writer.service.js';
import { FIND_SERVED_LISTS, INSERT_KEYED_LISTS, INSERT_SERVED_LISTS } from './feedback.statements.js';
import { getStored } from '../http/stored-row.js';
import type { ServedList } from './served-list.entity.js';

/** What is known when a list is served. */
export type NewServedList = Omit<ServedList, 'recommendationId' | 'feedbackId' | 'createdAt'>;

/** A list under its id. */
export type RecordedList = NewServedList & Pick<ServedList, 'recommendationId'>;

/** What a feedback can be held against. */
export type AnsweredList = Pick<
  ServedList,
  'recommendationId' | 'userId' | 'movieIds' | 'userType' | 'actionCycle' | 'feedbackId'
>;

/** What a feedback says of the list that it answers. */
export interface FeedbackClaim {
  readonly user_id: number;
  readonly recommended_movie_id_list: readonly number[];
  readonly user_type?: string;
  readonly action_cycle?: number;
}

/** How many lists that this process served last are known without asking the database. */
const MOST_REMEMBERED = 10_000;

@Injectable()
export class ServedListService {
  /** Every list that this process records, once it is committed and before it is served. */
  readonly served = new Subject<NewServedList>();
  private readonly lane: Batcher<Keyed<NewServedList>, Outcome<RecordedList>>;
  /** Lists of this process by id, the oldest first; whether they still stand so, only the database knows. */
  private readonly remembered = new Map<number, AnsweredList>();

  constructor(
    private readonly writer: Writer,
    keys: KeptKeys,
  ) {
    this.lane = keys.openLane('served_lists', {
      commit: (entries) => this.store(entries),
      restore: (_, { rowId, answer }) => ({ ...(answer as NewServedList), recommendationId: rowId! }),
    });
  }

  /**
   * Records a list before it is served: under its key once, and then it is the first list of the key that is served.
   * @throws UnprocessableEntityException when the key was sent with another request
   */
  async record(list: NewServedList, key?: RequestKey): Promise<RecordedList> {
    return getStored(await this.lane.submit({ item: list, key })).row;
  }

  /** Records lists; what became of each in the same order. */
  recordMany(
    lists: readonly NewServedList[],
    keys?: readonly RequestKey[],
  ): Promise<(Outcome<RecordedList> | Error)[]> {
    return this.lane.submitMany(withKeys(lists, keys));
  }

  /**
   * Like `findMany`, at less cost, and a guess: a list that was served here counts as open and as it was, whoever has
   * answered it meanwhile or emptied the table.
   */
  async recallMany(ids: readonly number[]): Promise<Map<number, AnsweredList>> {
    const found = await this.findMany(ids.filter((id) => !this.remembered.has(id)));
    for (const id of ids) {
      const list = this.remembered.get(id);
      if (list) found.set(id, list);
    }
    return found;
  }

  /** The lists that were served under these ids, by id. */
  async findMany(ids: readonly number[]): Promise<Map<number, AnsweredList>> {
    if (ids.length === 0) return new Map();
    const lists = await this.writer.query<AnsweredList>(FIND_SERVED_LISTS, [ids]);
    return new Map(lists.map((list) => [list.recommendationId, list]));
  }

  private async store(entries: Keyed<NewServedList>[]): Promise<(Outcome<RecordedList> | typeof TAKEN)[]> {
    const isKeyed = entries.some(({ key }) => key);
    const lists = entries.map(({ item }) => item);
    const statement = isKeyed ? INSERT_KEYED_LISTS : INSERT_SERVED_LISTS;
    const rows = await this.writer.query<{ recommendation_id: number; place: number }>(statement, [
      lists.map((list) => list.userId),
      // An array's own text: arrays of several lengths make no array of arrays.
      lists.map((list) => `{${list.movieIds.join()}}`),
      lists.map((list) => list.userType),
      lists.map((list) => list.actionCycle),
      lists.map((list) => list.recommender),
      lists.map((list) => list.modelVersion),
      lists.map((list) => list.fallback),
      lists.map((list) => list.coldStart),
      ...(isKeyed ? keyColumns(entries.map(({ item, key }) => ({ key, answer: key && item }))) : []),
    ]);
    const outcomes = new Array<Outcome<RecordedList> | typeof TAKEN>(entries.length).fill(TAKEN);
    for (const { recommendation_id: recommendationId, place } of rows) {
      const list = lists[place - 1];
      this.remember(recommendationId, list);
      this.served.next(list);
      outcomes[place - 1] = { outcome: 'created', row: { ...list, recommendationId } };
    }
    return outcomes;
  }

  private remember(
    recommendationId: number,
    { userId, movieIds, userType, actionCycle }: NewServedList,
  ): void {
    const list = { recommendationId, userId, movieIds, userType, actionCycle, feedbackId: null };
    this.remembered.set(recommendationId, list);
    if (this.remembered.size <= MOST_REMEMBERED) return;
    const [oldest] = this.remembered.keys();
    this.remembered.delete(oldest);
  }
}

/** Says what differs between a feedback and the list that it answers, or that the list was answered; or nothing. */
export function describeMismatch(
  recommendationId: number,
  served: AnsweredList | undefined,
  claim: FeedbackClaim,
): string | undefined {
  const reason = mismatch(served, claim);
  return reason && `recommendation_id ${recommendationId}: ${reason}`;
}

function mismatch(served: AnsweredList | undefined, claim: FeedbackClaim): string | undefined {
  if (!served) return 'no list was served under this id';
  if (claim.user_id !== served.userId) return `the list was served to user ${served.userId}`;
  if (claim.recommended_movie_id_list.join() !== served.movieIds.join()) {
    return `the list that was served is ${served.movieIds.join(',') || 'empty'}`;
  }
  if (claim.user_type !== undefined && claim.user_type !== served.userType) {
    return `the list was served to group ${served.userType}`;
  }
  if (claim.action_cycle !== undefined && claim.action_cycle !== served.actionCycle) {
    return `the list was served in cycle ${served.actionCycle}`;
  }
  if (served.feedbackId !== null) return `feedback ${served.feedbackId} has answered it already`;
  return undefined;
}
