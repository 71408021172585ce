// Whose case it is, as people say it.
import type { Row } from '../../lib/desk';
import { say } from '../../lib/words.svelte';

export const whoIs = (row: Pick<Row, 'customer'>): string => row.customer?.name || row.customer?.label || say('inbox.unknownPerson');
