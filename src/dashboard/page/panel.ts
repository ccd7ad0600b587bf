import type { TemplateResult } from 'lit-html';
import type { Feed } from './feed.js';
import type { View } from './view.js';

/** One part of the page: what it is called, the calls that feed it, and how they look. */
export interface Panel {
  readonly id: string;
  /** How wide it is where there is room, in twelfths of the page. */
  readonly width: 4 | 5 | 6 | 7 | 8 | 12;
  readonly feeds: readonly Feed<unknown>[];
  /** Paths of the calls that feed it. */
  readonly calls: () => readonly string[];
  readonly title: (view: View) => string;
  readonly body: (view: View) => TemplateResult;
  /** What can be downloaded of the panel as a whole. */
  readonly downloads?: (view: View) => TemplateResult;
}
