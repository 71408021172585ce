// Tables as CSV files (RFC 4180) that open in a spreadsheet and run nothing there.
import { save } from './save';

export type Cell = string | number | boolean | null | undefined;

/** Excel reads UTF-8 only when the file begins with this. */
const BOM = '\uFEFF';
/** What a spreadsheet takes for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r]/;
/** A number keeps its sign: it can run nothing. */
const NUMBER = /^[+-]?(\d+([.,]\d+)*|[.,]\d+)(e[+-]?\d+)?$/i;

export function toCsv(head: string[], rows: Cell[][]): string {
  return BOM + [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

export function saveCsv(name: string, head: string[], rows: Cell[][]): void {
  save(`${name}.csv`, new Blob([toCsv(head, rows)], { type: 'text/csv;charset=utf-8' }));
}

function cell(value: Cell): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  let text = String(value);
  if (FORMULA.test(text) && !NUMBER.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
