import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { findChromium, NO_CHROMIUM, startChromium } from '../test/support/chromium.js';
import {
  atLeast,
  atMost,
  type Bench,
  type Benchmark,
  MissingError,
  type Result,
  result,
} from './support/benchmark.js';
import { fillTables, nextVisit, type TableSize } from './support/filled-tables.js';
import { ServiceProcess } from './support/product.js';
import { median } from './support/turns.js';

const SIZE: TableSize = { visits: 1e6, users: 10_000, films: 10_000 };
const QUICK_SIZE: TableSize = { visits: 1e4, users: 2000, films: 500 };

/** Events a second while the page is watched, and how often they are sent. */
const EVENTS_PER_SECOND = 2000;
const SENDINGS_PER_SECOND = 10;

/** The page over a million feedbacks: how soon it is there, how it runs, and how it answers. */
export const page: Benchmark = {
  name: 'page',
  about:
    'the page in Chromium: its load over 10⁶ feedbacks, its frames at 2,000 events/s, sorting and searching',
  async run(bench) {
    if (findChromium() === null) throw new MissingError(NO_CHROMIUM);
    const size = bench.quick ? QUICK_SIZE : SIZE;
    const postgres = await bench.postgres();
    const database = await postgres.createDatabase();
    await (await ServiceProcess.of({ DATABASE_URL: database })).stop();
    bench.say(`filling tables of ${size.visits} feedbacks`);
    await fillTables(database, size);
    const service = await ServiceProcess.of({ DATABASE_URL: database });
    const browser = await startChromium();
    try {
      // Once, so that the service has read its tables.
      await service.report();
      await load(browser, service);
      return [
        ...(await measureLoads(bench, browser, service)),
        ...(await measureFilms(bench, browser, service)),
        ...(await measureFrames(bench, browser, service, size)),
      ];
    } finally {
      await browser.close();
      await service.stop();
      await postgres.dropDatabase(database);
    }
  },
};

interface Loaded {
  /** Seconds until the figures stand there, and until every panel in view shows what it asked for. */
  readonly figures: number;
  readonly panels: number;
  readonly bytes: number;
}

/** Loads the page in a browser that has nothing of it yet. */
async function load(browser: Browser, { url }: ServiceProcess): Promise<Loaded> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
  const opened = await context.newPage();
  const sizes: Promise<number>[] = [];
  opened.on('requestfinished', (request) =>
    sizes.push(request.sizes().then((of) => of.responseBodySize + of.responseHeadersSize)),
  );
  const startedAt = performance.now();
  await opened.goto(url, { waitUntil: 'commit' });
  await opened.locator('#now data').first().waitFor();
  const figures = (performance.now() - startedAt) / 1000;
  await opened.locator('#satisfaction canvas').waitFor();
  await opened.locator('#comparison canvas').first().waitFor();
  const panels = (performance.now() - startedAt) / 1000;
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  await context.close();
  return { figures, panels, bytes };
}

async function measureLoads(bench: Bench, browser: Browser, service: ServiceProcess): Promise<Result[]> {
  const loads: Loaded[] = [];
  for (let time = 1; time <= (bench.quick ? 1 : 9); time++) {
    bench.say(`load ${time}`);
    loads.push(await load(browser, service));
  }
  const middle = (of: (loaded: Loaded) => number) => median(loads.map(of));
  return [
    result(
      'load until the figures stand there',
      middle(({ figures }) => figures),
      's',
      { required: atMost(1) },
    ),
    result(
      'load until every panel in view is drawn',
      middle(({ panels }) => panels),
      's',
      { required: atMost(1) },
    ),
    result('weight of the first load', middle(({ bytes }) => bytes) / 1e6, 'MB', { required: atMost(1.5) }),
  ];
}

/** When frames were shown for so many seconds, in milliseconds. */
const framesOf = (opened: Page, seconds: number): Promise<number[]> =>
  opened.evaluate<number[]>(`new Promise((resolve) => {
    const times = [];
    const step = (now) => {
      times.push(now);
      if (now - times[0] < ${seconds * 1000}) requestAnimationFrame(step);
      else resolve(times);
    };
    requestAnimationFrame(step);
  })`);

const gapsOf = (times: readonly number[]): number[] => times.slice(1).map((time, at) => time - times[at]);

async function openAt(browser: Browser, { url }: ServiceProcess, panel: string): Promise<Page> {
  const opened = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
  await opened.goto(url);
  await opened.locator(`#${panel}`).scrollIntoViewIfNeeded();
  await opened.locator(`#${panel} .loading`).waitFor({ state: 'detached' });
  return opened;
}

/** Sorts and searches, each until its rows are there; and the longest frame meanwhile. */
async function measureFilms(bench: Bench, browser: Browser, service: ServiceProcess): Promise<Result[]> {
  const opened = await openAt(browser, service, 'films');
  const [sorted, typed, gaps]: [number[], number[], number[]] = [[], [], []];
  const until = async (took: number[], path: string, act: () => Promise<void>) => {
    const [startedAt, frames] = [performance.now(), framesOf(opened, 0.4)];
    await Promise.all([opened.waitForResponse((response) => response.url().includes(path)), act()]);
    await opened.evaluate(
      'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))',
    );
    took.push(performance.now() - startedAt);
    gaps.push(Math.max(...gapsOf(await frames)));
  };
  for (let time = 0; time < (bench.quick ? 1 : 10); time++) {
    bench.say(`sort and search ${time + 1}`);
    for (const [heading, sort] of [
      ['Viewers', 'viewers'],
      ['Mean score', 'mean_score'],
    ]) {
      const button = opened.locator('#films th button', { hasText: heading });
      await until(sorted, `sort=${sort}`, () => button.click());
    }
    const text = String(1000 + time);
    await until(typed, `search=${text}`, () => opened.locator('#film-search').fill(text));
    await until(typed, 'films?sort=', () => opened.locator('#film-search').fill(''));
  }
  await opened.close();
  return [
    result('films sorted, from the click until they are drawn', median(sorted), 'ms', {
      required: atMost(150),
    }),
    result('films found, from the key until they are drawn', median(typed), 'ms', { required: atMost(250) }),
    result('longest frame while sorting and searching, median', median(gaps), 'ms', { required: atMost(50) }),
  ];
}

/** Visits made so far: none is sent twice. */
let made = 0;

/** Sends feedback and ratings at a steady pace until it is told to stop. */
function sendEvents(service: ServiceProcess, size: TableSize): () => Promise<void> {
  let isStopped = false;
  const rows = EVENTS_PER_SECOND / SENDINGS_PER_SECOND / 2;
  const run = async () => {
    const startedAt = performance.now();
    for (let sending = 0; !isStopped; sending++) {
      const visits = Array.from({ length: rows }, () => nextVisit(size, made++));
      const feedback = visits.map(({ user_id, movie_id }) => ({
        ...{ user_id, selected_movie_id: movie_id, recommended_movie_id_list: [movie_id] },
        user_type: user_id % 2 === 0 ? 'A' : 'B',
      }));
      await Promise.all([
        service.send('POST', '/feedback/bulk', feedback),
        service.send(
          'POST',
          '/ratings/bulk',
          visits.map((visit) => ({ ...visit, rating: 4 })),
        ),
      ]);
      await sleep(Math.max(0, startedAt + ((sending + 1) * 1000) / SENDINGS_PER_SECOND - performance.now()));
    }
  };
  const running = run();
  return () => {
    isStopped = true;
    return running;
  };
}

/** Frames a second while events come, at the top of the page and at its distributions, against the same at rest. */
async function measureFrames(
  bench: Bench,
  browser: Browser,
  service: ServiceProcess,
  size: TableSize,
): Promise<Result[]> {
  const seconds = bench.quick ? 1 : 15;
  const results: Result[] = [];
  const perSecond = (times: readonly number[]) => 1000 / ((times.at(-1)! - times[0]) / (times.length - 1));
  for (const panel of ['comparison', 'films', 'distributions']) {
    const opened = await openAt(browser, service, panel);
    bench.say(`frames at rest, ${panel}`);
    const atRest = await framesOf(opened, seconds / 3);
    const stop = sendEvents(service, size);
    await sleep(bench.quick ? 500 : 3000);
    bench.say(`frames at ${EVENTS_PER_SECOND} events a second, ${panel}`);
    const times = await framesOf(opened, seconds);
    const { events_per_second: rate } = await service.get<{ events_per_second: number }>(
      '/statistics/activity',
    );
    await stop();
    const late = gapsOf(times).filter((gap) => gap > 34).length / times.length;
    await opened.close();
    results.push(
      result(`frames at ${EVENTS_PER_SECOND} events/s, ${panel} in view`, perSecond(times), 'frames/s', {
        reference: perSecond(atRest),
        compare: true,
        required: atLeast(59),
      }),
      result(`frames later than two of 60 Hz, ${panel} in view`, 100 * late, '%'),
      result('events stored meanwhile', rate, 'events/s', { reference: EVENTS_PER_SECOND, compare: true }),
    );
  }
  return results;
}
