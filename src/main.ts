import cluster from 'node:cluster';
import { DatabaseServer } from './database/database-server.js';
import { announce, startService } from './service.js';
import { describeStartError } from './start-error.js';
import { readWorkerCount } from './worker-count.js';
import { runWorker, startWorkers } from './workers.js';

try {
  const workers = readWorkerCount(process.argv.slice(2));
  if (cluster.isWorker) await runWorker();
  else if (workers > 1) await startWorkers(workers);
  else {
    const app = await startService();
    announce(await app.getUrl(), app.get(DatabaseServer));
  }
} catch (error) {
  console.error(describeStartError(error));
  process.exit(1);
}
