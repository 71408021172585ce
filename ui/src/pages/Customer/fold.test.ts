import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry } from '../../lib/entry';
import { fold } from './fold';

let position = 1000;
const entry = (type: string, time: string, data: Record<string, unknown> = {}, source = 'shop'): Entry => ({ position: (position -= 1), at: time, id: String(position), source, type, time, data });
const own = (type: string, time: string, data = {}): Entry => entry(type, time, data, 'voorzet');
const seen = (entries: Entry[], system = false) => fold(entries, system).map((day) => [day.day, ...day.lines.map((line) => `${line.entry.type}×${line.all.length}`), ...(day.system.length ? [`(${day.system.length})`] : [])]);

test('three of a kind in a row are one line, two are not', () => {
  const page = (hour = 12) => entry('page', `2026-03-02T${hour}:00:00`);
  assert.deepEqual(seen([page(), page(), page(), entry('order', '2026-03-02T11:00:00'), page(10), page(10)]), [['2026-03-02', 'page×3', 'order×1', 'page×1', 'page×1']]);
});

test('a run ends with its day', () => {
  const page = (day: string) => entry('page', `${day}T12:00:00`);
  assert.deepEqual(seen([page('2026-03-03'), page('2026-03-03'), page('2026-03-02')]), [['2026-03-03', 'page×1', 'page×1'], ['2026-03-02', 'page×1']]);
});

test('what is told late stands where it happened', () => {
  const page = (time: string) => entry('page', time);
  assert.deepEqual(seen([page('2026-03-02T23:00:00'), page('2026-03-03T12:00:00'), page('2026-03-02T12:00:00')]), [['2026-03-03', 'page×1'], ['2026-03-02', 'page×1', 'page×1']]);
});

test('what became of one message is one line, where it last changed', () => {
  const step = (what: string, day: string) => own(`delivery.${what}`, `${day}T12:00:00`, { key: 'a' });
  assert.deepEqual(seen([step('delivered', '2026-03-03'), step('sent', '2026-03-02'), step('planned', '2026-03-02')]), [['2026-03-03', 'delivery.delivered×3']]);
});

test('a parcel that was delivered is no message', () => {
  const parcel = () => entry('delivery.delivered', '2026-03-02T12:00:00', { key: 'a' });
  assert.deepEqual(seen([parcel(), parcel()]), [['2026-03-02', 'delivery.delivered×1', 'delivery.delivered×1']]);
});

test('what only concerns ourselves is set aside, unless asked for', () => {
  const entries = [own('decision.made', '2026-03-02T12:00:00'), own('holdout.assigned', '2026-03-02T12:00:00'), own('expectation.opened', '2026-03-02T12:00:00')];
  assert.deepEqual(seen(entries), [['2026-03-02', 'decision.made×1', 'expectation.opened×1', '(1)']]);
  assert.deepEqual(seen(entries, true), [['2026-03-02', 'decision.made×1', 'holdout.assigned×1', 'expectation.opened×1']]);
});
