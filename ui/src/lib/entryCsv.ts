// Entries as a file: what is read of each, and as it was told.
import { saveCsv } from './csv';
import { told, whyOf, type Entry } from './entry';
import { say } from './words.svelte';

export function saveEntries(name: string, entries: readonly Entry[], who: (entry: Entry) => string): void {
  const head = [say('event.place'), say('event.time'), say('event.came'), say('event.type'), say('event.source'), say('event.customer'), say('event.asset'), say('event.title'), say('event.why'), say('event.raw')];
  const row = (entry: Entry) => {
    const line = told(entry);
    return [entry.position, entry.time, entry.at, entry.type, entry.source, who(entry), entry.asset, [line.text, line.more].filter(Boolean).join(' · '), whyOf(entry), JSON.stringify(entry.data)];
  };
  saveCsv(name, head, entries.map(row));
}
