import { ApiProperty } from '@nestjs/swagger';
import { field, type FieldOptions, IntegerField, TextField } from '../http/fields.js';
import type { Variant } from './assignment.js';
import type { Experiment } from './experiment.entity.js';

const VARIANT_SCHEMA = {
  type: 'object',
  required: ['name', 'weight'],
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 64 },
    weight: { type: 'number', minimum: 0, maximum: 1_000_000 },
  },
};

const isVariant = (value: unknown): value is Variant => {
  if (typeof value !== 'object' || value === null) return false;
  const { name, weight, ...rest } = value as Record<string, unknown>;
  const isName = typeof name === 'string' && /^[^\0]{1,64}$/u.test(name) && name.isWellFormed();
  const isWeight = typeof weight === 'number' && weight >= 0 && weight <= 1_000_000;
  return isName && isWeight && Object.keys(rest).length === 0;
};

/** Two to ten groups with distinct names, not all without weight. */
const isGroups = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length >= 2 &&
  value.length <= 10 &&
  value.every(isVariant) &&
  new Set(value.map(({ name }) => name)).size === value.length &&
  value.some(({ weight }) => weight > 0);

const GroupsField = (options: FieldOptions): PropertyDecorator =>
  field(
    'groups',
    isGroups,
    'must be a list of 2 to 10 groups {name, weight}, names distinct, not all weights 0',
    { type: 'array', minItems: 2, maxItems: 10, items: VARIANT_SCHEMA },
    options,
  );

export class ReplaceExperimentDto {
  @TextField(1, 100, {
    description: 'Decides, with the user id, who is in which group',
    default: 'movieflix',
  })
  salt: string = 'movieflix';

  @GroupsField({
    description: 'The groups and their weights; the first is the control group',
    default: [
      { name: 'A', weight: 50 },
      { name: 'B', weight: 50 },
    ],
  })
  groups: Variant[] = [
    { name: 'A', weight: 50 },
    { name: 'B', weight: 50 },
  ];

  @TextField(1, 200, {
    description: 'The recommender of every group but those in treatment',
    default: 'random',
  })
  control: string = 'random';

  @TextField(1, 200, { description: 'The recommender of the other groups in cycle 1', default: 'choice' })
  treatment: string = 'choice';

  @IntegerField(1, 2 ** 31 - 1, {
    description: 'Releases in a cycle; cycles alternate 0 and 1',
    default: 2000,
  })
  cycle: number = 2000;
}

export class ExperimentDto extends ReplaceExperimentDto {
  @ApiProperty({
    type: 'integer',
    description: 'Counts the designs; 0 is the one that nobody has set',
    example: 1,
  })
  experiment_id: number;
}

export const toExperimentDto = (experiment: Omit<Experiment, 'createdAt'>): ExperimentDto => ({
  experiment_id: experiment.experimentId,
  salt: experiment.salt,
  groups: experiment.groups.map(({ name, weight }) => ({ name, weight })),
  control: experiment.control,
  treatment: experiment.treatment,
  cycle: experiment.cycle,
});
