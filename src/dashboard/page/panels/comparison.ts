import { html, type TemplateResult } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { type Estimate, intervalPlot } from '../charts/interval-plot.js';
import type { Feed } from '../feed.js';
import type { Panel } from '../panel.js';
import { shown } from '../parts/panel-frame.js';
import { figures } from '../parts/table.js';
import type { View } from '../view.js';
import type { Report } from '../wire.js';
import { differencesOf, differencesTable, groupsOf, meansTable } from './comparison-tables.js';
import { verdict } from './verdict.js';

/** Both phases of the experiment, and what to make of them. */
export const comparisonPanel = (report: Feed<Report>): Panel => ({
  id: 'comparison',
  width: 5,
  feeds: [report],
  calls: () => ['experiments/report'],
  title: ({ texts }) => texts.comparison.title,
  body: (view) => shown(view, report, (known) => body(view, known)),
  downloads: ({ texts }) =>
    html`<a class="download" href="experiments/report" download="movieflix-report.json"
      >${texts.download.report}</a
    >`,
});

function body(view: View, report: Report): TemplateResult {
  const { comparison } = view.texts;
  const means = groupsOf(report).filter(({ mean_per_feedback: mean }) => mean !== null);
  const differences = differencesOf(view, report);
  return html`
    ${verdict(view, report)}
    ${
      means.length === 0
        ? null
        : html`
            <h3>${comparison.means}</h3>
            <plot-chart
              class="rows-${means.length}"
              .plot=${guard([report, view], () =>
                intervalPlot(
                  view,
                  comparison.meansChart,
                  comparison.axis,
                  means.map((row) => meanOf(view, row)),
                  false,
                ),
              )}
            ></plot-chart>
            ${figures(view, meansTable(view, report))}
          `
    }
    ${
      differences.length === 0
        ? null
        : html`
            <h3>${comparison.differences}</h3>
            <plot-chart
              class="rows-${differences.length}"
              .plot=${guard([report, view], () =>
                intervalPlot(view, comparison.differencesChart, comparison.differenceAxis, differences, true),
              )}
            ></plot-chart>
            ${figures(view, differencesTable(view, report))}
          `
    }
  `;
}

const meanOf = (
  view: View,
  { cycle, phase, group, feedback, mean_per_feedback: mean }: ReturnType<typeof groupsOf>[number],
): Estimate => ({
  name: `${phase} ${cycle} · ${group}`,
  place: view.placeOf(group),
  value: mean!.mean,
  interval: mean!.interval95,
  count: feedback,
});
