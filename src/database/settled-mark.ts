import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { selectState, type TableState } from './followed-table.js';
import { SettledIds } from './settled-ids.js';
import { SharedRead } from './shared-read.js';

/** How long a reader waits for those who write at that moment, when there is nothing else for him. */
const WAITS = 5;
const WAIT_MS = 20;

export interface Mark {
  /** The largest id up to which no row will appear any more. */
  readonly settled: number;
  /** The last id drawn. */
  readonly drawn: number;
  /** Another one when the ids have begun anew, as after TRUNCATE … RESTART IDENTITY. */
  readonly epoch: number;
}

/** The mark of a table with an identity column that is safe to read up to, by whomever its rows are stored. */
export class SettledMark {
  private readonly ids = new SettledIds();
  private readonly looks: SharedRead<Mark>;

  constructor(dataSource: Pick<DataSource, 'query'>, table: string, id: string) {
    // A sequence gets a new file when it is restarted, and else never.
    const sql = `SELECT state.*, pg_relation_filenode('${table}_${id}_seq')::bigint AS epoch
      FROM (${selectState({ table, id })}) AS state`;
    // One after another: a look that was answered late would count writers as over who came after it.
    this.looks = new SharedRead(async () => {
      const [{ drawn, open, epoch }] = await dataSource.query<[TableState & { epoch: number }]>(sql);
      return { settled: this.ids.take({ drawn, open: new Set(open), epoch }), drawn, epoch };
    });
  }

  /** A mark for whoever has read up to this id; all rows up to it can be seen by a statement that begins now. */
  async beyond(id: number): Promise<Mark> {
    let mark = await this.looks.ask();
    for (let waits = 0; mark.settled <= id && mark.drawn > id && waits < WAITS; waits++) {
      await sleep(WAIT_MS);
      mark = await this.looks.ask();
    }
    return mark;
  }
}
