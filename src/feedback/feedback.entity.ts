import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('feedbacks')
@Index('feedbacks_user_id_idx', ['userId', 'feedbackId'])
@Index('feedbacks_selected_movie_id_idx', ['selectedMovieId', 'feedbackId'])
@Index('feedbacks_group_idx', ['actionCycle', 'userType', 'feedbackId'])
@Index('feedbacks_created_at_idx', ['createdAt'], { type: 'brin' })
export class Feedback {
  @PrimaryColumn('bigint', {
    name: 'feedback_id',
    primaryKeyConstraintName: 'feedbacks_pkey',
    generated: 'identity',
    generatedIdentity: 'ALWAYS',
  })
  feedbackId: number;

  @Column('integer', { name: 'user_id' })
  userId: number;

  /** Comma-joined, as readers downstream parse it: `3,1,2`. */
  @Column('text', { name: 'recommended_movie_id_list' })
  recommendedMovieIdList: string;

  @Column('integer', { name: 'selected_movie_id' })
  selectedMovieId: number;

  @Column('double precision')
  score: number;

  @Column('text', { name: 'user_type' })
  userType: string;

  @Column('integer', { name: 'action_cycle' })
  actionCycle: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'clock_timestamp()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'clock_timestamp()' })
  updatedAt: Date;
}
