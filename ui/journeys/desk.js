// People at work: a desk that is open at any hour, a customer with the chat open, and an agent with the inbox.
import { createHmac } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settled, signIn } from './shop.js';
import { say } from './words.js';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./shop.js').Shop} Shop */

const CHAT = '\n[channels.chat]\nprovider = "chat"\nsample_shop = true\nalways_open = true\nper_address = 1000\n';

/** A strategy without what it says of feedback, so that a journey can say its own. @param {string} text */
export const asksNobody = (text) => text.replace(/^\[feedback\]\n(?:(?!\[).*\n)*/m, '');

/** Lets customers chat. @param {Shop} shop @param {string} [more] */
export const chats = (shop, more = '') => appendFileSync(join(shop.data, 'voorzet.toml'), CHAT + more);

/** What the shop's page signs with who is signed in to it. */
const SECRET = 'what the page of the shop signs with';

/** Lets customers chat whom the shop's page knows. @param {Shop} shop */
export const knows = (shop) => chats(shop, `identity_secret = "${SECRET}"\n`);

/** Who a visitor is, as the shop's own server signs it. @param {{ account: string, name: string, mail: string }} who */
export function signed(who) {
  const body = Buffer.from(JSON.stringify({ ...who, expires: Math.floor(Date.now() / 1000) + 3600 })).toString('base64url');
  return `${body}.${createHmac('sha256', SECRET).update(body).digest('base64url')}`;
}

const whatsapp = (/** @type {string} */ url) => `
[channels.whatsapp]
provider = "whatsapp"
phone_number_id = "106500000000001"
token = "token"
app_secret = "the secret of the app"
verify_token = "a word"
url = "${url}/v23.0"
allow_private = true
templates = [{ name = "parcel_late", language = "en", category = "utility", text = "Your parcel comes on {{1}}. Is that all right?", parameters = 1 }]
`;

/** Meta, as far as a journey sees it: customers write by it, and it keeps its rules. */
export class Meta {
  address = '';

  /** Before the server begins, whose account it is. @param {Shop} shop */
  async begin(shop) {
    const settings = join(shop.folder, 'meta.toml');
    writeFileSync(settings, whatsapp('http://127.0.0.1:1'));
    this.address = await shop.standin(['whatsapp', '--listen', '127.0.0.1:0', '--config', settings]);
    const file = join(shop.data, 'voorzet.toml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('[channels.whatsapp]\nprovider = "log"\n', whatsapp(this.address)));
  }

  /** Once the server listens: it tells it what customers write. @param {Shop} shop */
  tells = (shop) => this.#post('server', { server: shop.address, account: 'whatsapp' });

  /** @param {string} phone @param {object} what */
  writes = (phone, what) => this.#post(`customers/${phone}/messages`, what);

  /** What was sent, oldest first. @returns {Promise<any>} */
  async sent() {
    return (await fetch(`${this.address}/standin/sent`)).json();
  }

  /** A message of some time ago that comes only now. @param {string} phone @param {string} text @param {number} seconds */
  late = (phone, text, seconds) => this.#post('orders', { raw: { object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'messages', value: {
    messaging_product: 'whatsapp', metadata: { display_phone_number: '31850000000', phone_number_id: '106500000000001' }, contacts: [{ profile: { name: 'Sam' }, wa_id: phone }],
    messages: [{ from: phone, id: `wamid.late-${seconds}`, timestamp: String(Math.floor(Date.now() / 1000) - seconds), type: 'text', text: { body: text } }],
  } }] }] } });

  /** @param {string} what @param {object} body */
  async #post(what, body) {
    const answer = await fetch(`${this.address}/standin/${what}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`the stand-in for Meta refuses ${what}: ${answer.status} ${await answer.text()}`);
  }
}

/** Nobody goes home and everybody knows everything: a journey is the same at any hour. @param {string} folder */
export function alwaysOpen(folder) {
  const file = join(folder, 'strategy.toml');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replaceAll(/^week +=.*$/gm, 'week = { mon-sun = "00:00-24:00" }').replaceAll(/^(?:closed|open|skills) +=.*\n/gm, ''));
}

/** Signs in at the inbox, and is there for whoever writes. @param {Page} page @param {Shop} shop @param {import('./shop.js').Person} who */
export async function begin(page, shop, who) {
  await page.goto(`${shop.address}/inbox`);
  await signIn(page, who);
  await settled(page);
  await page.getByRole('button', { name: say('en', 'inbox.status_offline') }).click();
  await page.getByRole('menuitemradio', { name: say('en', 'inbox.status_available') }).click();
  await page.getByRole('button', { name: say('en', 'inbox.status_available') }).waitFor();
}

/** The customer's side. @param {Page} page */
export const widget = (page) => page.locator('voorzet-chat');

/** What the chat shows as said, oldest first. @param {Page} page */
export const bubbles = (page) => widget(page).locator('.bubble').allInnerTexts();

/** What the agent sees as said, oldest first; what happened is left out. @param {Page} page */
export const said = (page) => page.locator('[data-message]:not(.event) .text').allInnerTexts();

/** Writes in the chat, and sends it. @param {Page} page @param {string} text */
export async function chat(page, text) {
  await widget(page).getByRole('textbox').fill(text);
  await page.keyboard.press('Enter');
}

/** A customer on the sample shop's page, with the chat open. @param {Page} page @param {Shop} shop */
export async function visitShop(page, shop) {
  await page.goto(`${shop.address}/sample-shop`);
  await page.getByRole('button', { name: 'Open chat' }).click();
}

/** Writes an answer, and sends it. @param {Page} page @param {string} text */
export async function answer(page, text) {
  await composer(page).fill(text);
  await page.keyboard.press('Control+Enter');
}

/** Where an agent answers. @param {Page} page */
export const composer = (page) => page.getByRole('textbox', { name: say('en', 'inbox.replyTab'), exact: true });

/** Asks the server as its machine. @param {Shop} shop @param {string} path */
export async function ask(shop, path) {
  const answer = await fetch(`${shop.address}${path}`, { headers: { authorization: `Bearer ${shop.note.token}` } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** The texts of what was said in a case, as the log has them. @param {Shop} shop @param {number} id @returns {Promise<string[]>} */
export async function thread(shop, id) {
  const { messages } = await ask(shop, `/api/cases/${id}/messages?limit=100`);
  return messages.filter((/** @type {any} */ one) => one.by === 'customer' || one.by === 'agent').map((/** @type {any} */ one) => one.text);
}
