import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPartial, misleading, verdict } from './compared';
import type { Compared } from './feedback';

const group = (name: string, apart: number, low: number, high: number): Compared => ({ name, question: 'csat', apart, different: apart >= 0.1, plain: 0, adjusted: { value: (low + high) / 2, low, high }, compared: 1 });

test('it is higher or lower only when nought is excluded', () => {
  assert.equal(verdict(group('chat', 0, 0.01, 0.2)), 'higher');
  assert.equal(verdict(group('chat', 0, -0.2, -0.01)), 'lower');
  assert.equal(verdict(group('chat', 0, -0.2, 0.2)), 'same');
  assert.equal(verdict(group('chat', 0, 0, 0.2)), 'same');
  assert.equal(verdict({ adjusted: { value: 0.5 } }), 'same', 'without an interval nothing is established');
});

test('what is made up otherwise is told, that which differs most first', () => {
  const found = misleading([group('mail', 0.12, 0, 0), group('chat', 0.6, 0, 0), group('whatsapp', 0.09, 0, 0)]);
  assert.deepEqual(found.map((one) => one.name), ['chat', 'mail']);
  assert.deepEqual(misleading([group('mail', 0.38, 0, 0), group('chat', 0.38, 0, 0)]).map((one) => one.name), ['mail'], 'of two it is said once');
});

test('a comparison over part of the answers says so', () => {
  assert.ok(isPartial({ compared: 0.6 }));
  assert.ok(!isPartial({ compared: 1 }));
});
