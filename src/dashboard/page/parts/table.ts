import { html, nothing, type TemplateResult } from 'lit-html';
import { save, toCsv } from '../csv.js';
import type { View } from '../view.js';

type Cell = string | number | null;

export interface Column<Row> {
  /** The column's name in the CSV, the same in every language. */
  readonly key: string;
  readonly heading: string;
  readonly isNumber?: boolean;
  /** Only in the CSV. */
  readonly isHidden?: boolean;
  /** Exactly, for the CSV. */
  readonly cell: (row: Row) => Cell;
  /** As people read it; the cell itself where it is left out. */
  readonly show?: (row: Row) => unknown;
}

export interface Table<Row> {
  readonly caption: string;
  /** The CSV's file name. */
  readonly file: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
}

/** Roles are said again, because rows that stack on a narrow screen lose them in some browsers. */
export function table<Row>(
  { caption, columns, rows }: Table<Row>,
  headings?: TemplateResult[],
): TemplateResult {
  const seen = columns.filter(({ isHidden }) => !isHidden);
  return html`
    <table role="table">
      <caption>
        ${caption}
      </caption>
      <thead role="rowgroup">
        <tr role="row">
          ${
            headings ??
            seen.map(
              ({ heading, isNumber }) =>
                html`<th role="columnheader" scope="col" class=${isNumber ? 'number' : ''}>${heading}</th>`,
            )
          }
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${rows.map(
          (row) =>
            html`<tr role="row">
              ${seen.map(
                ({ key, heading, isNumber, cell, show }) =>
                  html`<td
                    role="cell"
                    class=${isNumber ? 'number' : ''}
                    data-key=${key}
                    data-heading=${heading}
                  >
                    ${show ? show(row) : cell(row)}
                  </td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  `;
}

/** A button that saves the table's rows with all their digits. */
export const csvButton = <Row>(view: View, { file, caption, columns, rows }: Table<Row>): TemplateResult => {
  const download = () => {
    const text = toCsv(
      columns.map(({ key }) => key),
      rows.map((row) => columns.map(({ cell }) => cell(row))),
    );
    save(`movieflix-${file}.csv`, new Blob([text], { type: 'text/csv' }));
  };
  return html`<button type="button" class="download" @click=${download}>
    ${view.texts.download.csv}<span class="visually-hidden">: ${caption}</span>
  </button>`;
};

const opened = new Set<string>();
let redraw: () => void = () => undefined;

/** Tells where to say that tables were opened or closed. */
export function redrawTablesBy(callback: () => void): void {
  redraw = callback;
}

/** The figures behind a chart, to open; rows are made only while they are open. */
export function figures<Row>(view: View, made: Table<Row>): TemplateResult {
  const toggle = (event: Event) => {
    const { open } = event.target as HTMLDetailsElement;
    if (opened.has(made.file) === open) return;
    if (open) opened.add(made.file);
    else opened.delete(made.file);
    redraw();
  };
  return html`
    <details class="figures" data-table=${made.file} @toggle=${toggle}>
      <summary>${view.texts.figures}<span class="visually-hidden">: ${made.caption}</span></summary>
      ${
        opened.has(made.file)
          ? html`<div class="scroll" tabindex="0" role="region" aria-label=${made.caption}>
                ${table(made)}
              </div>
              ${csvButton(view, made)}`
          : nothing
      }
    </details>
  `;
}
