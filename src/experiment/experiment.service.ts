import { setTimeout as sleep } from 'node:timers/promises';
import { HttpStatus, Injectable } from '@nestjs/common';
import { SharedRead } from '../database/shared-read.js';
import type { RequestKey } from '../database/request-key.js';
import { Writer } from '../database/writer.service.js';
import { KeptAnswers } from '../http/idempotency/kept-answers.service.js';
import { ProblemException } from '../http/problem.js';
import { assignGroup, cycleAt } from './assignment.js';
import { type ExperimentDto, ReplaceExperimentDto, toExperimentDto } from './experiment.dto.js';
import { Experiment } from './experiment.entity.js';
import { FIND_DESIGN } from './experiment.statements.js';

/**
 * How long an instance serves by a design from when it began to read it. A design is said to be in force only after all
 * leases that were given before it have ended: no instance serves by an older one from then on, and none has to ask.
 */
const LEASE_MS = 100;
/** Some more than a lease: clocks of two machines need not run alike. */
const LEASES_ENDED_MS = 1.2 * LEASE_MS;

/** A design, for `assign`. */
export type Design = Omit<ExperimentDto, 'experiment_id'>;

export interface Assignment {
  readonly group: string;
  readonly cycle: 0 | 1;
  readonly recommender: string;
}

@Injectable()
export class ExperimentService {
  private readonly stored = new SharedRead(() => this.read());
  private lease?: { readonly design: ExperimentDto; readonly until: number };
  private checkRecommender: (name: string) => unknown = () => undefined;

  constructor(
    private readonly writer: Writer,
    private readonly kept: KeptAnswers,
  ) {}

  /**
   * The design in force; the default one while nobody has set any. One that `replace` has returned before the call, on
   * whichever instance, is the one that counts.
   */
  async getCurrent(): Promise<ExperimentDto> {
    const { lease } = this;
    return lease && performance.now() < lease.until ? lease.design : this.stored.ask();
  }

  /** Tells the room how to know a recommender's name; the check throws an error that says what is wrong. */
  checkRecommendersBy(check: (name: string) => unknown): void {
    this.checkRecommender = check;
  }

  /**
   * Puts a design in force on every instance; the same one again changes nothing, and under a key that was used neither.
   * @throws ProblemException 400 for a recommender that there is not
   */
  async replace(design: ReplaceExperimentDto, key?: RequestKey): Promise<ExperimentDto> {
    for (const field of ['control', 'treatment'] as const) this.check(field, design[field]);
    const wanted = inOrder(design);
    const { body } = await this.kept.once<ExperimentDto>(key, (commit) =>
      commit(async (manager) => {
        // Designs come one after another, so that the same one from two instances at once is there once.
        await manager.query('LOCK TABLE experiments IN SHARE ROW EXCLUSIVE MODE');
        const newest = await manager.find(Experiment, { order: { experimentId: 'DESC' }, take: 1 });
        const isSame = newest.some((row) => JSON.stringify(inOrder(row)) === JSON.stringify(wanted));
        const stored = isSame ? newest[0] : await manager.save(manager.create(Experiment, wanted));
        return { status: HttpStatus.OK, body: toExperimentDto(stored) };
      }),
    );
    await sleep(LEASES_ENDED_MS);
    return body;
  }

  /**
   * The group of a user in a design, the cycle after so many releases, and the recommender of that group. The control
   * group keeps the control; all others get the treatment in cycle 1.
   */
  assign(design: Design, userId: number, releases: number): Assignment {
    const { groups, salt, cycle: length, control, treatment } = design;
    const group = assignGroup(groups, salt, userId);
    const cycle = cycleAt(releases - 1, length);
    return { group, cycle, recommender: cycle === 1 && group !== groups[0].name ? treatment : control };
  }

  private check(field: string, name: string): void {
    try {
      this.checkRecommender(name);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      throw new ProblemException(HttpStatus.BAD_REQUEST, `${field}: ${detail}`, [
        { in: 'body', pointer: `/${field}`, detail },
      ]);
    }
  }

  private async read(): Promise<ExperimentDto> {
    const until = performance.now() + LEASE_MS;
    const [row = DEFAULT_DESIGN] = await this.writer.query<Omit<Experiment, 'createdAt'>>(FIND_DESIGN, []);
    const design = toExperimentDto(row);
    this.lease = { design, until };
    return design;
  }
}

/** Until somebody sets another. */
const DEFAULT_DESIGN = Object.assign(new ReplaceExperimentDto(), { experimentId: 0 });

const inOrder = ({
  salt,
  groups,
  control,
  treatment,
  cycle,
}: ReplaceExperimentDto): ReplaceExperimentDto => ({
  salt,
  groups: groups.map(({ name, weight }) => ({ name, weight })),
  control,
  treatment,
  cycle,
});
