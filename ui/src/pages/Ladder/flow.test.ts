import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draw, parts, rank, TAIL, type Flow } from './flow';

const SIZE = { height: 400, label: { left: 20, right: 32 }, gap: 6 };
const flow = (reason: string, level: string, came: number, not_came = 0): Flow => ({ reason, level, came, not_came });
const FLOWS = [flow('small', 'digital', 2), flow('late', 'proactive', 0, 60), flow('late', 'digital', 30), flow('bill', 'personal', 20), flow('tiny', 'webcare', 1), flow('none', 'digital', 0)];

test('the largest reasons come first and the small ones end in a tail', () => {
  assert.deepEqual(rank(FLOWS, 12), { shown: ['late', 'bill', 'small', 'tiny'], tail: [] });
  assert.deepEqual(rank(FLOWS, 3), { shown: ['late', 'bill'], tail: ['small', 'tiny'] });
  assert.deepEqual(parts(FLOWS, rank(FLOWS, 3)).filter((part) => part.reason === TAIL).map((part) => [part.level, part.count]), [['digital', 2], ['webcare', 1]]);
});

test('every contact leaves one end and comes to another', () => {
  const { bands, reasons, levels } = draw(FLOWS, 12, SIZE);
  assert.equal(bands.reduce((sum, band) => sum + band.count, 0), 113);
  for (const ends of [reasons, levels]) assert.equal(ends.reduce((sum, end) => sum + end.count, 0), 113);
  for (const end of reasons) {
    const mine = bands.filter((band) => band.reason === end.id);
    assert.ok(Math.abs(mine.reduce((sum, band) => sum + band.width, 0) - end.height) < 1e-6);
    assert.ok(mine.every((band) => band.left >= end.top - 1e-6 && band.left + band.width <= end.top + end.height + 1e-6));
  }
});

test('labels have their room, however small an end is', () => {
  const { reasons, levels, height } = draw(FLOWS, 12, SIZE);
  for (const [ends, label] of [[reasons, SIZE.label.left], [levels, SIZE.label.right]] as const) {
    for (const [index, end] of ends.entries()) if (index > 0) assert.ok(end.middle - ends[index - 1]!.middle >= label);
    assert.ok(ends.at(-1)!.top + ends.at(-1)!.height <= height + 1e-6);
  }
});

test('all five levels and the net are there, even empty', () => {
  assert.deepEqual(draw([flow('a', 'digital', 1)], 12, SIZE).levels.map((end) => end.id), ['prevent', 'proactive', 'self_service', 'digital', 'personal', 'webcare']);
  assert.deepEqual(draw([], 12, SIZE).bands, []);
});
