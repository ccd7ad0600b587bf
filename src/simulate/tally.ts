export interface GroupSummary {
  readonly action_cycle: number;
  readonly user_type: string;
  /** Distinct users with feedback. */
  readonly users: number;
  readonly feedback: number;
  readonly mean_score: number;
}

/** Counts what a run delivered, by cycle and group. */
export class Tally {
  releases = 0;
  visits = 0;
  ratings = 0;
  feedback = 0;
  /** Lists that the fallback made. */
  fallbacks = 0;
  /** Visits whose chosen film was not on the list. */
  offList = 0;
  /** The cycle of the newest feedback; undefined before the first. */
  cycle: number | undefined;
  /** What was not delivered, a line each. */
  readonly failures: string[] = [];
  private shadowVisits = 0;
  private shadowSum = 0;
  private readonly groups = new Map<
    string,
    { cycle: number; group: string; users: Set<number>; count: number; sum: number }
  >();

  addFeedback(cycle: number, group: string, userId: number, score: number): void {
    this.feedback++;
    this.cycle = cycle;
    const key = `${cycle} ${group}`;
    let entry = this.groups.get(key);
    if (!entry) this.groups.set(key, (entry = { cycle, group, users: new Set(), count: 0, sum: 0 }));
    entry.users.add(userId);
    entry.count++;
    entry.sum += score;
  }

  /** The scores that both recommenders get on one visit. */
  addShadow(control: number, treatment: number): void {
    this.shadowVisits++;
    this.shadowSum += treatment - control;
  }

  /** The exact effect of the treatment on the visits that were scored; null where none was. */
  get shadowEffect(): number | null {
    return this.shadowVisits === 0 ? null : this.shadowSum / this.shadowVisits;
  }

  /** What was delivered, by kind. */
  get counts(): Readonly<Partial<Record<string, number>>> {
    const { releases, visits, feedback, ratings, failures } = this;
    return { releases, visits, feedback, ratings, failed: failures.length };
  }

  summarize(): GroupSummary[] {
    return [...this.groups.values()]
      .map(({ cycle, group, users, count, sum }) => ({
        action_cycle: cycle,
        user_type: group,
        users: users.size,
        feedback: count,
        mean_score: sum / count,
      }))
      .sort((a, b) => a.action_cycle - b.action_cycle || a.user_type.localeCompare(b.user_type));
  }
}
