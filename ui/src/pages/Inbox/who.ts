// Whose case it is, as people say it.
import type { Row } from '../../lib/desk';
import { say } from '../../lib/words.svelte';

/** A browser that nobody is known of, told from others by the end of its number. */
const BROWSER = /^(?:device:chat-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{8}([0-9a-f]{4})$/;

/** An address says itself what it is. */
const plain = (label: string): string => visitor(label) ?? label.replace(/^(mail:|phone:|social:[^/]*\/)/, '');

/** What a visitor of whom only the browser is known is called. */
export function visitor(label: string): string | null {
  const end = BROWSER.exec(label)?.[1];
  return end ? `${say('inbox.visitor')} ${end}` : null;
}

export const whoIs = (row: Pick<Row, 'customer' | 'sender'>): string => row.customer?.name || plain(row.sender ?? row.customer?.label ?? '') || say('inbox.unknownPerson');
