import { keysetQuery } from './keyset.js';

const ratings = { table: 'ratings', columns: '*', key: ['user_id', 'movie_id'], limit: 5 };

describe('keysetQuery', () => {
  it('reads from the start in the order of the key', () => {
    expect(keysetQuery({ ...ratings, where: {} })).toEqual({
      text: 'SELECT * FROM ratings ORDER BY user_id, movie_id LIMIT $1',
      values: [5],
    });
  });

  it('goes on behind a position', () => {
    expect(keysetQuery({ ...ratings, where: {}, after: [7, 9] })).toEqual({
      text: 'SELECT * FROM ratings WHERE (user_id, movie_id) > ($1, $2) ORDER BY user_id, movie_id LIMIT $3',
      values: [7, 9, 5],
    });
  });

  it('orders by what a condition leaves free', () => {
    expect(keysetQuery({ ...ratings, where: { movie_id: 3, user_id: undefined }, after: [7, 3] })).toEqual({
      text: 'SELECT * FROM ratings WHERE movie_id = $1 AND (user_id) > ($2) ORDER BY user_id LIMIT $3',
      values: [3, 7, 5],
    });
  });

  it('has nothing behind the one row of a whole key', () => {
    const where = { user_id: 7, movie_id: 3 };
    expect(keysetQuery({ ...ratings, where }).text).toBe(
      'SELECT * FROM ratings WHERE user_id = $1 AND movie_id = $2 LIMIT $3',
    );
    expect(keysetQuery({ ...ratings, where, after: [7, 3] }).text).toContain('AND false LIMIT');
  });

  describe('of a table in groups', () => {
    const feedback = { table: 'feedbacks', columns: '*', key: ['feedback_id'], limit: 5 };
    const grouped = { ...feedback, groups: ['action_cycle', 'user_type'] };

    it('walks through the groups where only they are asked for', () => {
      const { text, values } = keysetQuery({ ...grouped, where: { user_type: 'B' }, after: [7] });
      expect(text).toContain('WITH RECURSIVE walk (group_1, group_2)');
      expect(text).toContain('(action_cycle, user_type, feedback_id) > (group_1, group_2, $1)');
      expect(text).toContain('WHERE group_2 = $2 AND');
      expect(values).toEqual([7, 'B', 5]);
    });

    it('goes by the key where nothing, or anything else too, is asked for', () => {
      for (const where of [{}, { user_type: undefined }, { user_type: 'B', user_id: 3 }]) {
        expect(keysetQuery({ ...grouped, where })).toEqual(keysetQuery({ ...feedback, where }));
      }
    });
  });
});
