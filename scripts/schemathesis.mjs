/**
 * Has Schemathesis (from PyPI, in a virtual environment of its own) try every call that the running service's openapi.json
 * describes, with all of its checks and stateful, on a service without keys and on one with them.
 *
 * npm run test:schemathesis -- [--quick] [--seconds N]
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';

const VERSION = '4.32.5';
const LEAST_CASES = 5000;
const KEY = 'a-key-for-schemathesis-0123456789';
const fileOf = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const VENV = fileOf(`.movieflix/schemathesis-${VERSION}`);
const PROGRAM = `${VENV}/bin/schemathesis`;

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, seconds: { type: 'string' } },
});
/** For each of the two services, at the most. */
const seconds = Number(values.seconds ?? (values.quick ? 60 : 900));

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? status}`);
}

function install() {
  if (existsSync(PROGRAM)) return;
  run('python3', ['-m', 'venv', VENV]);
  run(`${VENV}/bin/pip`, ['install', '--quiet', '--disable-pip-version-check', `schemathesis==${VERSION}`]);
}

async function startService(variables) {
  const service = spawn(process.execPath, [fileOf('dist/main.js')], {
    env: { PATH: process.env.PATH, DATABASE_URL: 'embedded:memory', PORT: '0', ...variables },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    cwd: fileOf('.movieflix'),
  });
  const [{ url }] = await once(service, 'message');
  return { service, url };
}

/** Runs Schemathesis until its time is over; resolves to how many cases it tried, and whether all held. */
async function attempt(url, seed, time, headers) {
  const args = [
    ...['--config-file', fileOf('scripts/schemathesis.toml'), 'run', `${url}/openapi.json`, '--url', url],
    ...['--checks', 'all', '--max-time', String(time), '--seed', String(seed), '--workers', '1'],
    ...['--no-color', '--generation-database', 'none', '--request-timeout', '60', ...headers],
  ];
  const child = spawn(PROGRAM, args, {
    env: { ...process.env, PYTHONPATH: fileOf('scripts'), PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: fileOf('.movieflix'),
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  const [code] = await once(child, 'close');
  return {
    cases: Number(/([\d,]+) generated/.exec(text)?.[1].replaceAll(',', '') ?? 0),
    holds: code === 0,
    text,
  };
}

async function tryService(name, variables, headers) {
  const { service, url } = await startService(variables);
  const endAt = performance.now() + seconds * 1000;
  let [cases, holds] = [0, true];
  try {
    for (let seed = 1; holds && cases < LEAST_CASES && performance.now() < endAt - 10_000; seed++) {
      const time = Math.max(10, Math.round((endAt - performance.now()) / 1000));
      const round = await attempt(url, seed, time, headers);
      cases += round.cases;
      holds = round.holds;
      if (!holds) console.log(round.text);
    }
  } finally {
    service.kill('SIGTERM');
  }
  console.log(`${name}: ${cases} cases, ${holds ? 'all checks hold' : 'FAILED'}`);
  const isEnough = values.quick || cases >= LEAST_CASES;
  if (!isEnough)
    console.log(`${name}: fewer than ${LEAST_CASES} cases in ${seconds} s; give it more --seconds`);
  return holds && isEnough;
}

install();
const open = await tryService('without keys', {}, []);
const keyed = await tryService('with a key', { API_KEYS: `write:${KEY}` }, [
  '--header',
  `Authorization: Bearer ${KEY}`,
]);
process.exitCode = open && keyed ? 0 : 1;
