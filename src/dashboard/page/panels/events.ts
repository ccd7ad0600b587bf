import { html, type TemplateResult } from 'lit-html';
import type { Panel } from '../panel.js';
import { csvButton, type Table, table } from '../parts/table.js';
import { badge, value } from '../parts/value.js';
import type { View } from '../view.js';
import type { ServiceEvent } from '../wire.js';

/** What has just happened, the newest first; a user in it leads to his story. */
export const eventsPanel = (
  events: () => readonly ServiceEvent[],
  showUser: (user: number) => void,
): Panel => ({
  id: 'events',
  width: 5,
  feeds: [],
  calls: () => ['statistics/events', 'statistics/live'],
  title: ({ texts }) => texts.events.title,
  body: (view) =>
    events().length === 0
      ? html`<p class="note">${view.texts.nothingYet}</p>`
      : html`<div class="rows">${table(tableOf(view, events(), showUser))}</div>`,
  downloads: (view) => csvButton(view, tableOf(view, events(), showUser)),
});

function tableOf(
  view: View,
  rows: readonly ServiceEvent[],
  showUser: (user: number) => void,
): Table<ServiceEvent> {
  const { texts, numbers } = view;
  const now = new Date();
  return {
    caption: texts.events.title,
    file: 'events',
    rows,
    columns: [
      {
        key: 'at',
        heading: texts.when,
        cell: ({ at }) => at,
        show: ({ at }) => html`<time datetime=${at}>${numbers.time(new Date(at), now)}</time>`,
      },
      {
        key: 'user_id',
        heading: texts.user,
        cell: ({ user_id: user }) => user,
        show: (event) => userOf(view, event, showUser),
      },
      {
        key: 'kind',
        heading: texts.events.event,
        cell: ({ kind }) => kind,
        show: ({ kind }) => html`<span class="kind ${kind}">${texts.events[kind]}</span>`,
      },
      {
        key: 'title',
        heading: texts.film,
        cell: ({ title }) => title,
        show: ({ title, movie_id: id }) => html`<cite>${title ?? `#${id}`}</cite>`,
      },
      {
        key: 'movie_id',
        heading: texts.films.id,
        isNumber: true,
        cell: (event) => event.movie_id,
        isHidden: true,
      },
      {
        key: 'value',
        heading: texts.events.value,
        isNumber: true,
        cell: (event) => event.value,
        show: ({ kind, value: number }) =>
          kind === 'release'
            ? ''
            : value(view, number, kind === 'rating' ? (n) => numbers.fixed(n, 1) : numbers.rating),
      },
    ],
  };
}

function userOf(
  view: View,
  { user_id: user, user_type: group }: ServiceEvent,
  showUser: (user: number) => void,
): TemplateResult | string {
  if (user === null) return '';
  return html`<button
      type="button"
      class="link"
      @click=${() => {
        showUser(user);
      }}
    >
      ${user}<span class="visually-hidden">: ${view.texts.events.showUser}</span></button
    >${group === null ? '' : html` ${badge(view, group)}`}`;
}
