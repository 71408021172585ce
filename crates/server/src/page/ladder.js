// The ladder's counts: five levels and the net, the figures beside them, and the same per reason.

import { chip, el } from './element.js';
import { learnNames, reasonName } from './shown.js';
import { clock, interval, language, money, number, say, share } from './words.js';

const FIGURES = ['contacts', 'expected', 'precision', 'open', 'withheld', 'cost'];
const DAYS = { today: 0, week: 6 };

const at = (id) => document.getElementById(id);

let period = 'week';
let today = new Date().toLocaleDateString('sv'); // 2026-03-31, until the server says what day it is there
let ladder = null;
let read = null;
let asking = null;
const levels = [];
const figures = {};

/** Draws what does not change, and lets a period be picked. */
export function begin() {
  for (const button of document.querySelectorAll('[data-period]')) {
    button.addEventListener('click', () => {
      period = button.dataset.period;
      press();
      refresh();
    });
  }
  for (const level of [1, 2, 3, 4, 5, 0]) levels.push(band(level));
  at('levels').append(...levels.map((band) => band.row));
  for (const name of FIGURES) figures[name] = figure(name);
  press();
}

/** Says everything again, in another language. */
export function retell() {
  for (const band of levels) {
    band.name.textContent = say(`level${band.level}`);
    band.meaning.textContent = say(`meaning${band.level}`);
  }
  for (const name of FIGURES) {
    const { label, why, text } = figures[name];
    label.textContent = say(name);
    why.textContent = say('why');
    why.setAttribute('aria-label', `${say(name)}: ${say('why')}`);
    text.textContent = say(`why${name[0].toUpperCase()}${name.slice(1)}`);
  }
  if (ladder) draw();
}

/** Asks for the figures of the period. `named` is told when reasons have other names than before. */
export async function refresh(named = () => {}) {
  asking?.abort();
  asking = new AbortController();
  const days = DAYS[period];
  const from = days == null ? '' : `?from=${before(today, days)}&to=${today}`;
  try {
    const answer = await fetch(`api/ladder${from}`, { signal: asking.signal });
    if (!answer.ok) throw new Error(String(answer.status));
    ladder = await answer.json();
  } catch (error) {
    if (error.name === 'AbortError') return;
    if (read) stale(say('stale', clock(read)));
    return;
  }
  read = new Date();
  stale('');
  if (learnNames(ladder.reasons)) named();
  if (ladder.today !== today) {
    today = ladder.today;
    if (days != null) return refresh(named);
  }
  draw();
}

function stale(text) {
  at('ladder-stale').hidden = !text;
  at('ladder-stale').textContent = text;
}

function press() {
  for (const button of document.querySelectorAll('[data-period]')) button.setAttribute('aria-pressed', String(button.dataset.period === period));
}

/** So many days before a date. */
function before(date, days) {
  const at = new Date(`${date}T12:00:00Z`);
  at.setUTCDate(at.getUTCDate() - days);
  return at.toISOString().slice(0, 10);
}

function band(level) {
  const name = el('span', { class: 'name' });
  const meaning = el('span', { class: 'meaning' });
  const done = el('i', { class: 'done' });
  const history = el('i', { class: 'history' });
  const count = el('b', { class: 'count' });
  const more = el('span');
  const measure = el('span', { class: 'measure', 'aria-hidden': true }, done, history);
  const row = el('li', { class: `level l${level}` }, chip(level), name, measure, count, el('span', { class: 'more' }, meaning, more));
  return { level, row, name, meaning, done, history, count, more };
}

function figure(name) {
  const label = el('span');
  const why = el('button', { class: 'why', type: 'button', 'aria-expanded': 'false', 'aria-controls': `why-${name}` });
  const value = el('b');
  const beside = el('span', { class: 'beside' });
  const text = el('p', { class: 'definition', id: `why-${name}`, hidden: true });
  why.addEventListener('click', () => {
    text.hidden = !text.hidden;
    why.setAttribute('aria-expanded', String(!text.hidden));
  });
  at('figures').append(el('div', { class: 'figure' }, el('dt', {}, label, why), el('dd', {}, value, beside, text)));
  return { label, why, value, beside, text };
}

function draw() {
  drawLevels();
  drawFigures();
  drawReasons();
}

function drawLevels() {
  const most = Math.max(1, ...ladder.levels.map((level) => level.done + level.in_history));
  for (const band of levels) {
    const { done, in_history: history, withheld, by } = ladder.levels.find((level) => level.number === band.level);
    band.done.style.width = `${(100 * done) / most}%`;
    band.history.style.width = `${(100 * history) / most}%`;
    band.row.classList.toggle('nought', done + history === 0);
    band.count.textContent = number(done + history);
    const parts = Object.entries(by).sort((one, other) => other[1] - one[1]).slice(0, 4).map(([name, n]) => `${name} ${number(n)}`);
    if (history && done) parts.push(say('inHistory', number(history)));
    if (withheld) parts.push(say('withheldNote', number(withheld)));
    band.more.textContent = parts.map((part) => ` · ${part}`).join('');
  }
  at('levels-caption').textContent = ladder.levels.some((level) => level.in_history) ? say('hatched') : '';
}

function drawFigures() {
  const all = ladder.totals;
  const of = ({ share: part, interval: bounds }, hits, whole) => [share(part), whole ? `${say('ofContacts', number(hits), number(whole))}\n${say('interval', interval(bounds))}` : ''];
  const withheld = ladder.levels.reduce((sum, level) => sum + level.withheld, 0);
  const values = {
    contacts: [number(all.contacts), all.customers === 1 ? say('byOneCustomer') : say('byCustomers', number(all.customers))],
    expected: of(all.recall, all.expected_in_time, all.contacts),
    precision: of(all.precision, all.met, all.met + all.missed),
    open: [number(all.open), say('ofOpened', number(all.expectations))],
    withheld: [number(withheld), say('ofAssigned', number(all.held_out + all.treated))],
    cost: [money(all.cost), all.decisions.act === 1 ? say('ofOneAction') : say('ofActions', number(all.decisions.act))],
  };
  for (const name of FIGURES) [figures[name].value.textContent, figures[name].beside.textContent] = values[name];
}

function drawReasons() {
  const refused = (row) => Object.values(row.decisions.refused).reduce((sum, n) => sum + n, 0);
  const busy = (row) => row.contacts + row.expectations + row.decisions.act;
  const rows = ladder.reasons.filter((row) => busy(row) > 0).sort((one, other) => busy(other) - busy(one));
  if (!rows.length) {
    at('reasons').replaceChildren(el('tbody', {}, el('tr', {}, el('td', { class: 'none' }, say('noReasons')))));
    return;
  }
  const heads = ['reason', 'contacts', 'customers', 'expected', 'precision', 'acts', 'waits', 'refused', 'cost'];
  const cells = (row) => [
    number(row.contacts),
    number(row.customers),
    portion(row.recall),
    portion(row.precision),
    number(row.decisions.act),
    number(row.decisions.deferred),
    number(refused(row)),
    money(row.cost),
  ];
  const line = (row, name) => el('tr', {}, el('th', { scope: 'row' }, name), ...cells(row).map((cell) => el('td', {}, ...[cell].flat())));
  at('reasons').replaceChildren(
    el('thead', {}, el('tr', {}, ...heads.map((head) => el('th', { scope: 'col' }, say(head))))),
    el('tbody', {}, ...rows.map((row) => line(row, reasonName(row.reason, language())))),
    el('tfoot', {}, line(ladder.totals, say('allReasons'))),
  );
}

/** A share with its interval under it, never a naked percentage. */
const portion = ({ share: part, interval: bounds }) => (part == null ? '–' : [share(part, 0), el('small', {}, interval(bounds))]);
