import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexAt, inView, offsets } from './heights';

const starts = offsets([10, 20, 30]);

test('each begins where the one before ends', () => assert.deepEqual([...starts], [0, 10, 30, 60]));

test('which is at a height', () => {
  assert.deepEqual([-5, 0, 9, 10, 29, 30, 59, 900].map((y) => indexAt(starts, y)), [0, 0, 0, 1, 1, 2, 2, 2]);
});

test('what is in view, with room around it', () => {
  assert.deepEqual(inView(starts, 12, 10, 0), [1, 2]);
  assert.deepEqual(inView(starts, 12, 10, 15), [0, 3]);
  assert.deepEqual(inView(offsets([]), 0, 100, 50), [0, 0]);
});
