import { connect } from 'node:net';
import { TestService } from './support/service.js';

interface Page {
  items: Record<string, unknown>[];
  next_cursor: string | null;
}

describe('HTTP', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start();
    for (let id = 1; id <= 25; id++) {
      await service.post('/movies', { movie_id: id * 3, title: `Film ${id}`, genres: '' });
      await service.post('/ratings', { user_id: 1 + (id % 3), movie_id: id, rating: 3 });
      await service.post('/feedback', {
        user_id: 1 + (id % 3),
        recommended_movie_id_list: [id],
        selected_movie_id: id,
      });
    }
  });
  afterAll(() => service.stop());

  describe('paths', () => {
    const paths = [
      '/movies',
      '/movies/last',
      '/movies/all',
      '/movies/3',
      '/ratings',
      '/feedback',
      '/recommend/v1',
      '/recommend/v2',
      '/livez',
      '/readyz',
      '/openapi.json',
    ];
    it.each(paths)('answer the same with a trailing slash, without a redirect: %s', async (path) => {
      const search = path.startsWith('/recommend') ? '?user_id=1&seed=1' : '';
      const [bare, slashed] = [await service.get(path + search), await service.get(`${path}/${search}`)];
      expect(bare.status).toBe(200);
      expect(slashed).toMatchObject({ status: 200, body: bare.body });
    });

    it('take posts with a trailing slash', async () => {
      expect((await service.post('/movies/', { movie_id: 3, title: 'Film 1', genres: '' })).status).toBe(200);
    });

    it('answer HEAD without a body', async () => {
      const { status, body } = await service.send('HEAD', '/movies');
      expect({ status, body }).toEqual({ status: 200, body: '' });
    });
  });

  describe('pages', () => {
    it.each([
      '/movies',
      '/ratings',
      '/feedback',
      '/ratings?user_id=2',
      '/ratings?movie_id=4',
      '/feedback?user_id=1',
    ])('of %s together are the whole list, each row once and in order', async (path) => {
      const whole = (await service.get<Page>(path)).body;
      expect(whole.next_cursor).toBeNull();
      const rows: unknown[] = [];
      let next: string | null = `${path}${path.includes('?') ? '&' : '?'}limit=4`;
      while (next !== null) {
        const { body, headers }: { body: Page; headers: Headers } = await service.get<Page>(next);
        expect(body.items.length).toBeLessThanOrEqual(4);
        rows.push(...body.items);
        const link: string | undefined = /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
        expect(link === undefined).toBe(body.next_cursor === null);
        next = link ?? null;
      }
      expect(rows).toEqual(whole.items);
    });

    it('stay in their place while rows are added before and after', async () => {
      const first = (await service.get<Page>('/movies?limit=2')).body;
      await service.post('/movies', { movie_id: 1, title: 'New', genres: '' });
      const second = (await service.get<Page>(`/movies?limit=2&cursor=${first.next_cursor}`)).body;
      expect(second.items.map(({ movie_id }) => movie_id)).toEqual([9, 12]);
    });
  });

  describe('health', () => {
    it('is alive and ready while the database answers', async () => {
      expect(await service.get('/livez')).toMatchObject({ status: 200, body: { service: 'movieflix' } });
      expect(await service.get('/readyz')).toMatchObject({ status: 200, body: { status: 'ok' } });
    });
  });

  it('answers a request that is no HTTP with 400 and goes on', async () => {
    const { port } = new URL(service.url);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.end('this is no HTTP\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('close', () => {
        resolve(text);
      });
      socket.on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect((await service.get('/livez')).status).toBe(200);
  });
});
