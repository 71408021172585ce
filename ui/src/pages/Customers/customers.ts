// Customers instead of calls: what the server is asked, and what its classes are called.
import { api, ask } from '../../lib/api';
import type { Scope } from '../../lib/scope';
import { say, sayCode } from '../../lib/words.svelte';
import { UNKNOWN } from './laid';

export const loadContacts = (query: Scope, signal: AbortSignal) => ask(api.GET('/api/contacts', { params: { query }, signal }));
export const loadMap = (query: Scope, signal: AbortSignal) => ask(api.GET('/api/customers/map', { params: { query }, signal }));

export type Contacts = Awaited<ReturnType<typeof loadContacts>>;
export type Step = Contacts['steps'][number];
export type Repeat = Contacts['repeats'][number];
export type Reason = Contacts['reasons'][number];
export type CustomerMap = Awaited<ReturnType<typeof loadMap>>;
export type Cell = CustomerMap['cells'][number];
export type Side = CustomerMap['value'];
export type Shift = NonNullable<Side['shifts']>[number];

export const AXES = ['value', 'segment', 'lifecycle'] as const;
export type Axis = (typeof AXES)[number];

/** Of fewer customers a rate says nothing. */
export const FEW = 10;

const REST = '*';

/** What a class is called: ours by their code, others as they were stated. */
export function className(axis: Axis, name: string): string {
  if (name === UNKNOWN) return say('customers.class_unknown');
  if (name === REST) return say('customers.class_rest');
  const code = `class_${axis}_${name.replaceAll(' ', '_')}`;
  const said = sayCode('customers', code);
  return said === code ? name : said;
}
