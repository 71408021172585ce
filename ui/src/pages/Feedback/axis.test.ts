import assert from 'node:assert/strict';
import { test } from 'node:test';
import { around, axis } from './axis';

const lies = (low: number, value: number, high: number) => ({ low, value, high });

test('an axis is as narrow as holds all figures with their intervals', () => {
  assert.deepEqual(axis('nps', [lies(0.141, 0.3, 0.442), lies(-0.05, 0.1, 0.2)]), [-0.1, 0, 0.1, 0.2, 0.3, 0.4, 0.5]);
  assert.deepEqual(axis('nps', [lies(-0.62, -0.5, 0.57)]), [-0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75]);
  assert.deepEqual(axis('csat', [lies(0.71, 0.8, 0.86)]), [0.7, 0.75, 0.8, 0.85, 0.9]);
  assert.deepEqual(axis('ces', [lies(5.1, 5.4, 5.6)]), [5, 5.5, 6]);
});

test('it never leaves what a figure can be, and has room around one that lies between nothing', () => {
  for (const [of, least, most] of [['nps', -1, 1], ['ces', 1, 7], ['solved', 0, 1]] as const) {
    for (const one of [lies(least, least, least), lies(most, most, most), lies(least, (least + most) / 2, most)]) {
      const marks = axis(of, [one]);
      assert.ok(marks[0]! >= least && marks.at(-1)! <= most, `${of}: ${marks}`);
      assert.ok(marks[0]! <= one.low && marks.at(-1)! >= one.high, `${of}: ${marks}`);
      assert.ok(marks.length >= 3 && marks.length <= 7, `${of}: ${marks}`);
      assert.deepEqual(marks, [...new Set(marks)].toSorted((left, right) => left - right));
    }
  }
});

test('what has no interval stands where it is, and without figures all there can be is shown', () => {
  assert.deepEqual(axis('ces', [{ value: 4 }]), [4, 4.5, 5]);
  assert.deepEqual(axis('nps', [null]), [-1, 0, 1]);
});

test('differences are shown around nought, whichever way they go', () => {
  assert.deepEqual(around([lies(-0.18, -0.08, 0.02)], [0.03]), [-0.2, -0.1, 0, 0.1, 0.2]);
  assert.deepEqual(around([lies(-0.01, 0, 0.01)], [-0.3]), [-0.4, -0.2, 0, 0.2, 0.4]);
  assert.deepEqual(around([], []), [-0.1, -0.05, 0, 0.05, 0.1]);
});
