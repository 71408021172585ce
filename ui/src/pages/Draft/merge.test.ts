import assert from 'node:assert/strict';
import { test } from 'node:test';
import { merge } from './merge';

test('takes both changes when they are in different files', () => {
  assert.deepEqual(merge({ a: '1', b: '1', c: '1' }, { a: '2', b: '1', c: '1' }, { a: '1', b: '3', c: '1' }), { files: { a: '2', b: '3', c: '1' }, clashes: [] });
  assert.deepEqual(merge({ a: '1', b: '1' }, { a: '1' }, { a: '2', b: '1' }), { files: { a: '2' }, clashes: [] });
  assert.deepEqual(merge({ a: '1' }, { a: '1', t: 'x' }, { a: '1', m: 'y' }), { files: { a: '1', t: 'x', m: 'y' }, clashes: [] });
});

test('names the files that both changed', () => {
  assert.deepEqual(merge({ a: '1', b: '1' }, { a: '2', b: '1' }, { a: '3', b: '1' }).clashes, ['a']);
  assert.deepEqual(merge({ a: '1' }, { a: '2' }, {}).clashes, ['a']);
  assert.deepEqual(merge({ a: '1' }, { a: '2' }, { a: '2' }).clashes, []);
});
