/** A sample of Prometheus' text format: labels as they are written, in their order. */
export type Samples = ReadonlyMap<string, number>;

/** The samples of an exposition by `name{labels}`. */
export function parseSamples(text: string): Samples {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

/** Those of one metric, by their labels. */
export const samplesOf = (samples: Samples, name: string): Record<string, number> =>
  Object.fromEntries(
    [...samples]
      .filter(([key]) => key === name || key.startsWith(`${name}{`))
      .map(([key, value]) => [key.slice(name.length), value]),
  );

export const namesOf = (samples: Samples): Set<string> =>
  new Set([...samples.keys()].map((key) => key.replace(/\{.*/s, '')));
