import assert from 'node:assert/strict';
import { test } from 'node:test';
import { directionOf } from './trend';

test('fewer and more only where the interval excludes no change', () => {
  assert.equal(directionOf({ value: -0.4, low: -0.6, high: -0.1 }), 'fewer');
  assert.equal(directionOf({ value: 0.4, low: 0.1, high: 0.9 }), 'more');
  assert.equal(directionOf({ value: 0.4, low: -0.1, high: 0.9 }), 'same');
  assert.equal(directionOf({ value: 0.4, low: 0.0001, high: 0.9 }), 'same');
  assert.equal(directionOf(null), 'same');
});
