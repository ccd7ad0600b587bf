import { Controller, Get, Param, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ApiProblem, ApiQueryProblems } from '../http/api-answers.js';
import { AcceptedExport, ApiExport, exportRows, type ExportType } from '../http/export.js';
import { ActivityDto, EventsDto, EventsQuery, LiveActivityDto } from './activity.dto.js';
import { ActivityService } from './activity.service.js';
import { FilmsStatisticsDto, FilmStatisticsQuery } from './film-statistics.dto.js';
import { FilmStatistics } from './film-statistics.service.js';
import { FILM_FIELDS } from './film-table.js';
import { LiveService } from './live.service.js';
import { RatingStatisticsDto } from './rating-statistics.dto.js';
import { RatingStatistics } from './rating-statistics.service.js';
import { UserIdDto, UserStoryDto } from './user-story.dto.js';
import { UserStory } from './user-story.service.js';

@ApiTags('statistics')
@Controller('statistics')
export class StatisticsController {
  constructor(
    private readonly activity: ActivityService,
    private readonly films: FilmStatistics,
    private readonly ratings: RatingStatistics,
    private readonly stories: UserStory,
    private readonly live: LiveService,
  ) {}

  @Get('activity')
  @ApiOperation({ summary: 'How much has happened, how fast, and when last' })
  @ApiResponse({ status: 200, description: 'All counts by now', type: ActivityDto })
  @ApiProblem(503)
  describeActivity(): Promise<ActivityDto> {
    return this.activity.describe();
  }

  @Get('films')
  @ApiOperation({ summary: 'The films that are out, with what ratings and feedback say of them' })
  @ApiExport(FilmsStatisticsDto, FILM_FIELDS)
  @ApiQueryProblems('query', '/sort', 'must be one of movie_id, title, mean_rating, ratings')
  async listFilms(
    @Query() query: FilmStatisticsQuery,
    @AcceptedExport() type: ExportType | undefined,
  ): Promise<FilmsStatisticsDto | StreamableFile> {
    return type ? exportRows(type, FILM_FIELDS, this.films.readPages(query)) : this.films.list(query);
  }

  @Get('ratings')
  @ApiOperation({ summary: 'How ratings are spread over values, films and users' })
  @ApiResponse({ status: 200, description: 'Four distributions', type: RatingStatisticsDto })
  describeRatings(): RatingStatisticsDto {
    return this.ratings.describe();
  }

  @Get('users/:user_id')
  @ApiOperation({ summary: 'One user’s story: what was recommended, chosen and rated' })
  @ApiResponse({ status: 200, description: 'The newest comes first', type: UserStoryDto })
  @ApiQueryProblems('path', '/user_id', 'must be an integer from 1 to 2147483647')
  @ApiProblem(404, 'No rating and no feedback names user 1000042')
  tellOf(@Param() { user_id }: UserIdDto): Promise<UserStoryDto> {
    return this.stories.tell(user_id);
  }

  @Get('events')
  @ApiOperation({ summary: 'What happened last: releases, feedback and ratings' })
  @ApiResponse({ status: 200, description: 'The newest comes first', type: EventsDto })
  @ApiQueryProblems('query', '/limit', 'must be an integer from 1 to 100')
  async listEvents(@Query() { limit }: EventsQuery): Promise<EventsDto> {
    return { items: await this.activity.listEvents(limit) };
  }

  @Get('live')
  @ApiExtraModels(LiveActivityDto)
  @ApiOperation({
    summary: 'What happens, as server-sent events: at once, and then whenever something changed',
    description:
      'A stream of `activity` events (`text/event-stream`), at most one a second; the `data` of each is JSON that says ' +
      'everything anew. Ends when the service stops; `EventSource` comes back by itself.',
  })
  @ApiResponse({
    status: 200,
    description: 'A stream that stays open',
    content: {
      'text/event-stream': {
        schema: {
          type: 'object',
          properties: {
            event: { type: 'string', enum: ['activity'] },
            data: {
              type: 'string',
              contentMediaType: 'application/json',
              contentSchema: { $ref: getSchemaPath(LiveActivityDto) },
            } as object,
          },
        },
      },
    },
  })
  @ApiProblem(503)
  listen(@Req() request: Request, @Res() response: Response): void {
    if (request.method === 'HEAD') response.type('text/event-stream').end();
    else this.live.listen(response);
  }
}
