// What the views are called, and all of them to choose from.
import type { Overview } from '../../lib/desk';
import { named, say, type Word } from '../../lib/words.svelte';
import type { View } from './order';

export function viewName(view: View, overview: Overview | null): string {
  if (!view.startsWith('queue:')) return say(`inbox.view_${view}` as Word);
  return queueName(view.slice('queue:'.length), overview);
}

/** A queue by the name that the strategy gives it. */
export const queueName = (name: string, overview: Overview | null): string => named(overview?.queues.find((queue) => queue.name === name)?.title, name);

export const viewOptions = (overview: Overview | null): { value: View; label: string; count: number | null; group: string }[] => [
  ...(overview?.views ?? []).map((one) => ({ value: one.id, label: say(`inbox.view_${one.id}`), count: one.count, group: say('inbox.views') })),
  ...(overview?.queues ?? []).map((one) => ({ value: `queue:${one.name}` as const, label: named(one.title, one.name), count: one.waiting, group: say('inbox.queues') })),
];

const VIEWS = ['mine', 'waiting', 'late', 'mentions', 'snoozed', 'all', 'resolved'];
export const readView = (text: string | null): View => (text && (VIEWS.includes(text) || text.startsWith('queue:')) ? (text as View) : 'mine');
