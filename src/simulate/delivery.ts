import { CallError } from '../client/call-answer.js';
import type { Tally } from './tally.js';

/** What is delivered to the service, and what is not: a refused call counts as failed, one without an answer ends the run. */
export class Delivery {
  private answers = true;

  constructor(
    readonly tally: Tally,
    private readonly onEnd: () => void,
  ) {}

  /** Whether the service still answers. */
  get isOpen(): boolean {
    return this.answers;
  }

  /** Does one step; false when it was not delivered. */
  async attempt(step: () => Promise<unknown>): Promise<boolean> {
    try {
      await step();
      return true;
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      this.tally.failures.push(error.message);
      if (error.status === undefined) {
        this.answers = false;
        this.onEnd();
      }
      return false;
    }
  }
}
