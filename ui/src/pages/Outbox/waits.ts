// Why something waits or went wrong: the server's own reasons in our words, a provider's as they are.
import { clock } from '../../lib/format';
import { say } from '../../lib/words.svelte';

export function inWords(problem: string): string {
  const text = problem.replace(/^waits: /, '');
  const names = [...text.matchAll(/`([^`]+)`|\[([^\]]+)\]/g)].map((found) => found[1] ?? found[2] ?? '');
  const [name = '', place = ''] = names;
  if (text.startsWith('no secret is configured')) return say('outbox.waitsSecret', { name, place });
  if (text.startsWith('the subscriber')) return say('outbox.waitsSubscriber', { name, place });
  if (text.startsWith('no provider is configured')) return say('outbox.waitsProvider', { name, place });
  if (text.startsWith('the receiver fails')) return say('outbox.waitsFails');
  const until = /^the receiver asks to be left alone until (\S+)/.exec(text)?.[1];
  if (until) return say('outbox.waitsUntil', { time: clock(until) });
  const gone = /^the receiver is gone \((.*)\)$/.exec(text)?.[1];
  if (gone) return say('outbox.waitsGone', { why: gone });
  return text === 'called off by a person' ? say('outbox.calledOff') : text;
}
