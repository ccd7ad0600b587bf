import { resolve } from 'node:path';
import { fromOptions, type RunChoice, toOptions } from './run-choice.js';

const choice: RunChoice = {
  ...{ dataset: 'synthetic', users: 60, seed: 3, releases: 'all', cycle: 20, arrival: 'window', window: 10 },
  ...{ control: 'random', treatment: 'newest', groups: [50, 50], trainEvery: 0, shadow: false },
  ...{ transport: 'bulk' },
};

describe('the recorded options', () => {
  it('are read back as they were chosen', () => {
    const options = JSON.parse(JSON.stringify(toOptions(choice))) as Record<string, unknown>;
    expect(fromOptions(3, options)).toEqual(choice);
    expect(options).toMatchObject({ train_every: 0, shadow: false, groups: [50, 50] });
    expect(options).not.toHaveProperty('seed');
    expect(options).not.toHaveProperty('movies');
  });

  it('keep a path that holds from any folder, and a name as it is', () => {
    const pathOf = (dataset: string) => toOptions({ ...choice, dataset }).dataset;
    expect(pathOf('data/ml-1m.zip')).toBe(resolve('data/ml-1m.zip'));
    expect(pathOf('ml-1m')).toBe('ml-1m');
  });

  it('are not guessed where some are missing', () => {
    expect(fromOptions(1, { ...toOptions(choice), cycle: undefined })).toBeUndefined();
    expect(fromOptions(1, {})).toBeUndefined();
  });
});
