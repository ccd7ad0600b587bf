import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { PageState } from './page-state.js';
import { panelFrame } from './parts/panel-frame.js';
import { choose, type Language, language, type Theme, theme } from './preferences.js';

const LANGUAGES: readonly (readonly [Language, string])[] = [
  ['en', 'English'],
  ['ko', '한국어'],
];
const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

/** The whole page; `onChoice` is called after a language or a theme was chosen. */
export function shell(state: PageState, onChoice: () => void): TemplateResult {
  const { view, connection, shown } = state;
  const { texts } = view;
  return html`
    <a class="skip" href="#content">${texts.skip}</a>
    <header class="masthead">
      <div>
        <h1>MovieFlix</h1>
        <p class="tagline">${texts.tagline}</p>
      </div>
      <p class="connection ${connection}" role="status">
        <span class="lamp" aria-hidden="true"></span>${texts.connection[connection]}
      </p>
      ${switches(state, onChoice)}
    </header>
    <main id="content" tabindex="-1">
      ${repeat(
        shown,
        ({ id }) => id,
        (panel) =>
          html`<section id=${panel.id} class="panel width-${panel.width}" aria-labelledby="${panel.id}-title">
            ${panelFrame(panel, view)}
          </section>`,
      )}
    </main>
    <footer class="colophon">
      <p>${texts.footer.tables}</p>
      <p><a href="docs">${texts.footer.api}</a> · <a href="openapi.json">${texts.footer.openapi}</a></p>
    </footer>
  `;
}

function switches({ view: { texts } }: PageState, onChoice: () => void): TemplateResult {
  const button = (key: 'language' | 'theme', value: Language | Theme, isChosen: boolean, word: string) =>
    html`<button
      type="button"
      lang=${key === 'language' ? value : nothing}
      aria-pressed=${isChosen ? 'true' : 'false'}
      @click=${() => {
        choose(key, value);
        onChoice();
      }}
    >
      ${word}
    </button>`;
  return html`
    <div class="switches">
      <div role="group" class="switch" aria-label=${texts.language}>
        ${LANGUAGES.map(([value, word]) => button('language', value, value === language(), word))}
      </div>
      <div role="group" class="switch" aria-label=${texts.theme.label}>
        ${THEMES.map((value) => button('theme', value, value === theme(), texts.theme[value]))}
      </div>
    </div>
  `;
}
