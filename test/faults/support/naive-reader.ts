import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** A reader as one would write it: it asks for what is beyond the last id that it has. */
export class NaiveReader {
  readonly seen = new Set<number>();
  private isEnding = false;
  private running: Promise<void> = Promise.resolve();

  static async start(url: string): Promise<NaiveReader> {
    const client = new pg.Client(url);
    await client.connect();
    const reader = new NaiveReader();
    reader.running = reader.read(client);
    return reader;
  }

  private async read(client: pg.Client): Promise<void> {
    let last = 0;
    const look = async () => {
      const { rows } = await client.query<{ id: string }>(
        'SELECT feedback_id AS id FROM feedbacks WHERE feedback_id > $1 ORDER BY feedback_id',
        [last],
      );
      for (const { id } of rows) this.seen.add(Number(id));
      last = Number(rows.at(-1)?.id ?? last);
    };
    while (!this.isEnding) {
      await look();
      await sleep(100);
    }
    await look();
    await client.end();
  }

  /** After a last look, at what is there by then. */
  async stop(): Promise<void> {
    this.isEnding = true;
    await this.running;
  }
}
