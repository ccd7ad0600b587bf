import type { Type } from '@nestjs/common';
import { type FieldRule, rulesOf } from '../fields.js';
import { bodyProblem } from '../json-body.js';
import { describeErrors, pointerTo, type ProblemErrorDto } from '../problem.js';
import { UNKNOWN_FIELD } from '../validation.js';

/** A row that cannot be taken, and why, in the words of a single call. */
export class InvalidRow {
  constructor(
    readonly detail: string,
    readonly errors?: readonly ProblemErrorDto[],
  ) {}
}

/** Names that every object has are passed over, as class-transformer passes them over in a single call. */
const PASSED_OVER = new Set(['prototype', ...Object.getOwnPropertyNames(Object.prototype)]);

/**
 * Reads rows of a bulk body by the rules of a DTO class: takes and refuses what the validation pipe would in a single call,
 * in the same words, without an object of metadata per field.
 * @returns the row with its defaults, or what is wrong with it
 */
export function rowReaderOf<Row extends object>(type: Type<Row>): (value: unknown) => Row | InvalidRow {
  const rules = rulesOf(type);
  const known = new Set(rules.map(({ property }) => property));
  return (value) => {
    if (typeof value !== 'object' || value === null) return invalid(value, rules, known);
    const given = value as Record<string, unknown>;
    const row: Record<string, unknown> = {};
    for (const { property, isValid, default: absent } of rules) {
      const found = Object.hasOwn(given, property) ? given[property] : undefined;
      if (!isValid(found)) return invalid(value, rules, known);
      if (found !== undefined) row[property] = found;
      else if (absent !== undefined) row[property] = absent;
    }
    for (const property in given) {
      if (!known.has(property) && !PASSED_OVER.has(property)) return invalid(value, rules, known);
    }
    return row as Row;
  };
}

function invalid(value: unknown, rules: readonly FieldRule[], known: ReadonlySet<string>): InvalidRow {
  const problem = bodyProblem(value);
  if (problem) return new InvalidRow(problem.detail.replace(/^The body /, 'The row '), problem.errors);
  const given = value as Record<string, unknown>;
  const errors: ProblemErrorDto[] = [];
  const add = (property: string, detail: string) =>
    errors.push({ in: 'body', pointer: pointerTo(property), detail });
  for (const property of Object.keys(given)) {
    if (!known.has(property) && !PASSED_OVER.has(property)) add(property, UNKNOWN_FIELD);
  }
  for (const { property, isValid, describe } of rules) {
    const found = Object.hasOwn(given, property) ? given[property] : undefined;
    if (!isValid(found)) add(property, describe(found));
  }
  return new InvalidRow(describeErrors(errors), errors);
}
