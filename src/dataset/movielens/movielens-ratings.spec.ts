import { CSV, DAT, describeRefusals, type Files, ITEM } from '../../../test/support/movielens-files.js';

const ratings = (lines: string): Files => ({
  ...CSV,
  'ratings.csv': `userId,movieId,rating,timestamp\n${lines}`,
});

describe('ratings of a MovieLens folder', () => {
  describeRefusals([
    ['no ratings', ratings(''), 'set/ratings.csv holds no ratings; give a dataset with at least one.'],
    [
      'another header of ratings',
      { ...CSV, 'ratings.csv': '7,11,4.0,964982703\r\n' },
      'set/ratings.csv, line 1: expected the header "userId,movieId,rating,timestamp", found "7,11,4.0,964982703"; ' +
        'put that header first.',
    ],
    [
      'a rating with too few fields',
      ratings('7,11,4.0,1\n7,1\n'),
      'set/ratings.csv, line 3: expected 4 fields with "," between them, found 2 in "7,1"; correct or remove the line.',
    ],
    [
      'a rating that is cut off',
      ratings('7,11,4.0,1\n7,1,3'),
      'set/ratings.csv, line 3: expected 4 fields with "," between them, found 3 in "7,1,3"; correct or remove the line.',
    ],
    [
      'a rating with too many fields',
      ratings('7,11,4.0,1,9\r\n'),
      'set/ratings.csv, line 2: expected 4 fields with "," between them, found 5 in "7,11,4.0,1,9"; ' +
        'correct or remove the line.',
    ],
    [
      'a rating of ratings.dat with one colon',
      { ...DAT, 'ratings.dat': '1::2:5::978300760\n' },
      'set/ratings.dat, line 1: expected 4 fields with "::" between them, found 3 in "1::2:5::978300760"; ' +
        'correct or remove the line.',
    ],
    [
      'a rating of u.data with spaces',
      { ...ITEM, 'u.data': '5 3 4 881250949\n' },
      'set/u.data, line 1: expected 4 fields with "\\t" between them, found 1 in "5 3 4 881250949"; ' +
        'correct or remove the line.',
    ],
    [
      'a user id that is no number',
      ratings('u7,11,4.0,1\n'),
      'set/ratings.csv, line 2: user id "u7" is not a whole number from 1 to 2147483647; correct or remove the line.',
    ],
    [
      'a user id past 32 bits',
      ratings('2147483648,11,4.0,1\n'),
      'set/ratings.csv, line 2: user id "2147483648" is not a whole number from 1 to 2147483647; ' +
        'correct or remove the line.',
    ],
    [
      'a negative film id',
      ratings('7,-11,4.0,1\n'),
      'set/ratings.csv, line 2: film id "-11" is not a whole number from 1 to 2147483647; correct or remove the line.',
    ],
    [
      'a film that is not among the films',
      ratings('7,12,4.0,1\n'),
      'set/ratings.csv, line 2: film 12 is not in movies.csv; add the film there or remove the line.',
    ],
    [
      'a rating that is no number',
      ratings('7,11,good,1\n'),
      'set/ratings.csv, line 2: rating "good" is not a number; correct or remove the line.',
    ],
    [
      'an empty rating',
      ratings('7,11,,1\n'),
      'set/ratings.csv, line 2: rating "" is not a number; correct or remove the line.',
    ],
    [
      'a rating in another notation',
      ratings('7,11,4e0,1\n'),
      'set/ratings.csv, line 2: rating "4e0" is not written as in 3.5; correct or remove the line.',
    ],
    ...['0', '0.49', '5.01', '-1', '10'].map((value): [string, Files, string] => [
      `a rating of ${value}`,
      ratings(`7,11,${value},1\n`),
      `set/ratings.csv, line 2: rating "${value}" is outside 0.5 to 5; correct or remove the line.`,
    ]),
    [
      'an empty line among ratings',
      ratings('7,11,4.0,1\n\n\n7,1,4.0,1\n'),
      'set/ratings.csv, line 3: the line is empty; remove it.',
    ],
    [
      'a NUL in a rating',
      ratings('7,11,4.0,\0\n'),
      'set/ratings.csv, line 2: the text has a NUL character; correct or remove the line.',
    ],
    [
      'a line without end',
      ratings('9'.repeat(70_000)),
      'set/ratings.csv, line 2: the line is longer than 65536 bytes; correct or remove the line.',
    ],
    [
      'a rating given twice',
      ratings('7,11,4,0\n8,11,4,0\n7,1,4,0\n9,1,3,0\n7,11,5,0\n8,11,5,0\n'),
      'set/ratings.csv, line 6: user 7 has rated film 11 already on line 2; keep one of the two lines.',
    ],
    [
      'a rating given twice, without a header',
      { ...DAT, 'ratings.dat': '2000000000::1::5::0\n1::2::5::0\n2000000000::1::5::0\n' },
      'set/ratings.dat, line 3: user 2000000000 has rated film 1 already on line 1; keep one of the two lines.',
    ],
  ]);
});
