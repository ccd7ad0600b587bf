import { parseArgs } from 'node:util';
import { StatusLine } from '../src/terminal/status-line.js';
import { textTable } from '../src/terminal/text-table.js';
import { bulk } from './bulk.js';
import { calibration } from './calibration.js';
import { coverage } from './coverage.js';
import { dataset } from './dataset.js';
import { ease } from './ease.js';
import { embedded } from './embedded.js';
import { http } from './http.js';
import { kill } from './kill.js';
import { loop } from './loop.js';
import { page } from './page.js';
import { profile } from './profile.js';
import { release } from './release.js';
import { scale } from './scale.js';
import { shadow } from './shadow.js';
import { type Bench, type Benchmark, MissingError, type Result } from './support/benchmark.js';
import { describeMachine } from './support/machine.js';
import { Postgres } from './support/postgres.js';
import { training } from './training.js';
import { window } from './window.js';

const BENCHMARKS: readonly Benchmark[] = [
  http,
  bulk,
  loop,
  embedded,
  scale,
  kill,
  dataset,
  profile,
  page,
  ease,
  training,
  release,
  window,
  shadow,
  calibration,
  coverage,
];

const usage = () =>
  [
    'npm run bench -- [NAME…] [--json] [--quick]',
    ...BENCHMARKS.map(({ name, about }) => `  ${name.padEnd(12)} ${about}`),
  ].join('\n');

const figure = (value: number | null): string => {
  if (value === null) return '';
  return Number.isInteger(value) ? value.toLocaleString('en-US') : String(Number(value.toPrecision(4)));
};

function describe(results: readonly Result[]): string {
  const rows = results.map(({ measure, value, unit, reference, ratio, required, holds }) => [
    measure,
    figure(value),
    unit,
    figure(reference),
    figure(ratio),
    required ?? '',
    holds === null ? '' : holds ? 'yes' : 'NO',
  ]);
  return textTable([['measure', 'value', 'unit', 'reference', 'ratio', 'required', 'holds'], ...rows]);
}

const { values, positionals } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
if (values.help || unknown.length > 0) {
  console.error(unknown.length > 0 ? `There is no benchmark ${unknown.join(', ')}.\n${usage()}` : usage());
  process.exit(unknown.length > 0 ? 2 : 0);
}

const status = new StatusLine();
/** The database server, from when it is first asked for. */
const servers: Promise<Postgres>[] = [];
let name = '';
const bench: Bench = {
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
/** Runs one benchmark and prints what it found; false when something required does not hold. */
async function measure(benchmark: Benchmark): Promise<boolean> {
  const measured = await benchmark.run(bench);
  // A quick run shows that everything runs; its figures are no measurement, and are not judged.
  const results = values.quick ? measured.map((one) => ({ ...one, holds: null })) : measured;
  status.clear();
  const database = (await servers.at(0))?.version ?? null;
  if (values.json) console.log(JSON.stringify({ name, machine, database, results }));
  else console.log(`\n${name}: ${benchmark.about}${database ? ` (${database})` : ''}\n${describe(results)}`);
  return results.every(({ holds }) => holds !== false);
}

let allHold = true;
try {
  for (const benchmark of BENCHMARKS) {
    if (positionals.length > 0 && !positionals.includes(benchmark.name)) continue;
    ({ name } = benchmark);
    try {
      allHold = (await measure(benchmark)) && allHold;
    } catch (error) {
      if (!(error instanceof MissingError)) throw error;
      status.clear();
      console.error(`\n${name}: skipped. ${error.message}`);
    }
  }
} finally {
  status.clear();
  for (const server of servers) (await server).stop();
}
process.exitCode = allHold ? 0 : 1;
