import { readFileSync } from 'node:fs';
import { aggregateFeedback, type FeedbackRow } from '../src/experiment/aggregate-feedback.js';
import { estimateMean } from '../src/experiment/clustered-mean.js';
import type { Report } from '../src/experiment/report-shape.js';
import { meanWithInterval } from '../src/experiment/two-way.js';
import {
  expandMacros,
  metricsIn,
  type Panel,
  readAlerts,
  readDashboards,
  readDatasources,
} from './support/dashboards.js';
import { namesOf, parseSamples } from './support/metrics-text.js';
import { TestService } from './support/service.js';

type Row = Record<string, unknown>;

const DASHBOARDS = readDashboards();
const PANELS = DASHBOARDS.flatMap(({ panels }) => panels);
const ofType = (type: string) =>
  PANELS.flatMap(({ title, targets }) =>
    targets.filter(({ datasource }) => datasource.type === type).map((target) => ({ title, ...target })),
  );

describe('the dashboards of Grafana', () => {
  let service: TestService;
  const sql = <T = Row>(text: string) => service.dataSource.query<T[]>(text);
  const query = <T = Row>(
    title: string,
    { from = new Date(Date.now() - 3_600_000), to = new Date(Date.now() + 60_000) } = {},
  ) => sql<T>(expandMacros(ofType('postgres').find((target) => target.title === title)!.rawSql!, from, to));

  beforeAll(async () => {
    service = await TestService.start();
    await service.send('PUT', '/experiments/current', {
      ...{ salt: 's', control: 'random', treatment: 'ease', cycle: 20 },
      groups: ['A', 'B'].map((name) => ({ name, weight: 50 })),
    });
    for (let movie_id = 1; movie_id <= 40; movie_id++) {
      await service.post('/movies', { movie_id, title: `Film ${movie_id}`, genres: 'Drama' });
    }
    await sql(`INSERT INTO feedbacks
        (user_id, recommended_movie_id_list, selected_movie_id, score, user_type, action_cycle)
      SELECT visitor, '7,8,9', k * 7 % 40 + 1, k * 37 % 101 / 10.0,
             CASE WHEN visitor % 2 = 0 THEN 'A' ELSE 'B' END, k / 3 % 2
      FROM (SELECT k, (k * 7919 + k / 7) % 60 + 1 AS visitor FROM generate_series(1, 1000) AS k) AS visits`);
    await sql(`INSERT INTO ratings (user_id, movie_id, rating)
      SELECT user_id, movie_id, (user_id + movie_id) % 10 / 2.0 + 0.5
      FROM generate_series(1, 20) AS user_id, generate_series(1, 40) AS movie_id`);
    await service.post('/recommend/model', {});
    await service.get('/recommend?user_id=1');
    await service.post('/feedback', {
      ...{ user_id: 1, recommended_movie_id_list: [1], selected_movie_id: 1, user_type: 'B' },
    });
  });
  afterAll(() => service.stop());

  const readReport = async () => (await service.get<Report>('/experiments/report')).body;
  const readFeedback = () =>
    sql<FeedbackRow>(`SELECT action_cycle AS cycle, user_type AS group, user_id AS user,
      selected_movie_id AS film, score FROM feedbacks`);

  it.each(ofType('postgres').map(({ title }) => title))(
    'have a panel "%s" whose SQL returns rows',
    async (title) => {
      const rows = await query(title);
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect(Object.keys(row).length).toBeGreaterThan(0);
    },
  );

  it('say of each group and cycle what the report says: n and the mean', async () => {
    const rows = await query('Satisfaction by group and cycle');
    const expected = (await readReport()).cycles.flatMap(({ cycle, groups }) =>
      groups.map(({ group, feedback, mean_per_feedback }) => ({
        ...{ cycle, group, n: feedback },
        mean: expect.closeTo(mean_per_feedback!.mean, 9) as number,
      })),
    );
    expect(rows).toMatchObject(expected);
    expect(rows).toHaveLength(4);
  });

  it('give each mean the interval of errors clustered by user', async () => {
    const rows = await query<{ cycle: number; group: string; users: number; low: number; high: number }>(
      'Satisfaction by group and cycle',
    );
    const totals = aggregateFeedback(await readFeedback());
    for (const { cycle, group, users, low, high } of rows) {
      const found = totals.find((each) => each.cycle === cycle && each.group === group)!;
      const { variance, estimate } = meanWithInterval(estimateMean(found, 'per_feedback')!);
      const half = 1.96 * Math.sqrt(variance.userCorrected);
      expect([low, high]).toEqual([expect.closeTo(estimate - half, 9), expect.closeTo(estimate + half, 9)]);
      expect(users).toBe(found.users.length);
    }
  });

  it.each([
    ['A/A: are the groups alike?', 0],
    ['A/B: does the treatment help?', 1],
  ])('show under "%s" the groups and their difference as the report has them', async (title, cycle) => {
    const rows = await query(title);
    const { groups, comparisons } = (await readReport()).cycles.find((each) => each.cycle === cycle)!;
    const lineOf = (what: string, n: number, mean: number) => ({
      ...{ cycle, what, n },
      mean: expect.closeTo(mean, 9) as number,
    });
    expect(rows).toMatchObject([
      ...groups.map(({ group, feedback, mean_per_feedback }) =>
        lineOf(group, feedback, mean_per_feedback!.mean),
      ),
      lineOf('B − A', groups[0].feedback + groups[1].feedback, comparisons[0].per_feedback!.difference),
    ]);
    expect(rows).toHaveLength(3);
    for (const { mean, low, high } of rows as Record<'mean' | 'low' | 'high', number>[]) {
      expect([low < mean, mean < high]).toEqual([true, true]);
    }
  });

  it('count films and users once, and take the last film’s own ratings', async () => {
    expect(await query('Films released')).toEqual([{ films: 40 }]);
    const users = new Set((await readFeedback()).map(({ user }) => user)).size;
    expect(await query('Users who gave feedback')).toEqual([{ users, feedback: 1001 }]);
    const mean =
      Array.from({ length: 20 }, (_, at) => ((at + 41) % 10) / 2 + 0.5).reduce((a, b) => a + b) / 20;
    expect(await query('The film released last')).toEqual([{ film: 'Film 40', 'mean rating': mean, n: 20 }]);
  });

  it('list films by their mean score with n and viewers, each counted once', async () => {
    const feedback = await readFeedback();
    const films = [...new Set(feedback.map(({ film }) => film))].sort((a, b) => a - b);
    const expected = films.map((movie_id) => {
      const chosen = feedback.filter(({ film }) => film === movie_id);
      const mean = chosen.reduce((sum, { score }) => sum + score, 0) / chosen.length;
      const viewers = new Set(chosen.map(({ user }) => user)).size;
      return {
        movie_id,
        film: `Film ${movie_id}`,
        mean: expect.closeTo(mean, 9) as number,
        n: chosen.length,
        viewers,
      };
    });
    const rows = await query<{ movie_id: number; mean: number }>('Films by satisfaction');
    expect(rows.map(({ mean }) => mean)).toEqual(rows.map(({ mean }) => mean).sort((a, b) => b - a));
    expect(rows.sort((a, b) => a.movie_id - b.movie_id)).toEqual(expected);
  });

  it('show nothing of feedback outside of the range of time', async () => {
    const [from, to] = [new Date(0), new Date(1)];
    expect(await query('Users who gave feedback', { from, to })).toEqual([{ users: 0, feedback: 0 }]);
    expect(await query('Satisfaction by group and cycle', { from, to })).toEqual([]);
  });

  it('read by a role that can write nothing', async () => {
    const script = readFileSync('observability/postgres/grafana-reader.sql', 'utf8');
    const runner = service.dataSource.createQueryRunner();
    await runner.startTransaction();
    try {
      await runner.query(script.replace(":'password'", "'secret'"));
      await runner.query('CREATE TABLE made_later (id integer)');
      await runner.query('SET LOCAL ROLE grafana_reader');
      for (const { rawSql } of ofType('postgres')) {
        await runner.query(expandMacros(rawSql!, new Date(0), new Date()));
      }
      await runner.query('SELECT * FROM made_later');
      await expect(runner.query('DELETE FROM ratings')).rejects.toThrow('permission denied');
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  });

  it('name metrics only that the service exports', async () => {
    const text = (await service.get<string>('/metrics')).body;
    const exported = namesOf(parseSamples(text));
    const expressions = [...ofType('prometheus').map(({ expr }) => expr!), ...readAlerts()];
    const named = new Set(expressions.flatMap(metricsIn));
    named.delete('up');
    expect(named.size).toBeGreaterThan(15);
    expect([...named].filter((name) => !exported.has(name))).toEqual([]);
  });

  it('are seven panels over the tables and more over the metrics, each of a source that is provisioned', () => {
    const sources = readDatasources();
    expect(DASHBOARDS.map(({ uid }) => uid).sort()).toEqual(['movieflix', 'movieflix-health']);
    expect(DASHBOARDS.find(({ uid }) => uid === 'movieflix')!.panels).toHaveLength(7);
    for (const { targets, datasource, description } of PANELS) {
      expect(description).not.toBe('');
      for (const target of targets) {
        expect(sources.get(target.datasource.uid)).toBe(target.datasource.type);
        expect(target.datasource.uid).toBe(datasource.uid);
      }
    }
  });

  it.each(DASHBOARDS.map((dashboard) => [dashboard.title, dashboard.panels] as const))(
    'lay out "%s" without overlaps, each panel under an id of its own',
    (_title, panels) => {
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
      const cells = panels.flatMap(({ gridPos: { x, y, w, h } }: Panel) => {
        expect(x + w).toBeLessThanOrEqual(24);
        return Array.from({ length: w * h }, (_, at) => `${x + (at % w)}/${y + Math.floor(at / w)}`);
      });
      expect(new Set(cells).size).toBe(cells.length);
    },
  );
});
