import { ConflictException, HttpStatus, Injectable, NotFoundException } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Environment } from '../config/environment.js';
import type { RequestKey } from '../database/request-key.js';
import { KeptAnswers } from '../http/idempotency/kept-answers.service.js';
import type { Page, PageQuery } from '../http/paging.js';
import { TableList } from '../http/table-list.js';
import { MovieService } from '../movie/movie.service.js';
import { type CreateRunDto, type ProgressDto, type RunDto, type TakeRunDto, toRunDto } from './run.dto.js';
import { Run } from './run.entity.js';
import { FIND_RUN, INSERT_RUN, NOTE_PROGRESS, RUN_COLUMNS, TAKE_RUN } from './run.statements.js';

@Injectable()
export class RunService {
  private readonly rows: TableList<Run, RunDto>;

  constructor(
    @InjectRepository(Run) private readonly runs: Repository<Run>,
    private readonly movies: MovieService,
    private readonly kept: KeptAnswers,
    private readonly environment: Environment,
  ) {
    this.rows = new TableList((text, values) => runs.query(text, values), {
      table: 'runs',
      columns: RUN_COLUMNS,
      key: ['run_id'],
      toItem: (run) => this.tell(run),
    });
  }

  /** Records a run that begins now, on the films that are out; its player holds it. */
  async create(request: CreateRunDto, key?: RequestKey): Promise<RunDto> {
    const { seed, dataset, checksum, options, version, player } = request;
    const { films, lastRelease } = await this.movies.countReleases();
    const values = [
      ...[seed, dataset, checksum, JSON.stringify(options), version, player],
      ...[films, lastRelease],
    ];
    const { body } = await this.kept.once<RunDto>(key, (commit) =>
      commit(async (manager) => {
        const [run] = await manager.query<[Run]>(INSERT_RUN, values);
        return { status: HttpStatus.CREATED, body: this.tell(run) };
      }),
    );
    return body;
  }

  /** Runs in the order in which they began. */
  list(query: PageQuery): Promise<Page<RunDto>> {
    return this.rows.page(query);
  }

  /** @throws NotFoundException */
  async get(runId: number): Promise<RunDto> {
    return this.tell(await this.find(runId));
  }

  /**
   * The films that were out when a run began, in the order of their release.
   * @throws NotFoundException
   */
  async listFilmsBefore(runId: number): Promise<number[]> {
    const { lastReleaseBefore } = await this.find(runId);
    return this.movies.listIdsUntil(lastReleaseBefore);
  }

  /**
   * Makes a client the player of an unfinished run.
   * @throws NotFoundException
   * @throws ConflictException when it is finished, or another client holds it and is not to be forced out
   */
  async take(runId: number, { player, force }: TakeRunDto): Promise<RunDto> {
    const [rows] = await this.runs.query<[Run[]]>(TAKE_RUN, [runId, player, force]);
    if (rows.length > 0) return this.tell(rows[0]);
    const run = await this.find(runId);
    throw new ConflictException(
      run.status === 'finished'
        ? `Run ${runId} is finished`
        : `Run ${runId} is being played by ${run.player}, who holds it until ${run.heldUntil?.toISOString()}`,
    );
  }

  /**
   * Notes how far a run has come; its player goes on holding it unless it has ended.
   * @throws NotFoundException
   * @throws ConflictException when another client plays it
   */
  async note(runId: number, { player, position, counts, status }: ProgressDto): Promise<RunDto> {
    const values = [runId, player, position, JSON.stringify(counts), status];
    const [rows] = await this.runs.query<[Run[]]>(NOTE_PROGRESS, values);
    if (rows.length > 0) return this.tell(rows[0]);
    const run = await this.find(runId);
    throw new ConflictException(`Run ${runId} is played by ${run.player}, not by ${player}`);
  }

  private tell(run: Run): RunDto {
    return toRunDto(run, this.environment.IDEMPOTENCY_HOURS);
  }

  private async find(runId: number): Promise<Run> {
    const [run] = await this.runs.query<[Run?]>(FIND_RUN, [runId]);
    if (!run) throw new NotFoundException(`There is no run ${runId}`);
    return run;
  }
}
