import { html, type TemplateResult } from 'lit-html';
import type { Panel } from '../panel.js';
import { shown } from '../parts/panel-frame.js';
import { csvButton, table } from '../parts/table.js';
import { badge, value } from '../parts/value.js';
import type { View } from '../view.js';
import type { UserStory } from '../wire.js';
import type { StoryQuery } from './story-query.js';
import { ratedTable, visitsTable } from './story-tables.js';

/** One user: his group, what he was recommended, what he chose, and how he rated it. */
export const storyPanel = (query: StoryQuery): Panel => ({
  id: 'story',
  width: 12,
  feeds: [query.feed],
  calls: () => [query.feed.path ?? 'statistics/users/1'],
  title: ({ texts }) => texts.story.title,
  body: (view) => html`${form(view, query)}${story(view, query)}`,
});

const form = ({ texts }: View, query: StoryQuery): TemplateResult => html`
  <form
    @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      const { valueAsNumber: user } = (event.target as HTMLFormElement).elements.namedItem(
        'user',
      ) as HTMLInputElement;
      if (Number.isInteger(user)) query.show(user);
    }}
  >
    <label for="story-user">${texts.story.ask}</label>
    <input id="story-user" name="user" type="number" min="1" max="2147483647" required inputmode="numeric" />
    <button type="submit">${texts.story.show}</button>
  </form>
`;

function story(view: View, { user, feed }: StoryQuery): TemplateResult {
  const { texts } = view;
  if (user === null) return html`<p class="note">${texts.story.lead}</p>`;
  if (feed.refusal === 404) return html`<p class="note" role="status">${texts.story.none(user)}</p>`;
  return shown(view, feed, (known) => {
    const [visits, rated] = [visitsTable(view, known), ratedTable(view, known)];
    return html`
      ${summary(view, known)}
      <div class="story">
        <div class="visits">
          <p class="note">${texts.story.visitsNote}</p>
          <div class="scroll" tabindex="0" role="region" aria-label=${visits.caption}>${table(visits)}</div>
          ${csvButton(view, visits)}
        </div>
        <div class="rated">
          <div class="scroll" tabindex="0" role="region" aria-label=${rated.caption}>${table(rated)}</div>
          ${csvButton(view, rated)}
        </div>
      </div>
    `;
  });
}

function summary(view: View, known: UserStory): TemplateResult {
  const { texts, numbers } = view;
  const item = (label: string, content: unknown) =>
    html`<div class="tile">
      <dt>${label}</dt>
      <dd>${content}</dd>
    </div>`;
  return html`
    <h3>${texts.story.summary(known.user_id)} ${known.group === null ? '' : badge(view, known.group)}</h3>
    <dl class="tiles small">
      ${item(texts.feedback, value(view, known.feedback, numbers.whole))}
      ${item(texts.story.meanScore, value(view, known.mean_score, numbers.mean))}
      ${item(texts.ratings, value(view, known.ratings, numbers.whole))}
      ${item(texts.story.meanRating, value(view, known.mean_rating, numbers.rating))}
    </dl>
  `;
}
