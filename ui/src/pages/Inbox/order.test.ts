import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Row } from '../../lib/desk';
import { before, belongs, merge } from './order';

const row = (id: number, more: Partial<Row> = {}): Row => ({
  id, kind: 'contact', state: 'waiting', customer: null, sender: null, channel: 'mail', channels: ['mail'], subject: '', preview: '', reason: { id: 'late', name: {}, proposed: false }, queue: 'orders', agent: null,
  opened: '2026-11-17T08:00:00Z', last_at: `2026-11-17T08:0${id % 10}:00Z`, last_by: 'customer', waiting_since: null, due: `2026-11-17T09:0${id % 10}:00Z`, promise_seconds: 3600,
  snoozed_until: null, unread: false, expected: false, mentioned: false, language: null, phone: null, revision: 1, ...more,
});
const ids = (rows: Row[]): number[] => rows.map((one) => one.id);
const all = () => true;

test('a view has what it says', () => {
  const now = Date.parse('2026-11-17T09:02:30Z');
  assert.ok(belongs(row(1, { agent: { id: 7, name: 'A' }, state: 'assigned' }), 'mine', 7, now));
  assert.ok(!belongs(row(1, { agent: { id: 7, name: 'A' }, state: 'snoozed' }), 'mine', 7, now));
  assert.ok(!belongs(row(1), 'mine', null, now));
  assert.ok(belongs(row(2), 'late', 7, now) && !belongs(row(3), 'late', 7, now));
  assert.ok(belongs(row(1), 'queue:orders', 7, now) && !belongs(row(1), 'queue:other', 7, now));
  assert.ok(belongs(row(1, { state: 'resolved' }), 'resolved', 7, now) && !belongs(row(1, { state: 'resolved' }), 'all', 7, now));
});

test('what is due first stands first, what is not due last', () => {
  assert.deepEqual(ids([row(3), row(1, { due: null }), row(2)].toSorted((left, right) => before(left, right, 'due'))), [2, 3, 1]);
  assert.deepEqual(ids([row(3), row(1), row(2)].toSorted((left, right) => before(left, right, 'newest'))), [3, 2, 1]);
});

test('a change moves its row, and what does not belong goes', () => {
  const rows = [row(1), row(2), row(3)];
  assert.deepEqual(ids(merge(rows, [row(1, { due: '2026-11-17T09:02:30Z', revision: 2 })], all, 'due', true)), [2, 1, 3]);
  assert.deepEqual(ids(merge(rows, [row(2, { revision: 2 })], (one) => one.id !== 2, 'due', true)), [1, 3]);
  assert.deepEqual(ids(merge(rows, [row(9)], all, 'due', true)), [1, 2, 3, 9]);
  assert.deepEqual(ids(merge(rows, [row(9)], all, 'due', false)), [1, 2, 3], 'it comes with the next part');
});

test('an older state never replaces a newer', () => {
  const rows = [row(1, { revision: 5, preview: 'new' })];
  assert.equal(merge(rows, [row(1, { revision: 4, preview: 'old' })], all, 'due', true)[0]?.preview, 'new');
});
