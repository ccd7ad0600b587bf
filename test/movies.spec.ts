import type { MovieDto } from '../src/movie/movie.dto.js';
import type { ProblemDto } from '../src/http/problem.js';
import { TestService } from './support/service.js';

const film = (movie_id: number, title = `Film ${movie_id} (2001)`) => ({
  movie_id,
  title,
  genres: 'Action|Drama',
});

describe('/movies', () => {
  let service: TestService;
  beforeAll(async () => (service = await TestService.start()));
  beforeEach(() => service.empty());
  afterAll(() => service.stop());

  it('releases a film once: 201, the same again 200, other content 409', async () => {
    const first = await service.post<MovieDto>('/movies', film(7));
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject(film(7));
    const again = await service.post<MovieDto>('/movies', film(7));
    expect(again).toMatchObject({ status: 200, body: first.body });
    const other = await service.post<ProblemDto>('/movies', film(7, 'Another'));
    expect(other.status).toBe(409);
    expect(other.body.detail).toContain('Film 7 (2001)');
    expect(await service.count('movies')).toBe(1);
  });

  it('lets one of 200 equal calls at once create the film', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => service.post('/movies', film(7))));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 200)).toHaveLength(199);
    expect(await service.count('movies')).toBe(1);
    expect(await service.count('releases')).toBe(1);
  });

  it('lets one of two titles win when 200 calls race, and refuses the other', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, call) =>
        service.post<MovieDto>('/movies', film(7, `Title ${call % 2}`)),
      ),
    );
    const [{ title }] = await service.dataSource.query<[{ title: string }]>('SELECT title FROM movies');
    const winners = answers.filter(({ status }) => status < 300);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(winners).toHaveLength(100);
    expect(winners.every(({ body }) => body.title === title)).toBe(true);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(100);
    expect(await service.count('movies')).toBe(1);
  });

  it('tells the film released last as a bare number, and null before the first', async () => {
    expect((await service.get('/movies/last')).body).toBeNull();
    for (const id of [9, 3, 5]) await service.post('/movies', film(id));
    const { body, headers } = await service.get('/movies/last');
    expect(body).toBe(5);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    await service.post('/movies', film(3));
    expect((await service.get('/movies/last')).body).toBe(5);
  });

  it('keeps the order of release of films that one statement inserts', async () => {
    await service.dataSource.query(
      "INSERT INTO movies (movie_id, title, genres) SELECT id, 'Film', 'Drama' FROM unnest(ARRAY[5, 2, 8]) AS id",
    );
    expect((await service.get('/movies/last')).body).toBe(8);
    const [{ newest }] = await service.dataSource.query<[{ newest: number[] }]>(
      'SELECT array_agg(movie_id ORDER BY release_id) AS newest FROM releases',
    );
    expect(newest).toEqual([5, 2, 8]);
  });

  it('lists every released id, ascending, as a bare array', async () => {
    expect((await service.get('/movies/all')).body).toEqual([]);
    for (const id of [9, 3, 2147483647]) await service.post('/movies', film(id));
    expect((await service.get('/movies/all')).body).toEqual([3, 9, 2147483647]);
  });

  it('shows one film, or 404', async () => {
    await service.post('/movies', film(7));
    expect((await service.get<MovieDto>('/movies/7')).body).toMatchObject(film(7));
    const missing = await service.get<ProblemDto>('/movies/8');
    expect(missing).toMatchObject({ status: 404, body: { status: 404, title: 'Not Found' } });
  });

  it('keeps a title with any characters exactly as it came', async () => {
    const title = "Léon: 극장판 'DROP TABLE movies; --' \u{1F3AC} \\ \" \t (1994)";
    await service.post('/movies', film(7, title));
    expect((await service.get<MovieDto>('/movies/7')).body.title).toBe(title);
  });
});
