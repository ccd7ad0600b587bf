import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Variant } from './assignment.js';

/** A design of the experiment; the newest row is the one in force. */
@Entity('experiments')
export class Experiment {
  @PrimaryColumn('integer', {
    name: 'experiment_id',
    primaryKeyConstraintName: 'experiments_pkey',
    generated: 'identity',
    generatedIdentity: 'ALWAYS',
  })
  experimentId: number;

  @Column('text')
  salt: string;

  /** The first is the control group; all others get the treatment in cycle 1. */
  @Column('jsonb')
  groups: Variant[];

  @Column('text')
  control: string;

  @Column('text')
  treatment: string;

  /** Releases in a cycle. */
  @Column('integer')
  cycle: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'clock_timestamp()' })
  createdAt: Date;
}
