import { Injectable } from '@nestjs/common';
import {
  FeedbackTotalsService,
  type LengthCounts,
  type MovieSums,
  type ServedSums,
  type UserSums,
} from '../feedback/feedback-totals.service.js';
import type { Aggregates, GroupTotals } from './aggregates.js';
import { alternatingDesign } from './experiment-design.js';
import { ExperimentService } from './experiment.service.js';
import { reportOf } from './report.js';
import type { Report } from './report-shape.js';

@Injectable()
export class ReportService {
  constructor(
    private readonly experiments: ExperimentService,
    private readonly totals: FeedbackTotalsService,
  ) {}

  /** What is known of the experiment by now, and the verdict. */
  async report(): Promise<Report> {
    const { groups, control, treatment } = await this.experiments.getCurrent();
    const [users, movies, served, lengths] = await Promise.all([
      this.totals.listByUser(),
      this.totals.listByMovie(),
      this.totals.listServed(),
      this.totals.listLengths(),
    ]);
    const design = alternatingDesign(groups, control, treatment);
    return reportOf(aggregatesOf(users, movies, served, lengths), design);
  }
}

interface GroupRow {
  readonly action_cycle: number;
  readonly user_type: string;
}

const keyOf = (row: GroupRow): string => `${row.action_cycle} ${row.user_type}`;

function byGroup<Row extends GroupRow>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}

/** The sums of the tables, by group and cycle. */
function aggregatesOf(
  users: readonly UserSums[],
  movies: readonly MovieSums[],
  served: readonly ServedSums[],
  lengths: readonly LengthCounts[],
): Aggregates {
  const usersBy = byGroup(users);
  const moviesBy = byGroup(movies);
  const lengthsBy = byGroup(lengths);
  const servedBy = new Map(served.map((row) => [keyOf(row), row]));
  const groups = new Map([...users, ...served].map((row) => [keyOf(row), row]));
  return [...groups].map(([key, { action_cycle, user_type }]): GroupTotals => {
    const lists = servedBy.get(key);
    return {
      cycle: action_cycle,
      group: user_type,
      users: (usersBy.get(key) ?? []).map((row) => ({
        user: row.user_id,
        feedback: row.feedback,
        sum: row.sum,
        squares: row.squares,
        pairSquares: row.pair_squares,
        pairProducts: row.pair_products,
        pairCounts: row.pair_counts,
      })),
      films: (moviesBy.get(key) ?? []).map((row) => ({
        film: row.movie_id,
        feedback: row.feedback,
        sum: row.sum,
        userShare: row.user_share,
        userShareSum: row.user_share_sum,
      })),
      served: lists
        ? {
            users: lists.users,
            lists: lists.lists,
            answered: lists.answered,
            fallbacks: lists.fallbacks,
            coldStarts: lists.cold_starts,
          }
        : null,
      listLengths: lengthsBy.get(key) ?? [],
    };
  });
}
