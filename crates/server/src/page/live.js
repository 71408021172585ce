// The stream on the screen: the newest rows, never more than a few hundred, however fast they come.

import { chip, el, icon } from './element.js';
import { fits, shown } from './shown.js';
import { clock, day, moment, number, say } from './words.js';

const KEPT = 2000; // entries that a filter looks back on
const ROWS = 500; // rows on the screen
const CALM = 250; // milliseconds between two drawings when much comes in

const KINDS = ['all', 'decisions', 'contacts', 'deliveries', 'events'];
const at = (id) => document.getElementById(id);

const kept = [];
let waiting = 0; // entries that came while the list stood still
let paused = false;
let filter = { kind: 'all', text: '' };
let selected = null;
let drawn = 0;
let timer = null;
let open = () => {};
const seconds = []; // how many came, per second, newest last
let second = 0;
let begun = false;

/** Lets the list be used; `show(position)` opens an entry. */
export function begin(show) {
  open = show;
  at('kinds').append(...KINDS.map((kind) => el('button', { type: 'button', 'data-kind': kind, onclick: () => pick(kind) })));
  at('filter').addEventListener('input', () => {
    filter = { ...filter, text: at('filter').value.trim().toLowerCase() };
    redraw();
  });
  at('pause').addEventListener('click', () => pause(!paused));
  at('newer').addEventListener('click', () => {
    at('list').scrollTop = 0;
    pause(false);
  });
  const list = at('list');
  list.addEventListener('click', (event) => choose(event.target.closest('li')));
  list.addEventListener('scroll', () => { if (list.scrollTop < 8 && waiting && !paused) redraw(); });
  setInterval(rate, 1000);
  retell();
}

/** Says everything again, in another language. */
export function retell() {
  for (const button of at('kinds').children) {
    button.textContent = say(`kind${button.dataset.kind[0].toUpperCase()}${button.dataset.kind.slice(1)}`);
    button.setAttribute('aria-pressed', String(button.dataset.kind === filter.kind));
  }
  at('filter').placeholder = say('filter');
  at('pause').firstElementChild.textContent = say(paused ? 'resume' : 'pause');
  for (const entry of kept) entry.look = entry.hay = undefined;
  redraw();
}

/** Takes in what came, oldest first. */
export function take(entries, skipped = 0) {
  second += entries.length + skipped;
  kept.push(...entries);
  if (kept.length > KEPT) kept.splice(0, kept.length - KEPT);
  waiting += entries.length;
  if (timer) return;
  const busy = (seconds.at(-1) ?? 0) > 60;
  const wait = busy ? Math.max(0, drawn + CALM - performance.now()) : 0;
  if (wait > 0) timer = setTimeout(draw, wait);
  else draw();
}

/** Whether anything has come at all. */
export const isEmpty = () => kept.length === 0;

/** Forgets what was kept: the log is another one. */
export function forget() {
  kept.length = 0;
  waiting = 0;
  redraw();
}

/** Marks the row of an entry. */
export function select(position) {
  selected = position;
  for (const row of at('list').querySelectorAll('[aria-selected="true"]')) row.removeAttribute('aria-selected');
  const row = at(`e${position}`);
  row?.setAttribute('aria-selected', 'true');
  row?.scrollIntoView({ block: 'nearest' });
  if (row) at('list').setAttribute('aria-activedescendant', row.id);
  else at('list').removeAttribute('aria-activedescendant');
}

/** Goes to the row below (1) or above (-1). */
export function step(by) {
  const rows = [...at('list').children];
  if (!rows.length) return;
  const now = rows.findIndex((row) => row.dataset.position === String(selected));
  choose(rows[now < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, now + by))]);
}

/** Lets the list stand still, or go on. */
export function pause(still = !paused) {
  paused = still;
  at('pause').setAttribute('aria-pressed', String(paused));
  at('pause').firstElementChild.textContent = say(paused ? 'resume' : 'pause');
  if (!paused) redraw();
}

function choose(row) {
  if (row) open(Number(row.dataset.position));
}

function pick(kind) {
  filter = { ...filter, kind };
  retell();
}

/** Puts what is new on top, unless somebody is reading further down. */
function draw() {
  clearTimeout(timer);
  timer = null;
  drawn = performance.now();
  const list = at('list');
  if (paused || list.scrollTop > 8) {
    const fresh = kept.slice(-waiting).filter(wanted).length;
    at('newer').hidden = !fresh;
    at('newer').textContent = say('newer', fresh >= KEPT ? `${number(KEPT)}+` : number(fresh));
    return;
  }
  const fresh = waiting ? kept.slice(-waiting).filter(wanted).slice(-ROWS) : [];
  waiting = 0;
  at('newer').hidden = true;
  list.prepend(...fresh.reverse().map(row));
  while (list.children.length > ROWS) list.lastElementChild.remove();
  empty();
}

function redraw() {
  waiting = 0;
  const list = at('list');
  list.replaceChildren(...kept.filter(wanted).slice(-ROWS).reverse().map(row));
  at('newer').hidden = true;
  empty();
}

function empty() {
  const none = !at('list').children.length;
  at('empty').hidden = !none;
  if (none && kept.length) at('empty').replaceChildren(el('p', {}, say('nothingFits', number(kept.length))));
}

function look(entry) {
  return (entry.look ??= shown(entry));
}

const wanted = (entry) => fits(entry, look(entry), filter);

function row(entry) {
  const { level, icon: sign, text, more, code, who, strong, hollow } = look(entry);
  const came = new Date(entry.at);
  const when = entry.history ? day(new Date(entry.time)) : clock(came);
  const marked = level == null ? icon(sign) : chip(level);
  if (hollow) marked.classList.add('hollow');
  return el(
    'li',
    { role: 'option', id: `e${entry.position}`, 'data-position': entry.position, 'aria-selected': entry.position === selected ? 'true' : null, class: strong ? 'strong' : null },
    el('time', { datetime: entry.at, title: moment(came) }, when),
    marked,
    el('span', { class: 'text' }, code ? el('span', { class: 'code' }, text) : text, more ? el('span', { class: 'detail' }, more) : null),
    el('span', { class: 'who' }, who),
  );
}

/** How much comes in: per second when that is more than one, else per minute. */
function rate() {
  // What was there before the page is not what comes in.
  if (!begun) [begun, second] = [second > 0, 0];
  seconds.push(second);
  second = 0;
  if (seconds.length > 60) seconds.shift();
  const lately = seconds.slice(-5);
  const each = lately.reduce((sum, n) => sum + n, 0) / lately.length;
  // A page that was opened just now has seen part of a minute.
  const minute = Math.round((seconds.reduce((sum, n) => sum + n, 0) * 60) / seconds.length);
  const text = each >= 1.5 ? say('perSecond', number(Math.round(each))) : minute && seconds.length >= 5 ? say('perMinute', number(minute)) : '';
  at('rate').textContent = text;
  at('rate-bar').textContent = text;
}
