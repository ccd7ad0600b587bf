import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * Who sends a request, to count by: an IPv4 address, or the 64 bits of an IPv6 address that name a network.
 * @param proxies how many proxies of ours stand before the service; each adds the address that called it
 */
export function clientAddress({ headers, socket }: IncomingMessage, proxies: number): string {
  const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
  const named = proxies > 0 ? (forwarded.at(-proxies)?.trim() ?? '') : '';
  const address = isIP(named) ? named : (socket.remoteAddress ?? '');
  const inner = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(inner) === 6 ? networkOf(inner) : inner;
}

function networkOf(address: string): string {
  const groupsOf = (text: string) => text.split(':').filter((group) => group !== '');
  const [left, ...right] = address.toLowerCase().split('::').map(groupsOf);
  const tail = right.flat();
  const zeros = right.length === 0 ? 0 : Math.max(0, 8 - left.length - tail.length);
  const groups = [...left, ...Array<string>(zeros).fill('0'), ...tail];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
