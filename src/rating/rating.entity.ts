import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('ratings')
@Index('ratings_movie_id_user_id_idx', ['movieId', 'userId'])
@Index('ratings_created_at_idx', ['createdAt'], { type: 'brin' })
@Index('ratings_updated_at_idx', ['updatedAt'])
export class Rating {
  @PrimaryColumn('integer', { name: 'user_id', primaryKeyConstraintName: 'ratings_pkey' })
  userId: number;

  @PrimaryColumn('integer', { name: 'movie_id', primaryKeyConstraintName: 'ratings_pkey' })
  movieId: number;

  @Column('double precision')
  rating: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'clock_timestamp()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'clock_timestamp()' })
  updatedAt: Date;
}
