import { Feed } from './feed.js';
import type { Connection } from './live.js';
import type { Panel } from './panel.js';
import { comparisonPanel } from './panels/comparison.js';
import { distributionsPanel } from './panels/distributions.js';
import { eventsPanel } from './panels/events.js';
import { FilmQuery } from './panels/film-query.js';
import { filmsPanel } from './panels/films.js';
import { countCalls } from './call-counts.js';
import { healthPanel } from './panels/health.js';
import { type Latest, nowPanel } from './panels/now.js';
import { ranksPanel } from './panels/ranks.js';
import { satisfactionPanel } from './panels/satisfaction.js';
import { startPanel } from './panels/start.js';
import { StoryQuery } from './panels/story-query.js';
import { storyPanel } from './panels/story.js';
import { language } from './preferences.js';
import { type View, viewOf } from './view.js';
import type { Design, LiveMessage, Ranks, Ratings, Report, Series } from './wire.js';

/** What the page knows, and the panels that show it. */
export class PageState {
  connection: Connection = 'connecting';
  view: View = viewOf(language(), null);
  readonly design: Feed<Design>;
  private readonly panels: readonly Panel[];
  private readonly beginning: readonly Panel[];
  private message: LiveMessage | null = null;
  private receivedAt = 0;

  /** @param onChange called whenever there is something new to draw */
  constructor(private readonly onChange: () => void) {
    this.design = new Feed<Design>('experiments/current', () => {
      this.speak();
    });
    const report = new Feed<Report>('experiments/report', onChange);
    const story = new StoryQuery(onChange);
    const now = nowPanel(() => this.latest());
    this.beginning = [now, startPanel()];
    this.panels = [
      now,
      comparisonPanel(report),
      satisfactionPanel(new Feed<Series>('experiments/series', onChange)),
      healthPanel(report, new Feed('metrics', onChange, async (answer) => countCalls(await answer.text()))),
      ranksPanel(new Feed<Ranks>('experiments/ranks', onChange)),
      filmsPanel(new FilmQuery(onChange)),
      eventsPanel(
        () => this.message?.events ?? [],
        (user) => {
          story.show(user);
          document.querySelector('#story')?.scrollIntoView({ block: 'start' });
        },
      ),
      storyPanel(story),
      distributionsPanel(new Feed<Ratings>('statistics/ratings', onChange)),
    ];
  }

  /** The panels to show: how to begin, as long as nothing has happened. */
  get shown(): readonly Panel[] {
    if (!this.message) return [this.panels[0]];
    const { films, feedback, ratings } = this.message.activity;
    return films + feedback + ratings === 0 ? this.beginning : this.panels;
  }

  /** Takes what the stream tells; true where the tables have changed since it last told. */
  receive(message: LiveMessage): boolean {
    const before = this.message?.activity;
    this.message = message;
    this.receivedAt = performance.now();
    this.onChange();
    const { activity } = message;
    return (['films', 'users', 'feedback', 'ratings', 'last_event_at'] as const).some(
      (key) => before?.[key] !== activity[key],
    );
  }

  /** Says everything in the language chosen, in the colours of the design. */
  speak(): void {
    this.view = viewOf(language(), this.design.value);
    this.onChange();
  }

  private latest(): Latest {
    const activity = this.message?.activity ?? null;
    if (!activity?.last_event_at) return { activity, secondsSince: null };
    // Both by the database's clock; this machine's only tells how long ago it was read.
    const atReading = (Date.parse(activity.now) - Date.parse(activity.last_event_at)) / 1000;
    return { activity, secondsSince: atReading + (performance.now() - this.receivedAt) / 1000 };
  }
}
