// What speaks for something, in words: the server gives codes.
import { number, percent } from '../../lib/format';
import { sayCode } from '../../lib/words.svelte';
import type { Why } from './shapes';

const SHARES = ['repeats_often', 'repeats_seldom', 'large_share', 'urgent', 'mail_addresses', 'channels'];

export function told({ code, value, text }: Why): string {
  const found = sayCode('firstStrategy', `why_${code}`);
  const figure = value === undefined ? '' : SHARES.includes(code) ? percent(value) : number(value, Number.isInteger(value) ? 0 : 1).replace('-', '−');
  return found === `why_${code}` ? [code.replaceAll('_', ' '), figure, text].filter(Boolean).join(' ') : found.replace('{value}', figure).replace('{text}', text ?? '');
}

export const allTold = (why: Why[]): string => why.map(told).join('; ');
