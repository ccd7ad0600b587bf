import { setTimeout as sleep } from 'node:timers/promises';
import pMap from 'p-map';
import { ServiceProcess } from '../../bench/support/product.js';
import type { Fault, FaultContext, FaultResult } from './support/fault.js';
import { KeyedRequests, type Sent } from './support/keyed-requests.js';

/** Pairs of requests under way at once, so that batches of both instances hold several of them. */
const AT_ONCE = 25;

/** The same key reaches two instances at once, and one more time after an instance was killed: it is done once. */
export const keys: Fault = {
  name: 'keys',
  about: 'the same Idempotency-Key sent to two instances at once, and again after one was killed',
  async run(context) {
    return [await sendToBoth(context), await sendAgain(context)];
  },
};

async function sendToBoth(context: FaultContext): Promise<FaultResult> {
  const server = await context.postgres();
  const database = await server.createDatabase();
  const [one, two] = [
    await ServiceProcess.of({ DATABASE_URL: database }),
    await ServiceProcess.of({ DATABASE_URL: database }),
  ];
  const requests = new KeyedRequests(context.quick ? 100 : 1000);
  const notes = new Set<string>();
  let survived = 0;
  try {
    await pMap(
      requests.all,
      async (request, at) => {
        if (at % 50 === 0) context.say(`key ${at + 1} of ${requests.all.length}`);
        const [first, second] = await Promise.all([one, two].map(({ url }) => requests.send(url, request)));
        // One of them may be told of the other's row: the answers are the same, to the last field.
        if (first?.text === second?.text && first?.status === second?.status && first?.isStored) survived++;
        else notes.add(`${request.path}: ${describe(first)} and ${describe(second)}`);
      },
      { concurrency: AT_ONCE },
    );
    return {
      fault: 'the same key to both of two instances at once',
      trials: requests.all.length,
      survived,
      ...(await requests.account(database)),
      notes: [...notes].slice(0, 3),
    };
  } finally {
    await Promise.all([one.stop(), two.stop()]);
    await server.dropDatabase(database);
  }
}

async function sendAgain(context: FaultContext): Promise<FaultResult> {
  const server = await context.postgres();
  const database = await server.createDatabase();
  const trials = context.quick ? 2 : 20;
  const accounts: Awaited<ReturnType<KeyedRequests['account']>>[] = [];
  const other = await ServiceProcess.of({ DATABASE_URL: database });
  let [survived, unanswered] = [0, 0];
  try {
    for (let trial = 1; trial <= trials; trial++) {
      context.say(`kill ${trial} of ${trials}`);
      const victim = await ServiceProcess.of({ DATABASE_URL: database });
      const requests = new KeyedRequests(20_000, trial);
      const sending = pMap(requests.all, (request) => requests.send(victim.url, request), {
        concurrency: 50,
      });
      await sleep(300 + ((trial * 137) % 700));
      await victim.kill();
      await sending;
      const again = requests.open;
      unanswered += again.length;
      await pMap(again, (request) => requests.send(other.url, request), { concurrency: 50 });
      const account = await requests.account(database);
      accounts.push(account);
      if (requests.open.length === 0 && account.lost === 0 && account.doubled === 0) survived++;
    }
  } finally {
    await other.stop();
    await server.dropDatabase(database);
  }
  const sum = (of: 'acknowledged' | 'lost' | 'doubled') =>
    accounts.reduce((total, account) => total + account[of], 0);
  return {
    fault: 'kill -9 of an instance; what it left unanswered, sent to another one',
    ...{ trials, survived, acknowledged: sum('acknowledged'), lost: sum('lost'), doubled: sum('doubled') },
    notes: [`${unanswered} requests were sent again`],
  };
}

const describe = (sent: Sent | undefined): string => (sent ? `${sent.status} ${sent.text}` : 'no answer');
