import { generateDataset } from '../dataset/synthetic/synthetic-dataset.js';
import { checkOwnReleases } from './own-releases.js';
import { planReleases } from './release-plan.js';

const dataset = generateDataset({ users: 20, movies: 60, seed: 1 });
const plan = [...planReleases(dataset, 3, () => false, false)].map(({ movieId }) => movieId);
const before = [plan[2], plan[40]];
/** The films of a run with these before it, in its order. */
const mine = plan.filter((id) => !before.includes(id));

describe('checkOwnReleases', () => {
  const check =
    (out: readonly number[], position: number, releases = position) =>
    () => {
      const start = { runId: 7, name: 'run-7', before, position, releases };
      checkOwnReleases(dataset, { seed: 3, releases: 50 }, start, new Set(out));
    };
  const first = (count: number) => [...before, ...mine.slice(0, count)];

  it('lets a run begin, and go on with some releases more than were noted', () => {
    expect(check(before, 0)).not.toThrow();
    expect(check(first(5), 5)).not.toThrow();
    expect(check(first(9), 5)).not.toThrow();
  });

  it('knows of films that were refused', () => {
    expect(check([...before, ...mine.slice(1, 6)], 6, 5)).not.toThrow();
  });

  it('refuses the films of somebody else, and a service that has lost some', () => {
    expect(check([...first(5), mine[20]], 5)).toThrow(
      /^Run 7 cannot be gone on with: the films .* not those/,
    );
    expect(check([...first(5), 1_000_000], 5)).toThrow('not those');
    expect(check(first(4), 5)).toThrow('not those');
    expect(check(mine.slice(0, 5), 5)).toThrow('not those');
  });
});
