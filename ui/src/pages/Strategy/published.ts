import { ApiProblem, call } from '../../lib/api';
import type { Publication } from './shapes';

/** The strategy in force, or null when there is none. */
export async function published(signal?: AbortSignal): Promise<Publication | null> {
  try {
    return await call<Publication>('GET', '/api/strategy', signal ? { signal } : {});
  } catch (fault) {
    if (fault instanceof ApiProblem && fault.status === 404) return null;
    throw fault;
  }
}
