import { ApiProperty } from '@nestjs/swagger';
import {
  ChoiceField,
  field,
  type FieldOptions,
  FromText,
  IdField,
  IntegerField,
  TextField,
} from '../http/fields.js';
import { PageOf } from '../http/paging.js';
import type { Run, RunOptions, RunStatus } from './run.entity.js';

const STATUSES = ['running', 'stopped', 'finished'] as const;
const MOST_ENTRIES = 50;
const HOUR_MS = 3_600_000;
const NAME = /^[a-z][a-z0-9_]{0,62}$/;

const EXAMPLE_OPTIONS = {
  releases: 500,
  cycle: 2000,
  control: 'random',
  treatment: 'choice',
  groups: [50, 50],
};
const EXAMPLE_COUNTS = { releases: 120, visits: 1480, feedback: 1480, ratings: 1480, failed: 0 };
const EXAMPLE_CHECKSUM = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const EXAMPLE_PLAYER = 'films.example:4711';

const isRecord = (value: unknown, isEntry: (entry: unknown) => boolean): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length <= MOST_ENTRIES &&
  Object.entries(value).every(([name, entry]) => NAME.test(name) && isEntry(entry));

/** The same, for openapi.json. */
const ENTRIES_SCHEMA = { maxProperties: MOST_ENTRIES, propertyNames: { pattern: NAME.source } };
const PLAIN_SCHEMAS = [{ type: 'number' }, { type: 'string', maxLength: 1000 }];
const OPTION_SCHEMAS = [
  { type: 'boolean' },
  ...PLAIN_SCHEMAS,
  { type: 'array', maxItems: 100, items: { anyOf: PLAIN_SCHEMAS } },
];

const isWord = (value: unknown): boolean =>
  typeof value === 'string' && value.length <= 1000 && value.isWellFormed() && !value.includes('\0');
const isPlain = (value: unknown): boolean => Number.isFinite(value) || isWord(value);
const isOption = (value: unknown): boolean =>
  typeof value === 'boolean' ||
  isPlain(value) ||
  (Array.isArray(value) && value.length <= 100 && value.every(isPlain));
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

const OptionsField = (options: FieldOptions): PropertyDecorator =>
  field(
    'options',
    (value) => isRecord(value, isOption),
    `must be an object of at most ${MOST_ENTRIES} entries, each a text, a number, a boolean, or a list of texts and numbers`,
    {
      type: 'object',
      additionalProperties: { anyOf: OPTION_SCHEMAS },
      ...ENTRIES_SCHEMA,
    },
    options,
  );

const CountsField = (options: FieldOptions): PropertyDecorator =>
  field(
    'counts',
    (value) => isRecord(value, isCount),
    `must be an object of at most ${MOST_ENTRIES} entries, each a whole number from 0`,
    {
      type: 'object',
      additionalProperties: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
      ...ENTRIES_SCHEMA,
    },
    options,
  );

const ChecksumField = (options: FieldOptions): PropertyDecorator =>
  field(
    'checksum',
    (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value),
    'must be a SHA-256 as 64 hexadecimal digits',
    { type: 'string', pattern: '^[0-9a-f]{64}$' },
    options,
  );

const PlayerField = (): PropertyDecorator =>
  TextField(1, 200, {
    description: 'The client that plays it, by a name of its own',
    example: EXAMPLE_PLAYER,
  });

export class CreateRunDto {
  @IntegerField(0, 2 ** 32 - 1, { description: 'Decides every draw of the run', example: 1 })
  seed: number;

  @TextField(1, 1000, { description: 'The name of its dataset', example: 'synthetic' })
  dataset: string;

  @ChecksumField({ description: 'SHA-256 of the dataset’s films and ratings', example: EXAMPLE_CHECKSUM })
  checksum: string;

  @OptionsField({ description: 'All else that decides the run', example: EXAMPLE_OPTIONS })
  options: RunOptions;

  @TextField(1, 100, { description: 'The version of the client', example: '0.1.0' })
  version: string;

  @PlayerField()
  player: string;
}

export class TakeRunDto {
  @PlayerField()
  player: string;

  @field(
    'boolean',
    (value) => typeof value === 'boolean',
    'must be true or false',
    { type: 'boolean' },
    { description: 'Take it also from a client that still holds it', default: false },
  )
  force: boolean = false;
}

export class ProgressDto {
  @PlayerField()
  player: string;

  @IntegerField(0, 2 ** 31 - 1, {
    description: 'Releases whose visits are all over; a lower one than is known changes nothing',
    example: 120,
  })
  position: number;

  @CountsField({ description: 'What was delivered up to the position, by kind', example: EXAMPLE_COUNTS })
  counts: Record<string, number>;

  @ChoiceField(STATUSES, { description: 'A finished run stays finished', example: 'running' })
  status: RunStatus;
}

export class RunIdDto {
  @FromText()
  @IdField({ description: 'The run', example: 1 })
  run_id: number;
}

export class RunDto {
  @ApiProperty({ type: 'integer', example: 1 })
  run_id: number;

  @ApiProperty({ type: 'integer', example: 1 })
  seed: number;

  @ApiProperty({ example: 'synthetic' })
  dataset: string;

  @ApiProperty({ example: EXAMPLE_CHECKSUM })
  checksum: string;

  @ApiProperty({ type: 'object', additionalProperties: true, example: EXAMPLE_OPTIONS })
  options: RunOptions;

  @ApiProperty({ example: '0.1.0' })
  version: string;

  @ApiProperty({ type: 'integer', description: 'Films that were out when it began', example: 0 })
  films_before: number;

  @ApiProperty({ type: 'integer', description: 'Releases whose visits are all over', example: 120 })
  position: number;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' }, example: EXAMPLE_COUNTS })
  counts: Record<string, number>;

  @ApiProperty({ enum: STATUSES, example: 'running' })
  status: RunStatus;

  @ApiProperty({ description: 'The client that plays it, or played it last', example: EXAMPLE_PLAYER })
  player: string;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'Until when no other client may play it; null once it has ended',
    example: '2026-01-31T12:00:10.000Z',
  })
  held_until: string | null;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description:
      'Until when calls beyond its position may be sent again under their keys (IDEMPOTENCY_HOURS); null once it is finished',
    example: '2026-02-01T12:00:00.000Z',
  })
  repeatable_until: string | null;

  @ApiProperty({ format: 'date-time', example: '2026-01-31T12:00:00.000Z' })
  created_at: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-31T12:00:00.000Z' })
  updated_at: string;
}

export class RunPageDto extends PageOf(RunDto) {}

/** @param keyHours for how long keys are kept */
export const toRunDto = (run: Run, keyHours: number): RunDto => ({
  run_id: run.runId,
  seed: run.seed,
  dataset: run.dataset,
  checksum: run.checksum,
  options: run.options,
  version: run.version,
  films_before: run.filmsBefore,
  position: run.position,
  counts: run.counts,
  status: run.status,
  player: run.player,
  held_until: run.heldUntil && run.heldUntil.toISOString(),
  repeatable_until:
    run.status === 'finished' ? null : new Date(run.advancedAt.getTime() + keyHours * HOUR_MS).toISOString(),
  created_at: run.createdAt.toISOString(),
  updated_at: run.updatedAt.toISOString(),
});
