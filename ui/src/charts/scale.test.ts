import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digitsOf, linear, ticks } from './scale';

test('a value gets its place', () => {
  const at = linear([-1, 1], [0, 200]);
  assert.deepEqual([at(-1), at(0), at(1)], [0, 100, 200]);
  assert.equal(linear([0, 0], [0, 10])(0), 0);
});

test('ticks are round, begin at nothing and reach past the most', () => {
  assert.deepEqual(ticks(37), [0, 10, 20, 30, 40]);
  assert.deepEqual(ticks(0.9), [0, 0.25, 0.5, 0.75, 1]);
  assert.deepEqual(ticks(8), [0, 2, 4, 6, 8]);
  assert.deepEqual(ticks(0), [0, 1]);
  for (const most of [0.003, 1, 7.3, 99, 12_345]) assert.ok(ticks(most).at(-1)! >= most);
});

test('digits tell ticks apart', () => {
  assert.equal(digitsOf([0, 0.25, 0.5]), 2);
  assert.equal(digitsOf([0, 10]), 0);
});
