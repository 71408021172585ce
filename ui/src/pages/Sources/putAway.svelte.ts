// Putting away for good, which happens only when there was time to think better of it. It goes on when the page is
// left for another; when the browser is closed, nothing is put away.
import { SvelteSet } from 'svelte/reactivity';
import { api, ask, ApiProblem } from '../../lib/api';
import { toast, toasts } from '../../lib/toasts.svelte';
import { say } from '../../lib/words.svelte';

const PATIENCE = 8000;

/** What is out of view already. */
export const leaving = new SvelteSet<number>();

export function putAway(numbers: number[], done: () => void): void {
  for (const number of numbers) leaving.add(number);
  const timer = setTimeout(() => void drop(), PATIENCE);
  const shown = toast(say('sources.willDrop', { count: numbers.length, seconds: PATIENCE / 1000 }), { undo: back, stays: PATIENCE });

  function back(): void {
    clearTimeout(timer);
    for (const number of numbers) leaving.delete(number);
  }

  async function drop(): Promise<void> {
    toasts.dismiss(shown);
    const kept: number[] = [];
    for (const number of numbers) {
      try {
        await ask(api.DELETE('/api/quarantine/{number}', { params: { path: { number } } }));
      } catch (fault) {
        if (!(fault instanceof ApiProblem) || fault.status !== 404) kept.push(number);
      }
    }
    if (kept.length) toast(say('sources.notDropped', { count: kept.length }), { tone: 'problem' });
    // What is gone stays out of view until the list has come again.
    for (const number of kept) leaving.delete(number);
    done();
  }
}
