// A way out, and how it does.
import type { Schema } from '../../lib/api';
import type { State } from './state';

/** What a server may not tell yet is absent, and is then not shown. */
export type Way = Schema['ShownRoute'] & {
  /** How much is in which state. */ counts?: Partial<Record<State, number>>;
  last_success?: string | null;
  last_failure?: { at: string; problem: string } | null;
};
export type Health = 'ready' | 'missing' | 'paused' | 'gone' | 'failing';

/** From what last really happened, not from what is configured alone. */
export function health(way: Way): Health {
  if (way.gone) return 'gone';
  if (way.missing) return 'missing';
  if (way.not_before) return 'paused';
  return way.last_failure && way.last_failure.at > (way.last_success ?? '') ? 'failing' : 'ready';
}
