import { createHash, timingSafeEqual } from 'node:crypto';
import { keysOf, type Scope } from '../../config/api-keys.js';

/** A key that was found: its scope, and a number to tell it from the others without naming it. */
export interface KnownKey {
  readonly scope: Scope;
  readonly number: number;
}

const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** The keys of a service. Only their digests are kept. */
export class ApiKeys {
  private readonly keys: readonly { readonly scope: Scope; readonly digest: Buffer }[];

  /** @param text of a valid API_KEYS */
  constructor(text: string) {
    this.keys = keysOf(text).map(({ scope, secret }) => ({ scope, digest: digestOf(secret) }));
  }

  get areWanted(): boolean {
    return this.keys.length > 0;
  }

  /** Takes equally long for every secret of a length: digests are compared, and always all of them. */
  find(secret: string): KnownKey | undefined {
    const presented = digestOf(secret);
    let found: KnownKey | undefined;
    for (const [number, { scope, digest }] of this.keys.entries()) {
      const isSame = timingSafeEqual(digest, presented);
      if (isSame && found?.scope !== 'write') found = { scope, number };
    }
    return found;
  }
}
