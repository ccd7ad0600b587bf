import { MissingError } from '../../../bench/support/benchmark.js';
import { Cluster } from '../../../bench/support/cluster.js';

/**
 * Does something with a PostgreSQL server that may be broken, and removes it.
 * @throws MissingError where there is none to start
 */
export async function withCluster<Result>(
  settings: Record<string, string | number>,
  parent: string | undefined,
  use: (cluster: Cluster) => Promise<Result>,
): Promise<Result> {
  let cluster: Cluster;
  try {
    cluster = await Cluster.create(settings, parent);
  } catch (error) {
    throw new MissingError(`A PostgreSQL server does not start here: ${(error as Error).message}`);
  }
  try {
    return await use(cluster);
  } finally {
    cluster.remove();
  }
}
