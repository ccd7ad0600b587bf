import type { ApiClient } from '../client/api-client.js';
import { CallError } from '../client/call-answer.js';

/** The verdict of `GET /experiments/report`. */
export interface Verdict {
  readonly verdict: string;
  readonly reasons: readonly string[];
}

export interface ReportedGroup {
  readonly group: string;
  readonly recommender: string | null;
  readonly feedback: number;
  readonly mean_per_feedback: {
    readonly mean: number;
    readonly interval95: readonly [lower: number, upper: number] | null;
  } | null;
}

export interface ReportedCycle {
  readonly cycle: number;
  readonly phase: string;
  readonly groups: readonly ReportedGroup[];
}

/** What the loop reads of `GET /experiments/report`: the whole experiment so far, earlier runs included. */
export interface ExperimentReport {
  readonly verdict: Verdict;
  readonly cycles: readonly ReportedCycle[];
}

const PATH = '/experiments/report';

/** What the service says of the experiment by now; nothing when it no longer answers. */
export async function readReport(api: ApiClient): Promise<ExperimentReport | undefined> {
  try {
    return await api.get<ExperimentReport>(PATH);
  } catch (error) {
    if (error instanceof CallError) return undefined;
    throw error;
  }
}

/** The same, asked once and for passing interest. */
export const tryReadReport = (api: ApiClient): Promise<ExperimentReport | undefined> =>
  api.tryGet<ExperimentReport>(PATH);
