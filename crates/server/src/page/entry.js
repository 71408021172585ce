// One entry opened: a decision with its why, what led to it, and what came of it.

import { chip, el, icon } from './element.js';
import { isOwn, levelOf, means, reasonName, shown } from './shown.js';
import { barrier, clock, language, moment, number, say, share } from './words.js';

const pane = () => document.getElementById('entry');
let position = null;
let here = null;

/** The position of what is open; none when nothing is. */
export const opened = () => position;

/** Shuts it. */
export function shut() {
  position = here = null;
  pane().hidden = true;
  pane().replaceChildren();
}

/** Opens an entry. */
export async function open(wanted) {
  position = wanted;
  pane().hidden = false;
  pane().setAttribute('aria-busy', 'true');
  if (here?.position !== wanted) pane().replaceChildren(head(), el('p', { class: 'caption' }, say('loading')));
  try {
    const answer = await fetch(`api/entries/${wanted}`);
    if (position !== wanted) return;
    if (answer.status === 404) return fail(say('notFound', number(wanted)));
    if (!answer.ok) return fail(say('cannotLoad'));
    here = together(await answer.json());
    here.led_by = here.cause == null ? null : await fetch(`api/entries/${here.cause}`).then(async (found) => (found.ok ? together(await found.json()) : null));
    if (position === wanted) draw();
  } catch {
    if (position === wanted) fail(say('cannotLoad'));
  }
}

/** An entry with what it caused. */
const together = ({ entry, caused }) => ({ ...entry, caused });

/** Says everything again, in another language. */
export function retell() {
  if (here) draw();
}

function fail(text) {
  here = null;
  pane().removeAttribute('aria-busy');
  pane().replaceChildren(head(), el('p', { class: 'caption' }, text));
}

function draw() {
  const data = here.data ?? {};
  const parts = isOwn(here) && here.type === 'decision.made' ? decision(data) : other(data);
  pane().removeAttribute('aria-busy');
  pane().replaceChildren(head(), ...parts);
  pane().scrollTop = 0;
}

function head() {
  const close = el('button', { class: 'plain', type: 'button', onclick: () => { location.hash = ''; } }, say('close'), ' ', el('kbd', {}, 'Esc'));
  return el('div', { class: 'entry-head' }, el('span', { class: 'place' }, say('entry', number(position))), el('span', { class: 'space' }), close);
}

function decision(data) {
  const { action } = data;
  const verdicts = { act: 'act', held_out: 'held_out', nothing: 'nothing', deferred: 'deferred', refused: 'refusedVerdict' };
  const level = action ? levelOf(action.level) : null;
  const what = action ? means(action.level, action.by) : data.by ? barrier(data.by) : '';
  const sign = level == null ? icon('none') : chip(level);
  if (data.decision === 'held_out') sign.classList.add('hollow');
  return [
    el('h3', { class: 'verdict' }, sign, el('span', {}, say(verdicts[data.decision] ?? data.decision), what ? `: ${what}` : '')),
    el('p', { class: 'on' }, reasonName(data.reason, language())),
    el('p', { class: 'sentence' }, data.why?.[language()] ?? data.why?.en ?? ''),
    facts([
      [say('customer'), data.customer],
      [say('about'), data.asset || data.key],
      [say('chance'), share(data.chance)],
      [say('probability'), share(data.probability)],
      [say('openedAt'), data.opened && moment(new Date(data.opened))],
      [say('until'), data.until && moment(new Date(data.until))],
      [say('when'), `${moment(new Date(here.time))}${here.history ? ` (${say('history')})` : ''}`],
    ]),
    ...considered(data),
    ...cause(),
    ...after(),
  ];
}

function considered(data) {
  if (!data.candidates?.length) return [];
  const chosen = say(data.decision === 'held_out' ? 'chosenHeldOut' : 'chosen');
  const heads = ['step', 'by', 'worth', 'outcome'].map((name) => el('th', { scope: 'col' }, say(name)));
  const rows = data.candidates.map((candidate) => {
    const taken = !candidate.ruled_out_by && ['act', 'held_out'].includes(data.decision);
    const result = candidate.ruled_out_by ? barrier(candidate.ruled_out_by) : taken ? chosen : '';
    const cells = [String(candidate.step), el('code', {}, candidate.by), candidate.score == null ? '–' : money2(candidate.score), result];
    return el('tr', { class: taken ? 'taken' : null }, ...cells.map((cell) => el('td', {}, cell)));
  });
  return [el('h4', {}, say('considered')), el('table', { class: 'considered' }, el('thead', {}, el('tr', {}, ...heads)), el('tbody', {}, ...rows))];
}

const money2 = (value) => new Intl.NumberFormat(language(), { style: 'currency', currency: 'EUR', maximumFractionDigits: 2 }).format(value);

function other(data) {
  const look = shown(here);
  return [
    el('h3', { class: 'verdict' }, icon(look.icon), el('span', { class: look.code ? 'code' : null }, look.text)),
    facts([
      [say('customer'), here.customer?.join(', ') || (here.about == null ? '' : `#${here.about}`)],
      [say('about'), here.asset],
      [say('source'), isOwn(here) ? '' : here.source],
      [say('when'), `${moment(new Date(here.time))}${here.history ? ` (${say('history')})` : ''}`],
      [say('came'), isOwn(here) ? '' : moment(new Date(here.at))],
    ]),
    ...fields(say('fields'), data),
    ...(isOwn(here) ? cause() : []),
    ...after(),
  ];
}

function facts(pairs) {
  return el('dl', { class: 'facts' }, ...pairs.filter(([, value]) => value).map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))));
}

function fields(title, data) {
  const pairs = Object.entries(data);
  if (!pairs.length) return [];
  const text = (value) => (typeof value === 'string' ? value : JSON.stringify(value));
  return [el('h4', {}, title), el('dl', { class: 'fields' }, ...pairs.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, text(value))]))];
}

/** The event that led to it. */
function cause() {
  if (here.cause == null) return [el('h4', {}, say('ledBy')), el('p', { class: 'caption' }, say('byTime'))];
  if (!here.led_by) return [el('h4', {}, say('ledBy')), linked([{ position: here.cause, type: say('entry', number(here.cause)), source: '', at: here.at, data: {} }])];
  return [el('h4', {}, say('ledBy')), linked([here.led_by]), ...fields('', here.led_by.data ?? {}).slice(1)];
}

/** What came of it: of an event what it caused, of our own what its cause led to besides. */
function after() {
  const led = (here.led_by?.caused ?? here.caused ?? []).filter((entry) => entry.position !== here.position);
  return led.length ? [el('h4', {}, say('ledTo')), linked(led)] : [];
}

function linked(entries) {
  const line = (entry) => {
    const look = shown(entry);
    const sign = look.level == null ? icon(look.icon) : chip(look.level);
    if (look.hollow) sign.classList.add('hollow');
    const text = el('span', { class: 'text' }, look.code ? el('span', { class: 'code' }, look.text) : look.text, look.more ? el('span', { class: 'detail' }, look.more) : null);
    return el('li', {}, el('a', { href: `#${entry.position}` }, el('time', {}, clock(new Date(entry.time ?? entry.at))), sign, text));
  };
  return el('ol', { class: 'linked' }, ...entries.map(line));
}
