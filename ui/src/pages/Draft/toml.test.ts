import assert from 'node:assert/strict';
import { test } from 'node:test';
import { append, countAt, find, numberAt, parse, quote, remove, reorder, set, textAt } from './toml';

const REASON = `# A parcel that is late.
name   = { nl = "Te laat", en = "Late" }
key    = "asset"                       # two are two

[[signal]]                             # the carrier says so
id     = "late"
on     = "delivery.delayed"
when   = "event.delay_hours >= 4.0 # no comment"

[[signal]]
id     = "again"
chance = 0.3                           # stated

[[step]]
level    = "proactive"
channels = [{ use = "push", when = "a && b" }, "whatsapp", "mail"]
[step.announce]
lead = "2h"

[inbound]
offer = [
  { use = "digital:orders", when = "event.under_way" }, # now
  "self_service:track",
]
`;

test('finds what is there, in whichever form', () => {
  assert.equal(textAt(REASON, ['name', 'nl']), 'Te laat');
  assert.equal(textAt(REASON, ['signal', 0, 'when']), 'event.delay_hours >= 4.0 # no comment');
  assert.equal(numberAt(REASON, ['signal', 1, 'chance']), 0.3);
  assert.equal(textAt(REASON, ['step', 0, 'announce', 'lead']), '2h');
  assert.equal(textAt(REASON, ['step', 0, 'channels', 0, 'use']), 'push');
  assert.equal(textAt('a.b = "c"', ['a', 'b']), 'c');
  assert.equal(textAt('["order.placed".link]\nasset = "x"', ['order.placed', 'link', 'asset']), 'x');
  assert.equal(find(REASON, ['measure', 'holdout']), undefined);
});

test('counts the tables of a list', () => {
  assert.equal(countAt(REASON, ['signal']), 2);
  assert.equal(countAt('signal = [{ id = "a" }]', ['signal']), 1);
  assert.equal(countAt(REASON, ['none']), 0);
});

test('changes a value and nothing else', () => {
  assert.equal(set(REASON, ['signal', 1, 'chance'], '"learned"'), REASON.replace('chance = 0.3 ', 'chance = "learned" '));
  assert.equal(set('q = { from = "21:00", to = "08:00" } # night\n', ['q', 'to'], '"07:00"'), 'q = { from = "21:00", to = "07:00" } # night\n');
});

test('adds a line where the table is, its sign under the one above', () => {
  assert.equal(set(REASON, ['signal', 0, 'chance'], '0.5'), REASON.replace('no comment"\n', 'no comment"\nchance = 0.5\n'));
  assert.equal(set('[a]\nlong = 1\n\n[b]\n', ['a', 'x'], '2'), '[a]\nlong = 1\nx    = 2\n\n[b]\n');
  assert.equal(set('[a]', ['a', 'x'], '2'), '[a]\nx = 2\n');
});

test('adds a table at the end, or a part of one in braces', () => {
  assert.equal(set('name = "x"\n', ['measure', 'holdout'], '0.1'), 'name = "x"\n\n[measure]\nholdout = 0.1\n');
  assert.equal(set('measure = {}\n', ['measure', 'holdout'], '0.1'), 'measure = { holdout = 0.1 }\n');
  assert.equal(set('budget = { rank = [] }', ['budget', 'limits'], '[]'), 'budget = { rank = [], limits = [] }');
  assert.equal(set('budget.rank = []\nx = 1\n', ['budget', 'limits'], '[]'), 'budget.rank = []\nbudget.limits = []\nx = 1\n');
  assert.equal(set('[queues]\n', ['quiet'], 'false'), 'quiet = false\n[queues]\n');
});

test('takes a value out', () => {
  assert.equal(remove(REASON, ['signal', 1, 'chance']), REASON.replace(/chance = 0\.3.*\n/, ''));
  assert.equal(remove('a = { b = 1, c = 2 }', ['a', 'c']), 'a = { b = 1 }');
  assert.equal(remove('a = { b = 1, c = 2 }', ['a', 'b']), 'a = { c = 2 }');
  assert.equal(remove('a = ["x", "y", "z"]', ['a', 1]), 'a = ["x", "z"]');
  assert.equal(remove('a = 1', ['b']), 'a = 1');
});

test('orders a list and adds to it', () => {
  const path = ['step', 0, 'channels'];
  assert.match(reorder(REASON, path, [2, 0, 1]), /channels = \["mail", \{ use = "push", when = "a && b" \}, "whatsapp"\]/);
  assert.match(append(REASON, path, '"sms"'), /"mail", "sms"\]/);
  assert.match(append(REASON, ['inbound', 'offer'], '"personal:orders"'), /"self_service:track",\n {2}"personal:orders",\n\]/);
  assert.match(reorder(REASON, ['inbound', 'offer'], [1, 0]), /offer = \[\n {2}"self_service:track", # now\n {2}\{ use = "digital:orders"/);
  assert.equal(append('a = []', ['a'], '1'), 'a = [1]');
  assert.equal(append('', ['a', 'b'], '1'), '[a]\nb = [1]\n');
});

test('steps over what is broken', () => {
  const text = 'name = "not closed\nowner = "x"\n[[signal\nid = "a"\n[measure]\nholdout = 0.1\n';
  assert.equal(textAt(text, ['owner']), 'x');
  assert.equal(numberAt(text, ['measure', 'holdout']), 0.1);
  assert.equal(parse('= 1\nx = \n').length, 1);
});

test('reads and writes texts', () => {
  assert.equal(textAt('a = "x\\n\\u00e9\\"y"', ['a']), 'x\né"y');
  assert.equal(textAt("a = 'c:\\dir'", ['a']), 'c:\\dir');
  assert.equal(textAt('a = """\none\ntwo"""\nb = "z"', ['a']), 'one\ntwo');
  assert.equal(textAt('a = """\none\ntwo"""\nb = "z"', ['b']), 'z');
  assert.equal(quote('a"b\\c\n'), '"a\\"b\\\\c\\n"');
});
