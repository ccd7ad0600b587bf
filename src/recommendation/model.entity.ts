import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ChoiceModel } from './choice-training.js';

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

  @Column('jsonb')
  model: ChoiceModel;

  @Column('timestamptz', { name: 'created_at', default: () => 'clock_timestamp()' })
  createdAt: Date;
}
