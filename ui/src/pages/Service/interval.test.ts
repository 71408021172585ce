import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interval } from './interval';

test('as the books have it', () => {
  const { low, high } = interval(81, 263)!;
  assert.ok(Math.abs(low - 0.2553) < 5e-4 && Math.abs(high - 0.3662) < 5e-4, `${low} – ${high}`);
});

test('few are not all, and nothing says nothing', () => {
  assert.ok(interval(3, 3)!.low < 0.5);
  assert.equal(interval(3, 3)!.high, 1);
  assert.equal(interval(0, 5)!.low, 0);
  assert.equal(interval(0, 0), null);
});
