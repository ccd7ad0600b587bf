import { html, nothing, type TemplateResult } from 'lit-html';
import { interval, value } from '../parts/value.js';
import type { View } from '../view.js';
import type { Report } from '../wire.js';

/** The verdict in words, the difference it is about, and its reasons as the report gives them. */
export function verdict(view: View, report: Report): TemplateResult {
  const { verdict: id, reasons, control, treatment } = report.verdict;
  const words = view.texts.comparison;
  return html`
    <div class="verdict ${id}">
      <p class="headline" data-verdict=${id}>
        <span class="visually-hidden">${words.verdictLabel}: </span>${words.verdict[id](treatment, control)}
      </p>
      ${judged(view, report)}
      <ul class="reasons" lang="en" aria-label=${words.reasons}>
        ${reasons.map((reason) => html`<li>${reason}</li>`)}
      </ul>
    </div>
  `;
}

/** The difference in the cycle that is judged, with its interval and how much feedback it rests on. */
function judged(
  view: View,
  { verdict: { cycle, control, treatment }, cycles }: Report,
): TemplateResult | typeof nothing {
  const { texts, numbers } = view;
  const judgedCycle = cycles.find((one) => one.cycle === cycle);
  const comparison = judgedCycle?.comparisons.find(
    (one) => one.treatment === treatment && one.control === control,
  );
  const difference = comparison?.per_feedback;
  if (!judgedCycle || !difference) return nothing;
  const feedback = judgedCycle.groups
    .filter(({ group }) => group === control || group === treatment)
    .reduce((sum, one) => sum + one.feedback, 0);
  return html`<p class="judged">
    <span>${texts.comparison.minus(treatment, control)}</span>
    <strong>${value(view, difference.difference, numbers.signed)}</strong>
    <span
      >(${interval(view, difference.interval95, numbers.signed)}),
      n&nbsp;${value(view, feedback, numbers.whole)}</span
    >
  </p>`;
}
