/** Films, by their numbers, in the order of their release. */
export class ReleaseOrder {
  /** Film numbers in the order of release. */
  readonly films: number[] = [];
  /** Place in that order by film number, or -1 for a film that is not out. */
  readonly places: number[] = [];
  /** The largest release id known. */
  newestId = 0;
  /** Release ids by film number, infinite where none is known. */
  private readonly ids: number[] = [];

  /** Adds a film that is not out; the first has number 0. */
  add(): void {
    this.places.push(-1);
    this.ids.push(Infinity);
  }

  /**
   * Releases a film, or learns where one belongs that is out.
   * @param id grows in the order of release; without it the film is the last one, until its id is known
   * @returns whether it was not out before
   */
  release(film: number, id = Infinity): boolean {
    const isNew = this.places[film] < 0;
    if (isNew) this.places[film] = this.films.push(film) - 1;
    if (id < this.ids[film]) this.moveUp(film, id);
    return isNew;
  }

  private moveUp(film: number, id: number): void {
    const { films, places, ids } = this;
    ids[film] = id;
    this.newestId = Math.max(this.newestId, id);
    let place = places[film];
    for (; place > 0 && ids[films[place - 1]] > id; place--) {
      films[place] = films[place - 1];
      places[films[place]] = place;
    }
    films[place] = film;
    places[film] = place;
  }
}
