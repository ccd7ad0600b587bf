import type { Visit } from './arrivals.js';

/** A way in which visits reach the service. */
export interface Transport {
  /**
   * Plays visits; ends when all are over, or the service has stopped answering.
   * @param onServed called when every visitor has got a list, while some may still answer
   */
  play(visits: readonly Visit[], onServed: () => void): Promise<void>;
}
