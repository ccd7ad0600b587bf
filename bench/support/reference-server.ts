import 'reflect-metadata';
import { Body, Controller, Get, Module, Post, type Type } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Environment } from '../../src/config/environment.js';
import { CreateFeedbackDto, type FeedbackDto, toFeedbackDto } from '../../src/feedback/feedback.dto.js';
import { Feedback } from '../../src/feedback/feedback.entity.js';
import { satisfactionScore } from '../../src/feedback/satisfaction-score.js';
import { accessGate } from '../../src/http/access/access-gate.js';
import { pathsThatWrite } from '../../src/http/access/needs-write.js';
import { answerOptions } from '../../src/http/allowed-methods.js';
import { HttpAdapter } from '../../src/http/http-adapter.js';
import { jsonBody } from '../../src/http/json-body.js';
import { ProblemFilter } from '../../src/http/problem.filter.js';
import { identify } from '../../src/http/request-id.js';
import { RequestValidationPipe } from '../../src/http/validation.js';
import { CreateMovieDto, type MovieDto, toMovieDto } from '../../src/movie/movie.dto.js';
import { Movie } from '../../src/movie/movie.entity.js';
import { Release } from '../../src/movie/release.entity.js';
import { CreateRatingDto, type RatingDto, toRatingDto } from '../../src/rating/rating.dto.js';
import { Rating } from '../../src/rating/rating.entity.js';
import { recommendRandom } from '../../src/recommendation/random-recommender.js';

/**
 * The service's own POST routes as they would be without the writer: with `save` one `repository.save` per request, with
 * `nothing` no database at all. Set up as `app.setup.ts` does it: same adapter, gate, body reader, validation, answers. With
 * `original` it is `save` on NestJS as it comes.
 */
const [mode, database] = process.argv.slice(2);

const feedbackOf = (request: CreateFeedbackDto) => ({
  userId: request.user_id,
  recommendedMovieIdList: request.recommended_movie_id_list.join(','),
  selectedMovieId: request.selected_movie_id,
  score: satisfactionScore(request.recommended_movie_id_list, request.selected_movie_id, request.score),
  userType: request.user_type ?? 'A',
  actionCycle: request.action_cycle ?? 0,
});
const ratingOf = ({ user_id: userId, movie_id: movieId, rating }: CreateRatingDto) => ({
  userId,
  movieId,
  rating,
});
const movieOf = ({ movie_id: movieId, title, genres }: CreateMovieDto) => ({ movieId, title, genres });
const times = () => ({ createdAt: new Date(), updatedAt: new Date() });

@Controller()
class NothingController {
  private feedbackId = 0;

  @Post('feedback')
  feedback(@Body() request: CreateFeedbackDto): FeedbackDto {
    return toFeedbackDto({ ...feedbackOf(request), feedbackId: ++this.feedbackId, ...times() });
  }

  @Post('ratings')
  rating(@Body() request: CreateRatingDto): RatingDto {
    return toRatingDto({ ...ratingOf(request), ...times() });
  }

  @Post('movies')
  movie(@Body() request: CreateMovieDto): MovieDto {
    return toMovieDto({ ...movieOf(request), ...times() });
  }
}

@Controller()
class SaveController {
  constructor(
    @InjectRepository(Feedback) private readonly feedbacks: Repository<Feedback>,
    @InjectRepository(Rating) private readonly ratings: Repository<Rating>,
    @InjectRepository(Movie) private readonly movies: Repository<Movie>,
    @InjectRepository(Release) private readonly releases: Repository<Release>,
  ) {}

  /** The nine films released last, in random order. */
  @Get('recommend/v1')
  async recommend(): Promise<number[]> {
    const newest = await this.releases.find({ order: { releaseId: 'DESC' }, take: 9 });
    return recommendRandom(
      newest.map(({ movieId }) => movieId),
      Math.random,
    );
  }

  @Post('feedback')
  async feedback(@Body() request: CreateFeedbackDto): Promise<FeedbackDto> {
    return toFeedbackDto(await this.feedbacks.save(this.feedbacks.create(feedbackOf(request))));
  }

  @Post('ratings')
  async rating(@Body() request: CreateRatingDto): Promise<RatingDto> {
    return toRatingDto(await this.ratings.save(this.ratings.create(ratingOf(request))));
  }

  @Post('movies')
  async movie(@Body() request: CreateMovieDto): Promise<MovieDto> {
    return toMovieDto(await this.movies.save(this.movies.create(movieOf(request))));
  }
}

@Module({ controllers: [NothingController] })
class NothingModule {}

const entities = [Feedback, Rating, Movie, Release];
@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'postgres',
      url: database,
      poolSize: 10,
      entities,
      parseInt8: true,
      installExtensions: false,
    }),
    TypeOrmModule.forFeature(entities),
  ],
  controllers: [SaveController],
})
class SaveModule {}

const app =
  mode === 'original'
    ? await NestFactory.create<NestExpressApplication>(SaveModule, { logger: false })
    : await createAsTheService(mode === 'save' ? SaveModule : NothingModule);
app.useGlobalPipes(new RequestValidationPipe());
app.useGlobalFilters(new ProblemFilter());
await app.listen(0, '127.0.0.1');
process.once('disconnect', () => process.exit(0));
process.send!({ url: await app.getUrl() });

async function createAsTheService(root: Type): Promise<NestExpressApplication> {
  const adapter = new HttpAdapter();
  const made = await NestFactory.create<NestExpressApplication>(root, adapter, {
    bodyParser: false,
    logger: false,
  });
  const admit = accessGate(new Environment(), pathsThatWrite(made.get(ModulesContainer)));
  adapter.guardBy((request, response, letIn) => {
    identify(request, response);
    admit(request, response, letIn);
  });
  made.disable('x-powered-by');
  made.set('etag', false);
  made.use(answerOptions);
  made.use(jsonBody());
  return made;
}
