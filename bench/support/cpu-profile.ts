import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface CallFrame {
  readonly functionName: string;
  /** Empty for what is not JavaScript. */
  readonly url: string;
  readonly lineNumber: number;
}

/** What `node --cpu-prof` writes: the call tree, and at which node of it each sample found the program. */
interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[];
  /** Microseconds of the machine's monotonic clock, which `process.hrtime` reads too. */
  readonly startTime: number;
  readonly samples: readonly number[];
  /** Microseconds from the sample before; of the first one from the start. */
  readonly timeDeltas: readonly number[];
}

export interface Cost {
  readonly name: string;
  /** Of the time in which the program was not idle. */
  readonly share: number;
}

export interface ProfileSummary {
  /** Seconds in which the program was not idle. */
  readonly busy: number;
  /** The dearest first. */
  readonly parts: readonly Cost[];
  readonly functions: readonly Cost[];
}

/** Options of Node.js that profile a process from its start to its end into the folder. */
export const profiling = (folder: string): string[] => [
  '--cpu-prof',
  `--cpu-prof-dir=${folder}`,
  '--cpu-prof-interval=200',
];

/** Now, by the clock of the profiles. */
export const profileClock = (): number => Number(process.hrtime.bigint() / 1000n);

const PARTS: readonly (readonly [RegExp, string])[] = [
  [/^node:(_http|internal\/http)/, 'Node.js: HTTP'],
  [/^node:(net|_stream|stream|internal\/(streams|stream_base|js_stream))/, 'Node.js: sockets and streams'],
  [/^node:/, 'Node.js: all else in JavaScript'],
  [/node_modules\/(@nestjs|rxjs|reflect-metadata)\//, 'Nest'],
  [/node_modules\/(express|router|path-to-regexp|accepts|content-type|type-is|etag)\//, 'Express'],
  [/node_modules\/class-(validator|transformer)\//, 'class-validator, class-transformer'],
  [/node_modules\/(pg|pg-[a-z]+|postgres-[a-z]+)\//, 'pg'],
  [/^wasm:|node_modules\/undici\//, 'undici'],
  [/\/dist\//, 'MovieFlix'],
];

function partOf({ functionName, url }: CallFrame): string {
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (functionName === '(program)') return 'native code and the system';
  if (url === '') return 'functions built into V8 and Node.js';
  const part = PARTS.find(([pattern]) => pattern.test(url));
  return part?.[1] ?? /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? url;
}

const nameOf = ({ functionName, url, lineNumber }: CallFrame): string => {
  const place = url.replace(/.*\/node_modules\//, '').replace(/.*\/dist\//, '');
  const name = functionName || 'a function';
  return url === '' ? name : `${name} (${place}:${lineNumber + 1})`;
};

/**
 * Sums the one profile in a folder up.
 * @param from microseconds of the profiles' clock, or the name of a function: what was before it is left out
 */
export async function readProfile(
  folder: string,
  from: number | string,
  to = Infinity,
): Promise<ProfileSummary> {
  const [file] = (await readdir(folder)).filter((name) => name.endsWith('.cpuprofile'));
  return summarize(JSON.parse(await readFile(join(folder, file), 'utf8')) as CpuProfile, from, to);
}

function summarize({ nodes, startTime, samples, timeDeltas }: CpuProfile, from: number | string, to: number) {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const parts = new Map<string, number>();
  const functions = new Map<string, number>();
  const add = (sums: Map<string, number>, name: string, time: number) =>
    sums.set(name, (sums.get(name) ?? 0) + time);
  let [time, busy, started] = [startTime, 0, false];
  for (const [at, id] of samples.entries()) {
    // A sample stands for the time up to the next one.
    time += timeDeltas[at];
    const frame = frames.get(id)!;
    started ||= typeof from === 'string' ? frame.functionName === from : time >= from;
    if (!started || time > to || frame.functionName === '(idle)' || at + 1 === samples.length) continue;
    const spent = timeDeltas[at + 1];
    busy += spent;
    add(parts, partOf(frame), spent);
    add(functions, nameOf(frame), spent);
  }
  const byCost = (sums: Map<string, number>): Cost[] =>
    [...sums].map(([name, sum]) => ({ name, share: sum / busy })).sort((a, b) => b.share - a.share);
  return { busy: busy / 1e6, parts: byCost(parts), functions: byCost(functions) };
}
