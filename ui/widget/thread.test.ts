import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Line } from './frames';
import { Keep } from './keep';
import { whoIs } from './line';
import { Thread } from './thread';

/** A browser's storage. */
class Place {
  all = new Map<string, string>();
  get length() {
    return this.all.size;
  }
  key = (at: number) => [...this.all.keys()][at] ?? null;
  getItem = (name: string) => this.all.get(name) ?? null;
  setItem = (name: string, value: string) => void this.all.set(name, value);
  removeItem = (name: string) => void this.all.delete(name);
}

const say = (id: string) => ({ type: 'say', id, text: id }) as const;
const line = (number: number, id: string): Line => ({ number, id, at: '2026-03-01T08:00:00Z', by: 'customer', text: id });
const ids = (thread: Thread) => thread.lines.map((one) => one.id);

test('what is said is sent until it is kept, and shown once', () => {
  const thread = new Thread(new Keep(new Place(), 'a:'), () => 1);
  thread.say(say('one'));
  thread.say(say('two'));
  assert.deepEqual(thread.waiting.map((one) => one.id), ['one', 'two']);
  assert.ok(thread.take({ type: 'ack', id: 'one' }));
  assert.deepEqual(thread.waiting.map((one) => one.id), ['two']);
  thread.take({ type: 'said', ...line(3, 'one') });
  thread.take({ type: 'history', said: [line(3, 'one'), line(4, 'two')], more: false });
  assert.deepEqual([ids(thread), thread.mine.length, thread.after], [['one', 'two'], 0, 4]);
  assert.equal(thread.take({ type: 'said', ...line(4, 'two') }), false);
});

test('lines stand in the order of their numbers, whenever they come', () => {
  const thread = new Thread(new Keep(null, ''));
  for (const number of [5, 2, 9, 7]) thread.take({ type: 'said', ...line(number, `n${number}`) });
  assert.deepEqual(ids(thread), ['n2', 'n5', 'n7', 'n9']);
});

test('a reload loses nothing that was not kept, in its order, and another account sees nothing of it', () => {
  const place = new Place();
  const before = new Thread(new Keep(place, 'a:'), () => 1_000);
  for (const id of ['zz', 'aa', 'mm']) before.say(say(id));
  before.take({ type: 'ack', id: 'aa' });
  const after = new Thread(new Keep(place, 'a:'), () => 2_000);
  assert.deepEqual(after.waiting.map((one) => one.id), ['zz', 'mm']);
  assert.deepEqual(new Thread(new Keep(place, 'b:')).waiting, []);
  const late = new Thread(new Keep(place, 'a:'), () => 1_000 + 15 * 86_400_000);
  assert.deepEqual([late.waiting.length, late.mine.map((one) => one.state)], [0, ['refused', 'refused']]);
});

test('what is refused stays until somebody decides, and what is only too fast is sent again', () => {
  const place = new Place();
  const thread = new Thread(new Keep(place, 'a:'));
  thread.say(say('one'));
  thread.take({ type: 'problem', kind: 'too_fast', detail: '', id: 'one', retry_after: 2 });
  assert.equal(thread.waiting.length, 1);
  thread.take({ type: 'problem', kind: 'too_long', detail: '', id: 'one' });
  assert.deepEqual([thread.waiting.length, thread.mine[0]?.problem], [0, 'too_long']);
  thread.again('one');
  assert.equal(thread.waiting.length, 1);
  thread.drop('one');
  assert.deepEqual([thread.mine.length, place.all.size], [0, 0]);
});

test('whom an identity names is read without believing it', () => {
  const body = btoa(JSON.stringify({ account: 'u001', expires: 1 })).replaceAll('=', '');
  assert.equal(whoIs(`${body}.x`), 'u001');
  for (const none of ['', 'x', '.', '!.!']) assert.equal(whoIs(none), '');
});
