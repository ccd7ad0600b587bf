import fc from 'fast-check';
import { RUNS } from '../../test/support/property-runs.js';
import { satisfactionScore } from './satisfaction-score.js';

const films = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 40 });
const film = fc.integer({ min: 1, max: 40 });
const fallback = fc.double({ min: 0, max: 10, noNaN: true });

describe('satisfactionScore, of any list', () => {
  it('is over 0 and at most 10 where the film is in the list, and the fallback where it is not', () => {
    fc.assert(
      fc.property(films, film, fallback, (list, selected, given) => {
        const score = satisfactionScore(list, selected, given);
        if (!list.includes(selected)) expect(score).toBe(given);
        else expect(score > 0 && score <= 10).toBe(true);
      }),
      RUNS,
    );
  });

  it('is 10 at the first place, and a tenth of the list less for a tenth of the list further down', () => {
    fc.assert(
      fc.property(fc.uniqueArray(film, { minLength: 1 }), (list) => {
        const scores = list.map((selected) => satisfactionScore(list, selected));
        expect(scores[0]).toBe(10);
        scores.forEach((score, at) => {
          expect(score).toBe(((list.length - at) / list.length) * 10);
        });
      }),
      RUNS,
    );
  });

  it('does not change with what stands behind the chosen film, only with how much', () => {
    fc.assert(
      fc.property(films, films, film, fallback, (before, behind, selected, given) => {
        const other = behind.map((id) => id + 100);
        expect(satisfactionScore([...before, selected, ...behind], selected, given)).toBe(
          satisfactionScore([...before, selected, ...other], selected, given),
        );
      }),
      RUNS,
    );
  });
});
