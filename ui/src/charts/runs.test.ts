import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runs } from './runs';

test('a line stops where nothing is known', () => {
  const points = [1, 2, null, 3, null, null, 4].map((y) => ({ y }));
  assert.deepEqual(runs(points).map((run) => run.map((point) => point.y)), [[1, 2], [3], [4]]);
  assert.deepEqual(runs([]), []);
});
