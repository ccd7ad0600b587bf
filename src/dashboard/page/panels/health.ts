import { html, type TemplateResult } from 'lit-html';
import type { CallCounts } from '../call-counts.js';
import type { Feed } from '../feed.js';
import type { Panel } from '../panel.js';
import { groupColumn, numberColumn } from '../parts/columns.js';
import { shown } from '../parts/panel-frame.js';
import { csvButton, type Table, table } from '../parts/table.js';
import { value } from '../parts/value.js';
import type { View } from '../view.js';
import type { CycleReport, GroupReport, Report } from '../wire.js';

/** Whether the groups compare: who is in them, what became of their lists, and of the calls. */
export const healthPanel = (report: Feed<Report>, calls: Feed<CallCounts>): Panel => ({
  id: 'health',
  width: 12,
  feeds: [report, calls],
  calls: () => ['experiments/report', 'metrics'],
  title: ({ texts }) => texts.health.title,
  body: (view) =>
    shown(
      view,
      report,
      ({ cycles }) => html`
        <p class="lead">${view.texts.health.lead}</p>
        <div class="stack">${cycles.map((cycle) => cycleHealth(view, cycle))}</div>
        ${shown(view, calls, (counts) => callHealth(view, counts))}
        <p class="note">${view.texts.health.note}</p>
      `,
    ),
});

function callHealth(view: View, { answered, refused, failed }: CallCounts): TemplateResult {
  const { texts, numbers } = view;
  const [all, wrong, bad] = [answered, refused, failed].map((count) => value(view, count, numbers.whole));
  return html`<p class="calls check ${failed > 0 ? 'bad' : 'good'}">
    ${texts.health.calls(all, wrong, bad)}
  </p>`;
}

function cycleHealth(view: View, cycle: CycleReport): TemplateResult {
  const { texts, numbers } = view;
  const { alarm, p_value: p } = cycle.sample_ratio_mismatch;
  const made = tableOf(view, cycle);
  const shownP = value(view, p, numbers.probability);
  return html`
    <div class="cycle" data-cycle=${cycle.cycle}>
      ${table(made)}
      <p class="check ${alarm ? 'bad' : p === null ? '' : 'good'}">
        ${p === null ? texts.health.notKnown : (alarm ? texts.health.mismatch : texts.health.asDesigned)(shownP)}
      </p>
      ${csvButton(view, made)}
    </div>
  `;
}

function tableOf(view: View, { cycle, phase, groups }: CycleReport): Table<GroupReport> {
  const { texts, numbers } = view;
  const { health } = texts;
  const { whole, share } = numbers;
  const sum = (of: (group: GroupReport) => number) => groups.reduce((total, group) => total + of(group), 0);
  const [users, weights] = [sum((group) => group.users), sum(({ weight }) => weight)];
  const part = (number: number, of: number) => (of > 0 ? number / of : null);
  const unanswered = ({ lists_served: served, lists_answered: answered }: GroupReport) =>
    served === null || answered === null ? null : served - answered;
  return {
    caption: texts.cycleOf(cycle, phase),
    file: `health-cycle-${cycle}`,
    rows: groups,
    columns: [
      groupColumn(view, ({ group }) => group),
      numberColumn(view, 'weight_share', health.design, ({ weight }) => part(weight, weights), share),
      numberColumn(view, 'user_share', health.share, (group) => part(group.users, users), share),
      numberColumn(view, 'users', texts.users, (group) => group.users, whole),
      numberColumn(view, 'lists_served', health.served, (group) => group.lists_served, whole),
      numberColumn(view, 'lists_answered', health.answered, (group) => group.lists_answered, whole),
      numberColumn(view, 'completeness', health.completeness, (group) => group.completeness, share),
      numberColumn(view, 'lists_unanswered', health.unanswered, unanswered, whole),
      numberColumn(view, 'fallbacks', health.fallbacks, (group) => group.fallbacks, whole),
    ],
  };
}
