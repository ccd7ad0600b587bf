import { html, type TemplateResult } from 'lit-html';
import { groupColumn, numberColumn } from '../parts/columns.js';
import type { Column, Table } from '../parts/table.js';
import type { View } from '../view.js';
import type { NamedFilm, UserStory, Visit } from '../wire.js';

type Rated = UserStory['rated'][number];

const nameOf = ({ title, movie_id: id }: NamedFilm): string => title ?? `#${id}`;

const whenColumn = <Row extends { readonly created_at: string }>(view: View): Column<Row> => ({
  key: 'created_at',
  heading: view.texts.when,
  cell: (row) => row.created_at,
  show: (row) =>
    html`<time datetime=${row.created_at}>${view.numbers.time(new Date(row.created_at), new Date())}</time>`,
});

export function visitsTable(view: View, { user_id: user, visits }: UserStory): Table<Visit> {
  const { texts, numbers } = view;
  const stars = (rating: number) => numbers.fixed(rating, 1);
  return {
    caption: texts.story.visits,
    file: `user-${user}-visits`,
    rows: visits,
    columns: [
      whenColumn(view),
      numberColumn(view, 'action_cycle', texts.cycle, (visit) => visit.action_cycle, numbers.whole),
      groupColumn(view, (visit) => visit.user_type),
      {
        key: 'recommended',
        heading: texts.story.recommended,
        cell: ({ recommended }) => recommended.map(({ movie_id: id }) => id).join(' '),
        show: (visit) => listOf(view, visit),
      },
      { key: 'chosen', heading: texts.story.chosen, isHidden: true, cell: ({ chosen }) => chosen.movie_id },
      numberColumn(view, 'score', texts.score, ({ score }) => score, numbers.rating),
      numberColumn(view, 'rating', texts.rating, ({ rating }) => rating, stars),
    ],
  };
}

/** The list as it was shown, with the film that was chosen; it stands below where it was not on the list. */
function listOf({ texts }: View, { recommended, chosen }: Visit): TemplateResult {
  const isOnList = recommended.some(({ movie_id: id }) => id === chosen.movie_id);
  const mark = html`<span class="visually-hidden"> (${texts.story.chosenMark})</span>`;
  return html`
    <ol class="list">
      ${recommended.map((film) =>
        film.movie_id === chosen.movie_id
          ? html`<li class="chosen"><strong>${nameOf(film)}</strong>${mark}</li>`
          : html`<li>${nameOf(film)}</li>`,
      )}
    </ol>
    ${isOnList ? '' : html`<p class="chosen"><strong>${nameOf(chosen)}</strong>${mark} — ${texts.story.offList}</p>`}
  `;
}

export function ratedTable(view: View, { user_id: user, rated }: UserStory): Table<Rated> {
  const { texts, numbers } = view;
  return {
    caption: texts.story.rated,
    file: `user-${user}-ratings`,
    rows: rated,
    columns: [
      whenColumn(view),
      { key: 'movie_id', heading: texts.films.id, isHidden: true, cell: (film) => film.movie_id },
      {
        key: 'title',
        heading: texts.film,
        cell: ({ title }) => title,
        show: (film) => html`<cite>${nameOf(film)}</cite>`,
      },
      numberColumn(
        view,
        'rating',
        texts.rating,
        ({ rating }) => rating,
        (number) => numbers.fixed(number, 1),
      ),
    ],
  };
}
