// Which entries are shown; kept in the address.
import type { Entry } from '../../lib/entry';
import { groupOf, readGroups, typesOf, type Group } from '../../lib/group';

export type Filter = { text: string; groups: Group[]; type: string; reason: string; customer: string };

export const readFilter = (query: URLSearchParams): Filter => ({ text: query.get('q') ?? '', groups: readGroups(query.get('show')), type: query.get('type') ?? '', reason: query.get('reason') ?? '', customer: query.get('customer') ?? '' });

export const isWide = (filter: Filter): boolean => !filter.text && !filter.groups.length && !filter.type && !filter.reason && !filter.customer;

/** What the server can be asked for; the rest is looked for here. */
export const asked = (filter: Filter): string | undefined => (filter.type || typesOf(filter.groups)?.join(',')) ?? undefined;

/** `who` gives the customer as written: an own entry only knows their number. */
export function fits(filter: Filter, who: (entry: Entry) => string): (entry: Entry) => boolean {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return (entry) =>
    (!filter.type || entry.type === filter.type) &&
    (!filter.groups.length || filter.groups.includes(groupOf(entry))) &&
    (!filter.reason || entry.data['reason'] === filter.reason) &&
    (!filter.customer || who(entry) === filter.customer || (entry.customer?.includes(filter.customer) ?? false) || String(entry.about) === filter.customer) &&
    (!words.length || within(entry, words, who(entry)));
}

/** As text, an entry is dear to make: once, and only when somebody looks for one. */
const texts = new WeakMap<Entry, string>();
function within(entry: Entry, words: string[], who: string): boolean {
  let text = texts.get(entry);
  if (text === undefined) texts.set(entry, (text = `${who} ${JSON.stringify(entry)}`.toLowerCase()));
  return words.every((word) => text.includes(word));
}
