import { axisOf, drawAxis, drawInterval } from './interval-plot.js';

describe('axisOf', () => {
  it.each([
    [[5.41, 5.69], 31, [5.4, 5.5, 5.6, 5.7]],
    [[5.41, 5.69], 80, [5.4, 5.45, 5.5, 5.55, 5.6, 5.65, 5.7]],
    [[-0.21, 0.35], 41, [-0.4, -0.2, 0, 0.2, 0.4]],
    [[0, 10], 25, [0, 5, 10]],
    [[3, 3], 25, [3, 3.005]],
  ])('holds %j on %i columns between round ticks', (values, columns, ticks) => {
    const axis = axisOf(values, columns);
    expect(axis.ticks).toHaveLength(ticks.length);
    ticks.forEach((tick, at) => {
      expect(axis.ticks[at]).toBeCloseTo(tick, 9);
    });
  });

  it('holds any values on any line, with ticks ten columns apart where there is room', () => {
    for (let low = -3; low < 9; low += 0.37) {
      for (const span of [0, 0.001, 0.03, 0.7, 4.2, 50]) {
        for (const columns of [16, 29, 44, 80]) {
          const axis = axisOf([low, low + span], columns);
          expect(axis.from).toBeLessThanOrEqual(low + 1e-9);
          expect(axis.to).toBeGreaterThanOrEqual(low + span - 1e-9);
          expect((axis.ticks.length - 1) * 10).toBeLessThanOrEqual(Math.max(20, columns - 1));
        }
      }
    }
  });
});

describe('drawAxis', () => {
  it('writes each label over its tick', () => {
    expect(drawAxis(axisOf([-0.3, 0.5], 44), 44)).toEqual([
      '−0.5                 0.0                 0.5',
      '┬─────────────────────┬────────────────────┬',
    ]);
  });
});

describe('drawInterval', () => {
  const axis = axisOf([0, 1], 21);
  it.each([
    [0.5, [0.25, 0.75], undefined, '     ├────●────┤     '],
    [0.5, [0.25, 0.75], 0.6, '     ├────●─┼──┤     '],
    [0.2, [0.1, 0.3], 0.5, '  ├─●─┤   │          '],
    [0.5, null, undefined, '          ●          '],
    [0.5, [0.499, 0.501], undefined, '          ●          '],
    [0.5, [-3, 9], undefined, '├─────────●─────────┤'],
  ] as const)('draws %d in %j with the mark %d', (value, interval, mark, picture) => {
    expect(drawInterval(axis, 21, value, interval, { mark })).toBe(picture);
  });

  it('colours the interval alone', () => {
    const paint = (text: string) => `<${text}>`;
    expect(drawInterval(axis, 21, 0.2, [0.1, 0.3], { mark: 0.5, paint })).toBe('  <├─●─┤>   │          ');
  });
});
