import { existsSync } from 'node:fs';
import { applyDecorators } from '@nestjs/common';
import { Expose, plainToInstance, Transform } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsUrl,
  Matches,
  Max,
  Min,
  validateSync,
  type ValidationError,
} from 'class-validator';

/** Text to number, strictly: what is not a plain decimal number is left as text, for the validators to refuse. */
const Decimal = () =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value,
  );

const NumberFrom = (min: number, max: number, isWhole: boolean) => {
  const message = `$property must be a ${isWhole ? 'whole ' : ''}number from ${min} to ${max}`;
  const kind = isWhole ? IsInt({ message }) : IsNumber({}, { message });
  return applyDecorators(Expose(), Decimal(), kind, Min(min, { message }), Max(max, { message }));
};

/** Text to a boolean, strictly. */
const Flag = () =>
  applyDecorators(
    Expose(),
    Transform(({ value }: { value: unknown }) =>
      value === 'true' || value === 'false' ? value === 'true' : value,
    ),
    IsBoolean({ message: '$property must be true or false' }),
  );

/** A list joined by commas, each part of one shape. */
const ListOf = (part: RegExp, message: string) =>
  applyDecorators(
    Expose(),
    Matches(new RegExp(`^ *(${part.source} *(, *${part.source} *)*)?$`), { message }),
  );

/** The most processes of the service on one machine. */
export const MOST_WORKERS = 128;

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** Every variable the product reads; `.env.example` explains each. */
export class Environment {
  @NumberFrom(0, 65_535, true) PORT = 3000;

  @Expose()
  @Matches(/^[A-Za-z0-9.:_-]+$/, { message: 'HOST must be a host name or an IP address' })
  HOST = '127.0.0.1';

  @ListOf(
    /(read|write):[A-Za-z0-9._~+/=-]{16,512}/,
    'API_KEYS must be read:SECRET or write:SECRET, joined by commas; a SECRET has 16 to 512 of the characters A-Z a-z 0-9 . _ ~ + / = -',
  )
  API_KEYS = '';

  @Flag() ALLOW_ANONYMOUS = false;

  @ListOf(
    /https?:\/\/[^\s,/?#@]+/,
    'CORS_ORIGINS must be origins such as https://films.example, without a path, joined by commas',
  )
  CORS_ORIGINS = '';

  @Expose()
  @Matches(/^([A-Za-z0-9._~+/=-]{16,512})?$/, {
    message: 'API_KEY must be the SECRET of a key, without read: or write:',
  })
  API_KEY = '';

  @NumberFrom(0, 1_000_000, true) RATE_LIMIT = 0;

  @NumberFrom(0, 10, true) TRUSTED_PROXIES = 0;

  @NumberFrom(10, 1_000_000, true) MAX_CONNECTIONS = 10_000;

  @Expose()
  @Matches(/^(postgres(ql)?:\/\/.+|embedded:.+)$/, {
    message:
      'DATABASE_URL must be postgres://user:password@host:port/database, embedded:FOLDER or embedded:memory',
  })
  DATABASE_URL = 'embedded:.movieflix/postgres';

  @Expose()
  @IsIn(LOG_LEVELS, { message: `LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}` })
  LOG_LEVEL = 'warn';

  @NumberFrom(1, 1000, true) DATABASE_POOL_SIZE = 10;

  @NumberFrom(1, 3600, true) DATABASE_WAIT_SECONDS = 10;

  @NumberFrom(1, 3600, true) DATABASE_TIMEOUT_SECONDS = 10;

  @NumberFrom(1, MOST_WORKERS, true) WORKERS = 1;

  @NumberFrom(1, 3600, true) SHUTDOWN_SECONDS = 10;

  @NumberFrom(0, 2 ** 31 - 1, true) TRAIN_AFTER_RATINGS = 0;

  @NumberFrom(0.01, 8760, false) IDEMPOTENCY_HOURS = 24;

  @NumberFrom(0, 86_400, false) CLIENT_WAIT_TIME = 0;

  @Expose() DATASET_CACHE = '.movieflix/datasets';

  @Expose()
  @IsUrl({ require_tld: false, require_protocol: true }, { message: 'MOVIELENS_URL must be an http(s) URL' })
  MOVIELENS_URL = 'https://files.grouplens.org/datasets/movielens';
}

/** Wrong variables; the message lists every one of them, a line each. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** Never repeats a value: a wrong DATABASE_URL may hold a password. */
const reasons = (errors: ValidationError[]): string[] =>
  errors
    .flatMap((error) => Object.values(error.constraints ?? {}).slice(0, 1))
    .map((reason) => `  - ${reason}`);

/**
 * Reads and validates the variables; an empty one counts as unset.
 * @throws EnvironmentError that lists everything that is wrong
 */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const set = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const environment = plainToInstance(Environment, set, {
    excludeExtraneousValues: true,
    exposeDefaultValues: true,
  });
  const errors = validateSync(environment);
  if (errors.length > 0) {
    throw new EnvironmentError(
      ['The environment is wrong:', ...reasons(errors), 'See .env.example for every variable.'].join('\n'),
    );
  }
  return environment;
}

/** The process's own variables, with those of a `.env` file in the working folder beneath them. */
export function loadEnvironment(): Environment {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return readEnvironment(process.env);
}

/** Whether the terminal says of itself that it cannot move its cursor. */
export const isDumbTerminal = (): boolean => process.env.TERM === 'dumb';
