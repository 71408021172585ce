import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choices } from './snooze';

test('only what is still to come, each once', () => {
  const tuesday = choices(new Date(2026, 10, 17, 10, 20));
  assert.deepEqual(tuesday.map((one) => one.name), ['later', 'evening', 'tomorrow', 'monday', 'week']);
  assert.equal(tuesday[3]!.at.getDay(), 1);
  const sunday = choices(new Date(2026, 10, 22, 20, 0));
  assert.deepEqual(sunday.map((one) => one.name), ['later', 'tomorrow', 'week'], 'monday is tomorrow');
  const monday = choices(new Date(2026, 10, 16, 10, 0));
  assert.equal(monday.filter((one) => one.at.getDate() === 23).length, 1, 'next monday is in a week');
  for (const one of [...tuesday, ...sunday]) assert.ok(one.at.getTime() > 0);
});
