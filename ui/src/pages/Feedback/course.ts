// Feedback over time: every stretch between the first and the last, also those in which nobody was asked.
import { plusDays } from '../../lib/day';
import type { Stretch } from './feedback';

/** The first day of the stretch after this one. */
export function next(first: string, by: Stretch): string {
  if (by === 'day') return plusDays(first, 1);
  if (by === 'week') return plusDays(first, 7);
  const [year, month] = first.split('-').map(Number) as [number, number];
  return month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`;
}

/** Rows by their first day, with null for the stretches between them in which nobody was asked. */
export function stretches<T extends { name: string }>(rows: readonly T[], by: Stretch): { from: string; row: T | null }[] {
  const known = new Map(rows.map((row) => [row.name, row]));
  const days = [...known.keys()].toSorted();
  const last = days.at(-1);
  const found: { from: string; row: T | null }[] = [];
  for (let day = days[0]; day !== undefined && last !== undefined && day <= last; day = next(day, by)) found.push({ from: day, row: known.get(day) ?? null });
  return found;
}

/** Releases with their places, those that would lie over each other as one. */
export function together<T extends { x: number }>(placed: readonly T[], room: number): T[][] {
  const found: T[][] = [];
  for (const one of placed.toSorted((left, right) => left.x - right.x)) {
    const before = found.at(-1);
    if (before && one.x - before[0]!.x < room) before.push(one);
    else found.push([one]);
  }
  return found;
}
