import type { Browser } from 'playwright-core';
import { startChromium } from '../support/chromium.js';
import { expectSound, LOOKS, nameOf, OpenPage } from './support/open-page.js';
import { PageService } from './support/page-service.js';
import { numbersIn } from './support/shown-numbers.js';

/** What the first load may weigh, in bytes. */
const WEIGHT = 1.5e6;

describe('The page on an empty database', () => {
  let browser: Browser;
  let service: PageService;
  beforeAll(async () => {
    browser = await startChromium();
    service = await PageService.start();
  });
  afterAll(async () => {
    await browser.close();
    await service.stop();
  });

  it.each(LOOKS.map((look) => [nameOf(look), look] as const))('says how to start: %s', async (_, look) => {
    const opened = await OpenPage.open(browser, service.url, look);
    await opened.page.locator('#start').waitFor();
    expect(await numbersIn(opened.page.locator('#now'))).toEqual([0, 0, 0, 0, 0]);
    expect(await opened.page.locator('html').getAttribute('lang')).toBe(look.language);
    expect(await opened.page.locator('html').getAttribute('data-theme')).toBe(look.colours);
    expect(await opened.page.locator('.command code').first().innerText()).toBe(
      `npm run simulate -- --url ${service.url}`,
    );
    await expectSound(opened);
    await opened.close();
  });

  it('puts a command on the clipboard', async () => {
    const opened = await OpenPage.open(browser, service.url, LOOKS[0]);
    await opened.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const command = opened.page.locator('.command').first();
    await command.getByRole('button').click();
    await command.getByText('Copied').waitFor();
    expect(await opened.page.evaluate(() => navigator.clipboard.readText())).toBe(
      await command.locator('code').innerText(),
    );
    await opened.close();
  });

  it('speaks and looks as it was told to, also the next time', async () => {
    const opened = await OpenPage.open(browser, service.url, LOOKS[0]);
    const { page } = opened;
    await page.getByRole('button', { name: '한국어' }).click();
    await page.getByRole('button', { name: '어둡게' }).click();
    await page.reload();
    await page.getByRole('heading', { name: '아직 아무 일도 일어나지 않았습니다' }).waitFor();
    const root = page.locator('html');
    expect(await root.getAttribute('lang')).toBe('ko');
    expect(await root.getAttribute('data-theme')).toBe('dark');
    await opened.close();
  });

  it('weighs less than 1.5 MB and keeps to what its policy allows', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const sizes: Promise<number>[] = [];
    page.on('requestfinished', (request) => {
      sizes.push(
        request
          .sizes()
          .then(({ responseBodySize, responseHeadersSize }) => responseBodySize + responseHeadersSize),
      );
    });
    const answer = await page.goto(service.url);
    await page.locator('#start').waitFor();
    const weight = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    expect(sizes.length).toBeGreaterThan(20);
    expect(weight).toBeGreaterThan(100_000);
    expect(weight).toBeLessThan(WEIGHT);
    expect(answer!.headers()['content-security-policy']).toContain("default-src 'none'");
    await context.close();
  });

  it('comes to life with the first event, without a reload', async () => {
    const opened = await OpenPage.open(browser, service.url, LOOKS[0]);
    await opened.page.locator('#start').waitFor();
    await service.post('movies', { movie_id: 7, title: 'The Silent Harbour (2026)', genres: 'Drama' });
    await opened.page.locator('#films').scrollIntoViewIfNeeded();
    await opened.page.locator('#films td', { hasText: 'The Silent Harbour (2026)' }).waitFor();
    expect(await opened.page.locator('#start').count()).toBe(0);
    await expectSound(opened);
    await opened.close();
  });
});
