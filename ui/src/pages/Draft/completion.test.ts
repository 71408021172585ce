import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suggest, type KnownKey, type Vocabulary } from './completion';

const key = (name: string, more: Partial<KnownKey> = {}): KnownKey => ({ name, type: 'text', required: false, doc: '', words: [], names: null, expression: false, ...more });
const KNOWN: Vocabulary = {
  event_types: [{ name: 'delivery.delayed', subject: 'parcel', fields: [{ name: 'delay_hours', type: 'double' }] }, { name: 'order.placed', subject: 'customer', fields: [{ name: 'amount', type: 'double' }] }],
  traits: [{ name: 'segment', type: 'string' }],
  reasons: ['late-delivery'], purposes: ['service'], channels: ['mail', 'push'], webhooks: ['repair'], queues: ['orders'], hours: ['shop'], messages: ['late'], answers: ['track'],
  functions: [{ name: 'count', signature: "count('type', '7d')", doc: '' }],
  tables: [
    { file: 'strategy.toml', path: 'budget.limits', list: true, doc: '', keys: [key('max'), key('per')] },
    { file: 'reasons', path: '', list: false, doc: '', keys: [key('name'), key('kind', { words: ['service', 'legal'] }), key('key', { expression: true })] },
    { file: 'reasons', path: 'signal', list: true, doc: '', keys: [key('id'), key('on', { names: 'event type' }), key('when', { expression: true }), key('chance', { expression: true })] },
    { file: 'reasons', path: 'step', list: true, doc: '', keys: [key('channels', { names: 'channel' }), key('replaces', { type: 'true or false' })] },
    { file: 'reasons', path: 'step.channels', list: true, doc: '', keys: [key('use', { names: 'channel' }), key('when', { expression: true })] },
    { file: 'reasons', path: 'inbound', list: false, doc: '', keys: [key('offer')] },
    { file: 'reasons', path: 'inbound.offer', list: true, doc: '', keys: [key('use'), key('when', { expression: true })] },
  ],
};

/** What is offered at the bar, and what it replaces. */
function at(text: string, file = 'reasons/x.toml'): string {
  const position = text.indexOf('|');
  const whole = text.replace('|', '');
  const found = suggest(file, whole, position, KNOWN);
  return found ? `${whole.slice(found.from, position)}> ${found.choices.map((one) => one.put ?? one.label).join(' ')}` : '';
}

test('keys that the table does not have yet', () => {
  assert.equal(at('name = "x"\nk|'), 'k> kind =  key = ');
  assert.equal(at('[[signal]]\nid = "a"\n|'), '> on =  when =  chance = ');
  assert.equal(at('[[step]]\nchannels = [{ use = "mail", |'), '> when = ');
  assert.equal(at('[budget]\nlimits = [{ max = 2, per = "7d" }, { |', 'strategy.toml'), '> max =  per = ');
  assert.equal(at('[budget]\nlimits = [{ m|', 'strategy.toml'), 'm> max =  per = ');
});

test('tables', () => {
  assert.equal(at('name = "x"\n[|'), '[> [[signal]] [[step]] [inbound]');
});

test('names, with quotes where they are needed', () => {
  assert.equal(at('[[signal]]\non = |'), '> "delivery.delayed" "order.placed"');
  assert.equal(at('[[signal]]\non = "de|"'), 'de> delivery.delayed order.placed');
  assert.equal(at('[[signal]]\non = ["order.placed", "|'), '> delivery.delayed order.placed');
  assert.equal(at('[[step]]\nchannels = ["push", { use = "|'), '> mail push');
  assert.equal(at('[inbound]\noffer = [\n  "dig|'), 'dig> self_service:track digital:orders personal:orders');
  assert.equal(at('[inbound]\noffer = [{ use = "|'), '> self_service:track digital:orders personal:orders');
  assert.equal(at('kind = "|'), '> service legal');
  assert.equal(at('[[step]]\nreplaces = |'), '> true false');
  assert.equal(at('["order.placed"]\nfields = { amount = "|', 'events.toml'), '> bool int double string timestamp');
});

test('expressions', () => {
  assert.equal(at('[[signal]]\non = "delivery.delayed"\nwhen = "event.de|'), 'de> delay_hours');
  assert.equal(at('[[signal]]\nwhen = "event.|"\non = "order.placed"\n'), '> amount');
  assert.equal(at('[[signal]]\nwhen = "customer.|'), '> segment');
  assert.equal(at('[[signal]]\nwhen = "1 < co|'), 'co> event. customer. asset. local. now count(');
  assert.equal(at("[[signal]]\nwhen = \"count('|"), '> delivery.delayed order.placed');
  assert.equal(at("[[signal]]\nwhen = \"sum('order.placed', '|"), '> amount');
  assert.equal(at("[[signal]]\nwhen = \"expected('|"), '> late-delivery');
  assert.equal(at("[[signal]]\nwhen = \"consent('service', '|"), '> mail push');
  assert.equal(at("[[signal]]\nwhen = \"customer.segment == 'a|"), '');
});

test('nothing in comments', () => {
  assert.equal(at('# name|'), '');
});

test('messages', () => {
  assert.equal(at('# Hello {{ |', 'messages/a.nl.md'), '> event. customer. asset.id organisation');
  assert.equal(at('{{ event.|', 'messages/a.nl.md'), '> delay_hours amount');
  assert.equal(at('{% |', 'messages/a.nl.md'), '> if else endif');
  assert.equal(at('{{ event.a }} and |', 'messages/a.nl.md'), '');
});
