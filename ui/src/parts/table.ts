// What a table needs to know of its columns.
import type { Snippet } from 'svelte';
import type { Cell } from '../lib/csv';

export type Column<Row> = {
  key: string;
  label: string;
  /** What it is sorted by and what the CSV file holds: numbers as numbers, never formatted. */
  value: (row: Row) => Cell;
  /** What is read; `value` when absent. */
  text?: (row: Row) => string;
  /** Drawn instead of text; the rows' snippet. */
  cell?: Snippet<[Row]>;
  /** Numbers end at the right; default by the first row's value. */
  align?: 'start' | 'end';
  sortable?: boolean;
  /** Only where there is room: left out of the cards of a narrow screen. */
  wide?: boolean;
  /** Explains the heading on hover. */
  hint?: string;
};
