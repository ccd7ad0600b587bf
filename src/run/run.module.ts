import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MovieModule } from '../movie/movie.module.js';
import { RunController } from './run.controller.js';
import { Run } from './run.entity.js';
import { RunService } from './run.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Run]), MovieModule],
  controllers: [RunController],
  providers: [RunService],
})
export class RunModule {}
