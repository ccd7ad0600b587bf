import { html, nothing, type TemplateResult } from 'lit-html';
import { value } from '../parts/value.js';
import type { Panel } from '../panel.js';
import type { View } from '../view.js';
import type { Activity } from '../wire.js';

/** The service's own figures as the live stream tells them, and when it told them. */
export interface Latest {
  readonly activity: Activity | null;
  /** Seconds between the last event and now, by the database's clock and the time since it was asked. */
  readonly secondsSince: number | null;
}

export const nowPanel = (latest: () => Latest): Panel => ({
  id: 'now',
  width: 12,
  feeds: [],
  calls: () => ['statistics/activity', 'statistics/live'],
  title: ({ texts }) => texts.now.title,
  body: (view) => {
    const { activity, secondsSince } = latest();
    if (!activity) return html`<p class="note loading">${view.texts.loading}</p>`;
    return html`<dl class="tiles">${tiles(view, activity, secondsSince)}</dl>`;
  },
});

function tiles(view: View, activity: Activity, secondsSince: number | null): TemplateResult[] {
  const { texts, numbers } = view;
  const { now } = texts;
  const count = (id: string, label: string, number: number) =>
    tile(id, label, value(view, number, numbers.whole));
  return [
    count('films', now.films, activity.films),
    count('users', now.users, activity.users),
    count('feedback', now.feedback, activity.feedback),
    count('ratings', now.ratings, activity.ratings),
    tile('rate', now.rate, value(view, activity.events_per_second, numbers.rate), now.rateNote),
    tile('since', now.since, secondsSince === null ? now.never : numbers.span(secondsSince)),
    newestFilm(view, activity.newest_film),
  ];
}

const tile = (id: string, label: string, content: unknown, note?: string): TemplateResult =>
  html`<div class="tile" data-tile=${id}>
    <dt>${label}</dt>
    <dd>${content}</dd>
    ${note ? html`<dd class="aside">${note}</dd>` : nothing}
  </div>`;

function newestFilm(view: View, film: Activity['newest_film']): TemplateResult {
  const { now } = view.texts;
  if (!film) return tile('newest', now.newest, now.never);
  const { title, ratings, mean_rating: mean } = film;
  const { numbers } = view;
  return html`<div class="tile wide" data-tile="newest">
    <dt>${now.newest}</dt>
    <dd><cite>${title}</cite></dd>
    <dd class="aside">
      ${
        mean === null
          ? now.newestUnrated
          : now.newestRating(value(view, mean, numbers.rating), value(view, ratings, numbers.whole))
      }
    </dd>
  </div>`;
}
