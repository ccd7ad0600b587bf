import { HttpStatus, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { ProblemException } from '../http/problem.js';
import { assignGroup, cycleAt } from './assignment.js';
import { type ExperimentDto, ReplaceExperimentDto, toExperimentDto } from './experiment.dto.js';
import { Experiment } from './experiment.entity.js';

/** How long a design is taken for the one in force; another instance may have replaced it since. */
const FRESH_MS = 1000;

export interface Assignment {
  readonly group: string;
  readonly cycle: 0 | 1;
  readonly recommender: string;
}

@Injectable()
export class ExperimentService {
  private known?: ExperimentDto;
  private knownUntil = 0;
  private checkRecommender: (name: string) => unknown = () => undefined;

  constructor(@InjectRepository(Experiment) private readonly experiments: Repository<Experiment>) {}

  /** The design in force; the default one while nobody has set any. */
  async getCurrent(): Promise<ExperimentDto> {
    if (this.known && performance.now() < this.knownUntil) return this.known;
    const newest = (await this.experiments.find({ order: { experimentId: 'DESC' }, take: 1 })).at(0);
    return this.remember(toExperimentDto(newest ?? DEFAULT_DESIGN));
  }

  /** Tells the room how to know a recommender's name; the check throws an error that says what is wrong. */
  checkRecommendersBy(check: (name: string) => unknown): void {
    this.checkRecommender = check;
  }

  /**
   * Puts a design in force; the same one again changes nothing.
   * @throws ProblemException 400 for a recommender that there is not
   */
  async replace(design: ReplaceExperimentDto): Promise<ExperimentDto> {
    for (const field of ['control', 'treatment'] as const) this.check(field, design[field]);
    this.knownUntil = 0;
    const { experiment_id, ...current } = await this.getCurrent();
    if (experiment_id !== 0 && JSON.stringify(current) === JSON.stringify(inOrder(design)))
      return this.known!;
    const made = await this.experiments.save(this.experiments.create(inOrder(design)));
    return this.remember(toExperimentDto(made));
  }

  /**
   * The group of a user in the design in force, the cycle after so many releases, and the recommender of that group.
   * The control group keeps the control; all others get the treatment in cycle 1.
   */
  async assign(userId: number, releases: number): Promise<Assignment> {
    const { groups, salt, cycle: length, control, treatment } = await this.getCurrent();
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

  private remember(design: ExperimentDto): ExperimentDto {
    this.known = design;
    this.knownUntil = performance.now() + FRESH_MS;
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
