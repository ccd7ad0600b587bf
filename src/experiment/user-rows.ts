/** Rows of a chunk, and chunks of a block of memory. */
const CHUNK = 16;
const BLOCK = 256;

/** Goes through rows that lie one behind another: those from `start` to before `end`. */
export type VisitRows = (
  user: number,
  films: Int32Array,
  scores: Float64Array,
  start: number,
  end: number,
) => void;

/**
 * Rows of a film and a score each, by user; users and films go by numbers from 0. Rows lie in chunks of one user, and each
 * chunk knows the one before it: so all rows of one user can be gone through without those of the others, all rows of
 * everybody in the order of memory, and a row takes some 14 bytes, of which none is ever copied.
 */
export class UserRows {
  private readonly films: Int32Array[] = [];
  private readonly scores: Float64Array[] = [];
  /** By chunk: whose it is, and the user's chunk before it, or -1. */
  private readonly owner: number[] = [];
  private readonly earlier: number[] = [];
  /** By user: the newest chunk, and how many rows it holds. */
  private readonly newest: number[] = [];
  private readonly filled: number[] = [];

  /** Makes room for one more user, and returns the user's number. */
  addUser(): number {
    this.filled.push(CHUNK);
    return this.newest.push(-1) - 1;
  }

  push(user: number, film: number, score: number): void {
    if (this.filled[user] === CHUNK) this.addChunk(user);
    const chunk = this.newest[user];
    const block = Math.floor(chunk / BLOCK);
    const at = (chunk % BLOCK) * CHUNK + this.filled[user]++;
    this.films[block][at] = film;
    this.scores[block][at] = score;
  }

  /** All rows of one user. */
  visitUser(user: number, visit: VisitRows): void {
    for (let chunk = this.newest[user]; chunk >= 0; chunk = this.earlier[chunk])
      this.visitChunk(chunk, visit);
  }

  /** All rows of everybody. */
  visitAll(visit: VisitRows): void {
    for (let chunk = 0; chunk < this.owner.length; chunk++) this.visitChunk(chunk, visit);
  }

  private visitChunk(chunk: number, visit: VisitRows): void {
    const user = this.owner[chunk];
    const block = Math.floor(chunk / BLOCK);
    const start = (chunk % BLOCK) * CHUNK;
    const length = chunk === this.newest[user] ? this.filled[user] : CHUNK;
    visit(user, this.films[block], this.scores[block], start, start + length);
  }

  private addChunk(user: number): void {
    if (this.owner.length % BLOCK === 0) {
      this.films.push(new Int32Array(BLOCK * CHUNK));
      this.scores.push(new Float64Array(BLOCK * CHUNK));
    }
    this.earlier.push(this.newest[user]);
    this.newest[user] = this.owner.push(user) - 1;
    this.filled[user] = 0;
  }
}
