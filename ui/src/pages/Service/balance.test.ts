import assert from 'node:assert/strict';
import { test } from 'node:test';
import { balances, byDay, sum } from './balance';

const day = (day: string, channel: string, received: number, answered: number) => ({ day, channel, received, stored: received, answered, open: received - answered - 1, automatic: 1 });

test('what came is what is kept is what was done with it', () => {
  assert.ok(balances(day('2026-11-17', 'mail', 10, 6)));
  assert.ok(!balances({ ...day('2026-11-17', 'mail', 10, 6), stored: 9 }));
  assert.ok(!balances({ ...day('2026-11-17', 'mail', 10, 6), answered: 5 }));
});

test('each day once, over its channels', () => {
  const days = byDay([day('2026-11-18', 'mail', 4, 1), day('2026-11-17', 'mail', 10, 6), day('2026-11-17', 'chat', 5, 2)]);
  assert.deepEqual(days.map((one) => [one.day, one.received, one.answered, one.parts.length]), [['2026-11-17', 15, 8, 2], ['2026-11-18', 4, 1, 1]]);
  assert.equal(sum(days).received, 19);
});
