import { ReleaseOrder } from './release-order.js';

describe('ReleaseOrder', () => {
  let order: ReleaseOrder;
  beforeEach(() => {
    order = new ReleaseOrder();
    for (let film = 0; film < 8; film++) order.add();
  });
  const expectOrder = (...films: number[]) => {
    expect(order.films).toEqual(films);
    expect(order.places).toEqual(Array.from({ length: 8 }, (_, film) => films.indexOf(film)));
  };

  it('is the order of the ids, however they come', () => {
    for (const [film, id] of [
      [3, 30],
      [1, 10],
      [4, 40],
      [2, 20],
    ])
      expect(order.release(film, id)).toBe(true);
    expectOrder(1, 2, 3, 4);
    expect(order.newestId).toBe(40);
  });

  it('puts films without an id last, until it is known', () => {
    order.release(5);
    order.release(1, 10);
    order.release(6);
    expectOrder(1, 5, 6);
    // Another process released film 2 between the two.
    expect([order.release(5, 20), order.release(2, 30), order.release(6, 40)]).toEqual([false, true, false]);
    expectOrder(1, 5, 2, 6);
  });

  it('changes nothing on a repeat, with or without the id', () => {
    for (const [film, id] of [
      [1, 10],
      [2, 20],
    ])
      order.release(film, id);
    expect([order.release(1), order.release(1, 10), order.release(2)]).toEqual([false, false, false]);
    expectOrder(1, 2);
  });
});
