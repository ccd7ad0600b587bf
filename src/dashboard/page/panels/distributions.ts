import { html, type TemplateResult } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { barsPlot } from '../charts/bars-plot.js';
import { curvePlot } from '../charts/curve-plot.js';
import type { Plot } from '../charts/plot-chart.js';
import type { Feed } from '../feed.js';
import type { Panel } from '../panel.js';
import { numberColumn } from '../parts/columns.js';
import { shown } from '../parts/panel-frame.js';
import { figures, type Table } from '../parts/table.js';
import type { View } from '../view.js';
import type { Ratings } from '../wire.js';

/** How ratings spread over values, films and users. */
export const distributionsPanel = (ratings: Feed<Ratings>): Panel => ({
  id: 'distributions',
  width: 12,
  feeds: [ratings],
  calls: () => ['statistics/ratings'],
  title: ({ texts }) => texts.distributions.title,
  body: (view) =>
    shown(view, ratings, (known) =>
      known.histogram.every(({ count }) => count === 0)
        ? html`<p class="note">${view.texts.nothingYet}</p>`
        : html`<div class="quartet">
            ${histogram(view, known)} ${popularity(view, known)}
            ${bins(view, known.films_by_ratings, ({ films }) => films, 'films')}
            ${bins(view, known.users_by_ratings, ({ users }) => users, 'users')}
          </div>`,
    ),
});

const chart = <Row>(view: View, table: Table<Row>, of: unknown, makePlot: () => Plot): TemplateResult => html`
  <div class="cycle">
    <h3>${table.caption}</h3>
    <plot-chart .plot=${guard([of, view], makePlot)}></plot-chart>
    ${figures(view, table)}
  </div>
`;

function histogram(view: View, { histogram: rows }: Ratings): TemplateResult {
  const { texts, numbers } = view;
  const words = texts.distributions;
  const stars = (rating: number) => numbers.fixed(rating, 1);
  const table = {
    caption: words.histogram,
    file: 'ratings-by-value',
    rows,
    columns: [
      numberColumn<(typeof rows)[number]>(view, 'rating', words.histogramX, ({ rating }) => rating, stars),
      numberColumn<(typeof rows)[number]>(view, 'count', texts.ratings, ({ count }) => count, numbers.whole),
    ],
  };
  return chart(view, table, rows, () =>
    barsPlot(
      {
        label: words.histogram,
        names: rows.map(({ rating }) => stars(rating)),
        x: words.histogramX,
        y: texts.ratings,
        show: numbers.whole,
      },
      [{ name: '', place: null, values: rows.map(({ count }) => count) }],
    ),
  );
}

function popularity(view: View, { popularity: rows }: Ratings): TemplateResult {
  const words = view.texts.distributions;
  const percent = (value: number) => view.numbers.fixed(value, 1);
  const table = {
    caption: words.popularity,
    file: 'popularity',
    rows,
    columns: [
      numberColumn<(typeof rows)[number]>(
        view,
        'films_percent',
        words.percentFilms,
        (row) => row.films_percent,
        percent,
      ),
      numberColumn<(typeof rows)[number]>(
        view,
        'ratings_percent',
        words.percentRatings,
        (row) => row.ratings_percent,
        percent,
      ),
    ],
  };
  return chart(view, table, rows, () =>
    curvePlot(
      view,
      words.popularity,
      rows.map((row) => ({ x: row.films_percent, y: row.ratings_percent })),
    ),
  );
}

interface Bin {
  readonly from: number;
  readonly to: number;
}

function bins<Row extends Bin>(
  view: View,
  rows: readonly Row[],
  countOf: (row: Row) => number,
  what: 'films' | 'users',
): TemplateResult {
  const { texts, numbers } = view;
  const words = texts.distributions;
  const heading = what === 'films' ? words.films : texts.users;
  const nameOf = ({ from, to }: Bin) => (from === to ? String(from) : `${from}–${to}`);
  const table: Table<Row> = {
    caption: what === 'films' ? words.filmsBy : words.usersBy,
    file: `${what}-by-ratings`,
    rows,
    columns: [
      numberColumn(view, 'from', `${words.range} ≥`, ({ from }) => from, numbers.whole),
      numberColumn(view, 'to', `${words.range} ≤`, ({ to }) => to, numbers.whole),
      numberColumn(view, what, heading, countOf, numbers.whole),
    ],
  };
  return chart(view, table, rows, () =>
    barsPlot(
      { label: table.caption, names: rows.map(nameOf), x: words.countX, y: heading, show: numbers.whole },
      [{ name: '', place: null, values: rows.map(countOf) }],
    ),
  );
}
