import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A run is unfinished while it is running or stopped. */
export type RunStatus = 'running' | 'stopped' | 'finished';

/** What a client plays with: words and numbers by name, and lists of them. */
export type RunOptions = Record<string, string | number | boolean | (string | number)[]>;

/** A run of a client: all that decides it, and how far it has come. */
@Entity('runs')
export class Run {
  @PrimaryColumn('integer', {
    name: 'run_id',
    primaryKeyConstraintName: 'runs_pkey',
    generated: 'identity',
    generatedIdentity: 'ALWAYS',
  })
  runId: number;

  @Column('bigint')
  seed: number;

  /** Its name. */
  @Column('text')
  dataset: string;

  /** SHA-256 of its films and ratings, as 64 hexadecimal digits. */
  @Column('text')
  checksum: string;

  @Column('jsonb')
  options: RunOptions;

  /** Of the client that began it. */
  @Column('text')
  version: string;

  /** How many films were out when it began. */
  @Column('integer', { name: 'films_before' })
  filmsBefore: number;

  /** The newest release of then; 0 where there was none. */
  @Column('bigint', { name: 'last_release_before' })
  lastReleaseBefore: number;

  /** Releases whose visits are all over. */
  @Column('integer', { default: 0 })
  position: number;

  /** What was delivered up to the position, by kind. */
  @Column('jsonb', { default: {} })
  counts: Record<string, number>;

  @Column('text', { default: 'running' })
  status: RunStatus;

  /** The client that plays it, or played it last. */
  @Column('text')
  player: string;

  /** Until when nobody else may play it, unless the player says that it goes on. */
  @Column('timestamptz', { name: 'held_until', nullable: true })
  heldUntil: Date | null;

  /** When the position was last another one; calls beyond it may have been made since. */
  @Column('timestamptz', { name: 'advanced_at', default: () => 'clock_timestamp()' })
  advancedAt: Date;

  @Column('timestamptz', { name: 'created_at', default: () => 'clock_timestamp()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'clock_timestamp()' })
  updatedAt: Date;
}
