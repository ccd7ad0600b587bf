import { connect } from 'node:net';
import { parse } from 'csv-parse/sync';
import type { ProblemDto } from '../src/http/problem.js';
import { TestService } from './support/service.js';

const NDJSON = 'application/x-ndjson';
const CSV = 'text/csv';
const ROWS = 2500;

interface Page {
  readonly items: Record<string, unknown>[];
  readonly next_cursor: string | null;
}

describe('exports', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start();
    const { dataSource } = service;
    await dataSource.query(
      `INSERT INTO movies SELECT id, CASE id WHEN 7 THEN 'A "quoted", long' || chr(13) || chr(10) || 'Amélie 映画' ELSE 'Film ' || id END,
         'Drama|War' FROM generate_series(1, $1::integer) AS id`,
      [ROWS],
    );
    await dataSource.query(
      `INSERT INTO ratings SELECT 1 + id % 50, id, 0.5 + (id % 10) * 0.5 FROM generate_series(1, $1::integer) AS id`,
      [ROWS],
    );
    await dataSource.query(
      `INSERT INTO feedbacks (user_id, recommended_movie_id_list, selected_movie_id, score, user_type, action_cycle)
       SELECT 1 + id % 50, '3,1,2', id, 20 / 3.0, CASE id % 2 WHEN 0 THEN 'A' ELSE 'B' END, id % 3 % 2
       FROM generate_series(1, $1::integer) AS id`,
      [ROWS],
    );
  });
  afterAll(() => service.stop());

  const get = <T = string>(path: string, accept: string) =>
    service.send<T>('GET', path, undefined, { accept });
  const linesOf = (text: string) =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  /** All rows as the pages have them. */
  const allOf = async (path: string): Promise<Record<string, unknown>[]> => {
    const items = [];
    for (let cursor = ''; ;) {
      const { body } = await service.get<Page>(
        `${path}${path.includes('?') ? '&' : '?'}limit=400${cursor && `&cursor=${cursor}`}`,
      );
      items.push(...body.items);
      if (body.next_cursor === null) return items;
      cursor = body.next_cursor;
    }
  };

  const PATHS = [
    '/movies',
    '/ratings',
    '/ratings?user_id=7',
    '/ratings?movie_id=7',
    '/ratings?movie_id=8&user_id=9',
    '/feedback',
    '/feedback?user_id=7',
    '/feedback?user_type=B&action_cycle=1',
    '/feedback?selected_movie_id=99',
  ];

  it.each(PATHS)('hold every row of the pages once, in their order, as NDJSON: %s', async (path) => {
    const rows = await allOf(path);
    const { status, headers, body } = await get(path, NDJSON);
    expect({ status, type: headers.get('content-type'), vary: headers.get('vary') }).toEqual({
      status: 200,
      type: NDJSON,
      vary: 'Accept',
    });
    expect(linesOf(body)).toEqual(rows);
    expect(rows.length).toBeGreaterThan(0);
  });

  it.each(PATHS)('hold every row of the pages once, in their order, as CSV: %s', async (path) => {
    const rows = await allOf(path);
    const { headers, body } = await get(path, CSV);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    const read = parse<Record<string, string>>(body, { columns: true, record_delimiter: '\r\n' });
    expect(Object.keys(read[0])).toEqual(Object.keys(rows[0]));
    expect(read).toEqual(
      rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)])),
      ),
    );
  });

  it('hold as many rows as are asked for, from where a page ended', async () => {
    const { body: page } = await service.get<Page>('/ratings?limit=10');
    const { body } = await get(`/ratings?limit=5&cursor=${page.next_cursor}`, NDJSON);
    expect(linesOf(body)).toEqual((await allOf('/ratings')).slice(10, 15));
  });

  it('are pages for who accepts anything, or prefers JSON', async () => {
    for (const accept of [
      '*/*',
      'application/json',
      'text/html,application/xml;q=0.9,*/*;q=0.8',
      'image/png',
    ]) {
      const { headers, body } = await get<Page>('/movies?limit=2', accept);
      expect(headers.get('content-type')).toMatch(/^application\/json/);
      expect(body.items).toHaveLength(2);
    }
    expect((await get('/movies?limit=2', `${CSV};q=0.9, ${NDJSON}`)).headers.get('content-type')).toBe(
      NDJSON,
    );
  });

  it('of nothing have the names of the columns alone, or nothing', async () => {
    expect((await get('/feedback?user_id=999', CSV)).body).toBe(
      'feedback_id,user_id,recommended_movie_id_list,selected_movie_id,score,user_type,action_cycle,created_at,updated_at\r\n',
    );
    expect((await get('/feedback?user_id=999', NDJSON)).body).toBe('');
  });

  it('refuse what a list refuses', async () => {
    expect((await get<ProblemDto>('/ratings?limit=0', NDJSON)).status).toBe(400);
    expect((await get<ProblemDto>('/ratings?cursor=MQ', CSV)).body).toMatchObject({
      status: 400,
      detail: expect.stringContaining('cursor') as string,
    });
  });

  /** Asks for an export over a connection of its own; nothing is read of it yet. */
  const open = (path: string) => {
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: ${NDJSON}\r\nConnection: close\r\n\r\n`);
    let text = '';
    return {
      started: new Promise((resolve) => socket.once('readable', resolve)),
      read: async () => {
        socket.setEncoding('utf8').on('data', (more: string) => (text += more));
        await new Promise((resolve) => socket.once('close', resolve));
        return text;
      },
    };
  };

  describe('of many rows', () => {
    const MORE = 60_000;
    beforeAll(async () => {
      await service.dataSource.query(
        `INSERT INTO ratings SELECT 1000, id, 5 FROM generate_series(1, $1::integer) AS id`,
        [MORE],
      );
    });

    it('wait for a slow reader, and let others go on meanwhile', async () => {
      const slow = open('/ratings?user_id=1000');
      await slow.started;
      expect((await service.get<Page>('/movies?limit=1')).body.items).toHaveLength(1);
      const text = await slow.read();
      expect(text.match(/"movie_id"/g)).toHaveLength(MORE);
      expect(text).toMatch(/\r\n0\r\n\r\n$/);
    });

    it('break off visibly where the table can no longer be read', async () => {
      const cut = open('/ratings?user_id=1000');
      await cut.started;
      await service.dataSource.query('ALTER TABLE ratings RENAME COLUMN rating TO stars');
      try {
        const text = await cut.read();
        expect(text).toMatch(/^HTTP\/1\.1 200 OK/);
        expect(text).not.toMatch(/\r\n0\r\n\r\n$/);
        // Before the first row it is a problem like any other.
        const { status, body } = await get<ProblemDto>('/ratings', CSV);
        expect({ status, type: body.type }).toEqual({ status: 500, type: 'about:blank' });
      } finally {
        await service.dataSource.query('ALTER TABLE ratings RENAME COLUMN stars TO rating');
      }
    });
  });
});
