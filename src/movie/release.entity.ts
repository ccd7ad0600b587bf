import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';
import { Movie } from './movie.entity.js';

/** The order in which films came out; the database adds a row with every film, whoever inserts it. */
@Entity('releases')
export class Release {
  @PrimaryColumn('bigint', {
    name: 'release_id',
    primaryKeyConstraintName: 'releases_pkey',
    generated: 'identity',
    generatedIdentity: 'ALWAYS',
  })
  releaseId: number;

  @Column('integer', { name: 'movie_id' })
  movieId: number;

  @OneToOne(() => Movie, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn({ name: 'movie_id', foreignKeyConstraintName: 'releases_movie_id_fkey' })
  movie: Movie;
}
