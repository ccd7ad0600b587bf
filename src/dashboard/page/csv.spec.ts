import { toCsv } from './csv.js';

describe('toCsv', () => {
  it('quotes what would end a cell or a row, and keeps all digits', () => {
    const rows = [
      ['Heat, "Director’s" cut', 8.88888888888889],
      ['two\nlines', null],
    ];
    expect(toCsv(['title', 'mean'], rows)).toBe(
      'title,mean\r\n"Heat, ""Director’s"" cut",8.88888888888889\r\n"two\nlines",\r\n',
    );
  });
});
