import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '../../lib/desk';
import { items } from './items';

const message = (number: number, more: Partial<Message> = {}): Message => ({
  number, conversation: 1, at: `2026-11-17T09:${String(number).padStart(2, '0')}:00`, by: 'customer', author: { id: null, name: 'Fatima' }, channel: 'chat', subject: null, text: 'x', own: null,
  html: false, remote: false, attachments: [], location: null, choice: null, reactions: [], state: null, undo_until: null, problem: null, trust: null, mentions: [], cases: [1], template: null, event: null, ...more,
});
const event = (number: number, more: object = {}): Message => message(number, { by: 'event', event: { kind: 'assigned', ...more } });
const kinds = (list: ReturnType<typeof items>): string[] => list.map((item) => item.kind);

test('each day has its line', () => {
  assert.deepEqual(kinds(items([message(1), message(2, { at: '2026-11-18T09:00:00' })], [], null)), ['day', 'message', 'day', 'message']);
});

test('who goes on talking is not named again', () => {
  const made = items([message(1), message(2), message(3, { author: { id: 2, name: 'Joris' }, by: 'agent' }), message(9, { author: { id: 2, name: 'Joris' }, by: 'agent' })], [], null);
  assert.deepEqual(made.map((item) => (item.kind === 'message' ? item.headed : null)), [null, true, false, true, true]);
});

test('what happened is folded from three on; what has a level stands by itself', () => {
  assert.deepEqual(kinds(items([event(1), event(2), message(3)], [], null)), ['day', 'happened', 'happened', 'message']);
  const made = items([event(1), event(2), event(3), event(4, { level: 'prevent' }), message(5)], [], null);
  assert.deepEqual(made.map((item) => (item.kind === 'happened' ? item.messages.length : 0)), [0, 3, 1, 0]);
});

test('the mark stands before the first new of the customer, once', () => {
  assert.deepEqual(kinds(items([message(1), event(2), message(3), message(4)], [], 2)), ['day', 'message', 'happened', 'new', 'message', 'message']);
});

test('what was taken back is something that happened', () => {
  assert.deepEqual(kinds(items([message(1, { by: 'agent', state: 'unsaid' })], [], null)), ['day', 'happened']);
});
