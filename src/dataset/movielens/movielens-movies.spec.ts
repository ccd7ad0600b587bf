import {
  CSV,
  DAT,
  describeRefusals,
  type Files,
  flags,
  ITEM,
} from '../../../test/support/movielens-files.js';

const movies = (lines: string | Buffer): Files => ({
  ...CSV,
  'movies.csv': Buffer.concat([Buffer.from('movieId,title,genres\n'), Buffer.from(lines)]),
});

describe('films of a MovieLens folder', () => {
  describeRefusals([
    ['no films', movies(''), 'set/movies.csv holds no films; give a dataset with at least one.'],
    [
      'a genre list of blank lines',
      { ...ITEM, 'u.genre': '\n\n' },
      'set/u.genre holds no genres; add them or remove the file.',
    ],
    [
      'another header of films',
      { ...CSV, 'movies.csv': 'id;title;genres\n1;A;B\n' },
      'set/movies.csv, line 1: expected the header "movieId,title,genres", found "id;title;genres"; ' +
        'put that header first.',
    ],
    [
      'a film with too few fields',
      movies('1,A,B\n2,A\n'),
      'set/movies.csv, line 3: expected 3 fields with "," between them, found 2 in "2,A"; correct or remove the line.',
    ],
    [
      'a title with a bare comma',
      movies('1,A, The,B\n'),
      'set/movies.csv, line 2: expected 3 fields with "," between them, found 4 in "1,A, The,B"; ' +
        'correct or remove the line.',
    ],
    [
      'an empty line among films',
      movies('1,A,B\n\n2,A,B\n'),
      'set/movies.csv, line 3: the line is empty; remove it.',
    ],
    [
      'a quote that is not closed',
      movies('1,A,B\n2,"A,B\n3,C,D\n'),
      'set/movies.csv, line 3: a quote is opened and not closed; put quotes around the whole field and double those ' +
        'within.',
    ],
    [
      'a quote that the next one closes',
      movies('1,A,B\n2,"A,B\n3,"C",D\n'),
      'set/movies.csv, line 3: a quote stands where none may; put quotes around the whole field and double those within.',
    ],
    [
      'a quote within a field',
      movies('1,A,B\n2,A "B" C,D\n'),
      'set/movies.csv, line 3: a quote stands where none may; put quotes around the whole field and double those within.',
    ],
    [
      'text after a closing quote',
      movies('1,A,B\n2,"A" B,D\n'),
      'set/movies.csv, line 3: a quote stands where none may; put quotes around the whole field and double those within.',
    ],
    [
      'a film id of 0',
      movies('0,A,B\n'),
      'set/movies.csv, line 2: film id "0" is not a whole number from 1 to 2147483647; correct or remove the line.',
    ],
    [
      'a film id past 32 bits',
      movies('2147483648,A,B\n'),
      'set/movies.csv, line 2: film id "2147483648" is not a whole number from 1 to 2147483647; ' +
        'correct or remove the line.',
    ],
    [
      'a film twice',
      movies('5,A,B\n6,C,D\n5,E,F\n'),
      'set/movies.csv, line 4: film 5 is already on line 2; keep one of the two lines.',
    ],
    [
      'an empty title',
      movies('5, ,B\n'),
      'set/movies.csv, line 2: the title of film 5 is empty; correct or remove the line.',
    ],
    [
      'a long title',
      movies(`5,${'x'.repeat(1001)},B\n`),
      'set/movies.csv, line 2: the title has 1001 characters, more than the 1000 allowed; correct or remove the line.',
    ],
    [
      'long genres',
      movies(`5,A,${'x'.repeat(1001)}\n`),
      'set/movies.csv, line 2: the genre list has 1001 characters, more than the 1000 allowed; ' +
        'correct or remove the line.',
    ],
    [
      'a NUL in a title',
      movies('5,A,B\n6,\0,B\n'),
      'set/movies.csv, line 3: the text has a NUL character; save the file as plain text.',
    ],
    [
      'Latin-1 in movies.csv',
      movies(Buffer.from('5,A,B\n6,Amélie,B\n', 'latin1')),
      'set/movies.csv, line 3: the text is not UTF-8; save the file as UTF-8.',
    ],
    [
      'a film of movies.dat with too few fields',
      { ...DAT, 'movies.dat': '1::A\n' },
      'set/movies.dat, line 1: expected 3 fields with "::" between them, found 2 in "1::A"; correct or remove the line.',
    ],
    [
      'an empty line in movies.dat',
      { ...DAT, 'movies.dat': '1::A::B\n\n2::A::B\n' },
      'set/movies.dat, line 2: the line is empty; remove it.',
    ],
    [
      'a film of u.item with too few fields',
      { ...ITEM, 'u.item': '1|A||||0|1\n' },
      'set/u.item, line 1: expected 24 fields with "|" between them, found 7 in "1|A||||0|1"; ' +
        'correct or remove the line.',
    ],
    [
      'a genre flag of u.item that is no flag',
      { ...ITEM, 'u.item': `1|A||||${flags(1).replace('1', 'x')}\n` },
      'set/u.item, line 1: genre flag "x" is neither 0 nor 1; correct or remove the line.',
    ],
    [
      'a gap in u.genre',
      { ...ITEM, 'u.genre': 'unknown|0\nAction|2\n' },
      'set/u.genre, line 2: expected a genre and its number 1, found "Action|2"; correct or remove the line.',
    ],
  ]);
});
