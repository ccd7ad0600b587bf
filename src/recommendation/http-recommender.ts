import { request } from 'undici';

/** How long one attempt may take, and how many there are, before the fallback serves the user. */
const TIMEOUT_MS = 1000;
const ATTEMPTS = 2;

/**
 * A recommender that runs elsewhere: `POST {user_id, candidates, k}` to its URL answers `{movie_ids}`, the candidates in
 * its order, the best first. Candidates that it leaves out follow in the order they were given.
 * @returns undefined when it does not answer in time, or answers anything else
 */
export async function askRecommender(
  url: string,
  userId: number,
  candidates: readonly number[],
): Promise<number[] | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      const { statusCode, body } = await request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ user_id: userId, candidates, k: candidates.length }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const answer: unknown = await body.json();
      if (statusCode === 200) return inItsOrder(answer, candidates);
    } catch {
      // No answer, none in time, or one that is no JSON: once more, then the fallback.
    }
  }
  return undefined;
}

function inItsOrder(answer: unknown, candidates: readonly number[]): number[] | undefined {
  const ids: unknown = (answer as { movie_ids?: unknown } | null)?.movie_ids;
  if (!Array.isArray(ids) || ids.length === 0) return undefined;
  const ranked = new Set<number>(ids);
  if (ranked.size < ids.length || !ids.every((id) => candidates.includes(id as number))) return undefined;
  return [...ranked, ...candidates.filter((id) => !ranked.has(id))];
}
