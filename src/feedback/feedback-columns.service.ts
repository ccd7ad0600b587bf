import { Inject, Injectable } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { columnReader } from '../database/read-columns.js';
import { TableFollower } from '../database/table-follower.js';

interface Group {
  readonly cycle: number;
  readonly group: string;
}

/** Feedback of one group in one cycle, in columns of equal length, the rows in no order. */
export interface FeedbackPage extends Group {
  readonly id: Float64Array<ArrayBuffer>;
  readonly user: Int32Array<ArrayBuffer>;
  readonly film: Int32Array<ArrayBuffer>;
  readonly score: Float64Array<ArrayBuffer>;
  /** Films on the list that the feedback is about. */
  readonly listLength: Int32Array<ArrayBuffer>;
}

/** How often, in one group in one cycle, the chosen film stood at a place of lists of one length. */
export interface RankCount extends Group {
  readonly listLength: number;
  /** Where the chosen film first stands on the list, from 1; 0 when it is not on it. */
  readonly rank: number;
  readonly feedback: number;
}

/** Lists that one group was served in one cycle. */
export interface ListPage extends Group {
  /** Whom each list was served to. */
  readonly user: Int32Array<ArrayBuffer>;
  readonly fallbacks: number;
  /** Those of the fallbacks that were for users without history. */
  readonly coldStarts: number;
}

/** How many of the lists that one group was served in one cycle were answered. */
export interface AnswerCount extends Group {
  readonly answered: number;
}

const GROUP = 'action_cycle AS cycle, user_type AS group';

const LIST_LENGTH = `CASE WHEN recommended_movie_id_list = '' THEN 0
  ELSE octet_length(recommended_movie_id_list) - octet_length(replace(recommended_movie_id_list, ',', '')) + 1 END`;

/** Commas up to the one before the chosen film, of a list that begins with a comma; of no text there are none. */
const RANK = (() => {
  const list = `',' || recommended_movie_id_list`;
  const place = `strpos(${list} || ',', ',' || selected_movie_id || ',')`;
  return `${place} - octet_length(replace(substr(${list}, 1, ${place}), ',', ''))`;
})();

const feedbackColumns = columnReader({
  feedback_id: 'float8',
  user_id: 'int4',
  selected_movie_id: 'int4',
  score: 'float8',
  list_length: 'int4',
});
const listColumns = columnReader({ user_id: 'int4' });

type FeedbackRow = Group & Readonly<Parameters<typeof feedbackColumns.read>[0]>;
type ListRow = Omit<ListPage, 'user'> & { readonly user_id: string };

/** What was served and what was chosen from it, in columns, for whoever keeps account of all of it. */
@Injectable()
export class FeedbackColumnsService {
  constructor(@Inject(getDataSourceToken()) private readonly dataSource: DataSource) {}

  followFeedback(): TableFollower<FeedbackRow, FeedbackPage> {
    return new TableFollower(this.dataSource, {
      table: 'feedbacks',
      id: 'feedback_id',
      rows: `*, ${LIST_LENGTH} AS list_length`,
      select: `${GROUP}, ${feedbackColumns.select}`,
      by: 'action_cycle, user_type',
      selectsIds: true,
      toPage: ({ cycle, group, ...row }) => {
        const columns = feedbackColumns.read(row);
        const { feedback_id: id, user_id: user, selected_movie_id: film, score } = columns;
        return { cycle, group, id, user, film, score, listLength: columns.list_length };
      },
    });
  }

  /** Apart from the feedback: finding the place costs as much as all that is read of a row there. */
  followRanks(): TableFollower<RankCount, RankCount> {
    return new TableFollower(this.dataSource, {
      table: 'feedbacks',
      id: 'feedback_id',
      rows: `*, ${LIST_LENGTH} AS list_length, ${RANK} AS rank`,
      select: `${GROUP}, list_length AS "listLength", rank, count(*)::float8 AS feedback`,
      by: 'action_cycle, user_type, list_length, rank',
      toPage: ({ cycle, group, listLength, rank, feedback }) => ({
        cycle,
        group,
        listLength,
        rank,
        feedback,
      }),
    });
  }

  followLists(): TableFollower<ListRow, ListPage> {
    return new TableFollower(this.dataSource, {
      table: 'served_lists',
      id: 'recommendation_id',
      rows: '*',
      select: `${GROUP}, ${listColumns.select}, (count(*) FILTER (WHERE fallback))::float8 AS fallbacks,
        (count(*) FILTER (WHERE cold_start))::float8 AS "coldStarts"`,
      by: 'action_cycle, user_type',
      toPage: ({ user_id, ...row }) => ({ ...row, user: listColumns.read({ user_id }).user_id }),
    });
  }

  /** Counted when the lists were marked: read before the lists, none is among them that the lists do not hold. */
  listAnswerCounts(): Promise<AnswerCount[]> {
    return this.dataSource.query<AnswerCount[]>(
      `SELECT ${GROUP}, sum(answered)::float8 AS answered FROM answer_counts GROUP BY action_cycle, user_type`,
    );
  }
}
