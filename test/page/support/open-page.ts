import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';

/** How a page is looked at. */
export interface Look {
  readonly language: 'en' | 'ko';
  readonly colours: 'light' | 'dark';
  readonly width: 390 | 1440;
}

/** Every way that it must hold in. */
export const LOOKS: readonly Look[] = (['en', 'ko'] as const).flatMap((language) =>
  (['light', 'dark'] as const).flatMap((colours) =>
    ([390, 1440] as const).map((width) => ({ language, colours, width })),
  ),
);

export const nameOf = ({ language, colours, width }: Look): string =>
  `${language}, ${colours}, ${width} pixels`;

/** The page in a browser, and what went wrong in it. */
export class OpenPage {
  /** Errors that the browser's console tells of. */
  readonly errors: string[] = [];
  /** Addresses that are not the service's. */
  readonly elsewhere: string[] = [];
  /** What each call answered last. */
  readonly answers = new Map<string, unknown>();

  private constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
    private readonly url: string,
  ) {}

  static async open(browser: Browser, url: string, look: Look): Promise<OpenPage> {
    const context = await browser.newContext({
      locale: look.language === 'ko' ? 'ko-KR' : 'en-GB',
      colorScheme: look.colours,
      viewport: { width: look.width, height: look.width === 390 ? 844 : 1000 },
    });
    const opened = new OpenPage(context, await context.newPage(), url);
    opened.listen();
    await opened.page.goto(url);
    await opened.page.locator('#now data').first().waitFor();
    return opened;
  }

  close(): Promise<void> {
    return this.context.close();
  }

  /** Opens every table behind a chart, and waits until every panel has been in view and shows what it asked for. */
  async unfold(): Promise<void> {
    for (const panel of await this.page.locator('main > section').all()) {
      await panel.scrollIntoViewIfNeeded();
      await panel.locator('.loading').waitFor({ state: 'detached' });
    }
    for (const summary of await this.page.locator('details.figures > summary').all()) await summary.click();
    await this.page.waitForFunction(() =>
      [...document.querySelectorAll('details.figures')].every((details) => details.querySelector('tbody')),
    );
  }

  /** Rules of accessibility that the page breaks seriously or critically, with where. */
  async violations(): Promise<string[]> {
    await this.page.evaluate(axe.source);
    return this.page.evaluate(async () => {
      const { axe: rules } = window as unknown as { axe: typeof axe };
      // Hundreds of rows that are all alike take long, and say no more than the other tables do.
      const exclude = [['details[data-table="series"] tbody tr:nth-child(n + 5)']];
      const { violations } = await rules.run({ exclude }, { resultTypes: ['violations'] });
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .flatMap(({ id, nodes }) =>
          nodes.map(({ html, failureSummary = '' }) => `${id}: ${html} ${failureSummary}`),
        );
    });
  }

  /** Pixels that the page is wider than its window. */
  overhang(): Promise<number> {
    return this.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
  }

  private listen(): void {
    this.page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
    this.page.on('pageerror', (error) => this.errors.push(String(error)));
    this.page.on('request', (request) => {
      if (!request.url().startsWith(this.url)) this.elsewhere.push(request.url());
    });
    this.page.on('response', (response) => {
      if (!(response.headers()['content-type'] ?? '').startsWith('application/json')) return;
      const path = response.url().slice(this.url.length + 1);
      void response.json().then(
        (body: unknown) => this.answers.set(path, body),
        // An answer that is thrown away when the page is left.
        () => undefined,
      );
    });
  }
}

/** A look that breaks nothing: no error, nothing from elsewhere, nothing wider than the window, nothing inaccessible. */
export async function expectSound(opened: OpenPage): Promise<void> {
  expect(opened.errors).toEqual([]);
  expect(opened.elsewhere).toEqual([]);
  expect(await opened.overhang()).toBe(0);
  expect(await opened.violations()).toEqual([]);
}
