/** What a recommender's name asks for. */
export type RecommenderName =
  | { readonly kind: 'random' | 'newest' | 'popular' | 'user-knn' | 'ease' }
  | { readonly kind: 'choice'; readonly collaborative: boolean }
  | { readonly kind: 'genre-regression'; readonly ties: 'random' | 'newest' }
  | { readonly kind: 'planted'; readonly lift: number }
  | { readonly kind: 'http'; readonly url: string };

export const RECOMMENDER_NAMES =
  'random, newest, popular, user-knn, genre-regression, genre-regression:newest, choice, choice:collaborative, ease, ' +
  'planted:LIFT (as in planted:+0.5), http:URL (as in http:http://127.0.0.1:8000/rank)';

/** A name that no recommender has. */
export class UnknownRecommenderError extends Error {
  override readonly name = 'UnknownRecommenderError';
}

const SIMPLE = ['random', 'newest', 'popular', 'user-knn', 'ease'] as const;

function parse(text: string): RecommenderName | undefined {
  const simple = SIMPLE.find((kind) => kind === text);
  if (simple) return { kind: simple };
  if (text === 'choice') return { kind: 'choice', collaborative: false };
  if (text === 'choice:collaborative') return { kind: 'choice', collaborative: true };
  if (/^genre-regression(:random)?$/.test(text)) return { kind: 'genre-regression', ties: 'random' };
  if (text === 'genre-regression:newest') return { kind: 'genre-regression', ties: 'newest' };
  const argument = text.slice(text.indexOf(':') + 1);
  if (/^planted:[+-]?\d+(\.\d+)?$/.test(text)) return { kind: 'planted', lift: Number(argument) };
  if (/^http:https?:\/\//.test(text) && URL.canParse(argument)) return { kind: 'http', url: argument };
  return undefined;
}

/** @throws UnknownRecommenderError that lists the names */
export function parseRecommender(text: string): RecommenderName {
  const name = parse(text);
  if (!name) {
    throw new UnknownRecommenderError(`there is no recommender "${text}"; there are ${RECOMMENDER_NAMES}`);
  }
  return name;
}
