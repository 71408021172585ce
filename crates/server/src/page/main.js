// The page: the ladder's counts, the stream, and one entry opened. It asks the public API and nothing else.

import { el } from './element.js';
import * as entry from './entry.js';
import * as ladder from './ladder.js';
import * as live from './live.js';
import { lesson } from './send.js';
import * as standing from './standing.js';
import { Stream } from './stream.js';
import { fill, language, say, speak } from './words.js';

/** How much of what was there before is shown at the start. */
const BEFORE = 300;

const at = (id) => document.getElementById(id);
const keep = (name, value) => { try { localStorage.setItem(`voorzet.${name}`, value); } catch { /* then not */ } };
let moved = true;

const stream = new Stream(
  (entries, skipped) => {
    live.take(entries, skipped);
    moved = true;
    if (entries.length) greet();
  },
  (state, since) => {
    standing.tell(state, since);
    if (state === 'connected') met();
  },
);

/** After a break: the same log, further on, or another one. */
async function met() {
  const status = await standing.refresh();
  count();
  if (status && status.last < stream.last) {
    stream.last = 0;
    live.forget();
    stream.open(Math.max(0, status.last - BEFORE));
  }
  greet(status);
}

/** What stands in an empty list: that all is well, or how to send a first event. */
function greet(status) {
  if (!live.isEmpty()) return;
  const box = at('empty');
  box.hidden = false;
  if (status?.last === 0) box.replaceChildren(el('h3', {}, say('emptyTitle')), el('p', {}, say('emptyText')), ...lesson().slice(1));
  else box.replaceChildren(el('p', {}, say('waiting')));
}

/** Asks for the figures; what is shown already gets the names that reasons have. */
const count = () => ladder.refresh(() => {
  live.retell();
  entry.retell();
});

function retell(chosen) {
  speak(chosen);
  fill();
  for (const button of document.querySelectorAll('[data-language]')) button.setAttribute('aria-pressed', String(button.dataset.language === language()));
  theme();
  ladder.retell();
  live.retell();
  entry.retell();
  standing.retell();
  at('send-body').replaceChildren(...lesson());
  if (live.isEmpty()) met();
}

/** Says which theme it is on its button. */
function theme() {
  const now = document.documentElement.dataset.theme ?? 'auto';
  const name = say(`theme${now[0].toUpperCase()}${now.slice(1)}`);
  at('theme').setAttribute('aria-label', say('themeNow', name));
  at('theme').title = say('themeNow', name);
}

function nextTheme() {
  const root = document.documentElement;
  const next = { auto: 'light', light: 'dark', dark: 'auto' }[root.dataset.theme ?? 'auto'];
  if (next === 'auto') delete root.dataset.theme;
  else root.dataset.theme = next;
  keep('theme', next);
  theme();
}

/** On a narrow screen one pane at a time. */
function go(pane) {
  document.body.dataset.pane = pane;
  for (const button of document.querySelectorAll('[data-go]')) button.setAttribute('aria-pressed', String(button.dataset.go === (pane === 'entry' ? 'live' : pane)));
}

/** `#123` opens entry 123; without it none is open. */
function route() {
  const wanted = /^#(\d+)$/.exec(location.hash)?.[1];
  if (wanted) {
    entry.open(Number(wanted));
    live.select(Number(wanted));
    go('entry');
  } else {
    const was = entry.opened();
    entry.shut();
    if (was) {
      live.select(null);
      go('live');
      at('list').focus({ preventScroll: true });
    }
  }
}

function key(event) {
  const typing = event.target.matches('input, textarea');
  if (event.ctrlKey || event.metaKey || event.altKey || at('send').open) return;
  if (event.key === 'Escape') {
    if (typing && at('filter').value) { at('filter').value = ''; at('filter').dispatchEvent(new Event('input')); }
    else if (typing) at('list').focus();
    else if (entry.opened()) location.hash = '';
    return;
  }
  if (typing) return;
  const onList = event.target === at('list');
  const keys = {
    '/': () => { go('live'); at('filter').focus(); },
    p: () => live.pause(),
    j: () => live.step(1),
    k: () => live.step(-1),
    ...(onList ? { ArrowDown: () => live.step(1), ArrowUp: () => live.step(-1), Enter: () => (entry.opened() ? at('entry').focus() : live.step(1)) } : {}),
  };
  const wanted = keys[event.key];
  if (!wanted) return;
  event.preventDefault();
  wanted();
}

async function begin() {
  ladder.begin();
  live.begin((position) => { location.hash = `#${position}`; });
  retell(document.documentElement.lang === 'nl' ? 'nl' : 'en');
  go('ladder');
  route();
  window.addEventListener('hashchange', route);
  document.addEventListener('keydown', key);
  for (const button of document.querySelectorAll('[data-language]')) {
    button.addEventListener('click', () => {
      keep('language', button.dataset.language);
      retell(button.dataset.language);
    });
  }
  for (const button of document.querySelectorAll('[data-go]')) {
    button.addEventListener('click', () => {
      if (entry.opened()) location.hash = '';
      go(button.dataset.go);
    });
  }
  at('theme').addEventListener('click', nextTheme);
  at('again').addEventListener('click', () => stream.again());
  at('send-open').addEventListener('click', () => at('send').showModal());
  const status = await standing.refresh();
  await count();
  stream.open(Math.max(0, (status?.last ?? 0) - BEFORE));
  setInterval(() => {
    if (document.hidden || !moved) return;
    moved = false;
    count();
  }, 2000);
  setInterval(() => { if (!document.hidden) standing.refresh(); }, 5000);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) { standing.refresh(); count(); } });
}

begin();
