import type { Browser } from 'playwright-core';
import { startChromium } from '../support/chromium.js';
import { LOOKS, OpenPage } from './support/open-page.js';
import { PageService } from './support/page-service.js';

describe('The live page', () => {
  let browser: Browser;
  let service: PageService;
  beforeAll(async () => {
    browser = await startChromium();
    service = await PageService.start();
    await service.post('movies', { movie_id: 1, title: 'First Light (2026)', genres: 'Drama' });
  });
  afterAll(async () => {
    await browser.close();
    await service.stop();
  });

  const feedback = (user_id: number) => ({
    user_id,
    recommended_movie_id_list: [1, 2, 3],
    selected_movie_id: 1,
  });

  it('shows within two seconds what was posted', async () => {
    const opened = await OpenPage.open(browser, service.url, LOOKS[1]);
    await opened.page.locator('#events tbody tr').first().waitFor();
    for (const user of [1000041, 1000042, 1000043]) {
      await service.post('feedback', feedback(user));
      await opened.page.locator('#events td', { hasText: String(user) }).waitFor({ timeout: 2000 });
    }
    expect(opened.errors).toEqual([]);
    await opened.close();
  });

  it('says calmly that the service is away, and recovers by itself when it is back', async () => {
    const opened = await OpenPage.open(browser, service.url, LOOKS[1]);
    const status = opened.page.locator('.masthead [role="status"]');
    await status.getByText('Live').waitFor();
    await service.kill();
    await status.getByText('The service does not answer').waitFor();
    // What was known stays.
    expect(await opened.page.locator('#events td', { hasText: '1000043' }).count()).toBe(1);
    await service.startAgain();
    await status.getByText('Live').waitFor();
    await service.post('feedback', feedback(1000044));
    await opened.page.locator('#events td', { hasText: '1000044' }).waitFor();
    await opened.page.locator('#health td[data-key="users"]', { hasText: '4' }).first().waitFor();
    await opened.close();
  });
});
