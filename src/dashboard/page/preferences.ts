/** What a visitor chose, remembered in his browser; where that is not allowed, until the page is left. */

export type Language = 'en' | 'ko';
export type Theme = 'system' | 'light' | 'dark';

/** Whether the system asks for dark pages. */
export const SYSTEM = matchMedia('(prefers-color-scheme: dark)');

const chosen = new Map<string, string>();

function recall(key: string): string | null {
  try {
    return chosen.get(key) ?? localStorage.getItem(`movieflix.${key}`);
  } catch {
    return null;
  }
}

function remember(key: string, value: string): void {
  chosen.set(key, value);
  try {
    localStorage.setItem(`movieflix.${key}`, value);
  } catch {
    // A browser that stores nothing still shows the choice.
  }
}

/** The language chosen, or the first one the browser asks for that there is. */
export function language(): Language {
  const stored = recall('language');
  if (stored === 'en' || stored === 'ko') return stored;
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2));
  return wanted.find((tag) => tag === 'en' || tag === 'ko') ?? 'en';
}

export function theme(): Theme {
  const stored = recall('theme');
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export function choose(key: 'language' | 'theme', value: Language | Theme): void {
  remember(key, value);
  showPreferences();
}

/** Puts both on the root element, where the style sheets and screen readers look. */
export function showPreferences(): void {
  const root = document.documentElement;
  root.lang = language();
  const isDark = theme() === 'dark' || (theme() === 'system' && SYSTEM.matches);
  root.dataset.theme = isDark ? 'dark' : 'light';
}
