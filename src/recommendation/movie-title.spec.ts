import { hasOtherTitle, wordsOfTitle, yearOfTitle } from './movie-title.js';

describe('titles', () => {
  it.each([
    ['Jumanji (1995)', 1995, ['jumanji'], false],
    ['City of God (Cidade de Deus) (2002) ', 2002, ['city', 'of', 'god', 'cidade', 'de', 'deus'], true],
    ['Babylon 5', 0, ['babylon', '5'], false],
    ['Amélie & Amélie (Fabuleux) ', 0, ['amélie', 'fabuleux'], false],
    ['', 0, [], false],
  ])('reads %p', (title, year, words, other) => {
    expect([yearOfTitle(title), [...wordsOfTitle(title)], hasOtherTitle(title)]).toEqual([
      year,
      words,
      other,
    ]);
  });
});
