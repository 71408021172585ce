import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Tally } from './tally';

const START = 1_000_000_000;
const page = { source: 'shop', type: 'page' };
const decision = { source: 'voorzet', type: 'decision.made' };

test('counts the last full second and the last minute', () => {
  const tally = new Tally(START);
  tally.add([page, page, decision], START);
  assert.equal(tally.read(START).second, 0);
  assert.equal(tally.read(START + 1000).second, 3);
  assert.deepEqual(tally.read(START + 1000).groups, { events: 2, decisions: 1, expectations: 0, contacts: 0, deliveries: 0, system: 0 });
  assert.equal(tally.read(START + 59_000).minute, 3);
  assert.equal(tally.read(START + 60_000).minute, 0);
});

test('a long sleep empties everything', () => {
  const tally = new Tally(START);
  tally.add([page], START);
  assert.equal(tally.read(START + 3_600_000).minute, 0);
});

test('begins with the minute before', () => {
  const tally = new Tally(START);
  tally.begin({ page: 120, 'decision.made': 6 });
  const { minute, groups } = tally.read(START);
  assert.deepEqual([minute, groups.events, groups.decisions], [126, 120, 6]);
});

test('what a source calls its own decision is an event', () => {
  const tally = new Tally(START);
  tally.add([{ source: 'crm', type: 'decision.made' }], START);
  assert.equal(tally.read(START).groups.events, 1);
});
