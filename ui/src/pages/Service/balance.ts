// What was received, added up: whether all of it is accounted for.
import type { ReceivedDay } from '../../lib/desk';

export type Sum = Pick<ReceivedDay, 'received' | 'stored' | 'answered' | 'open' | 'automatic'>;
const NOTHING: Sum = { received: 0, stored: 0, answered: 0, open: 0, automatic: 0 };

export const sum = (days: readonly Sum[]): Sum =>
  days.reduce((all, one) => ({ received: all.received + one.received, stored: all.stored + one.stored, answered: all.answered + one.answered, open: all.open + one.open, automatic: all.automatic + one.automatic }), NOTHING);

/** Whether all that came is accounted for. */
export const balances = (one: Sum): boolean => one.received === one.stored && one.stored === one.answered + one.open + one.automatic;

export type DayOf = Sum & { day: string; parts: ReceivedDay[] };

/** Each day once, over its channels, the oldest first. */
export function byDay(days: readonly ReceivedDay[]): DayOf[] {
  const grouped = new Map<string, ReceivedDay[]>();
  for (const one of days) grouped.set(one.day, [...(grouped.get(one.day) ?? []), one]);
  return [...grouped].map(([day, parts]) => ({ day, parts, ...sum(parts) })).toSorted((left, right) => left.day.localeCompare(right.day));
}
