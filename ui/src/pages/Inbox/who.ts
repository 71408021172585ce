// Whose case it is, as people say it.
import type { Row } from '../../lib/desk';
import { say } from '../../lib/words.svelte';

/** An address says itself what it is. */
const plain = (label: string): string => label.replace(/^(mail|phone):/, '');

export const whoIs = (row: Pick<Row, 'customer'>): string => row.customer?.name || (row.customer && plain(row.customer.label)) || say('inbox.unknownPerson');
