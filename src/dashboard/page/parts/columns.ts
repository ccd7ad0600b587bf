import type { Interval } from '../wire.js';
import type { View } from '../view.js';
import type { Column } from './table.js';
import { badge, value } from './value.js';

type Known = number | null | undefined;

/** A column of numbers. */
export const numberColumn = <Row>(
  view: View,
  key: string,
  heading: string,
  cell: (row: Row) => Known,
  show: (number: number) => string,
): Column<Row> => ({
  key,
  heading,
  isNumber: true,
  cell: (row) => cell(row) ?? null,
  show: (row) => value(view, cell(row), show),
});

/** Two columns: an interval's bounds. */
export const intervalColumns = <Row>(
  view: View,
  key: string,
  heading: string,
  cell: (row: Row) => Interval | null | undefined,
  show: (number: number) => string,
): Column<Row>[] => [
  numberColumn(view, `${key}_lower`, `${heading} ↓`, (row) => cell(row)?.[0], show),
  numberColumn(view, `${key}_upper`, `${heading} ↑`, (row) => cell(row)?.[1], show),
];

/** A column of groups, each in its colour. */
export const groupColumn = <Row>(view: View, cell: (row: Row) => string): Column<Row> => ({
  key: 'group',
  heading: view.texts.group,
  cell,
  show: (row) => badge(view, cell(row)),
});
