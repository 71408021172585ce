import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dodge, labels, overlap, type Bubble } from './matrix';

const WITHIN = { left: 0, top: 0, right: 400, bottom: 300 };
const bubble = (id: string, x: number, y: number, r: number): Bubble => ({ id, label: `reason ${id}`, x, y, r });
const CROWD = ['a', 'b', 'c', 'd', 'e', 'f'].map((id, index) => bubble(id, 60 + index * 4, 240, 8 + index * 3));

test('bubbles at one place can all be seen, and stay inside', () => {
  const moved = dodge([...CROWD, bubble('same', 60, 240, 10)], WITHIN);
  for (const [index, one] of moved.entries()) {
    assert.ok(one.x - one.r >= -1e-6 && one.y + one.r <= 300 + 1e-6);
    for (const other of moved.slice(index + 1)) assert.ok(Math.hypot(one.x - other.x, one.y - other.y) > (one.r + other.r) * 0.9);
  }
});

test('one that stands alone stays where it is', () => {
  assert.deepEqual(dodge([bubble('a', 100, 100, 10), bubble('b', 300, 100, 20)], WITHIN), [bubble('a', 100, 100, 10), bubble('b', 300, 100, 20)]);
});

test('names stand over nothing', () => {
  const taken = [{ left: 0, top: 270, right: 100, bottom: 300 }];
  const moved = dodge(CROWD, WITHIN);
  const placed = labels(moved, WITHIN, taken, (text) => text.length * 6);
  assert.ok(placed.length >= 4);
  const boxes = placed.map(({ id, x, y, anchor }) => {
    const width = `reason ${id}`.length * 6;
    const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
    return { left, right: left + width, top: y - 11, bottom: y + 3 };
  });
  for (const [index, box] of boxes.entries()) for (const other of [...boxes.slice(index + 1), ...taken]) assert.ok(!overlap(box, other));
});
