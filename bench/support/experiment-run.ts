import type { CycleReport, GroupReport, Report } from '../../src/experiment/report-shape.js';
import type { RunSummary } from '../../src/simulate/summary.js';
import type { Bench } from './benchmark.js';
import { realDataset, ServiceProcess, simulate } from './product.js';

export interface ExperimentRun {
  readonly run: RunSummary;
  readonly report: Report;
}

/** An experiment on ml-latest-small, played through a service on an empty database; and what the service says of it. */
export async function playExperiment(bench: Bench, args: readonly string[]): Promise<ExperimentRun> {
  bench.say(`simulate ${args.join(' ')}`);
  const postgres = await bench.postgres();
  const database = await postgres.createDatabase();
  const service = await ServiceProcess.of({ DATABASE_URL: database });
  try {
    const run = await simulate(service, ['--dataset', realDataset(), ...args]);
    return { run, report: await service.report() };
  } finally {
    await service.stop();
    await postgres.dropDatabase(database);
  }
}

export function cycleOf({ report }: ExperimentRun, cycle: 0 | 1): CycleReport {
  const found = report.cycles.find((candidate) => candidate.cycle === cycle);
  if (!found) throw new Error(`The run has no cycle ${cycle}`);
  return found;
}

export const groupOf = (run: ExperimentRun, cycle: 0 | 1, group: string): GroupReport =>
  cycleOf(run, cycle).groups.find((candidate) => candidate.group === group)!;

/** The mean score per feedback of a group. */
export const meanOf = (run: ExperimentRun, cycle: 0 | 1, group: string): number =>
  groupOf(run, cycle, group).mean_per_feedback?.mean ?? NaN;
