import { html, nothing, type TemplateResult } from 'lit-html';
import { saveCsvOf } from '../csv.js';
import type { Panel } from '../panel.js';
import { shown } from '../parts/panel-frame.js';
import { table } from '../parts/table.js';
import type { View } from '../view.js';
import type { Films } from '../wire.js';
import { columnsOf, type FilmQuery, type Sorting } from './film-query.js';

/** All films, searched, sorted and paged by the service. */
export const filmsPanel = (query: FilmQuery): Panel => ({
  id: 'films',
  width: 7,
  feeds: [query.feed],
  calls: () => [query.path],
  title: ({ texts }) => texts.films.title,
  body: (view) => html`
    ${searchBox(view, query)} ${shown(view, query.feed, (known) => body(view, query, known))}
  `,
  downloads: (view) => csvOfAll(view, query),
});

/** Not bound to what was searched for: nobody's typing is ever written over. */
const searchBox = ({ texts }: View, query: FilmQuery): TemplateResult => html`
  <search>
    <label for="film-search">${texts.films.search}</label>
    <input
      id="film-search"
      type="search"
      autocomplete="off"
      spellcheck="false"
      @input=${(event: Event) => {
        query.search((event.target as HTMLInputElement).value);
      }}
    />
    <span role="status" class="note">
      ${
        query.searched !== '' && query.feed.value
          ? texts.films.found(String(query.feed.value.total))
          : nothing
      }
    </span>
  </search>
`;

function body(view: View, query: FilmQuery, { total, items }: Films): TemplateResult {
  const { texts, numbers } = view;
  if (items.length === 0)
    return html`<p class="note">${query.searched === '' ? texts.nothingYet : texts.films.none}</p>`;
  const columns = columnsOf(view);
  const made = { caption: texts.films.title, file: 'films', columns, rows: items };
  const range = texts.films.range(
    numbers.whole(query.offset + 1),
    numbers.whole(query.offset + items.length),
    numbers.whole(total),
  );
  return html`
    <div class="rows" aria-busy=${query.feed.isLoading ? 'true' : 'false'}>
      ${table(
        made,
        columns.map(({ key, heading, isNumber, sorting }) =>
          headingOf(query, heading, isNumber ?? false, sorting, key),
        ),
      )}
    </div>
    <nav class="pages" aria-label=${texts.films.pages}>
      ${pageButton(query, texts.films.previous, -1, query.offset === 0)}
      <span>${range}</span>
      ${pageButton(query, texts.films.next, 1, query.offset + items.length >= total)}
    </nav>
  `;
}

const pageButton = (query: FilmQuery, word: string, step: 1 | -1, isDisabled: boolean): TemplateResult =>
  html`<button
    type="button"
    ?disabled=${isDisabled}
    @click=${() => {
      query.turn(step);
    }}
  >
    ${word}
  </button>`;

const ORDERS = { asc: 'ascending', desc: 'descending' } as const;

function headingOf(
  query: FilmQuery,
  heading: string,
  isNumber: boolean,
  sorting: Sorting,
  key: string,
): TemplateResult {
  const order = query.sorting === sorting ? ORDERS[query.order] : 'none';
  return html`<th
    role="columnheader"
    scope="col"
    class=${isNumber ? 'number' : ''}
    aria-sort=${order}
    data-key=${key}
  >
    <button
      type="button"
      @click=${() => {
        query.sortBy(sorting, isNumber);
      }}
    >
      ${heading}<span class="arrow" aria-hidden="true"></span>
    </button>
  </th>`;
}

const csvOfAll = ({ texts }: View, query: FilmQuery): TemplateResult =>
  html`<button
    type="button"
    class="download"
    @click=${() => {
      void saveCsvOf(query.pathOfAll, 'movieflix-films.csv');
    }}
  >
    ${texts.download.csv}<span class="visually-hidden">: ${texts.films.title}</span>
  </button>`;
