import type { Postgres } from './postgres.js';

/** One measured figure beside what it is held against. */
export interface Result {
  readonly measure: string;
  readonly value: number;
  readonly unit: string;
  /** What the figure is held against: measured in the same run, or known. */
  readonly reference: number | null;
  /** Value over reference, where that says something; where the two took turns, the median over the rounds. */
  readonly ratio: number | null;
  /** What is asked for, in words; null where the figure only informs. */
  readonly required: string | null;
  /** Whether it holds; null where nothing is asked. */
  readonly holds: boolean | null;
}

export interface Bench {
  /** A few seconds instead of the whole measurement: shows that it runs, its figures mean little. */
  readonly quick: boolean;
  /** The database server of this run, started when it is first asked for. */
  postgres(): Promise<Postgres>;
  /** Says on stderr what is under way. */
  say(text: string): void;
}

export interface Benchmark {
  readonly name: string;
  /** What it measures, in a line. */
  readonly about: string;
  run(bench: Bench): Promise<Result[]>;
}

/** Something that a benchmark is about is not on this machine; the message says what, and how to give it. */
export class MissingError extends Error {
  override readonly name = 'MissingError';
}

/** What a figure is asked to be. */
export interface Requirement {
  readonly words: string;
  readonly of: 'value' | 'ratio';
  readonly holds: (figure: number) => boolean;
}

export const atLeast = (bound: number, of: Requirement['of'] = 'value'): Requirement => ({
  words: `${of === 'ratio' ? 'ratio ' : ''}≥ ${bound}`,
  of,
  holds: (figure) => figure >= bound,
});

export const atMost = (bound: number, of: Requirement['of'] = 'value'): Requirement => ({
  words: `${of === 'ratio' ? 'ratio ' : ''}≤ ${bound}`,
  of,
  holds: (figure) => figure <= bound,
});

export const within = (middle: number, half: number): Requirement => ({
  words: `${middle} ± ${half}`,
  of: 'value',
  holds: (figure) => Math.abs(figure - middle) <= half,
});

export const between = (low: number, high: number): Requirement => ({
  words: `${low} to ${high}`,
  of: 'value',
  holds: (figure) => figure >= low && figure <= high,
});

/** Puts a figure beside its reference and what is required of it. */
export function result(
  measure: string,
  value: number,
  unit: string,
  {
    reference = null,
    compare = false,
    ratio = compare && reference !== null ? value / reference : null,
    required,
  }: {
    readonly reference?: number | null;
    /** Whether value over reference says something. */
    readonly compare?: boolean;
    /** How they compare, where the two figures alone do not tell. */
    readonly ratio?: number | null;
    readonly required?: Requirement;
  } = {},
): Result {
  return {
    measure,
    value,
    unit,
    reference,
    ratio,
    required: required?.words ?? null,
    holds: required ? required.holds(required.of === 'ratio' ? (ratio ?? NaN) : value) : null,
  };
}
