import type { Outage } from '../client/api-client.js';
import { printable } from '../terminal/text-width.js';
import { describeOutage } from './wording.js';

const LOOK_MS = 500;

/** Says on stderr when a service does not answer, and when it does again: a line each. */
export class OutageLines {
  private timer: NodeJS.Timeout | undefined;
  private told: Outage | undefined;

  constructor(private readonly client: { readonly outage: Outage | undefined }) {}

  start(): void {
    this.timer = setInterval(() => {
      this.look();
    }, LOOK_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const { outage } = this.client;
    if (outage && !this.told) console.error(printable(describeOutage(outage)));
    if (!outage && this.told) console.error('The service answers again.');
    this.told = outage;
  }
}
