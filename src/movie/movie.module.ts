import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MovieController } from './movie.controller.js';
import { Movie } from './movie.entity.js';
import { MovieService } from './movie.service.js';
import { NewestMovieService } from './newest-movie.service.js';
import { Release } from './release.entity.js';
import { MovieHistory } from './movie-history.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Movie, Release])],
  controllers: [MovieController],
  providers: [MovieService, NewestMovieService, MovieHistory],
  exports: [MovieService, NewestMovieService, MovieHistory],
})
export class MovieModule {}
