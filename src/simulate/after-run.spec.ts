import { describeNext, type Whereabouts } from './after-run.js';
import { Tally } from './tally.js';

const here = { url: 'http://127.0.0.1:3000', startedHere: true };
const next = (service: typeof here, database: Whereabouts['database'], port = 3000) =>
  describeNext({ intended: 5, tally: new Tally() }, service, { port, database }).join('\n');

describe('describeNext', () => {
  it('says how to start the service again and look, with its tables in a folder or on a server', () => {
    expect(next(here, 'default')).toMatch(
      /npm start, then http:\/\/localhost:3000\/\n.*movieflix report\n.*the line that npm start prints\n {2}SELECT/,
    );
    expect(next(here, 'embedded:films')).toMatch(
      /DATABASE_URL=embedded:films npm start, .*\n.*DATABASE_URL=embedded:films npx movieflix report\n/,
    );
    expect(next(here, 'server')).toContain('psql "$DATABASE_URL"');
    expect(next(here, 'default', 0)).toContain('the address that it prints');
    expect(next(here, 'memory')).toContain('went with the service');
  });

  it('names the page of a service that goes on', () => {
    const there = { url: 'http://films.example:3000', startedHere: false };
    expect(next(there, 'default')).toContain('http://films.example:3000/ ');
    expect(next(there, 'memory')).toContain('npx movieflix report --url http://films.example:3000\n');
  });
});
