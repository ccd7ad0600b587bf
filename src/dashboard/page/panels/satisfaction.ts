import { html, type TemplateResult } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { satisfactionPlot } from '../charts/satisfaction-plot.js';
import type { Feed } from '../feed.js';
import type { Panel } from '../panel.js';
import { shown } from '../parts/panel-frame.js';
import { groupColumn, intervalColumns, numberColumn } from '../parts/columns.js';
import { figures, type Table } from '../parts/table.js';
import { badge, interval, value } from '../parts/value.js';
import type { View } from '../view.js';
import type { Series, SeriesLine, SeriesPoint } from '../wire.js';

/** The means so far over the feedback as it came. */
export const satisfactionPanel = (series: Feed<Series>): Panel => ({
  id: 'satisfaction',
  width: 7,
  feeds: [series],
  calls: () => ['experiments/series'],
  title: ({ texts }) => texts.satisfaction.title,
  body: (view) =>
    shown(view, series, (known) =>
      known.feedback === 0
        ? html`<p class="note">${view.texts.nothingYet}</p>`
        : html`
            <p class="lead">${view.texts.satisfaction.lead}</p>
            ${legend(view, known)}
            <plot-chart
              class="tall"
              .plot=${guard([known, view], () => satisfactionPlot(view, known))}
            ></plot-chart>
            ${figures(view, tableOf(view, known))}
          `,
    ),
});

/** Each line of the chart with where it has got to. */
function legend(view: View, { lines }: Series): TemplateResult {
  const { texts, numbers } = view;
  const one = (line: SeriesLine) => {
    const last = line.points.at(-1);
    if (!last) return null;
    return html`<li>
      ${badge(view, line.group)}
      <span>${texts.cycle} ${line.cycle}, ${line.recommender ?? texts.unknown}:</span>
      <strong>${value(view, last.mean, numbers.mean)}</strong>
      <span
        >(${interval(view, last.interval95, numbers.mean)}),
        n&nbsp;${value(view, last.count, numbers.whole)}</span
      >
    </li>`;
  };
  const expects = lines.some((line) => line.expected_mean !== null);
  return html`<ul class="legend">
    ${lines.map(one)}
    ${expects ? html`<li><span class="dotted"></span> ${texts.satisfaction.expected}</li>` : null}
  </ul>`;
}

type Row = SeriesPoint & { readonly line: SeriesLine };

function tableOf(view: View, { lines }: Series): Table<Row> {
  const { texts } = view;
  const { whole, mean } = view.numbers;
  return {
    caption: texts.satisfaction.title,
    file: 'series',
    rows: lines.flatMap((line) => line.points.map((point) => ({ ...point, line }))),
    columns: [
      numberColumn(view, 'feedback', texts.satisfaction.at, ({ feedback }) => feedback, whole),
      numberColumn(view, 'cycle', texts.cycle, ({ line }) => line.cycle, whole),
      groupColumn(view, ({ line }) => line.group),
      numberColumn(view, 'count', texts.satisfaction.count, ({ count }) => count, whole),
      numberColumn(view, 'mean', texts.mean, (point) => point.mean, mean),
      ...intervalColumns<Row>(view, 'interval95', texts.interval, ({ interval95 }) => interval95, mean),
      numberColumn(
        view,
        'expected_mean',
        texts.satisfaction.expected,
        ({ line }) => line.expected_mean,
        mean,
      ),
    ],
  };
}
