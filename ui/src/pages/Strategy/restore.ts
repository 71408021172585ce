import { call } from '../../lib/api';
import { changed } from './changed.svelte';
import type { Published } from './shapes';

/** Puts an earlier publication in force again, and tells the pages that show what is. */
export async function restore(number: number, note: string): Promise<Published> {
  const done = await call<Published>('POST', `/api/strategy/publications/${number}/restore`, { body: { note } });
  changed.tell();
  return done;
}
