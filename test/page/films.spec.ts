import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import type { Films } from '../../src/dashboard/page/wire.js';
import { startChromium } from '../support/chromium.js';
import { eventually } from './support/eventually.js';
import { expectFilms, FILMS } from './support/expect-panels.js';
import { LOOKS, OpenPage } from './support/open-page.js';
import { PageService, query } from './support/page-service.js';

const COUNT = 9742;

describe('The table of films', () => {
  let browser: Browser;
  let service: PageService;
  let opened: OpenPage;
  let page: Page;
  beforeAll(async () => {
    browser = await startChromium();
    service = await PageService.start();
    await query(
      `INSERT INTO movies (movie_id, title, genres)
       SELECT n, 'Film ' || n || CASE WHEN n % 1000 = 7 THEN ', "Harbour"' ELSE '' END, 'Drama'
       FROM generate_series(1, ${COUNT}) AS n`,
    );
    await query(
      `INSERT INTO ratings (user_id, movie_id, rating)
       SELECT user_id, movie_id, (user_id + movie_id) % 10 / 2.0 + 0.5
       FROM generate_series(1, 5) AS user_id, generate_series(1, ${COUNT}) AS movie_id WHERE movie_id % user_id = 0`,
    );
    await query(
      `INSERT INTO feedbacks (user_id, recommended_movie_id_list, selected_movie_id, score, user_type, action_cycle)
       SELECT n % 7 + 1, n || ',1', n, n % 9 + 1, 'A', 0 FROM generate_series(1, ${COUNT}, 3) AS n`,
    );
  });
  beforeEach(async () => {
    opened = await OpenPage.open(browser, service.url, LOOKS[1]);
    ({ page } = opened);
    await page.locator('#films tbody tr').first().waitFor();
  });
  afterEach(() => opened.close());
  afterAll(async () => {
    await browser.close();
    await service.stop();
  });

  const shows = (path: string) =>
    eventually(async () => expectFilms(page, await service.get<Films>(`statistics/films?${path}&limit=25`)));

  it('begins with the most satisfying, a page of them', async () => {
    await expectFilms(page, await service.get<Films>(FILMS));
    await page.getByText('1–25 of 9,742').waitFor();
  });

  it('sorts by each heading, down and up, and says so', async () => {
    for (const [heading, sort] of [
      ['Mean rating', 'mean_rating'],
      ['Ratings', 'ratings'],
      ['Viewers', 'viewers'],
      ['Mean score', 'mean_score'],
    ]) {
      const column = page.getByRole('columnheader', { name: heading, exact: true });
      for (const [order, word] of [
        ['desc', 'descending'],
        ['asc', 'ascending'],
      ]) {
        await column.getByRole('button').click();
        await page.locator(`#films th[data-key="${sort}"][aria-sort="${word}"]`).waitFor();
        await shows(`sort=${sort}&order=${order}`);
      }
    }
    await page.getByRole('columnheader', { name: 'Title', exact: true }).getByRole('button').click();
    await shows('sort=title&order=asc');
  });

  it('searches titles while one types, and keeps the order', async () => {
    await page.getByLabel('Search titles').pressSequentially('harbour');
    await page.getByText('10 films').waitFor();
    await shows('search=harbour&sort=mean_score&order=desc');
    await page.getByLabel('Search titles').fill('no such film');
    await page.getByText('No film has that in its title.').waitFor();
    await page.getByLabel('Search titles').fill('');
    await page.getByText('1–25 of 9,742').waitFor();
  });

  it('turns its pages by keyboard', async () => {
    await page.getByRole('button', { name: 'Next', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('26–50 of 9,742').waitFor();
    await shows('sort=mean_score&order=desc&offset=25');
    await page.getByRole('button', { name: 'Previous', exact: true }).press('Enter');
    await page.getByText('1–25 of 9,742').waitFor();
  });

  it('saves all films that are searched for as CSV', async () => {
    const save = async () => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.locator('#films button.download').click(),
      ]);
      return (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
    };
    expect(await save()).toHaveLength(COUNT + 1);
    await page.getByLabel('Search titles').fill('harbour');
    await page.getByText('10 films').waitFor();
    expect(await save()).toHaveLength(11);
  });
});
