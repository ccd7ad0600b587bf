import type { IncomingMessage } from 'node:http';
import { clientAddress } from './client-address.js';

const request = (remoteAddress: string, forwarded?: string) =>
  ({ headers: { 'x-forwarded-for': forwarded }, socket: { remoteAddress } }) as unknown as IncomingMessage;

describe('clientAddress', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:0:12::7', '2001:db8:0:12::/64'],
    ['2001:DB8:0000:0012:9:8:7:6', '2001:db8:0:12::/64'],
    ['::1', '0:0:0:0::/64'],
    ['2001:db8::', '2001:db8:0:0::/64'],
  ])('counts %s as %s', (address, wanted) => {
    expect(clientAddress(request(address), 0)).toBe(wanted);
  });

  it('believes as many proxies as there are, and no client', () => {
    const forwarded = '203.0.113.1, 203.0.113.2,203.0.113.3';
    expect(clientAddress(request('192.0.2.7', forwarded), 0)).toBe('192.0.2.7');
    expect(clientAddress(request('192.0.2.7', forwarded), 1)).toBe('203.0.113.3');
    expect(clientAddress(request('192.0.2.7', forwarded), 2)).toBe('203.0.113.2');
    expect(clientAddress(request('192.0.2.7', forwarded), 4)).toBe('192.0.2.7');
    expect(clientAddress(request('192.0.2.7', 'unknown'), 1)).toBe('192.0.2.7');
    expect(clientAddress(request('192.0.2.7'), 1)).toBe('192.0.2.7');
  });
});
