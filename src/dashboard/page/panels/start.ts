import { html } from 'lit-html';
import { command } from '../parts/copy-button.js';
import type { Panel } from '../panel.js';

/** Where `npm run simulate` looks for a service by itself. */
const DEFAULT_ORIGINS = ['http://127.0.0.1:3000', 'http://localhost:3000'];

/** How to begin, while the tables are empty. */
export function startPanel(): Panel {
  const service = new URL('.', document.baseURI).href.replace(/\/$/, '');
  const url = DEFAULT_ORIGINS.includes(service) ? '' : ` --url ${service}`;
  const simulate = `npm run simulate${url && ` --${url}`}`;
  const forever = `npm run simulate --${url} --forever --wait 0.05 --concurrency 4`;
  const curl = `curl -X POST ${service}/movies -H 'content-type: application/json' -d '{"movie_id": 1000001, "title": "The Silent Harbour (2026)", "genres": "Drama|Mystery"}'`;
  return {
    id: 'start',
    width: 12,
    feeds: [],
    calls: () => ['statistics/live'],
    title: ({ texts }) => texts.start.title,
    body: (view) => {
      const { start } = view.texts;
      return html`
        <p class="lead">${start.lead}</p>
        <ol class="steps">
          <li>
            <p>${start.simulate}</p>
            ${command(view, simulate)}
          </li>
          <li>
            <p>${start.forever}</p>
            ${command(view, forever)}
          </li>
          <li>
            <p>${start.curl}</p>
            ${command(view, curl)}
          </li>
        </ol>
        <p class="note">${start.live}</p>
      `;
    },
  };
}
