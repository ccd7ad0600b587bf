import type { Page } from 'playwright-core';
import type { Activity, Films, Ranks, Ratings, Report, Series } from '../../../src/dashboard/page/wire.js';
import { figuresOf, misworded, numbersIn, rowsOf } from './shown-numbers.js';

/** How a call was answered. */
export type Ask = <T>(path: string) => Promise<T>;

export const FILMS = 'statistics/films?sort=mean_score&order=desc&limit=25&offset=0';

/** Makes an expectation; during a run again and again, until an answer and what is shown of it are looked at together. */
export type Attempt = (expectation: () => Promise<void>) => Promise<void>;

const once: Attempt = (expectation) => expectation();

/** Every panel must show the numbers of the call that feeds it, with all their digits, and words that say the same. */
export async function expectPanels(page: Page, ask: Ask, attempt = once): Promise<void> {
  await attempt(async () => expectReport(page, await ask<Report>('experiments/report')));
  await attempt(async () => expectSeries(page, await ask<Series>('experiments/series')));
  await attempt(async () => expectRanks(page, await ask<Ranks>('experiments/ranks')));
  await attempt(async () => expectFilms(page, await ask<Films>(FILMS)));
  await attempt(async () => expectRatings(page, await ask<Ratings>('statistics/ratings')));
  expect(await misworded(page)).toEqual([]);
}

export async function expectActivity(page: Page, activity: Activity): Promise<void> {
  const tile = (name: string) => numbersIn(page.locator(`[data-tile="${name}"] dd`));
  expect(await tile('films')).toEqual([activity.films]);
  expect(await tile('users')).toEqual([activity.users]);
  expect(await tile('feedback')).toEqual([activity.feedback]);
  expect(await tile('ratings')).toEqual([activity.ratings]);
  const newest = activity.newest_film!;
  const rated = newest.mean_rating === null ? [] : [newest.mean_rating, newest.ratings];
  expect(await tile('newest')).toEqual(rated);
  expect(await page.locator('[data-tile="newest"] cite').innerText()).toBe(newest.title);
}

async function expectReport(page: Page, { verdict, cycles }: Report): Promise<void> {
  const groups = cycles.flatMap((cycle) => cycle.groups.map((group) => ({ ...group, cycle })));
  expect(await page.locator('.headline').getAttribute('data-verdict')).toBe(verdict.verdict);
  const reasons = await page.locator('.reasons li').allInnerTexts();
  if ((await page.locator('html').getAttribute('lang')) === 'en') expect(reasons).toEqual(verdict.reasons);
  else for (const reason of reasons) expect(reason).toMatch(/니다\.$|p [<\d][\d. ]+$/);
  expect(reasons).toHaveLength(verdict.findings.length);
  expect(await figuresOf(page, 'means')).toMatchObject(
    groups.map((group) => ({
      group: group.group,
      recommender: group.recommender ?? '',
      users: group.users,
      feedback: group.feedback,
      mean_per_feedback: group.mean_per_feedback?.mean ?? null,
      mean_per_feedback_95_lower: group.mean_per_feedback?.interval95?.[0] ?? null,
      mean_per_feedback_95_upper: group.mean_per_feedback?.interval95?.[1] ?? null,
      expected_mean: group.expected_mean_per_feedback?.mean ?? null,
      mean_per_user: group.mean_per_user?.mean ?? null,
    })),
  );
  const first = (await figuresOf(page, 'differences'))[0];
  const { per_feedback: difference } = cycles[0].comparisons[0];
  expect(first).toMatchObject({ difference: difference!.difference, p_value: difference!.p_value });
  for (const { cycle, groups: members, sample_ratio_mismatch: mismatch } of cycles) {
    const health = page.locator(`#health [data-cycle="${cycle}"]`);
    expect(await rowsOf(health.locator('table'))).toMatchObject(
      members.map(({ group, users, lists_served, lists_answered, completeness, fallbacks }) => ({
        ...{ group, users, lists_served, lists_answered, completeness, fallbacks },
        lists_unanswered: lists_served! - lists_answered!,
      })),
    );
    expect(await numbersIn(health.locator('.check'))).toEqual([mismatch.p_value]);
  }
}

async function expectSeries(page: Page, { lines }: Series): Promise<void> {
  expect(await figuresOf(page, 'series')).toEqual(
    lines.flatMap(({ cycle, group, expected_mean, points }) =>
      points.map(({ feedback, count, mean, interval95 }) => ({
        ...{ feedback, cycle, group, count, mean, expected_mean },
        interval95_lower: interval95?.[0] ?? null,
        interval95_upper: interval95?.[1] ?? null,
      })),
    ),
  );
}

async function expectRanks(page: Page, { cycles }: Ranks): Promise<void> {
  for (const { cycle, groups } of cycles) {
    expect(await figuresOf(page, `ranks-cycle-${cycle}`)).toMatchObject(
      groups.flatMap(({ group, ranks }) =>
        ranks.map(({ rank, feedback, uniform }) => ({ group, rank, feedback, uniform })),
      ),
    );
  }
}

export async function expectFilms(page: Page, { items }: Films): Promise<void> {
  expect(await rowsOf(page.locator('#films table'))).toEqual(
    items.map(({ title, mean_score, mean_rating, ratings, viewers }) => ({
      ...{ title, mean_score, mean_rating, ratings, viewers },
    })),
  );
}

async function expectRatings(page: Page, ratings: Ratings): Promise<void> {
  expect(await figuresOf(page, 'ratings-by-value')).toEqual(ratings.histogram);
  expect(await figuresOf(page, 'popularity')).toEqual(ratings.popularity);
  expect(await figuresOf(page, 'films-by-ratings')).toEqual(ratings.films_by_ratings);
  expect(await figuresOf(page, 'users-by-ratings')).toEqual(ratings.users_by_ratings);
}
