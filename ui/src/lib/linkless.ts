// What we said, as colleagues read it. The address at which a customer answers a question is made when it is sent, and is
// theirs alone: whoever opens it answers for them.
import { say } from './words.svelte';

const PLACE = /voorzet:f\/\d+(\?[\w=&]*)?/g;
const LINKED = /\[([^\]]*)\]\(voorzet:f\/[^)]*\)/g;

export const linkless = (text: string): string =>
  text.includes('voorzet:f/') ? text.replace(LINKED, '$1').replace(PLACE, say('inbox.theirLink')) : text;
