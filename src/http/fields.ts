import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';

/** The largest id: ids are 32-bit positive integers. */
export const MAX_ID = 2 ** 31 - 1;

export interface FieldOptions {
  readonly description: string;
  readonly example?: unknown;
  /** What an absent field counts as; giving one makes the field optional. */
  readonly default?: unknown;
  readonly optional?: boolean;
}

/** What a field must be, for those who validate without class-validator. */
export interface FieldRule {
  readonly property: string;
  readonly default: unknown;
  readonly isValid: (value: unknown) => boolean;
  /** What is wrong with a value that is not valid. */
  readonly describe: (value: unknown) => string;
}

const RULES = new WeakMap<object, FieldRule[]>();

/** The rules of a class's own fields, in the order they stand there. */
export const rulesOf = (type: { readonly prototype: object }): readonly FieldRule[] =>
  RULES.get(type.prototype) ?? [];

const Rule =
  (rule: Omit<FieldRule, 'property'>): PropertyDecorator =>
  (prototype, property) => {
    const rules = RULES.get(prototype) ?? [];
    RULES.set(prototype, [...rules, { property: String(property), ...rule }]);
  };

/**
 * A field of a request: its rule, its words when the rule is broken, and its documentation, said once.
 * An optional field may be absent, but not null.
 */
export function field(
  name: string,
  rule: (value: unknown) => boolean,
  message: string,
  schema: ApiPropertyOptions,
  { optional, ...documented }: FieldOptions,
): PropertyDecorator {
  const required = !optional && documented.default === undefined;
  const isValid = (value: unknown) => (value === undefined && !required) || rule(value);
  const describe = (value: unknown) => (value === undefined ? 'is missing' : message);
  return applyDecorators(
    ApiProperty({ ...schema, ...documented, required } as ApiPropertyOptions),
    ValidateBy({ name, validator: { validate: isValid, defaultMessage: (args) => describe(args?.value) } }),
    Rule({ default: documented.default, isValid, describe }),
  );
}

const isIntegerBetween = (min: number, max: number) => (value: unknown) =>
  Number.isInteger(value) && (value as number) >= min && (value as number) <= max;

export const IntegerField = (min: number, max: number, options: FieldOptions): PropertyDecorator =>
  field(
    'integer',
    isIntegerBetween(min, max),
    `must be an integer from ${min} to ${max}`,
    { type: 'integer', minimum: min, maximum: max },
    options,
  );

export const IdField = (options: FieldOptions): PropertyDecorator => IntegerField(1, MAX_ID, options);

export const NumberField = (min: number, max: number, options: FieldOptions): PropertyDecorator =>
  field(
    'number',
    (value) => typeof value === 'number' && value >= min && value <= max,
    `must be a number from ${min} to ${max}`,
    { type: 'number', minimum: min, maximum: max },
    options,
  );

/** Text that PostgreSQL stores as it came: no NUL, no lone surrogate. Lengths in UTF-16 code units. */
export const TextField = (minLength: number, maxLength: number, options: FieldOptions): PropertyDecorator =>
  field(
    'text',
    (value) =>
      typeof value === 'string' &&
      value.length >= minLength &&
      value.length <= maxLength &&
      value.isWellFormed() &&
      !value.includes('\0'),
    `must be text of ${minLength} to ${maxLength} characters, without NUL or broken Unicode`,
    { type: 'string', minLength, maxLength },
    options,
  );

/** One of a few words. */
export const ChoiceField = (choices: readonly string[], options: FieldOptions): PropertyDecorator =>
  field(
    'choice',
    (value) => typeof value === 'string' && choices.includes(value),
    `must be one of ${choices.join(', ')}`,
    { type: 'string', enum: [...choices] },
    options,
  );

const isIdList = (maxItems: number) => (value: unknown) =>
  Array.isArray(value) && value.length <= maxItems && value.every(isIntegerBetween(1, MAX_ID));

export const IdListField = (maxItems: number, options: FieldOptions): PropertyDecorator =>
  field(
    'idList',
    isIdList(maxItems),
    `must be a list of at most ${maxItems} integers from 1 to ${MAX_ID}`,
    {
      type: 'array',
      maxItems,
      items: { type: 'integer', minimum: 1, maximum: MAX_ID },
    },
    options,
  );

/** A query field with ids joined by commas, read as a list. */
export const IdListQueryField = (maxItems: number, options: FieldOptions): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^\d{1,15}(,\d{1,15})*$/.test(value)
        ? value.split(',').map(Number)
        : value,
    ),
    field(
      'idList',
      isIdList(maxItems),
      `must be at most ${maxItems} integers from 1 to ${MAX_ID}, joined by commas`,
      { type: 'string', pattern: '^\\d+(,\\d+)*$' },
      options,
    ),
  );

/** A query field that is `true` or `false`. */
export const FlagQueryField = (options: FieldOptions): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      value === 'true' || value === 'false' ? value === 'true' : value,
    ),
    field(
      'flag',
      (value) => typeof value === 'boolean',
      'must be true or false',
      { type: 'boolean' },
      options,
    ),
  );

/** Reads a query or path field's text as a number when it is a plain integer; other text is left for the rule. */
export const FromText = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value,
  );
