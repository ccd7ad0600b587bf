import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { countCalls } from '../../src/dashboard/page/call-counts.js';
import { type Activity, type UserStory } from '../../src/dashboard/page/wire.js';
import { startChromium } from '../support/chromium.js';
import { expectActivity, expectPanels } from './support/expect-panels.js';
import { expectSound, LOOKS, nameOf, OpenPage } from './support/open-page.js';
import { PageService } from './support/page-service.js';
import { numbersIn, rowsOf } from './support/shown-numbers.js';

describe('The page after a run', () => {
  let browser: Browser;
  let service: PageService;
  beforeAll(async () => {
    browser = await startChromium();
    service = await PageService.start();
    await service.play();
  });
  afterAll(async () => {
    await browser.close();
    await service.stop();
  });

  it.each(LOOKS.map((look) => [nameOf(look), look] as const))(
    'shows the numbers of the API: %s',
    async (_, look) => {
      const opened = await OpenPage.open(browser, service.url, look);
      await opened.unfold();
      await expectActivity(opened.page, await service.get<Activity>('statistics/activity'));
      await expectPanels(opened.page, (path) => service.get(path));
      await expectSound(opened);
      await opened.close();
    },
  );

  it('counts the calls that were refused and that failed as GET /metrics does', async () => {
    for (const movie_id of [0, -1]) await service.post('movies', { movie_id }).catch(() => undefined);
    const opened = await OpenPage.open(browser, service.url, LOOKS[1]);
    await opened.page.locator('#health').scrollIntoViewIfNeeded();
    await opened.page.locator('#health .calls').waitFor();
    const [answered, refused, failed] = await numbersIn(opened.page.locator('#health .calls'));
    const counts = countCalls(await (await fetch(`${service.url}/metrics`)).text());
    expect([refused, failed]).toEqual([counts.refused, counts.failed]);
    expect(refused).toBeGreaterThanOrEqual(2);
    expect(answered).toBeGreaterThan(100);
    expect(answered).toBeLessThanOrEqual(counts.answered);
    await opened.close();
  });

  it('draws what its tables say', async () => {
    const opened = await OpenPage.open(browser, service.url, LOOKS[1]);
    await opened.unfold();
    const drawn = await opened.page.evaluate(async () => {
      const { Chart } = await import('chart.js');
      const valuesOf = (panel: string) =>
        [...document.querySelectorAll(`#${panel} canvas`)].map((canvas) =>
          Chart.getChart(canvas as HTMLCanvasElement)!.data.datasets.map(({ data }) => data as unknown[]),
        );
      return {
        comparison: valuesOf('comparison'),
        distributions: valuesOf('distributions'),
        series: valuesOf('satisfaction'),
      };
    });
    const page = opened.page;
    const means = await rowsOf(page.locator('details[data-table="means"] table'));
    expect(drawn.comparison[0][0]).toEqual(means.map((row) => row.mean_per_feedback));
    const histogram = await rowsOf(page.locator('details[data-table="ratings-by-value"] table'));
    expect(drawn.distributions[0][0]).toEqual(histogram.map(({ count }) => count));
    const points = await rowsOf(page.locator('details[data-table="series"] table'));
    const heights = drawn.series[0].flat().flatMap((place) => {
      const { y, point } = place as { y: number; point?: unknown };
      return point === undefined ? [] : [y];
    });
    expect(heights).toEqual(points.map(({ mean }) => mean));
    await opened.close();
  });

  it('tells one user’s story, asked for by number or chosen among the events', async () => {
    const opened = await OpenPage.open(browser, service.url, LOOKS[1]);
    const { page } = opened;
    const byEvent = page.locator('#events button.link').first();
    const user = Number.parseInt(await byEvent.innerText(), 10);
    const story = await service.get<UserStory>(`statistics/users/${user}`);
    const expectStory = async () => {
      await page.locator('#story h3', { hasText: String(user) }).waitFor();
      expect(await numbersIn(page.locator('#story dl'))).toEqual([
        ...[story.feedback, story.mean_score, story.ratings, story.mean_rating],
      ]);
      const visits = await rowsOf(page.locator('#story .visits table'));
      expect(visits.map(({ score, rating }) => [score, rating])).toEqual(
        story.visits.map(({ score, rating }) => [score, rating]),
      );
      expect(await page.locator('#story .list').first().locator('li').count()).toBe(
        story.visits[0].recommended.length,
      );
    };
    await byEvent.click();
    await expectStory();
    await page.getByLabel('User id').fill('999999');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.getByText('No rating and no feedback names user 999999.').waitFor();
    await page.getByLabel('User id').fill(String(user));
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await expectStory();
    expect(await opened.violations()).toEqual([]);
    await opened.close();
  });

  // In two halves: Chromium lets a page save ten files in a row.
  it.each([0, 1])('saves each table as CSV and the report as JSON, half %i', async (half) => {
    const opened = await OpenPage.open(browser, service.url, LOOKS[1]);
    await opened.unfold();
    const { page } = opened;
    const saved = async (click: () => Promise<void>) => {
      const [download] = await Promise.all([page.waitForEvent('download'), click()]);
      return [download.suggestedFilename(), await readFile(await download.path(), 'utf8')] as const;
    };
    const buttons = await page.locator('button.download').all();
    expect(buttons.length).toBeGreaterThan(10);
    for (const button of buttons.filter((_, at) => at % 2 === half)) {
      const [name, text] = await saved(() => button.click());
      expect(name).toMatch(/^movieflix-.*\.csv$/);
      expect(text.trimEnd().split('\n').length).toBeGreaterThan(1);
    }
    const [, report] = await saved(() => page.locator('a.download').click());
    expect(JSON.parse(report)).toEqual(await service.get('experiments/report'));
    await opened.close();
  });

  it('names for each panel the calls that feed it', async () => {
    const opened = await OpenPage.open(browser, service.url, LOOKS[1]);
    for (const panel of await opened.page.locator('main > section').all()) {
      expect(await panel.locator('.sources a').count()).toBeGreaterThan(0);
      for (const link of await panel.locator('.sources a').all()) {
        const path = (await link.getAttribute('href'))!;
        const isJson = !['statistics/live', 'metrics'].includes(path) && !path.includes('users/');
        if (isJson) await service.get(path);
      }
    }
    await opened.close();
  });
});
