// What happened, in words.
import type { Message, Names } from '../../lib/desk';
import { dateTime } from '../../lib/format';
import { reasonName } from '../../lib/reasons.svelte';
import { named, say, sayCode, type Values, type Word } from '../../lib/words.svelte';

export function happened({ event, state, text, by }: Message, queueName: (name: string) => string): string {
  if (state === 'unsaid') return say('inbox.event_unsaid');
  if (!event) return text;
  if (by === 'strategy') return say('inbox.event_message', { text });
  const kind = event.kind.replace(/^(case|conversation)\./, '');
  const code = `event_${kind}`;
  if (event.kind === 'decision' || sayCode('inbox', code) === code) return event.text ?? event.kind;
  const told = Object.fromEntries(Object.entries(event).map(([name, value]) => [name, written(name, value, queueName)]));
  const who = told['by'] ? say('inbox.by', { who: told['by'] }) : '';
  const note = told['note'] ? `: “${told['note']}”` : '';
  const more = told['how'] || told['because'] ? ` (${told['how'] || told['because']})` : '';
  return say(`inbox.${code}` as Word, { to: told['queue'] ?? '–', queue: '–', reason: '–', until: '–', case: '–', ...told } as Values) + more + who + note;
}

/** Codes, names and moments as people read them. */
function written(name: string, value: unknown, queueName: (name: string) => string): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return 'name' in value ? (value.name === 'routing' ? say('inbox.routing') : typeof value.name === 'string' ? value.name : named(value.name as Names, '')) : '';
  const text = String(value);
  if (name === 'by' && text === 'routing') return say('inbox.routing');
  if (name === 'until') return dateTime(text);
  if (name === 'reason') return reasonName(text);
  if (name === 'how') return sayCode('inbox', `how_${text}`).replace(/^how_/, '');
  if (name === 'because') return sayCode('inbox', `because_${text}`).replace(/^because_/, '');
  return name === 'queue' || name === 'from' || name === 'to' ? queueName(text) : text;
}
