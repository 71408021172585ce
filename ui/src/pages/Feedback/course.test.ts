import assert from 'node:assert/strict';
import { test } from 'node:test';
import { next, stretches, together } from './course';

const rows = (...names: string[]) => names.map((name) => ({ name }));

test('one stretch follows another, over months and years', () => {
  assert.equal(next('2026-02-28', 'day'), '2026-03-01');
  assert.equal(next('2026-12-28', 'week'), '2027-01-04');
  assert.equal(next('2026-12-01', 'month'), '2027-01-01');
  assert.equal(next('2026-09-01', 'month'), '2026-10-01');
});

test('a stretch in which nobody was asked is there, with nothing', () => {
  const found = stretches(rows('2026-10-05', '2026-10-26'), 'week');
  assert.deepEqual(found.map((one) => [one.from, one.row?.name ?? null]), [['2026-10-05', '2026-10-05'], ['2026-10-12', null], ['2026-10-19', null], ['2026-10-26', '2026-10-26']]);
  assert.deepEqual(stretches([], 'day'), []);
});

test('releases that would lie over each other are marked as one', () => {
  const found = together([{ x: 50 }, { x: 10 }, { x: 20 }, { x: 31 }], 20);
  assert.deepEqual(found.map((group) => group.map((one) => one.x)), [[10, 20], [31, 50]]);
});
