import { deserialize, serialize } from 'node:v8';
import { type EaseModel, group } from './ease-training.js';

/** What is stored of an EASE model: of the symmetric K⁻¹ one half, row after row, in single precision; no raters by film. */
type PackedEase = Omit<EaseModel, 'inverse' | 'raters' | 'raterStart'> & { readonly half: Float32Array };

/** Packs a model for storage, 2 bytes per pair of users and 4 per rating; scores keep some six digits. */
export function packEase(model: EaseModel): Uint8Array {
  const { lambda, userIds, movieIds, films, filmStart, diagonal, inverse } = model;
  const n = userIds.length;
  const half = new Float32Array((n * (n + 1)) / 2);
  for (let row = 0, at = 0; row < n; row++) {
    for (let column = 0; column <= row; column++) half[at++] = inverse[row * n + column];
  }
  const packed: PackedEase = { lambda, userIds, movieIds, films, filmStart, diagonal, half };
  return serialize(packed);
}

/** @throws Error for bytes that `packEase` did not make */
export function unpackEase(bytes: Uint8Array | null): EaseModel {
  const { half, ...rest } = deserialize(bytes ?? new Uint8Array(0)) as PackedEase;
  const { userIds, movieIds, films, filmStart, diagonal } = rest;
  const n = userIds.length;
  if (
    half.length !== (n * (n + 1)) / 2 ||
    filmStart.length !== n + 1 ||
    films.length !== filmStart[n] ||
    diagonal.length !== movieIds.length
  ) {
    throw new RangeError('These are not the weights of an EASE model.');
  }
  const inverse = new Float64Array(n * n);
  for (let row = 0, at = 0; row < n; row++) {
    for (let column = 0; column <= row; column++, at++) {
      inverse[row * n + column] = half[at];
      inverse[column * n + row] = half[at];
    }
  }
  const users = new Int32Array(films.length);
  for (let user = 0; user < n; user++) users.fill(user, filmStart[user], filmStart[user + 1]);
  const [raters, raterStart] = group(films, users, movieIds.length);
  return { ...rest, inverse, raters, raterStart };
}
