import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MovieController } from './movie.controller.js';
import { Movie } from './movie.entity.js';
import { MovieService } from './movie.service.js';
import { NewestMovieService } from './newest-movie.service.js';
import { Release } from './release.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([Movie, Release])],
  controllers: [MovieController],
  providers: [MovieService, NewestMovieService],
  exports: [MovieService, NewestMovieService],
})
export class MovieModule {}
