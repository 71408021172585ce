import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asksIn } from './asking';

test('a strategy asks when its section names a question', () => {
  assert.ok(asksIn('organisation = "Shop"\n\n[feedback]   # from May on\nask = ["nps", "solved"]\nqueue = "orders"\n'));
  assert.ok(asksIn('[feedback]\nqueue = "orders"\nask = [\n  "csat",\n]\n[traits]\nname = "string"'));
  assert.ok(asksIn('feedback = { ask = ["ces"] }'));
  assert.ok(asksIn('feedback.ask = ["ces"]'));
});

test('without one, or in another section, it does not', () => {
  assert.ok(!asksIn(''));
  assert.ok(!asksIn('# [feedback]\n# ask = ["nps"]'));
  assert.ok(!asksIn('[feedback]\nask = []\n'));
  assert.ok(!asksIn('[feedback]\nqueue = "orders"\n[other]\nask = ["nps"]'));
});
