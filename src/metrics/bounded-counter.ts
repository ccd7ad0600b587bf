import { Counter, type Registry } from 'prom-client';

/** Label sets of one counter; clients choose some of the values. */
const MOST_LABEL_SETS = 200;

/**
 * A counter whose labels come from clients: past a bound all that is new counts under `other`. Adding costs a look into a
 * map; the metric is made of it when it is asked for.
 */
export class BoundedCounter {
  private readonly counts = new Map<string, { readonly values: readonly string[]; count: number }>();

  constructor(registry: Registry, name: string, help: string, labelNames: readonly string[]) {
    const { counts } = this;
    new Counter({
      name,
      help,
      labelNames,
      registers: [registry],
      collect() {
        this.reset();
        for (const { values, count } of counts.values()) this.labels(...values).inc(count);
      },
    });
  }

  /** @param values of the labels, in their order */
  add(...values: readonly string[]): void {
    const key = values.join('\n');
    const known = this.counts.get(key);
    if (known) known.count++;
    else if (this.counts.size < MOST_LABEL_SETS) this.counts.set(key, { values, count: 1 });
    else this.addOther(values.length);
  }

  private addOther(labels: number): void {
    const known = this.counts.get('other');
    if (known) known.count++;
    else this.counts.set('other', { values: new Array<string>(labels).fill('other'), count: 1 });
  }
}
