import { html, type TemplateResult } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { type Bars, barsPlot } from '../charts/bars-plot.js';
import type { Feed } from '../feed.js';
import type { Panel } from '../panel.js';
import { groupColumn, numberColumn } from '../parts/columns.js';
import { shown } from '../parts/panel-frame.js';
import { figures, type Table } from '../parts/table.js';
import { badge, value } from '../parts/value.js';
import type { View } from '../view.js';
import type { RankGroup, Ranks } from '../wire.js';

/** Where the chosen film stood in the lists, against every place being equally likely. */
export const ranksPanel = (ranks: Feed<Ranks>): Panel => ({
  id: 'ranks',
  width: 12,
  feeds: [ranks],
  calls: () => ['experiments/ranks'],
  title: ({ texts }) => texts.ranks.title,
  body: (view) =>
    shown(
      view,
      ranks,
      ({ cycles }) => html`
        <p class="lead">${view.texts.ranks.lead}</p>
        <div class="pair">
          ${cycles
            .filter(({ groups }) => groups.some(({ feedback }) => feedback > 0))
            .map((cycle) => cycleRanks(view, cycle))}
        </div>
      `,
    ),
});

type Cycle = Ranks['cycles'][number];

function cycleRanks(view: View, cycle: Cycle): TemplateResult {
  const { texts, numbers } = view;
  return html`
    <div class="cycle" data-cycle=${cycle.cycle}>
      <h3>${texts.cycleOf(cycle.cycle, cycle.phase)}</h3>
      <ul class="legend">
        ${cycle.groups.map(
          (group) =>
            html`<li>
              ${badge(view, group.group)} ${group.recommender ?? texts.unknown},
              n&nbsp;${value(view, group.feedback, numbers.whole)}, ${texts.ranks.offList}
              ${value(view, group.off_list, numbers.whole)}
            </li>`,
        )}
        <li><span class="dashed"></span> ${texts.ranks.uniform}</li>
      </ul>
      <plot-chart .plot=${guard([cycle, view], () => plotOf(view, cycle))}></plot-chart>
      ${figures(view, tableOf(view, cycle))}
    </div>
  `;
}

const onList = ({ feedback, off_list: off }: RankGroup): number => Math.max(1, feedback - off);

function plotOf(view: View, { groups }: Cycle) {
  const { texts, numbers } = view;
  const longest = Math.max(...groups.map(({ ranks }) => ranks.length));
  const bars = groups.map((group): Bars => ({
    name: group.group,
    place: view.placeOf(group.group),
    values: group.ranks.map(({ feedback }) => feedback / onList(group)),
    marks: group.ranks.map(({ uniform }) => uniform / onList(group)),
  }));
  const names = Array.from({ length: longest }, (_, at) => String(at + 1));
  const show = (share: number) => numbers.share(share);
  return barsPlot({ label: texts.ranks.chart, names, x: texts.ranks.x, y: texts.ranks.y, show }, bars);
}

type Row = RankGroup['ranks'][number] & { readonly of: RankGroup };

function tableOf(view: View, { cycle, phase, groups }: Cycle): Table<Row> {
  const { texts, numbers } = view;
  const share = (count: number, of: RankGroup) => count / onList(of);
  return {
    caption: `${texts.ranks.title}, ${texts.cycleOf(cycle, phase)}`,
    file: `ranks-cycle-${cycle}`,
    rows: groups.flatMap((of) => of.ranks.map((rank) => ({ ...rank, of }))),
    columns: [
      groupColumn(view, ({ of }) => of.group),
      numberColumn(view, 'rank', texts.ranks.rank, ({ rank }) => rank, numbers.whole),
      numberColumn(view, 'feedback', texts.feedback, ({ feedback }) => feedback, numbers.whole),
      numberColumn(
        view,
        'uniform',
        texts.ranks.uniform,
        ({ uniform }) => uniform,
        (count) => numbers.fixed(count, 1),
      ),
      numberColumn(
        view,
        'share',
        texts.ranks.share,
        ({ feedback, of }) => share(feedback, of),
        numbers.share,
      ),
    ],
  };
}
