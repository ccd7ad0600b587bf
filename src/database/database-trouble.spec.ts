import { databaseTrouble } from './database-trouble.js';

const coded = (code: string) => Object.assign(new Error('It said no'), { code });

describe('databaseTrouble', () => {
  const CODES: readonly [codes: string[], kind: string, isUndone: boolean][] = [
    [['ECONNREFUSED', 'ENOTFOUND', '57P03', '28P01', '3D000', '25006'], 'away', true],
    [['ECONNRESET', 'EPIPE', '57P01', '57P02', '08006'], 'away', false],
    [['57014', '55P03'], 'slow', true],
    [['53300', '53200', '40001', '40P01'], 'crowded', true],
    [['53100'], 'full', true],
  ];
  it.each(CODES)('knows %j: %s, undone: %s', (codes, kind, isUndone) => {
    for (const code of codes) expect(databaseTrouble(coded(code))).toEqual({ kind, isUndone });
  });

  it.each([
    ['timeout exceeded when trying to connect', 'away', true],
    ['Connection terminated due to connection timeout', 'away', true],
    ['Client has encountered a connection error and is not queryable', 'away', true],
    ['Connection terminated unexpectedly', 'away', false],
    ['Query read timeout', 'slow', false],
  ])('knows "%s": %s, undone: %s', (message, kind, isUndone) => {
    expect(databaseTrouble(new Error(message))).toEqual({ kind, isUndone });
  });

  it.each([
    coded('23505'),
    coded('42P01'),
    coded('22003'),
    coded('ENOENT'),
    new TypeError('x is not a function'),
    'text',
    null,
  ])('is none for %p', (error) => {
    expect(databaseTrouble(error)).toBeUndefined();
  });
});
