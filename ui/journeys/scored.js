// A shop that asks its customers how they were helped: they write, agents answer, and they say what they think of it.
import { createHmac, randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alwaysOpen, ask, asksNobody } from './desk.js';
import { person, until } from './shop.js';

/** @typedef {import('./shop.js').Shop} Shop */
/** @typedef {import('./shop.js').Role} Role */
/** A customer who was helped, and what they say of it: in the form, or by a click on each score. @typedef {{ channel: 'mail' | 'whatsapp', reason: string, segment: string, by: Role, nps?: number, solved?: 0 | 1, text?: string, clicks?: number[] }} Helped */

const CHANNELS = ['mail', 'whatsapp'];
const ASKS = `
[feedback]
ask = ["nps", "solved"]
queue = "orders"
due = "4h"
spare = ["contract"]
settled = { mail = "0s", whatsapp = "0s" }
`;
/** How many messages one request hands over. */
const AT_ONCE = 50;

/** The shop asks for a score as soon as it is resolved, at any hour. @param {string} folder */
export function asks(folder) {
  alwaysOpen(folder);
  const file = join(folder, 'strategy.toml');
  // Whoever was called back is asked once more: there is room for that in the budget.
  const text = asksNobody(readFileSync(file, 'utf8')).replace(/^quiet +=.*$/m, 'quiet = false').replace(/^(?:limits|reserve) +=.*\n/gm, '').replace('[budget]\n', '[budget]\nlimits  = [{ max = 5, per = "7d" }]\n');
  writeFileSync(file, text + ASKS);
}

/** Two agents, and as many requests as a machine makes. @type {{ hire: Role[], strategy: (folder: string) => void, before: (shop: Shop) => void }} */
export const SCORED = { hire: ['administrator', 'agent', 'manager'], strategy: asks, before: writes };

/** @type {Record<string, string>} */
const keys = {};

/** Lets other systems hand over what customers write. @param {Shop} shop */
export function writes(shop) {
  for (const channel of CHANNELS) keys[channel] = shop.run(['source', 'add', channel, '--data', shop.data]);
  appendFileSync(join(shop.data, 'voorzet.toml'), '\n[access]\nrequests_per_second = 0\n');
}

/** Somebody who is signed in, as the workspace asks: what it sends, and what comes back. @param {Shop} shop @param {Role} role */
export async function worker(shop, role) {
  const { email, password } = person(role);
  const origin = shop.address;
  const signed = await fetch(`${origin}/api/session`, { method: 'POST', headers: { 'content-type': 'application/json', origin }, body: JSON.stringify({ email, password }) });
  const cookie = signed.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
  const { csrf } = await (await fetch(`${origin}/api/session`, { headers: { cookie } })).json();
  /** @param {string} method @param {string} path @param {object} body */
  return async (method, path, body) => {
    const answer = await fetch(`${origin}${path}`, { method, headers: { cookie, origin, 'x-csrf-token': csrf, 'content-type': 'application/json', 'idempotency-key': randomUUID() }, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
}

/** What stands in the link of an invitation, made from the store's key as the server makes it. @param {Shop} shop @param {number} invitation */
function link(shop, invitation) {
  const files = ['voorzet.db', 'voorzet.db-wal'].map((name) => join(shop.data, name)).filter(existsSync);
  const key = files.map((file) => /feedback\.links([\w-]{43})/.exec(readFileSync(file, 'latin1'))?.[1]).find(Boolean);
  if (!key) throw new Error('the store has no key for links');
  const number = Buffer.alloc(4);
  number.writeUInt32BE(invitation);
  const proof = createHmac('sha256', key).update('voorzet feedback 1 ').update(number).digest().subarray(0, 16);
  return `${shop.address}/f/${Buffer.concat([number, proof]).toString('base64url')}`;
}

/** Sends the form, or follows the links. @param {string} to @param {Helped} helped */
async function says(to, { nps, solved, text = '', clicks }) {
  for (const score of clicks ?? []) await fetch(`${to}?nps=${score}`);
  if (clicks || (nps === undefined && solved === undefined && !text)) return;
  const form = new URLSearchParams({ ...(nps === undefined ? {} : { nps: String(nps) }), ...(solved === undefined ? {} : { solved: String(solved) }), text });
  const answer = await fetch(to, { method: 'POST', redirect: 'manual', body: form });
  if (answer.status !== 303) throw new Error(`the answer is not taken: ${answer.status}`);
}

/** Whose links can be opened. @param {Shop} shop */
export async function reached(shop) {
  const known = await ask(shop, '/api/settings');
  await (await worker(shop, 'administrator'))('PUT', '/api/settings', { ...known, address: shop.address });
}

/** They write, are answered, are asked, and say what they think; who is spared is not asked. @param {Shop} shop @param {Helped[]} all @param {string} [of] Tells those of a round from others. */
export async function helped(shop, all, of = 'a') {
  const workers = new Map(await Promise.all([...new Set(all.map((one) => one.by))].map(async (role) => /** @type {const} */ ([role, await worker(shop, role)]))));
  const address = (/** @type {number} */ at) => `${of}${at}@example.org`;
  await shop.tell(all.map(({ segment }, at) => ({ type: 'identify', userId: `${of}${at}`, traits: { name: `Customer ${of}${at}`, email: address(at), segment, language: 'en' } })));
  for (const channel of CHANNELS) {
    const messages = all.flatMap((one, at) => (one.channel === channel ? [{ id: `${of}${at}`, from: { address: address(at), name: `Customer ${of}${at}` }, customer: `${of}${at} mail:${address(at)}`, subject: '', text: 'Where is it?', reason: one.reason, language: 'en' }] : []));
    for (let from = 0; from < messages.length; from += AT_ONCE) {
      const answer = await fetch(`${shop.address}/messages`, { method: 'POST', headers: { authorization: `Bearer ${keys[channel]}`, 'content-type': 'application/json' }, body: JSON.stringify(messages.slice(from, from + AT_ONCE)) });
      if (!answer.ok) throw new Error(`the server does not take messages: ${answer.status} ${await answer.text()}`);
    }
  }
  /** Which case is whose, by the name they write under. @type {Map<number, Helped>} */
  const whose = new Map();
  for (let left = all.length; left > 0; ) {
    const { cases } = await until('they wait', async () => {
      const found = await ask(shop, '/api/cases?view=waiting&limit=100');
      return found.cases.length ? found : null;
    });
    for (const { id, customer } of cases) {
      const at = Number(new RegExp(`^Customer ${of}(\\d+)$`).exec(customer?.name ?? '')?.[1] ?? NaN);
      const one = all[at];
      if (!one || whose.has(id)) continue;
      const shown = await ask(shop, `/api/cases/${id}`);
      await workers.get(one.by)?.('POST', `/api/cases/${id}/replies`, { id: `${of}${at}`, conversation: shown.conversations[0].id, text: 'Tomorrow.', seen: shown.conversations[0].last_message, resolve: true });
      whose.set(id, one);
      left -= 1;
    }
  }
  for (const [id, one] of whose) {
    const invitation = await until(`case ${id} is asked about, or not`, async () => (await ask(shop, `/api/cases/${id}/feedback`)).about.find((/** @type {any} */ found) => found.state !== 'planned'));
    if (invitation.state === 'asked') await says(link(shop, invitation.id), one);
  }
  return [...whose.keys()];
}

/** They are called back, and say whether it is solved now. @param {Shop} shop @param {0 | 1} solved */
export async function calledBack(shop, solved) {
  const { cases } = await ask(shop, '/api/cases?view=waiting&limit=100');
  const back = cases.find((/** @type {any} */ one) => one.kind === 'call_back');
  const manager = await worker(shop, 'manager');
  await manager('POST', `/api/cases/${back.id}/claim`, {});
  await manager('POST', `/api/cases/${back.id}/resolve`, { how: 'answered' });
  const again = await until('the outcome is asked', async () => (await ask(shop, `/api/cases/${back.id}/feedback`)).about.find((/** @type {any} */ found) => found.state === 'asked'));
  await says(link(shop, again.id), { channel: 'mail', reason: '', segment: '', by: 'manager', solved });
  return back.id;
}
