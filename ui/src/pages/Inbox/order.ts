// Which cases a view has, and in which order.
import type { Row, ViewName } from '../../lib/desk';

export type View = ViewName | `queue:${string}`;
export type Order = 'due' | 'newest';

export function belongs(row: Row, view: View, me: number | null, now: number): boolean {
  const open = row.state !== 'resolved';
  switch (view) {
    case 'mine': return me !== null && row.agent?.id === me && (row.state === 'assigned' || row.state === 'waiting');
    case 'waiting': return row.state === 'waiting';
    case 'late': return open && row.due !== null && Date.parse(row.due) <= now;
    case 'mentions': return open && row.mentioned;
    case 'snoozed': return row.state === 'snoozed';
    case 'all': return open;
    case 'resolved': return !open;
    default: return row.state === 'waiting' && view === `queue:${row.queue}`;
  }
}

/** What is due first; where nobody waits stands last. Or what was said last. */
export function before(left: Row, right: Row, order: Order): number {
  if (order === 'newest') return Date.parse(right.last_at) - Date.parse(left.last_at) || left.id - right.id;
  const due = (row: Row): number => (row.due ? Date.parse(row.due) : Infinity);
  const [one, other] = [due(left), due(right)];
  return (one === other ? 0 : one - other) || left.id - right.id;
}

/** The rows with what changed in its place. What comes after the last that was loaded comes with the next part, unless all is there. */
export function merge(rows: readonly Row[], changed: readonly Row[], keep: (row: Row) => boolean, order: Order, whole: boolean): Row[] {
  const known = new Map(rows.map((row) => [row.id, row]));
  const newer = changed.filter((row) => row.revision >= (known.get(row.id)?.revision ?? 0));
  const touched = new Set(newer.map((row) => row.id));
  const left = rows.filter((row) => !touched.has(row.id));
  const last = left.at(-1);
  for (const row of newer) {
    if (!keep(row)) continue;
    if (!whole && last && !known.has(row.id) && before(row, last, order) > 0) continue;
    left.splice(place(left, row, order), 0, row);
  }
  return left;
}

function place(rows: readonly Row[], row: Row, order: Order): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before(rows[middle]!, row, order) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
