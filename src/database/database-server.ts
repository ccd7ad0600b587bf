import { EmbeddedPostgres } from './embedded-postgres.js';

/** Where the tables live: a PostgreSQL server that runs elsewhere, or an embedded one that this process started. */
export class DatabaseServer {
  private constructor(
    readonly url: string,
    readonly poolSize: number,
    private readonly embedded?: EmbeddedPostgres,
  ) {}

  /** @param url `postgres://…`, `embedded:FOLDER` or `embedded:memory` */
  static async open(url: string, poolSize: number): Promise<DatabaseServer> {
    if (!url.startsWith('embedded:')) return new DatabaseServer(url, poolSize);
    const embedded = await EmbeddedPostgres.start(url.slice('embedded:'.length));
    // All connections to it share one session: a second one would only wait, and see the first one's settings.
    return new DatabaseServer(embedded.url, 1, embedded);
  }

  get isEmbedded(): boolean {
    return this.embedded !== undefined;
  }

  async close(): Promise<void> {
    await this.embedded?.stop();
  }
}
