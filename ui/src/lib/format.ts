// Figures, times and amounts as people write them, in the language of the moment.
import { language } from './words.svelte';

const NONE = '–';
type Maybe = number | null | undefined;

/** Formatters are dear to make; each is made once per language. */
const made = new Map<string, unknown>();
function once<T>(kind: string, make: (language: string) => T): T {
  const key = `${language()} ${kind}`;
  if (!made.has(key)) made.set(key, make(language() === 'en' ? 'en-GB' : 'nl-NL'));
  return made.get(key) as T;
}

const isNone = (value: Maybe): value is null | undefined => value === null || value === undefined || Number.isNaN(value);

export function number(value: Maybe, digits = 0): string {
  return isNone(value) ? NONE : once(`n${digits}`, (tag) => new Intl.NumberFormat(tag, { maximumFractionDigits: digits, minimumFractionDigits: digits })).format(value);
}

/** A number with its sign, for differences: −1.410, +214. */
export function difference(value: Maybe, digits = 0): string {
  return isNone(value) ? NONE : once(`d${digits}`, (tag) => new Intl.NumberFormat(tag, { maximumFractionDigits: digits, signDisplay: 'exceptZero' })).format(value).replace('-', '−');
}

export function compact(value: Maybe): string {
  return isNone(value) ? NONE : once('c', (tag) => new Intl.NumberFormat(tag, { notation: 'compact', maximumFractionDigits: 1 })).format(value);
}

/** A share between 0 and 1 as a percentage. */
export function percent(share: Maybe, digits = 0): string {
  return isNone(share) ? NONE : once(`p${digits}`, (tag) => new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: digits })).format(share);
}

const LEAST = 0.001;
/** A part of a whole as a percentage; something never reads as nothing. */
export function shareOf(part: number, whole: number): string {
  const share = whole ? part / whole : null;
  return share && share < LEAST ? `< ${percent(LEAST, 1)}` : percent(share, share && share < 0.01 ? 1 : 0);
}

export function money(value: Maybe, currency = 'EUR'): string {
  if (isNone(value)) return NONE;
  const digits = Math.abs(value) < 1000 ? 2 : 0;
  return once(`m${currency}${digits}`, (tag) => new Intl.NumberFormat(tag, { style: 'currency', currency, maximumFractionDigits: digits, minimumFractionDigits: digits })).format(value);
}

/** What a figure lies between. */
export function between(low: Maybe, high: Maybe, write: (value: Maybe) => string = number): string {
  return `${write(low)} – ${write(high)}`;
}

type When = string | number | Date;
const moment = (when: When): Date => (when instanceof Date ? when : new Date(when));
/** A day such as 2026-03-01 is that day everywhere: it is read and written without a zone. */
const isDay = (when: When): boolean => typeof when === 'string' && /^\d{4}-\d\d-\d\d$/.test(when);

function write(kind: string, when: When | null | undefined, options: Intl.DateTimeFormatOptions): string {
  if (when === null || when === undefined || when === '') return NONE;
  const zone = isDay(when) ? 'UTC' : undefined;
  return once(`${kind}${zone}`, (tag) => new Intl.DateTimeFormat(tag, { ...options, timeZone: zone })).format(moment(when));
}

export const date = (when: When | null | undefined): string => write('date', when, { day: 'numeric', month: 'short', year: 'numeric' });
export const dayMonth = (when: When | null | undefined): string => write('dayMonth', when, { day: 'numeric', month: 'short' });
export const month = (when: When | null | undefined): string => write('month', when, { month: 'short', year: 'numeric' });
export const clock = (when: When | null | undefined): string => write('clock', when, { hour: '2-digit', minute: '2-digit' });
export const clockSeconds = (when: When | null | undefined): string => write('seconds', when, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
export const dateTime = (when: When | null | undefined): string => write('dateTime', when, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });
export const exact = (when: When | null | undefined): string => write('exact', when, { dateStyle: 'full', timeStyle: 'long' });

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [['year', 31_557_600], ['month', 2_629_800], ['week', 604_800], ['day', 86_400], ['hour', 3600], ['minute', 60], ['second', 1]];

/** How long ago, or how long until: "3 minuten geleden", "morgen". */
export function relative(when: When, now: number = Date.now()): string {
  const seconds = (moment(when).getTime() - now) / 1000;
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1];
  return once('relative', (tag) => new Intl.RelativeTimeFormat(tag, { numeric: 'auto' })).format(Math.trunc(seconds / size), unit);
}

/** A length of time in at most two units: "2 u 5 min" or "3 d". */
export function duration(seconds: Maybe): string {
  if (isNone(seconds)) return NONE;
  const parts: string[] = [];
  let left = Math.round(Math.abs(seconds));
  for (const [unit, size] of UNITS) {
    if (unit === 'year' || unit === 'month' || unit === 'week') continue;
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(once(`u${unit}`, (tag) => new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: unit === 'day' ? 'long' : 'short' })).format(count));
    else if (parts.length) break;
    if (parts.length === 2) break;
  }
  return parts.join(' ') || once('usecond', (tag) => new Intl.NumberFormat(tag, { style: 'unit', unit: 'second', unitDisplay: 'short' })).format(0);
}

/** The same in one unit, for where there is little room: "12 min". */
export function brief(seconds: number): string {
  const left = Math.abs(seconds);
  const [unit, size] = UNITS.find(([unit, size]) => left >= size && (unit === 'day' || size < 86_400)) ?? (['second', 1] as const);
  return once(`u${unit}`, (tag) => new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: unit === 'day' ? 'long' : 'short' })).format(Math.floor(left / size));
}

/** How large a file is. */
export function size(bytes: number): string {
  const unit = bytes >= 1_000_000 ? 'megabyte' : bytes >= 1000 ? 'kilobyte' : 'byte';
  return once(`size${unit}`, (tag) => new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: unit === 'megabyte' ? 1 : 0 })).format(bytes / { byte: 1, kilobyte: 1000, megabyte: 1_000_000 }[unit]);
}

export const weekday = (when: When | null | undefined): string => write('weekday', when, { weekday: 'long', day: 'numeric', month: 'long' });
export const weekdayShort = (when: When | null | undefined): string => write('weekdayShort', when, { weekday: 'short' });

const COLLATORS = new Map<string, Intl.Collator>();
/** Names in the order of the language; numbers in them by size. */
export function inOrder(left: string, right: string): number {
  const tag = language();
  if (!COLLATORS.has(tag)) COLLATORS.set(tag, new Intl.Collator(tag, { numeric: true, sensitivity: 'base' }));
  return COLLATORS.get(tag)!.compare(left, right);
}
