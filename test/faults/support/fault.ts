import type { Postgres } from '../../../bench/support/postgres.js';

/** What a kind of fault did, over all of its trials: a row of the table that is printed. */
export interface FaultResult {
  /** What was done to whom. */
  readonly fault: string;
  readonly trials: number;
  /** Trials after which all was as it must be. */
  readonly survived: number;
  /** Rows that a client was told are stored. */
  readonly acknowledged: number;
  /** Of these: not there. */
  readonly lost: number;
  /** There more than once. */
  readonly doubled: number;
  /** What else was measured, and why a trial was not survived: sentences. */
  readonly notes?: readonly string[];
}

export interface FaultContext {
  /** A part of the trials: shows that they run and hold, in seconds. */
  readonly quick: boolean;
  /** A database server that no trial harms, started when it is first asked for. */
  readonly postgres: () => Promise<Postgres>;
  /** Says on stderr what is under way. */
  readonly say: (text: string) => void;
}

export interface Fault {
  readonly name: string;
  /** What is broken, in a line. */
  readonly about: string;
  /** @throws MissingError where the machine cannot do it */
  run(context: FaultContext): Promise<FaultResult[]>;
}

/** Whether all of it held. */
export const holds = ({ trials, survived, lost, doubled }: FaultResult): boolean =>
  trials > 0 && survived === trials && lost === 0 && doubled === 0;
