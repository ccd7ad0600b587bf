import { TestService } from './support/service.js';

const READ = 'reader-secret-0123456789';
const WRITE = 'writer-secret-0123456789';
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

describe('RATE_LIMIT', () => {
  let service: TestService;
  const variables = { RATE_LIMIT: '5', API_KEYS: `read:${READ},write:${WRITE}`, TRUSTED_PROXIES: '1' };
  beforeEach(async () => (service = await TestService.start(variables)));
  afterEach(() => service.stop());
  const ask = (headers: Record<string, string>, path = '/movies') =>
    service.send<{ detail: string }>('GET', path, undefined, headers);

  it('counts the calls of each key, says what is left, and refuses one too many', async () => {
    for (const left of [4, 3, 2, 1, 0]) {
      const { status, headers } = await ask(bearer(READ), left % 2 ? '/movies' : '/nothing');
      expect(status).toBe(left % 2 ? 200 : 404);
      expect(headers.get('ratelimit-policy')).toBe('"default";q=5;w=60');
      expect(headers.get('ratelimit')).toMatch(new RegExp(`^"default";r=${left};t=(60|5\\d)$`));
      expect(headers.get('retry-after')).toBeNull();
    }
    const { status, headers, body } = await ask(bearer(READ));
    expect(status).toBe(429);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(headers.get('ratelimit')).toMatch(/^"default";r=0;t=/);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(30);
    expect(body.detail).toContain('More than 5 calls');
    expect((await ask(bearer(WRITE))).status).toBe(200);
  });

  it('counts those without a key by their address, wrong guesses too', async () => {
    const from = (address: string, headers = {}) => ({
      'x-forwarded-for': `9.9.9.9, ${address}`,
      ...headers,
    });
    for (let call = 0; call < 5; call++) {
      const headers = from('192.0.2.7', call % 2 ? bearer(`wrong-secret-number-${call}`) : {});
      expect((await ask(headers)).status).toBe(401);
    }
    expect((await ask(from('192.0.2.7'))).status).toBe(429);
    expect((await ask(from('192.0.2.7'), '/livez')).status).toBe(429);
    expect((await ask(from('192.0.2.8'))).status).toBe(401);
    expect((await ask(from('192.0.2.7', bearer(READ)))).status).toBe(200);
  });
});
