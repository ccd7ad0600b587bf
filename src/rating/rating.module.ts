import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RatingController } from './rating.controller.js';
import { Rating } from './rating.entity.js';
import { RatingReader } from './rating-reader.service.js';
import { RatingService } from './rating.service.js';
import { RatingHistory } from './rating-history.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Rating])],
  controllers: [RatingController],
  providers: [RatingService, RatingReader, RatingHistory],
  exports: [RatingService, RatingReader, RatingHistory],
})
export class RatingModule {}
