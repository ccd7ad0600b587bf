import type { Browser } from 'playwright-core';
import { startChromium } from '../support/chromium.js';
import { type Running, start } from '../support/cli.js';
import { eventually } from './support/eventually.js';
import { type Ask, expectPanels } from './support/expect-panels.js';
import { expectSound, LOOKS, nameOf, OpenPage } from './support/open-page.js';
import { PageService, SMALL } from './support/page-service.js';
import { numbersIn } from './support/shown-numbers.js';

describe('The page during a run', () => {
  let browser: Browser;
  let service: PageService;
  let loop: Running;
  beforeAll(async () => {
    browser = await startChromium();
    service = await PageService.start();
    await service.play();
    const pace = ['--forever', '--wait', '0.05', '--concurrency', '4'];
    loop = start('cli', ['simulate', '--url', service.url, ...SMALL, ...pace]);
  });
  afterAll(async () => {
    loop.child.kill('SIGKILL');
    await loop.outcome;
    await browser.close();
    await service.stop();
  });

  it.each(LOOKS.map((look) => [nameOf(look), look] as const))(
    'goes along and shows what the API answered: %s',
    async (_, look) => {
      const opened = await OpenPage.open(browser, service.url, look);
      await opened.unfold();
      const feedback = opened.page.locator('[data-tile="feedback"] dd');
      const [before] = await numbersIn(feedback);
      await eventually(async () => {
        expect((await numbersIn(feedback))[0]).toBeGreaterThan(before);
      });
      const answered: Ask = <T>(path: string) => Promise.resolve(opened.answers.get(path) as T);
      await expectPanels(opened.page, answered, eventually);
      await expectSound(opened);
      await opened.close();
    },
  );

  it('asks for nothing that is out of view, and keeps what is in view fresh', async () => {
    const opened = await OpenPage.open(browser, service.url, LOOKS[0]);
    const asked: string[] = [];
    opened.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await eventually(() => {
      expect(asked.filter((path) => path === '/experiments/report').length).toBeGreaterThan(1);
      return Promise.resolve();
    });
    expect(asked).not.toContain('/statistics/ratings');
    await opened.page.locator('#distributions').scrollIntoViewIfNeeded();
    await eventually(() => {
      expect(asked).toContain('/statistics/ratings');
      return Promise.resolve();
    });
    await opened.close();
  });
});
