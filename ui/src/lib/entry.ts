// An entry of the log, and what can be said of it in a line.
import type { Schema } from './api';
import { levelOf, type Level } from './level';
import { reasonName } from './reasons.svelte';
import { language, say, sayCode } from './words.svelte';

export type Entry = Omit<Schema['Shown'], 'data'> & { data: Record<string, unknown> };
export type Told = { text: string; more: string; level: Level | null; /** Decided and not done. */ hollow: boolean; /** The text is a type's own name. */ code: boolean };

const OWN = 'voorzet';
export const isOwn = (entry: Entry): boolean => entry.source === OWN;
const text = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');

type Action = { level?: string; by?: string; message?: string };

export function told(entry: Entry): Told {
  const { data } = entry;
  if (entry.type === 'message.received') return { text: say('event.messageBy', { channel: sayCode('channel', text(data['channel'])) }), more: begun(data), level: null, hollow: false, code: false };
  if (entry.type === 'message.status') return { text: sayCode('event', `status_${text(data['step'])}`), more: text(data['problem']) || sayCode('channel', text(data['channel']) || text(data['account'])), level: null, hollow: false, code: false };
  if (isOwn(entry) && entry.type === 'conversation.said') return { text: say('event.conversation_said'), more: begun(data), level: null, hollow: false, code: false };
  const action = (data['action'] ?? {}) as Action;
  const own = isOwn(entry) ? sayCode('event', entry.type.replaceAll('.', '_')) : entry.type;
  const known = isOwn(entry) && own !== entry.type.replaceAll('.', '_');
  const decision = text(data['decision']);
  return {
    text: decision && isOwn(entry) ? say('event.decided', { what: sayCode('event', `decision_${decision}`) }) : known ? own : entry.type,
    more: (isOwn(entry) ? ownDetail(data, action) : detail(data)).filter(Boolean).join(' · '),
    level: action.level ? levelOf(action.level) : typeof data['level'] === 'string' ? levelOf(data['level']) : null,
    hollow: decision === 'held_out' || entry.history === true,
    code: !known && !decision,
  };
}

/** How what was said begins. */
function begun(data: Entry['data']): string {
  const said = text(data['text']).trim().split('\n')[0] ?? '';
  return [text(data['subject']), said.length > LINE ? `${said.slice(0, LINE).trimEnd()}…` : said].filter(Boolean).join(' · ');
}
const LINE = 90;

function ownDetail(data: Entry['data'], action: Action): string[] {
  const [reason, by, end, arm] = ['reason', 'by', 'end', 'arm'].map((name) => text(data[name]));
  return [
    reason && reasonName(reason),
    action.by ?? (by && sayCode('event', `barrier_${by}`).replace(/^barrier_/, '')),
    end && sayCode('event', `end_${end}`),
    arm && sayCode('event', `arm_${arm}`),
    text(data['channel']),
    text(data['route']),
  ] as string[];
}

/** The first of what a source says: short values only. */
function detail(data: Entry['data']): string[] {
  const [reason, ...rest] = [text(data['reason']), text(data['channel']), ...Object.entries(data).filter(([name]) => !['reason', 'channel', 'text', 'language'].includes(name)).map(([, value]) => text(value))];
  return [reason ? reasonName(reason) : '', ...rest.filter((value) => value && value.length <= MOST)].slice(0, 4);
}
const MOST = 32;

/** The why of a decision, in our language. */
export function whyOf(entry: Entry): string {
  // A source may have a why of its own.
  if (!isOwn(entry)) return '';
  const why = entry.data['why'];
  if (typeof why === 'string') return why;
  const told = (why ?? {}) as Record<string, string>;
  return told[language()] ?? told['en'] ?? '';
}
