import { html, type TemplateResult } from 'lit-html';
import type { Interval } from '../wire.js';
import type { View } from '../view.js';

/** A number as people read it, which carries the exact one; or a dash for what is not known. */
export const value = (
  view: View,
  number: number | null | undefined,
  show: (number: number) => string,
): TemplateResult =>
  number === null || number === undefined
    ? html`<span class="unknown" role="img" aria-label=${view.texts.unknown}>–</span>`
    : html`<data value=${number}>${show(number)}</data>`;

export const interval = (
  view: View,
  bounds: Interval | null | undefined,
  show: (number: number) => string,
): TemplateResult => {
  if (!bounds) return value(view, null, show);
  const [lower, upper] = bounds;
  // Both bounds keep to one line, or break between them.
  const parts = view.texts.intervalOf('\0', '\0').split('\0');
  return html`<span class="interval"
    >${parts[0]}${value(view, lower, show)}${parts[1]}${value(view, upper, show)}${parts[2]}</span
  >`;
};

/** A group's name in its colour, the same everywhere. */
export const badge = (view: View, group: string): TemplateResult =>
  html`<span class="badge group-${view.placeOf(group)}">${group}</span>`;
