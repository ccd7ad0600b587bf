import { randomStream } from '../random/seeded-random.js';
import { ChoiceFeatures, featureNames } from './choice-features.js';
import { ChoiceRecommender } from './choice-recommender.js';
import { type TrainingEvents, trainChoice } from './choice-training.js';
import { EventReplay } from './event-replay.js';
import { Interactions } from './interactions.js';

const GENRES = ['Drama', 'Comedy', 'War'];

/** Films of three genres; user u loves genre u % 3 and chooses such a film from a shelf of three, then rates it. */
function events(visits: number): TrainingEvents {
  const random = randomStream('choice events');
  const films = 3 * visits;
  const times = Float64Array.from({ length: visits }, (_, visit) => 10 * visit + 9);
  const userId = Int32Array.from(times, () => 1 + Math.floor(random() * 6));
  const chosenId = userId.map((user, visit) => 3 * visit + (user % 3) + 1);
  return {
    releases: {
      time: Float64Array.from({ length: films }, (_, film) => 10 * Math.floor(film / 3)),
      movieId: Int32Array.from({ length: films }, (_, film) => film + 1),
      title: Array.from({ length: films }, (_, film) => `Film ${film} (${1980 + (film % 7)})`),
      genres: Array.from({ length: films }, (_, film) => GENRES[film % 3]),
    },
    visits: {
      time: times,
      userId,
      chosenId,
      shelfIds: Int32Array.from({ length: films }, (_, film) => film + 1),
      shelfStart: Int32Array.from({ length: visits + 1 }, (_, visit) => 3 * visit),
    },
    ratings: {
      time: times,
      userId,
      movieId: chosenId,
      value: new Float32Array(visits).fill(4),
    },
  };
}

describe('trainChoice', () => {
  it('learns what users choose, and says so in plain JSON', () => {
    const model = trainChoice(events(300), { collaborative: false });
    expect(JSON.parse(JSON.stringify(model))).toEqual(model);
    expect(model.features).toEqual(featureNames(GENRES, false));
    // The first visit of each of the six users has no history to learn from.
    expect(model.visits).toBe(294);
    expect(model.lossBefore).toBeCloseTo(Math.log(3), 10);
    expect(model.lossAfter).toBeLessThan(0.3);
    expect(model.weights[model.features.indexOf('genre')]).toBeGreaterThan(0.5);
  });

  it('takes no more visits than it is told, from the first to the last', () => {
    expect(trainChoice(events(300), { collaborative: false, visits: 50 }).visits).toBeGreaterThanOrEqual(44);
    expect(trainChoice(events(300), { collaborative: false, visits: 50 }).visits).toBeLessThanOrEqual(50);
  });

  it('makes a model of zeros from no visits', () => {
    const model = trainChoice(events(0), { collaborative: true });
    expect([model.visits, model.lossBefore, model.lossAfter]).toEqual([0, 0, 0]);
    expect(model.weights.every((weight) => weight === 0)).toBe(true);
  });

  it.each([false, true])(
    'learns nothing from what comes after the last visit (collaborative: %p)',
    (collaborative) => {
      const { releases, visits, ratings } = events(200);
      const model = trainChoice({ releases, visits, ratings }, { collaborative });
      const later = {
        releases: {
          time: Float64Array.of(...releases.time, 5000),
          movieId: Int32Array.of(...releases.movieId, 7777),
          title: [...releases.title, 'Film 3 (1980)'],
          genres: [...releases.genres, 'Drama'],
        },
        visits,
        ratings: {
          time: Float64Array.of(...ratings.time, 5000, 5000),
          userId: Int32Array.of(...ratings.userId, 1, 2),
          movieId: Int32Array.of(...ratings.movieId, 7777, 1),
          value: Float32Array.of(...ratings.value, 1, 1),
        },
      };
      expect(trainChoice(later, { collaborative })).toEqual(model);
    },
  );

  it.each([false, true])(
    'computes features from the events before alone (collaborative: %p)',
    (collaborative) => {
      const past = events(200);
      const names = featureNames(GENRES, collaborative);
      const at = 100;
      const featuresAt = (given: TrainingEvents): Float64Array => {
        const replay = new EventReplay(given);
        replay.advanceTo(given.visits.time[at]);
        const { interactions } = replay;
        const out = new Float64Array(3 * names.length);
        const films = [1, 2, 3].map((place) => interactions.filmOf(3 * at + place));
        new ChoiceFeatures(interactions, names).write(
          interactions.userOf(past.visits.userId[at]),
          films,
          out,
        );
        return out;
      };
      // At its own time the visit's rating is not known yet, and all that follows may be anything.
      const changed = {
        ...past,
        releases: {
          ...past.releases,
          genres: past.releases.genres.map((name, film) => (film < 3 * at + 3 ? name : 'War')),
        },
        ratings: {
          ...past.ratings,
          movieId: past.ratings.movieId.map((id, visit) => (visit < at ? id : 3 * at + 1)),
        },
      };
      expect(featuresAt(changed)).toEqual(featuresAt(past));
      expect(featuresAt(past).some((value) => value !== 0)).toBe(true);
    },
  );
});

describe('choice', () => {
  const given = events(300);
  const known = new Interactions();
  const { releases, ratings } = given;
  releases.movieId.forEach((id, film) => {
    known.addMovie(id, releases.title[film], releases.genres[film]);
  });
  ratings.movieId.forEach((id, row) => {
    known.addRating(ratings.userId[row], id, ratings.value[row]);
  });
  known.addMovie(2001, 'New Drama (1985)', 'Drama');
  known.addMovie(2002, 'New Comedy (1985)', 'Comedy');
  known.addMovie(2003, 'New War (1985)', 'War');

  it.each([false, true])('serves what each user loves (collaborative: %p)', (collaborative) => {
    const choice = new ChoiceRecommender(known);
    choice.use(trainChoice(given, { collaborative }));
    const random = randomStream('choice');
    for (let user = 1; user <= 6; user++) {
      const ranked = choice.rank(user, [2001, 2002, 2003], random)!;
      expect(ranked[0]).toBe(2001 + (user % 3));
    }
    const seen = ratings.movieId[ratings.userId.indexOf(1)];
    expect(choice.rank(1, [seen, 2003, 99_999], random)!.at(-1)).toBe(seen);
  });

  it('cannot serve before it is trained, nor a user without history', () => {
    const choice = new ChoiceRecommender(known);
    expect(choice.rank(1, [2001, 2002], Math.random)).toBeUndefined();
    choice.use(trainChoice(given, { collaborative: false }));
    expect(choice.rank(77, [2001, 2002], Math.random)).toBeUndefined();
  });

  it('refuses a model of other features', () => {
    const model = trainChoice(given, { collaborative: false });
    const other = { ...model, features: ['age', ...model.features.slice(1)] };
    expect(() => {
      new ChoiceRecommender(known).use(other);
    }).toThrow('These are not the features of a choice model: age,');
  });
});
