import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bench, type Benchmark, type Result, result } from './support/benchmark.js';
import { profileClock, profiling, type ProfileSummary, readProfile } from './support/cpu-profile.js';
import { measureLoad } from './support/load.js';
import { ServiceProcess, simulate } from './support/product.js';
import { BODIES } from './support/bodies.js';

const FUNCTIONS = 10;
/** Parts below this share are summed up as one. */
const SMALLEST = 0.005;

/** Where the processor's time goes: nothing is required, the figures say what is worth changing. */
export const profile: Benchmark = {
  name: 'profile',
  about: 'what the service spends on POST /feedback at 50 connections, and the loop on its visits',
  async run(bench) {
    const scratch = await mkdtemp(join(tmpdir(), 'movieflix-bench-'));
    const postgres = await bench.postgres();
    const [written, played] = [await postgres.createDatabase(), await postgres.createDatabase()];
    try {
      return [
        ...(await profileService(bench, join(scratch, 'service'), written)),
        ...(await profileLoop(bench, join(scratch, 'loop'), played)),
      ];
    } finally {
      await postgres.dropDatabase(written);
      await postgres.dropDatabase(played);
      await rm(scratch, { recursive: true, force: true });
    }
  },
};

async function profileService(bench: Bench, folder: string, database: string): Promise<Result[]> {
  bench.say('POST /feedback, 50 connections');
  const service = await ServiceProcess.of({ DATABASE_URL: database }, profiling(folder));
  let made = 0;
  const load = (seconds: number) =>
    measureLoad(service.url, { connections: 50, seconds: bench.quick ? seconds / 10 : seconds }, () => ({
      method: 'POST',
      path: '/feedback',
      body: JSON.stringify(BODIES.feedback(made++)),
    }));
  try {
    await load(3);
    const from = profileClock();
    const { calls } = await load(10);
    const to = profileClock();
    // The profile is written at the end.
    await service.stop();
    return describe('service', 'a request', calls, await readProfile(folder, from, to));
  } finally {
    await service.stop();
  }
}

async function profileLoop(bench: Bench, folder: string, database: string): Promise<Result[]> {
  bench.say('simulate');
  const service = await ServiceProcess.of({ DATABASE_URL: database });
  try {
    const releases = bench.quick ? '50' : '2000';
    const options = ['--releases', releases, '--train-every', '0', '--transport', 'single'];
    const run = await simulate(service, options, profiling(folder));
    // The program's start and the making of the dataset come before its first film.
    return describe('loop', 'a visit', run.visits, await readProfile(folder, 'play'));
  } finally {
    await service.stop();
  }
}

function describe(
  who: string,
  per: string,
  count: number,
  { busy, parts, functions }: ProfileSummary,
): Result[] {
  const percent = (what: string, share: number) => result(`${who}: ${what}`, share * 100, '%');
  const small = parts.filter(({ share }) => share < SMALLEST).reduce((sum, { share }) => sum + share, 0);
  return [
    result(`${who}: its processor`, (busy / count) * 1e6, `µs ${per}`),
    ...parts.filter(({ share }) => share >= SMALLEST).map(({ name, share }) => percent(name, share)),
    percent('all other parts', small),
    ...functions
      .slice(0, FUNCTIONS)
      .map(({ name, share }, at) => percent(`function ${at + 1}, ${name}`, share)),
  ];
}
