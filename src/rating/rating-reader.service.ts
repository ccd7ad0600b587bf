import { Injectable } from '@nestjs/common';
import { microsecondsOf, timestampOf } from '../database/change-marks.js';
import { type Columns, columnReader } from '../database/read-columns.js';
import { type Statement, Writer } from '../database/writer.service.js';

/** Blocks of the table that make a page: some 50,000 rows. */
const BLOCKS = 400;
/** Rows of a page where rows are read in their order: few, as they go to where others read at the same time. */
const ROWS = 5000;

const KINDS = { user_id: 'int4', movie_id: 'int4', rating: 'float8' } as const;
const rows = columnReader(KINDS);
const timedRows = columnReader({ ...KINDS, changed_at: 'float8' });

/** Ratings of a page, a value of each column for every row. */
export type RatingColumns = Columns<typeof KINDS>;

const COUNT_BLOCKS: Statement = {
  name: 'count_rating_blocks',
  text: "SELECT pg_relation_size('ratings') / current_setting('block_size')::integer AS blocks",
};

/** In the order of the table's blocks: they are read one after another, and only once. */
const RATINGS_BEFORE: Statement = {
  name: 'ratings_before',
  text: `SELECT ${rows.select} FROM ratings
    WHERE ctid >= $1::tid AND ctid < $2::tid AND updated_at < ${timestampOf('$3')}`,
};

const RATINGS_SINCE: Statement = {
  name: 'ratings_since',
  text: `SELECT ${timedRows.select} FROM (
      SELECT user_id, movie_id, rating, ${microsecondsOf('updated_at')} AS changed_at FROM ratings
      WHERE (updated_at, user_id, movie_id) > (${timestampOf('$1')}, $2, $3)
      ORDER BY updated_at, user_id, movie_id LIMIT $4
    ) AS page`,
};

/** Reads very many ratings, without an object per row. */
@Injectable()
export class RatingReader {
  constructor(private readonly writer: Writer) {}

  /**
   * Every rating that was stored or replaced before this time and not since, once, in no order.
   * @param time microseconds since 1970, such that no older row is still to appear
   */
  async *readBefore(time: number): AsyncGenerator<RatingColumns> {
    const [{ blocks }] = await this.writer.query<{ blocks: number }>(COUNT_BLOCKS, []);
    for (let block = 0; block < blocks; block += BLOCKS) {
      const range = [block, block + BLOCKS].map((at) => `(${at},0)`);
      yield rows.read(
        (await this.writer.query<Parameters<typeof rows.read>[0]>(RATINGS_BEFORE, [...range, time]))[0],
      );
    }
  }

  /**
   * Ratings stored or replaced from this time on, by whomever, in the order of their last change.
   * @param time microseconds since 1970
   */
  async *readSince(time: number): AsyncGenerator<RatingColumns> {
    for (let from = [time, 0, 0]; ;) {
      const [row] = await this.writer.query<Parameters<typeof timedRows.read>[0]>(RATINGS_SINCE, [
        ...from,
        ROWS,
      ]);
      const { changed_at, ...page } = timedRows.read(row);
      const last = changed_at.length - 1;
      if (last >= 0) yield page;
      if (changed_at.length < ROWS) return;
      from = [changed_at[last], page.user_id[last], page.movie_id[last]];
    }
  }
}
