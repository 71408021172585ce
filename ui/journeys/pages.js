// Every page of the workspace with something on it, and how it is looked at.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PICTURES, settled, until } from './shop.js';
import { words } from './words.js';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{ name: string, address: string }} Place */

/** What a page waits for that is asked for a moment after it has come. @type {Record<string, string>} */
const LATE = { customers: '[role=option]', everybody: 'figure svg', inbox: '[role=option], .empty, article' };

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Longer pictures nobody looks at. */
const LONGEST = 2400;

const PATHS = [...readFileSync(new URL('../src/pages/index.ts', import.meta.url), 'utf8').matchAll(/^ {2}\{ path: '([^']+)'/gm)].map((found) => found[1] ?? '');

const FILES = [...new Set(Object.keys(words.en).map((key) => key.split('.')[0]))].join('|');
const KEYS = new Set([...Object.keys(words.en), ...Object.keys(words.nl)]);
/** A key or a placeholder in view is a word that was forgotten. Event types may look like one; files and code do. */
const LIKE_KEY = new RegExp(`(?<![\\w./:-])(?:${FILES})\\.\\w+(?![\\w./-])`, 'g');
const SLOT = /\{\w+\}/g;
const CODE = ['api-reference', 'draft-', 'publication', 'settings-people', 'settings-tokens'];

/** Asks the server as who is signed in. @param {Page} page @param {string} path @param {object} [body] */
const ask = (page, path, body) =>
  page.evaluate(async ([path, body]) => {
    const { csrf } = await (await fetch('/api/session')).json();
    const more = body ? { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', 'x-csrf-token': csrf, 'idempotency-key': crypto.randomUUID() } } : {};
    return (await fetch(/** @type {string} */ (path), more)).json();
  }, /** @type {const} */ ([path, body]));

let key = '';

/** Lets another system hand over what customers write. @param {import('./shop.js').Shop} shop */
export const write = (shop) => void (key = shop.run(['source', 'add', 'mail', '--data', shop.data]));

const LONG = `Goedemiddag,\n\nVorige week bestelde ik een leeslamp en twee lampen. De lamp kwam aan met een gebarsten kap, en van de lampen was er één stuk. Ik heb meteen een foto gestuurd naar het adres in de bevestiging, maar ik hoorde niets.\n\nMijn bestelnummer is 20418-0000000000000000000000000000000000000000000000000000000000000000-NL.\n\n${'Gisteren belde ik, en na twintig minuten wachten werd de verbinding verbroken. Dat is de tweede keer deze maand. '.repeat(8)}\n\nKunt u mij zeggen wanneer ik mijn geld terugkrijg?\n\nMet vriendelijke groet,\nEva de Jong-van Oldenbarnevelt`;

/** What customers wrote: short and long, by who is known and who is not. @param {import('./shop.js').Shop} shop */
async function wrote(shop) {
  const mail = (/** @type {string} */ id, /** @type {string} */ address, /** @type {string} */ name, /** @type {string} */ subject, /** @type {string} */ text, more = {}) => ({ id, from: { address, name }, customer: `mail:${address}`, subject, text, language: 'nl', ...more });
  const all = [
    mail('l-1', 'sam@example.org', 'Sam de Wit', 'Waar is mijn pakket?', 'Mijn pakket is vertraagd, het is er nog steeds niet.'),
    mail('l-2', 'eva@example.org', 'Eva de Jong-van Oldenbarnevelt', 'Kapotte leeslamp, kapotte lamp, en twee keer geen antwoord op mijn vraag', LONG),
    { id: 'l-3', from: { address: '+31612345678' }, channel: 'app', text: 'Is er een storing?', language: 'nl' },
    { id: 'l-4', from: { address: 'onbekend@voorbeeld.example' }, subject: '', text: 'Hoe zeg ik op?', language: 'nl', attachments: [{ name: 'een bestand met een erg lange naam die nergens afbreekt.txt', media: 'text/plain', data: 'aGFsbG8=' }] },
  ];
  const answer = await fetch(`${shop.address}/messages`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify(all) });
  if (!answer.ok) throw new Error(`the server does not take messages: ${answer.status} ${await answer.text()}`);
  await until('they are cases', async () => (await ask(/** @type {Page} */ (shop.pages[0]), '/api/cases?view=all&limit=10')).cases.length === all.length);
}

/** What they complain of and suggest. */
const VOICES = [
  { theme: 'complaint', title: 'Het duurt te lang voordat er iemand terugbelt, en als er iemand belt, weet die van niets', reason: 'late-delivery', said: [{ case: 1 }, { case: 2 }, { case: 3 }] },
  { theme: 'suggestion', title: 'Een bezorgvak van een uur', reason: 'delivery', said: [{ case: 2 }] },
  { theme: 'complaint', title: 'Onbegrijpelijke factuur', said: [] },
];

/** Of every page in `src/pages/index.ts` an address with something on it; of some, more than one. @param {Page} page @param {import('./shop.js').Shop} shop @returns {Promise<Place[]>} */
export async function addresses(page, shop) {
  const acted = (await ask(page, '/api/evidence?figure=actions&limit=1')).entries[0];
  const published = await ask(page, '/api/strategy/publications/1');
  const draft = await ask(page, '/api/drafts', { name: 'Minder berichten', files: { ...published.files, 'strategy.toml': published.files['strategy.toml'].replace('max = 2', 'max = 3') } });
  await shop.tell([
    { type: 'identify', userId: 'sam', traits: { name: 'Sam de Wit', email: 'sam@example.org', phone: '+31970000000', language: 'nl', segment: 'home' } },
    { type: 'track', userId: 'sam', event: 'payment.failed', properties: { about: 'order', reference: 'order-1', amount: 49.95 } },
    { type: 'track', userId: 'sam', event: 'payment.failed', properties: { about: 3, amount: 'much' } },
  ]);
  await wrote(shop);
  for (const voice of VOICES) await ask(page, '/api/voices', voice);
  /** @type {Record<string, Record<string, string>>} */
  const known = {
    '/inbox': { 'inbox-list': '/inbox?view=all', 'inbox-case': '/inbox?view=all&case=1', 'inbox-long': '/inbox?view=all&case=2', 'inbox-waiting': '/inbox?view=waiting', 'inbox-mine': '/inbox', 'inbox-search': '/inbox?view=all&q=pakket' },
    '/ladder': { ladder: '/ladder?period=all' },
    '/customers': { customers: '/customers?q=schouten', everybody: '/customers?period=all' },
    '/customers/:id': { customer: `/customers/${acted.about}` },
    '/reasons': { reasons: '/reasons?period=all' },
    '/reasons/:reason': { reason: `/reasons/${acted.data.reason}?period=all` },
    '/voices': { voices: '/voices', 'voices-open': '/voices?voice=1', 'voices-reviews': '/voices?view=reviews' },
    '/events/:position': { event: `/events/${acted.position}` },
    '/strategy/drafts/:id': Object.fromEntries(['files', 'form', 'changes', 'replay'].map((view) => [`draft-${view}`, `/strategy/drafts/${draft.id}?view=${view}`])),
    '/strategy/publications/:number': { publication: '/strategy/publications/1' },
    '/sources/:name': { source: '/sources/shop' },
    '/settings': Object.fromEntries(['people', 'agents', 'tokens', 'sign_in', 'channels', 'feedback', 'organisation', 'audit'].map((view) => [`settings-${view.replace('_', '-')}`, `/settings?view=${view}`])),
  };
  return PATHS.flatMap((path) => {
    if (!known[path] && path.includes(':')) throw new Error(`journeys/pages.js knows no address of ${path}`);
    return Object.entries(known[path] ?? { [path.slice(1)]: path }).map(([name, address]) => ({ name, address }));
  });
}

/** What is wrong with what is in view; and a picture of it. @param {Page} page @param {string} name @returns {Promise<string[]>} */
export async function look(page, name) {
  const late = LATE[name.split('-')[0] ?? ''];
  if (late) await page.locator(late).first().waitFor();
  await settled(page);
  const wrong = [];
  if (!CODE.some((one) => name.startsWith(one))) {
    const text = await page.evaluate(() => document.body.innerText);
    const forgotten = [...(text.match(LIKE_KEY) ?? []).filter((one) => KEYS.has(one)), ...(text.match(SLOT) ?? [])];
    if (forgotten.length) wrong.push(`${name}: it says ${forgotten.join(', ')}`);
  }
  const { wide, room, high } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, room: document.documentElement.clientWidth, high: document.documentElement.scrollHeight }));
  if (wide > room) wrong.push(`${name}: it is ${wide - room} px too wide`);
  // A dialog lies where the page was scrolled to.
  const path = join(PICTURES, `${name}.png`);
  if (await page.locator('dialog[open]').count()) await page.screenshot({ path });
  else await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width: page.viewportSize()?.width ?? room, height: Math.min(high, LONGEST) } });
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { violations } = await /** @type {any} */ (globalThis).axe.run(document, { resultTypes: ['violations'] });
    return violations
      .filter((/** @type {any} */ one) => one.impact === 'serious' || one.impact === 'critical')
      .flatMap((/** @type {any} */ one) => one.nodes.slice(0, 3).map((/** @type {any} */ node) => `${one.id}: ${node.target.flat().join(' ')}: ${node.failureSummary.split('\n')[1]?.trim()}`));
  });
  return [...wrong, ...found.map((/** @type {string} */ one) => `${name}: ${one}`)];
}
