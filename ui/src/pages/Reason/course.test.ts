import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isShort } from './course';

test('a stretch that the period cuts off is short', () => {
  assert.equal(isShort({ from: '2026-10-01', to: '2026-10-04' }, 'week'), true);
  assert.equal(isShort({ from: '2026-10-05', to: '2026-10-11' }, 'week'), false);
  assert.equal(isShort({ from: '2026-02-01', to: '2026-02-28' }, 'month'), false);
  assert.equal(isShort({ from: '2026-03-01', to: '2026-03-30' }, 'month'), true);
  assert.equal(isShort({ from: '2026-03-29', to: '2026-03-29' }, 'day'), false);
});
