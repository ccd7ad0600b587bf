import { unpainted } from '../terminal/paint.js';
import { type Construction, constructExperiment } from '../../test/support/constructed-experiment.js';
import { aggregateFeedback } from './aggregate-feedback.js';
import { alternatingDesign } from './experiment-design.js';
import { plotReport } from './plot-report.js';
import { reportOf } from './report.js';

describe('plotReport', () => {
  const groups = ['A', 'B'].map((name) => ({ name, weight: 1 }));
  const design = alternatingDesign(groups, 'random', 'choice');
  const construction: Construction = {
    sizes: { A: 1000, B: 1010 },
    answered: { A: 0.9, B: 0.9 },
    lift: (group, cycle) => (group === 'B' ? 0.5 * cycle : 0),
  };
  const report = reportOf(constructExperiment(construction), design);

  it('draws means on one axis and differences around 0, on 80 columns', () => {
    expect(`\n${plotReport(report, 80, unpainted)}\n`).toBe(`
mean per feedback, with its 95% interval
                    5.4           5.6            5.8           6.0           6.2
                    ┬──────────────┬──────────────┬─────────────┬──────────────┬
cycle 0  A  random     ├──────●───────┤
         B  random   ├──────●─────┤
cycle 1  A  random   ├───────●───────┤
         B  choice                                         ├──────●──────┤

difference per feedback, with its 95% interval
                    −0.2       0.0         0.2        0.4         0.6        0.8
                    ┬───────────┬───────────┬──────────┬───────────┬───────────┬
cycle 0  B − A        ├───────●─┼─────┤
cycle 1  B − A                  │                    ├───────●───────┤
`);
  });

  it('colours each group’s interval as its own', () => {
    const painted = plotReport(report, 80, (style, text) => `<${style}:${text}>`);
    expect(painted.match(/<(cyan|magenta):├[─┼]*●[─┼]*┤>/g)).toHaveLength(6);
  });

  it('draws a mean without an interval as a point, and nothing where nothing is known', () => {
    const one = reportOf(aggregateFeedback([{ cycle: 1, group: 'B', user: 1, film: 1, score: 5 }]), design);
    expect(plotReport(one, 80, unpainted)).toMatch(/\ncycle 1 {2}B {2}choice {2}●$/);
    expect(plotReport(reportOf([], design), 80, unpainted)).toBe('');
  });
});
