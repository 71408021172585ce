import assert from 'node:assert/strict';
import { test } from 'node:test';
import { promised } from './promise';

const NOW = Date.parse('2026-11-17T09:00:00Z');
const due = (seconds: number) => ({ due: new Date(NOW + seconds * 1000).toISOString(), promise_seconds: 1000 });

test('calm until four fifths, then soon, then late', () => {
  assert.equal(promised(due(201), NOW)?.state, 'calm');
  assert.equal(promised(due(200), NOW)?.state, 'soon');
  assert.equal(promised(due(1), NOW)?.state, 'soon');
  assert.equal(promised(due(0), NOW)?.state, 'late');
  assert.equal(promised(due(-60), NOW)?.seconds, -60);
});

test('more can be left than was promised, and nothing where nobody waits', () => {
  assert.deepEqual(promised(due(5000), NOW), { state: 'calm', share: 0, seconds: 5000 });
  assert.equal(promised({ due: null, promise_seconds: 1000 }, NOW), null);
});
