import { html, nothing, type TemplateResult } from 'lit-html';
import { interval, value } from '../parts/value.js';
import type { View } from '../view.js';
import type { Report } from '../wire.js';

/** The verdict in words, the difference it is about, and its reasons: the report's sentences, or those of the page's language. */
export function verdict(view: View, report: Report): TemplateResult {
  const { verdict: id, reasons, findings, control, treatment } = report.verdict;
  const words = view.texts.comparison;
  return html`
    <div class="verdict ${id}">
      <p class="headline" data-verdict=${id}>
        <span class="visually-hidden">${words.verdictLabel}: </span>${words.verdict[id](treatment, control)}
      </p>
      ${judged(view, report)}
      <ul class="reasons" aria-label=${words.reasons}>
        ${findings.map(
          (finding, at) =>
            html`<li data-code=${finding.code}>${words.reason?.(finding, view.numbers) ?? reasons[at]}</li>`,
        )}
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
      >(${texts.interval} ${interval(view, difference.interval95, numbers.signed)}),
      n&nbsp;${value(view, feedback, numbers.whole)}</span
    >
  </p>`;
}
