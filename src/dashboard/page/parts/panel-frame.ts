import { html, nothing, type TemplateResult } from 'lit-html';
import type { Feed } from '../feed.js';
import type { Panel } from '../panel.js';
import type { View } from '../view.js';

/** A panel with its heading above and the calls that feed it below. */
export const panelFrame = (panel: Panel, view: View): TemplateResult => html`
  <h2 id="${panel.id}-title">${panel.title(view)}</h2>
  <div class="content">${panel.body(view)}</div>
  <footer>
    <p class="sources">
      <span>${view.texts.source}</span>
      ${panel.calls().map((call) => html`<a href=${call}><code>GET /${call}</code></a>`)}
    </p>
    <p class="downloads">${panel.downloads?.(view) ?? nothing}</p>
  </footer>
`;

/** What a feed's answer looks like; a word while there is none yet. */
export function shown<T>(view: View, feed: Feed<T>, show: (value: T) => TemplateResult): TemplateResult {
  if (feed.value !== null) return show(feed.value);
  if (feed.refusal !== null) return html`<p class="note">${view.texts.notLoaded}</p>`;
  return html`<p class="note loading">${view.texts.loading}</p>`;
}
