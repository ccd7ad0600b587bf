import { Test } from '@nestjs/testing';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { AppModule } from '../../src/app.module.js';
import { setUpApp } from '../../src/app.setup.js';
import { HttpAdapter } from '../../src/http/http-adapter.js';
import { InteractionFeed } from '../../src/recommendation/interaction-feed.service.js';
import { Environment, readEnvironment } from '../../src/config/environment.js';

/** The variables of a service on this worker's own database. */
export function testVariables(): Record<string, string> {
  const url = process.env[`MOVIEFLIX_TEST_DATABASE_${process.env.JEST_WORKER_ID ?? '1'}`];
  if (url === undefined) throw new Error('No test database: run the specs by npm test.');
  const poolSize = process.env.TEST_DATABASE_URL === undefined ? '1' : '10';
  // Statements of specs take long on a busy machine.
  return { DATABASE_URL: url, DATABASE_POOL_SIZE: poolSize, DATABASE_TIMEOUT_SECONDS: '120', PORT: '0' };
}

/** SQLSTATE. */
const DEADLOCK = '40P01';

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** A running service on an empty database. */
export class TestService {
  private constructor(
    readonly app: NestExpressApplication,
    readonly dataSource: DataSource,
    readonly url: string,
  ) {}

  static async start(variables: Record<string, string> = {}): Promise<TestService> {
    const service = await TestService.join(variables);
    await service.empty();
    return service;
  }

  /** Another instance, on the tables as they are. */
  static async join(variables: Record<string, string> = {}): Promise<TestService> {
    const module = await Test.createTestingModule({ imports: [AppModule] })
      .overrideProvider(Environment)
      .useValue(readEnvironment({ ...testVariables(), ...variables }))
      .compile();
    const app = module.createNestApplication<NestExpressApplication>(new HttpAdapter(), {
      bodyParser: false,
      logger: false,
    });
    await setUpApp(app).listen(0, '127.0.0.1');
    const dataSource = app.get<DataSource>(getDataSourceToken());
    return new TestService(app, dataSource, await app.getUrl());
  }

  async stop(): Promise<void> {
    await this.app.close();
  }

  async empty(): Promise<void> {
    while (!(await this.truncate()));
    await this.app.get(InteractionFeed).reload();
  }

  /** False where what the service does by itself at the moment stood in the way: it locks the tables in another order. */
  private async truncate(): Promise<boolean> {
    try {
      await this.dataSource.query(
        'TRUNCATE movies, releases, ratings, feedbacks, served_lists, experiments, models, runs RESTART IDENTITY',
      );
      return true;
    } catch (error) {
      if ((error as { code?: string }).code !== DEADLOCK) throw error;
      return false;
    }
  }

  async count(table: 'movies' | 'ratings' | 'feedbacks' | 'releases' | 'models' | 'runs'): Promise<number> {
    const [{ count }] = await this.dataSource.query<[{ count: number }]>(`SELECT count(*) FROM ${table}`);
    return count;
  }

  /** Sends a body as it is when it is text, else as JSON. */
  async send<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const answer = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      body:
        body === undefined || typeof body === 'string' || body instanceof Uint8Array
          ? (body as string)
          : JSON.stringify(body),
    });
    const text = await answer.text();
    const isJson = text !== '' && /[/+]json/.test(answer.headers.get('content-type') ?? '');
    return { status: answer.status, headers: answer.headers, body: (isJson ? JSON.parse(text) : text) as T };
  }

  get<T>(path: string): Promise<Answer<T>> {
    return this.send<T>('GET', path);
  }

  post<T>(path: string, body: unknown): Promise<Answer<T>> {
    return this.send<T>('POST', path, body);
  }
}
