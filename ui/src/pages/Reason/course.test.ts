import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isShort, runs } from './course';

test('a stretch that the period cuts off is short', () => {
  assert.equal(isShort({ from: '2026-10-01', to: '2026-10-04' }, 'week'), true);
  assert.equal(isShort({ from: '2026-10-05', to: '2026-10-11' }, 'week'), false);
  assert.equal(isShort({ from: '2026-02-01', to: '2026-02-28' }, 'month'), false);
  assert.equal(isShort({ from: '2026-03-01', to: '2026-03-30' }, 'month'), true);
  assert.equal(isShort({ from: '2026-03-29', to: '2026-03-29' }, 'day'), false);
});

test('a line stops where nothing is known', () => {
  const points = [1, 2, null, 3, null, null, 4].map((y) => ({ y }));
  assert.deepEqual(runs(points).map((run) => run.map((point) => point.y)), [[1, 2], [3], [4]]);
  assert.deepEqual(runs([]), []);
});
