// A way out, and how it does.
import type { Schema } from '../../lib/api';
import type { State } from './state';

/** What a server may not tell yet is absent, and is then not shown. */
export type Way = Schema['ShownRoute'] & {
  /** How much is in which state. */ counts?: Partial<Record<State, number>>;
  last_success?: string | null;
  last_failure?: Failure | null;
  /** How receiving does, where it receives. */ in?: { last_success: string | null; last_failure: Failure | null } | null;
};
type Failure = { at: string; problem: string };
export type Health = 'ready' | 'missing' | 'paused' | 'gone' | 'failing';

/** How receiving does; nothing where nothing is received, or nothing came yet. */
export function receiving(way: Way): 'ready' | 'failing' | null {
  if (!way.in || (!way.in.last_success && !way.in.last_failure)) return null;
  return way.in.last_failure && way.in.last_failure.at > (way.in.last_success ?? '') ? 'failing' : 'ready';
}

/** From what last really happened, not from what is configured alone. */
export function health(way: Way): Health {
  if (way.gone) return 'gone';
  if (way.missing) return 'missing';
  if (way.not_before) return 'paused';
  return way.last_failure && way.last_failure.at > (way.last_success ?? '') ? 'failing' : 'ready';
}
