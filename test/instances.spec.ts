import type { ExperimentDto } from '../src/experiment/experiment.dto.js';
import { assignGroup } from '../src/experiment/assignment.js';
import type { RecommendationDto } from '../src/recommendation/recommendation.dto.js';
import { TestService } from './support/service.js';

const HALF = ['A', 'B'].map((name) => ({ name, weight: 50 }));
const range = (length: number) => Array.from({ length }, (_, at) => at + 1);

describe('two instances on one database', () => {
  let one: TestService;
  let two: TestService;
  beforeAll(async () => {
    one = await TestService.start();
    two = await TestService.join();
  });
  beforeEach(async () => {
    await one.empty();
    await two.empty();
  });
  afterAll(async () => {
    await one.stop();
    await two.stop();
  });

  const put = async (instance: TestService, design: object) =>
    (await instance.send<ExperimentDto>('PUT', '/experiments/current', { groups: HALF, ...design })).body;
  const recommend = async (instance: TestService, user: number) =>
    (await instance.get<RecommendationDto>(`/recommend?user_id=${user}`)).body;

  it('assign by a design that either has put in force from its answer on', async () => {
    for (const round of range(15)) {
      const [setter, other] = round % 2 ? [one, two] : [two, one];
      const [salt, control] = [`salt ${round}`, `planted:+${round}`];
      await recommend(other, 1);
      await put(setter, { salt, control, treatment: control });
      const lists = await Promise.all(range(10).map((user) => recommend(other, user)));
      expect(lists.map((list) => [list.user_type, list.recommender])).toEqual(
        range(10).map((user) => [assignGroup(HALF, salt, user), control]),
      );
    }
  });

  it('put the same design in force once when it reaches both at once', async () => {
    for (const cycle of range(5)) {
      const designs = await Promise.all(range(6).map((at) => put(at % 2 ? one : two, { salt: 's', cycle })));
      expect(designs.map(({ experiment_id }) => experiment_id)).toEqual(Array(6).fill(cycle));
    }
  });
});
