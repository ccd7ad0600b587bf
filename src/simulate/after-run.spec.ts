import { describeNext } from './after-run.js';
import { Tally } from './tally.js';

const here = { url: 'http://127.0.0.1:3000', startedHere: true };
const next = (service: typeof here, database: 'server' | 'folder' | 'memory', port = 3000) =>
  describeNext({ intended: 5, tally: new Tally() }, service, { port, database }).join('\n');

describe('describeNext', () => {
  it('says how to start the service again and look, with its tables in a folder or on a server', () => {
    expect(next(here, 'folder')).toMatch(
      /npm start, then http:\/\/localhost:3000\/\n.*movieflix report\n.*the line that npm start prints\n {2}SELECT/,
    );
    expect(next(here, 'server')).toContain('psql "$DATABASE_URL"');
    expect(next(here, 'folder', 0)).toContain('the address that it prints');
    expect(next(here, 'memory')).toContain('went with the service');
  });

  it('names the page of a service that goes on', () => {
    const there = { url: 'http://films.example:3000', startedHere: false };
    expect(next(there, 'folder')).toContain('http://films.example:3000/ ');
    expect(next(there, 'memory')).toContain('npx movieflix report --url http://films.example:3000\n');
  });
});
