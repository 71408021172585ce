import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pieces } from './snippet';

test('what was found stands apart', () => {
  assert.deepEqual(pieces('het \u0002modem\u0003 ligt er \u0002uit\u0003'), [{ text: 'het ', found: false }, { text: 'modem', found: true }, { text: ' ligt er ', found: false }, { text: 'uit', found: true }]);
  assert.deepEqual(pieces('niets'), [{ text: 'niets', found: false }]);
  assert.deepEqual(pieces('\u0002open'), [{ text: 'open', found: true }]);
});
