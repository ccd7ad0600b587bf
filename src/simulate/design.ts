import type { ApiClient } from '../client/api-client.js';
import type { RunChoice } from './run-choice.js';

/** Puts the design of a run in force; the same one again changes nothing. */
export async function putDesign(
  api: ApiClient,
  { seed, groups, control, treatment, cycle }: RunChoice,
): Promise<void> {
  const variants = [
    { name: 'A', weight: groups[0] },
    { name: 'B', weight: groups[1] },
  ];
  await api.put('/experiments/current', {
    ...{ salt: `${seed}:group`, groups: variants },
    ...{ control, treatment, cycle },
  });
}
