// A reason's rate over time: which stretches are whole, and which hang together.
import type { Point, Stretch } from '../../lib/figures';

const DAY = 86_400_000;

/** Cut off by the period's first or last day: fewer contacts there need not mean fewer per day. */
export function isShort({ from, to }: Pick<Point, 'from' | 'to'>, by: Stretch): boolean {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / DAY) + 1;
  const start = new Date(`${from}T00:00:00Z`);
  const whole = by === 'day' ? 1 : by === 'week' ? 7 : new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 0)).getUTCDate();
  return days < whole;
}

/** Neighbours that have a rate; a line is never drawn over what is not known. */
export function runs<T extends { y: number | null }>(points: T[]): T[][] {
  const found: T[][] = [];
  let open: T[] = [];
  for (const point of points) {
    if (point.y !== null) open.push(point);
    else if (open.length) {
      found.push(open);
      open = [];
    }
  }
  return open.length ? [...found, open] : found;
}
