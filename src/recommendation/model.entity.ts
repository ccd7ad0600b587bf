import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A trained model; of each recommender the newest row serves. */
@Entity('models')
export class Model {
  @PrimaryColumn('integer', {
    name: 'model_version',
    primaryKeyConstraintName: 'models_pkey',
    generated: 'identity',
    generatedIdentity: 'ALWAYS',
  })
  modelVersion: number;

  @Column('text')
  recommender: string;

  /** For people to read. */
  @Column('jsonb')
  model: object;

  /** What is too much for JSON; of old versions it is not kept. */
  @Column('bytea', { nullable: true })
  weights: Uint8Array | null;

  /** How many ratings it was trained on. */
  @Column('integer', { default: 0 })
  ratings: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'clock_timestamp()' })
  createdAt: Date;
}
