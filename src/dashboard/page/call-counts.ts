/** What became of the calls that the service has answered since it was started. */
export interface CallCounts {
  readonly answered: number;
  /** Through a fault of the client: 4xx. */
  readonly refused: number;
  /** Through no fault of the client: 5xx. */
  readonly failed: number;
}

const SAMPLE = /^http_requests_total\{[^}]*status="(\d)\d\d"[^}]*\} (\S+)$/gm;

/** Counts calls in what `GET /metrics` answers: a sample for each method, route and status. */
export function countCalls(metrics: string): CallCounts {
  const byClass = [0, 0, 0, 0, 0, 0];
  for (const [, first, count] of metrics.matchAll(SAMPLE)) byClass[Number(first)] += Number(count);
  const answered = byClass.reduce((sum, count) => sum + count);
  return { answered, refused: byClass[4], failed: byClass[5] };
}
