import { Numbers } from './numbers.js';
import type { Language } from './preferences.js';
import { en, type Texts } from './texts/en.js';
import { ko } from './texts/ko.js';
import type { Design } from './wire.js';

/** What everything on the page is said and counted in. */
export interface View {
  readonly language: Language;
  readonly texts: Texts;
  readonly numbers: Numbers;
  /** Which colour a group has: its place in the design, and so the same everywhere. */
  readonly placeOf: (group: string) => number;
}

const TEXTS: Readonly<Record<Language, Texts>> = { en, ko };
/** Colours that there are; the last one is for groups that nobody designed. */
const COLOURS = 10;

export function viewOf(language: Language, design: Design | null): View {
  const names = design?.groups.map(({ name }) => name) ?? ['A', 'B'];
  return {
    language,
    texts: TEXTS[language],
    numbers: new Numbers(language),
    placeOf: (group) => {
      const place = names.indexOf(group);
      return place < 0 ? COLOURS - 1 : Math.min(place, COLOURS - 1);
    },
  };
}
