import { parseArgs } from 'node:util';
import { MissingError } from '../../bench/support/benchmark.js';
import { describeMachine } from '../../bench/support/machine.js';
import { Postgres } from '../../bench/support/postgres.js';
import { StatusLine } from '../../src/terminal/status-line.js';
import { textTable } from '../../src/terminal/text-table.js';
import { bombs } from './bombs.fault.js';
import { databaseAway } from './database-away.fault.js';
import { disk } from './disk.fault.js';
import { keys } from './keys.fault.js';
import { killDatabase, killLoop, killService } from './kill.fault.js';
import { proxy } from './proxy.fault.js';
import { readers } from './readers.fault.js';
import { sigterm } from './sigterm.fault.js';
import { slowClients } from './slow-clients.fault.js';
import { soak } from './soak.fault.js';
import { type Fault, type FaultContext, type FaultResult, holds } from './support/fault.js';

const FAULTS: readonly Fault[] = [
  ...[killLoop, killService, killDatabase, proxy, databaseAway, sigterm, disk],
  ...[bombs, slowClients, keys, readers, soak],
];

/** `kill` means all of kill-loop, kill-service and kill-database. */
const isMeant = (asked: string, { name }: Fault): boolean => name === asked || name.startsWith(`${asked}-`);

const usage = () =>
  [
    'npm run test:faults -- [NAME…] [--json] [--quick]',
    ...FAULTS.map(({ name, about }) => `  ${name.padEnd(14)} ${about}`),
  ].join('\n');

const count = (value: number): string => value.toLocaleString('en-US');

function describe(results: readonly FaultResult[]): string {
  const rows = results.map((result) => [
    result.fault,
    `${count(result.survived)} of ${count(result.trials)}`,
    ...[result.acknowledged, result.lost, result.doubled].map(count),
    holds(result) ? 'yes' : 'NO',
  ]);
  const notes = results.flatMap(({ fault, notes = [] }) => notes.map((note) => `  ${fault}: ${note}`));
  return [
    textTable([['fault', 'survived', 'rows acknowledged', 'lost', 'doubled', 'holds'], ...rows]),
    ...notes,
  ].join('\n');
}

const { values, positionals } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const unknown = positionals.filter((asked) => !FAULTS.some((fault) => isMeant(asked, fault)));
if (values.help || unknown.length > 0) {
  console.error(unknown.length > 0 ? `There is no trial ${unknown.join(', ')}.\n${usage()}` : usage());
  process.exit(unknown.length > 0 ? 2 : 0);
}

const status = new StatusLine();
/** The database server, from when it is first asked for. */
const servers: Promise<Postgres>[] = [];
let name = '';
const context: FaultContext = {
  quick: values.quick,
  postgres: () => {
    if (servers.length === 0) servers.push(Postgres.start());
    return servers[0];
  },
  say: (text) => {
    status.show(() => `${name}: ${text}`);
  },
};
const machine = describeMachine();
if (!values.json) console.log(machine);

/** Tries one kind of fault and prints what came of it; false when something was lost, doubled or not survived. */
async function tryOut(fault: Fault): Promise<boolean> {
  const startedAt = performance.now();
  const results = await fault.run(context);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  status.clear();
  if (values.json) console.log(JSON.stringify({ name, machine, quick: values.quick, seconds, results }));
  else console.log(`\n${name}: ${fault.about} (${seconds} s)\n${describe(results)}`);
  return results.length > 0 && results.every(holds);
}

let allHold = true;
try {
  for (const fault of FAULTS) {
    if (positionals.length > 0 && !positionals.some((asked) => isMeant(asked, fault))) continue;
    ({ name } = fault);
    try {
      allHold = (await tryOut(fault)) && allHold;
    } catch (error) {
      status.clear();
      if (error instanceof MissingError) console.error(`\n${name}: skipped. ${error.message}`);
      else {
        console.error(`\n${name}: broke off.`, error);
        allHold = false;
      }
    }
  }
} finally {
  status.clear();
  for (const server of servers) (await server).stop();
}
process.exitCode = allHold ? 0 : 1;
