import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('movies')
@Index('movies_created_at_idx', ['createdAt'])
export class Movie {
  @PrimaryColumn('integer', { name: 'movie_id', primaryKeyConstraintName: 'movies_pkey' })
  movieId: number;

  @Column('text')
  title: string;

  /** Joined by '|', as in `Action|Drama`. */
  @Column('text')
  genres: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'clock_timestamp()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'clock_timestamp()' })
  updatedAt: Date;
}
