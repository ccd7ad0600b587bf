import { simulateFeedback } from '../../test/support/simulated-feedback.js';
import type { AnswerCount, FeedbackPage } from '../feedback/feedback-columns.service.js';
import { aggregateFeedback, type FeedbackRow } from './aggregate-feedback.js';
import { alternatingDesign } from './experiment-design.js';
import { LedgerThread } from './ledger-thread.js';
import { reportOf } from './report.js';

const groups = ['A', 'B'].map((name) => ({ name, weight: 1 }));
const design = alternatingDesign(groups, 'choice', 'ease');
const rows = simulateFeedback({
  ...{ seed: 'thread', users: 60, films: 40, visitors: 20, userEffect: 1, filmEffect: 1 },
});

/** The rows of each group, as columns. */
const columnsOf = (feedback: readonly FeedbackRow[]): FeedbackPage[] =>
  ['A', 'B'].map((group) => {
    const own = feedback.filter((row) => row.group === group);
    return {
      cycle: 1,
      group,
      user: Int32Array.from(own, ({ user }) => user),
      film: Int32Array.from(own, ({ film }) => film),
      score: Float64Array.from(own, ({ score }) => score),
      listLength: new Int32Array(own.length).fill(9),
      id: Float64Array.from(own, (row) => feedback.indexOf(row) + 1),
    };
  });

describe('LedgerThread', () => {
  let thread: LedgerThread;
  beforeEach(() => (thread = new LedgerThread()));
  afterEach(() => thread.close());
  const reportBy = (answers: AnswerCount[] = []) => thread.ask({ kind: 'report', design, answers });

  it('reports on all rows that it was told of', async () => {
    thread.tell({ kind: 'feedback', rows: columnsOf(rows.slice(0, 500)) });
    thread.tell({ kind: 'feedback', rows: columnsOf(rows.slice(500)) });
    expect(await reportBy()).toEqual(reportOf(aggregateFeedback(rows), design));
  });

  it('counts lists apart from feedback, and forgets either', async () => {
    const lists = { cycle: 1, group: 'B', user: Int32Array.of(1, 2, 2), fallbacks: 1, coldStarts: 0 };
    thread.tell({ kind: 'lists', rows: [lists] });
    thread.tell({ kind: 'feedback', rows: columnsOf(rows) });
    thread.tell({ kind: 'feedback', rows: 'afresh' });
    const [, b] = (await reportBy([{ cycle: 1, group: 'B', answered: 2 }])).cycles[1].groups;
    expect(b).toMatchObject({ users: 2, lists_served: 3, lists_answered: 2, fallbacks: 1, feedback: 0 });
    thread.tell({ kind: 'lists', rows: 'afresh' });
    expect((await reportBy()).cycles[1].groups[1].lists_served).toBeNull();
  });

  it('takes columns over instead of copying them', () => {
    const [columns] = columnsOf(rows);
    thread.tell({ kind: 'feedback', rows: [columns] });
    expect(columns).toMatchObject({ user: new Int32Array(0), score: new Float64Array(0) });
  });

  it('throws what computing a report threw, and goes on', async () => {
    await expect(
      thread.ask({ kind: 'report', design: { groups: [], cycles: [] }, answers: [] }),
    ).rejects.toThrow('comparisons');
    expect((await reportBy()).verdict.verdict).toBe('warming-up');
  });

  it('leaves nobody waiting when it ends, and takes nothing more', async () => {
    const waiting = reportBy();
    await Promise.all([expect(waiting).rejects.toThrow('ended with code'), thread.close()]);
    expect(thread.isOver).toBe(true);
    await expect(reportBy()).rejects.toThrow('ended with code');
    expect(() => {
      thread.tell({ kind: 'feedback', rows: 'afresh' });
    }).toThrow('ended with code');
  });
});
