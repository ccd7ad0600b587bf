import { readFileSync } from 'node:fs';
import { Environment, EnvironmentError, readEnvironment } from './environment.js';

describe('readEnvironment', () => {
  it('has a default for every variable, and counts an empty one as unset', () => {
    const defaults = readEnvironment({});
    expect(defaults).toMatchObject({
      PORT: 3000,
      HOST: '127.0.0.1',
      DATABASE_URL: 'embedded:.movieflix/postgres',
    });
    expect(readEnvironment({ PORT: '', DATABASE_URL: '', HOME: '/root' })).toEqual(defaults);
  });

  it('reads numbers as numbers', () => {
    expect(readEnvironment({ PORT: '0', CLIENT_WAIT_TIME: '0.25' })).toMatchObject({
      PORT: 0,
      CLIENT_WAIT_TIME: 0.25,
    });
  });

  it('lists everything that is wrong, and repeats no value, which may be a password', () => {
    const wrong = {
      PORT: '70000',
      HOST: 'not a host',
      DATABASE_URL: 'mysql://root:secret@db/films',
      DATABASE_POOL_SIZE: '1.5',
      DATABASE_WAIT_SECONDS: '0',
      DATABASE_TIMEOUT_SECONDS: '0',
      WORKERS: '0',
      SHUTDOWN_SECONDS: '4000',
      TRAIN_AFTER_RATINGS: '0.5',
      IDEMPOTENCY_HOURS: '0',
      CLIENT_WAIT_TIME: '-1',
      MOVIELENS_URL: 'nowhere',
      API_KEYS: 'write:too-short',
      ALLOW_ANONYMOUS: 'yes',
      CORS_ORIGINS: 'https://films.example/page',
      API_KEY: 'read:secret-secret-secret',
      RATE_LIMIT: '-1',
      TRUSTED_PROXIES: '11',
      MAX_CONNECTIONS: '1',
      LOG_LEVEL: 'loud',
    };
    let message = '';
    try {
      readEnvironment(wrong);
    } catch (error) {
      expect(error).toBeInstanceOf(EnvironmentError);
      message = (error as Error).message;
    }
    for (const variable of Object.keys(wrong)) expect(message).toContain(`- ${variable} must be`);
    expect(message).not.toContain('secret-');
    expect(message).not.toContain('secret@');
    expect(message).not.toContain('too-short');
  });

  it.each(['abc', '1e3', '0x10', ' ', '3000.5', '-1'])('refuses %j as a port', (PORT) => {
    expect(() => readEnvironment({ PORT })).toThrow('PORT must be a whole number from 0 to 65535');
  });

  it('is explained variable by variable in .env.example, with the same defaults', () => {
    const lines = readFileSync('.env.example', 'utf8').split('\n');
    const explained = Object.fromEntries(
      lines.filter((line) => /^[A-Z]/.test(line)).map((line) => line.split(/=(.*)/).slice(0, 2)),
    ) as Record<string, string>;
    const defaults = Object.entries(new Environment()).map(([name, value]) => [name, String(value)]);
    expect(explained).toEqual(Object.fromEntries(defaults));
  });
});
