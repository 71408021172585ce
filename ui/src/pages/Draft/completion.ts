// What can be written where the cursor is: keys, names, words and the parts of an expression, all from what the server
// says can be named.
import { contextAt, type Context } from './context';

export type Known = { name: string; type: string };
export type KnownKey = { name: string; type: string; required: boolean; doc: string; words: string[]; names: string | null; expression: boolean };
export type KnownTable = { file: string; path: string; list: boolean; doc: string; keys: KnownKey[] };
export type Vocabulary = {
  event_types: { name: string; subject: string; fields: Known[] }[];
  traits: Known[];
  reasons: string[]; purposes: string[]; channels: string[]; webhooks: string[]; queues: string[]; hours: string[]; messages: string[]; answers: string[];
  functions: { name: string; signature: string; doc: string }[];
  tables: KnownTable[];
};

export type Choice = { label: string; /** What is written, when it is not the label. */ put?: string; detail?: string; info?: string; kind: 'key' | 'table' | 'name' | 'word' | 'function' };
export type Suggestion = { from: number; choices: Choice[] };

const OF_THEM: Record<string, (known: Vocabulary) => string[]> = {
  'event type': (known) => known.event_types.map((type) => type.name),
  reason: (known) => known.reasons,
  purpose: (known) => known.purposes,
  channel: (known) => known.channels,
  webhook: (known) => known.webhooks,
  queue: (known) => known.queues,
  'table of hours': (known) => known.hours,
  message: (known) => known.messages,
  answer: (known) => known.answers,
};
const LOCAL = ['hour', 'minute', 'weekday', 'day', 'month'];
const TYPES = ['bool', 'int', 'double', 'string', 'timestamp'];
/** What the functions take first. */
const TAKES: Record<string, (known: Vocabulary, place: number) => string[]> = {
  expected: (known) => known.reasons,
  consent: (known, place) => (place === 0 ? known.purposes : known.channels),
};
const OF_EVENTS = ['count', 'last', 'since', 'sum', 'min', 'max', 'avg'];

export function suggest(file: string, text: string, position: number, known: Vocabulary): Suggestion | null {
  if (file.endsWith('.md')) return inMessage(text, position, known);
  const context = contextAt(text, position);
  if (context.place === 'none') return null;
  if (context.place === 'header') return headers(file, context, known);
  if (context.place === 'key') return keys(file, context, known);
  return values(file, text, context, known);
}

/** Keys of this table in this file: `reasons` stands for every file in the folder. */
const kind = (file: string): string => (file.includes('/') ? file.slice(0, file.indexOf('/')) : file);
const tableOf = (file: string, path: string[], known: Vocabulary): KnownTable | undefined =>
  known.tables.find((table) => {
    const way = table.path === '' ? [] : table.path.split('.');
    return table.file === kind(file) && way.length === path.length && way.every((part, index) => part === '*' || part === path[index]);
  });

function headers(file: string, context: Context, known: Vocabulary): Suggestion {
  const own = known.tables.filter((table) => table.file === kind(file) && table.path !== '' && !table.path.includes('*'));
  const named = file === 'events.toml' ? [] : own;
  const choices = named.filter((table) => !table.path.includes('.')).map((table): Choice => {
    const header = table.list ? `[[${table.path}]]` : `[${table.path}]`;
    return { label: header, info: table.doc, kind: 'table' };
  });
  return { from: context.from, choices };
}

function keys(file: string, context: Context, known: Vocabulary): Suggestion | null {
  const table = tableOf(file, [...context.table, ...context.keys], known);
  if (!table) return null;
  const choices = table.keys.filter((key) => !context.there.includes(key.name)).map((key): Choice => ({ label: key.name, put: `${key.name} = `, detail: key.type, info: key.doc, kind: 'key' }));
  return { from: context.from, choices };
}

function values(file: string, text: string, context: Context, known: Vocabulary): Suggestion | null {
  const path = [...context.table, ...context.keys];
  const name = path.at(-1);
  const key = tableOf(file, path.slice(0, -1), known)?.keys.find((one) => one.name === name);
  const quoted = context.place === 'text';
  if (key?.expression && quoted && name !== 'key') return expression(text, context, known);
  const words = key ? wordsOf(path, key, known) : path.at(-2) === 'fields' || path.at(-2) === 'traits' ? TYPES : [];
  const plain = key?.type.startsWith('true or false') && !quoted ? ['true', 'false'] : [];
  const choices = [...plain.map((word): Choice => ({ label: word, kind: 'word' })), ...words.map((word): Choice => ({ label: word, ...(quoted ? {} : { put: `"${word}"` }), kind: key?.names || path.includes('offer') ? 'name' : 'word' }))];
  return choices.length ? { from: context.from, choices } : null;
}

function wordsOf(path: string[], key: KnownKey, known: Vocabulary): string[] {
  const inOffer = key.name === 'offer' || (key.name === 'use' && path.at(-2) === 'offer');
  if (inOffer) return [...known.answers.map((name) => `self_service:${name}`), ...known.queues.flatMap((name) => [`digital:${name}`, `personal:${name}`])];
  if (key.name === 'chance') return ['learned'];
  if (key.name === 'key') return ['asset', 'reason'];
  if (key.words.length) return key.words;
  return key.names ? (OF_THEM[key.names]?.(known) ?? []) : [];
}

function expression(text: string, context: Context, known: Vocabulary): Suggestion | null {
  const argument = /(\w+)\(((?:\s*'[^']*'\s*,)*)\s*'([^']*)$/.exec(context.typed);
  if (argument) {
    const [, name = '', before = '', typed = ''] = argument;
    const place = before.split(',').length - 1;
    const names = OF_EVENTS.includes(name) ? (place === 0 ? OF_THEM['event type']!(known) : place === 1 ? fieldsOf(known, [/'([^']*)'/.exec(before)?.[1] ?? '']).map((field) => field.name) : []) : (TAKES[name]?.(known, place) ?? []);
    return names.length ? { from: context.from + context.typed.length - typed.length, choices: names.map((label) => ({ label, kind: 'name' as const })) } : null;
  }
  if (/'[^']*$/.test(context.typed.replace(/'[^']*'/g, ''))) return null;
  const member = /(\w+)\.(\w*)$/.exec(context.typed);
  if (member) {
    const [, of = '', typed = ''] = member;
    const all: Record<string, Known[]> = { event: fieldsOf(known, listened(text, context.from)), customer: known.traits, asset: ['id', 'kind', 'name'].map((name) => ({ name, type: 'string' })), local: LOCAL.map((name) => ({ name, type: 'int' })) };
    const choices = (all[of] ?? []).map((one): Choice => ({ label: one.name, detail: one.type, kind: 'name' }));
    return choices.length ? { from: context.from + context.typed.length - typed.length, choices } : null;
  }
  const typed = /\w*$/.exec(context.typed)![0];
  const things = ['event', 'customer', 'asset', 'local'].map((label): Choice => ({ label, put: `${label}.`, kind: 'word' }));
  const functions = known.functions.map((one): Choice => ({ label: one.name, put: `${one.name}(`, detail: one.signature, info: one.doc, kind: 'function' }));
  return { from: context.from + context.typed.length - typed.length, choices: [...things, { label: 'now', kind: 'word' }, ...functions] };
}

/** The fields of these event types, or of all when none of them is known. */
function fieldsOf(known: Vocabulary, types: string[]): Known[] {
  const of = known.event_types.filter((type) => types.includes(type.name));
  const fields = new Map((of.length ? of : known.event_types).flatMap((type) => type.fields).map((field) => [field.name, field]));
  return [...fields.values()];
}

/** The event types that what is around a place listens to: those of its own signal, or of all signals. */
function listened(text: string, position: number): string[] {
  const start = text.lastIndexOf('\n[', position);
  const next = text.indexOf('\n[', position);
  const around = text.slice(Math.max(0, start), next < 0 ? text.length : next);
  const on = (part: string): string[] => [...part.matchAll(/^\s*on\s*=\s*(.+)$/gm)].flatMap((found) => [...found[1]!.matchAll(/"([^"]+)"/g)].map((name) => name[1]!));
  const own = on(around);
  return own.length ? own : on(text);
}

function inMessage(text: string, position: number, known: Vocabulary): Suggestion | null {
  const line = text.slice(text.lastIndexOf('\n', position - 1) + 1, position);
  const open = /\{(\{|%)\s*((?:(?!\}\}|%\}).)*)$/.exec(line);
  if (!open) return null;
  const inside = open[2]!;
  const member = /(\w+)\.(\w*)$/.exec(inside);
  const typed = member ? member[2]! : /\w*$/.exec(inside)![0];
  const from = position - typed.length;
  if (member) {
    const all: Record<string, Known[]> = { event: fieldsOf(known, []), customer: known.traits, asset: [{ name: 'id', type: 'string' }] };
    const choices = (all[member[1]!] ?? []).map((one): Choice => ({ label: one.name, detail: one.type, kind: 'name' }));
    return choices.length ? { from, choices } : null;
  }
  const words = open[1] === '%' && inside === typed ? ['if', 'else', 'endif'] : ['event.', 'customer.', 'asset.id', 'organisation'];
  return { from, choices: words.map((label) => ({ label, kind: 'word' as const })) };
}


/** What the key at a place means. */
export function explain(file: string, text: string, position: number, known: Vocabulary): { from: number; to: number; title: string; text: string } | null {
  if (file.endsWith('.md')) return null;
  const from = position - /[\w-]*$/.exec(text.slice(0, position))![0].length;
  const to = position + /^[\w-]*/.exec(text.slice(position))![0].length;
  const context = contextAt(text, to);
  if (from === to || context.place !== 'key' || context.from !== from) return null;
  const key = tableOf(file, [...context.table, ...context.keys], known)?.keys.find((one) => one.name === text.slice(from, to));
  return key ? { from, to, title: key.name, text: `${key.doc} (${key.type})` } : null;
}
