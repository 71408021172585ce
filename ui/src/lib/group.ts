// The entries of the log by what they are to people.
import type { Entry } from './entry';

export const GROUPS = ['events', 'decisions', 'expectations', 'contacts', 'deliveries', 'system'] as const;
export type Group = (typeof GROUPS)[number];

/** Our own types of each group; of events there are as many as the sources think of. */
const TYPES: Record<Exclude<Group, 'events'>, string[]> = {
  decisions: ['decision.made'],
  expectations: ['expectation.opened', 'expectation.settled'],
  contacts: ['message.received', 'conversation.said', 'contact.received', 'contact.counted'],
  deliveries: ['delivery.planned', 'delivery.sent', 'delivery.delivered', 'delivery.failed', 'delivery.unsure', 'delivery.cancelled'],
  system: ['holdout.assigned', 'rates.learned', 'customer.identified', 'customers.merged', 'customers.parted', 'strategy.published', 'event.quarantined', 'event.retried', 'round.begun', 'round.ended'],
};
const OF = new Map<string, Group>(Object.entries(TYPES).flatMap(([group, types]) => types.map((type) => [type, group as Group] as const)));
const OWN = 'voorzet';
export const ownTypes: ReadonlySet<string> = new Set(OF.keys());

const ANYONE = ['contact.received', 'message.received'];
/** A source may call its events what it likes: only our own are what they are called, but for a contact and a message. */
export function groupOf(entry: Pick<Entry, 'source' | 'type'>): Group {
  if (entry.source === OWN) return OF.get(entry.type) ?? 'system';
  return ANYONE.includes(entry.type) ? 'contacts' : 'events';
}

/** What we say of a message that stands there itself. */
export const isEcho = (entry: Pick<Entry, 'source' | 'type'>): boolean => entry.source === OWN && entry.type === 'contact.received';

/** What the server is asked for; null where that cannot be said in types. */
export const typesOf = (groups: readonly Group[]): string[] | null => (groups.length === 0 || groups.includes('events') ? null : groups.flatMap((group) => TYPES[group as Exclude<Group, 'events'>]));

/** The groups that an address names: `show=decisions,contacts`. */
export const readGroups = (text: string | null): Group[] => GROUPS.filter((group) => (text ?? '').split(',').includes(group));
