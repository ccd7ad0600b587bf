import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A list that was served to a user, and the feedback that it got, if any. */
@Entity('served_lists')
export class ServedList {
  @PrimaryColumn('bigint', {
    name: 'recommendation_id',
    primaryKeyConstraintName: 'served_lists_pkey',
    generated: 'identity',
    generatedIdentity: 'ALWAYS',
  })
  recommendationId: number;

  @Column('integer', { name: 'user_id' })
  userId: number;

  /** In the order they were served. */
  @Column('integer', { name: 'movie_ids', array: true })
  movieIds: number[];

  @Column('text', { name: 'user_type' })
  userType: string;

  @Column('integer', { name: 'action_cycle' })
  actionCycle: number;

  @Column('text')
  recommender: string;

  @Column('integer', { name: 'model_version', nullable: true })
  modelVersion: number | null;

  /** The recommender could not serve the user, and the fallback did. */
  @Column('boolean')
  fallback: boolean;

  /** The user had no history: the one reason for a fallback that no failure is behind. */
  @Column('boolean', { name: 'cold_start' })
  coldStart: boolean;

  @Column('bigint', { name: 'feedback_id', nullable: true })
  feedbackId: number | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'clock_timestamp()' })
  createdAt: Date;
}
