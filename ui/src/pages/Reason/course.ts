// A reason's rate over time: which stretches are whole.
import type { Point, Stretch } from '../../lib/figures';

const DAY = 86_400_000;

/** Cut off by the period's first or last day: fewer contacts there need not mean fewer per day. */
export function isShort({ from, to }: Pick<Point, 'from' | 'to'>, by: Stretch): boolean {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / DAY) + 1;
  const start = new Date(`${from}T00:00:00Z`);
  const whole = by === 'day' ? 1 : by === 'week' ? 7 : new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 0)).getUTCDate();
  return days < whole;
}
