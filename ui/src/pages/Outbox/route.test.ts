import assert from 'node:assert/strict';
import { test } from 'node:test';
import { health, receiving, type Way } from './route';

const way = (more: Partial<Way>): Way => ({ route: 'mail', waiting: 0, unsure: 0, counts: {}, ...more });

test('health is what last really happened', () => {
  assert.equal(health(way({})), 'ready');
  assert.equal(health(way({ last_success: '2026-01-01T00:00:00Z', last_failure: { at: '2026-01-02T00:00:00Z', problem: '401' } })), 'failing');
  assert.equal(health(way({ last_success: '2026-01-03T00:00:00Z', last_failure: { at: '2026-01-02T00:00:00Z', problem: '401' } })), 'ready');
  assert.equal(health(way({ missing: 'x', gone: 'y' })), 'gone');
});

test('receiving is as healthy as what last really came', () => {
  const failed = { at: '2026-01-02T00:00:00Z', problem: 'The token was revoked.' };
  assert.equal(receiving(way({})), null);
  assert.equal(receiving(way({ in: { last_success: null, last_failure: null } })), null);
  assert.equal(receiving(way({ in: { last_success: '2026-01-01T00:00:00Z', last_failure: failed } })), 'failing');
  assert.equal(receiving(way({ in: { last_success: '2026-01-03T00:00:00Z', last_failure: failed } })), 'ready');
});
