/** Ids up to this one are looked up in a plain table (16 MB at most), larger ones in a map. */
const TABLE_LIMIT = 2 ** 22;

/** Where an id stands in a list of distinct 32-bit positive ids. */
export class IdIndex {
  private readonly table: Int32Array;
  private readonly map = new Map<number, number>();

  constructor(readonly ids: Int32Array) {
    let highest = 0;
    for (const id of ids) if (id > highest && id <= TABLE_LIMIT) highest = id;
    this.table = new Int32Array(highest + 1).fill(-1);
    ids.forEach((id, index) => {
      if (id <= highest) this.table[id] = index;
      else this.map.set(id, index);
    });
  }

  /** Index of the id in the list, or -1; any number may be asked for. */
  indexOf(id: number): number {
    return (id < this.table.length ? this.table[id] : this.map.get(id)) ?? -1;
  }
}
