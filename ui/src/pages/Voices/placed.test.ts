import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alikeFirst, countedIn, unplaced } from './placed';

const answers = [
  { id: 1, customer: 11, scores: [{ bad: true }] },
  { id: 2, customer: 12, scores: [{ bad: false }] },
  { id: 3, customer: 11, scores: [] },
];
const voices = [
  { reason: 'billing', echoes: [{ customer: 12, answer: null }] },
  { reason: 'parcel', echoes: [{ customer: 11, answer: 1 }] },
];

test('what a voice holds waits no more, and other words of the same customer do', () => {
  assert.deepEqual(unplaced(answers, voices).map((one) => one.id), [2, 3]);
  assert.deepEqual(unplaced(answers, []).map((one) => one.id), [1, 2, 3]);
});

test('only those with a bad score, when these are asked for', () => {
  assert.deepEqual(unplaced(answers, [], true).map((one) => one.id), [1]);
});

test('a customer is found where they are counted, and nobody is nowhere', () => {
  assert.equal(countedIn(11, voices), voices[1]);
  assert.equal(countedIn(13, voices), undefined);
  assert.equal(countedIn(null, voices), undefined);
});

test('what is about the same stands first, and the rest stays in order', () => {
  assert.deepEqual(alikeFirst([...voices, { reason: 'parcel', echoes: [] }], 'parcel').map((one) => one.reason), ['parcel', 'parcel', 'billing']);
  assert.deepEqual(alikeFirst(voices, 'other'), voices);
});
