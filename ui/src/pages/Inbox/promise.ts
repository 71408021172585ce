// How much of the promised time is used: calm, then the last fifth, then over.
import type { Row } from '../../lib/desk';

export type Promised = { state: 'calm' | 'soon' | 'late'; /** What is used of the promise, 0 to 1. */ share: number; /** What is left; below nothing when it is over. */ seconds: number };

const SOON = 0.8;

/** Nothing is promised where nobody waits. */
export function promised(row: Pick<Row, 'due' | 'promise_seconds'>, now: number): Promised | null {
  if (!row.due) return null;
  const seconds = (Date.parse(row.due) - now) / 1000;
  // Closed hours do not count: more can be left than was promised.
  const share = row.promise_seconds ? Math.min(1, Math.max(0, 1 - seconds / row.promise_seconds)) : seconds > 0 ? 0 : 1;
  return { state: seconds <= 0 ? 'late' : share >= SOON ? 'soon' : 'calm', share, seconds };
}
