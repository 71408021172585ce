// People at work: a desk that is open at any hour, a customer with the chat open, and an agent with the inbox.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settled, signIn } from './shop.js';
import { say } from './words.js';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./shop.js').Shop} Shop */

const CHAT = '\n[channels.chat]\nprovider = "chat"\nsample_shop = true\nper_address = 1000\n';

/** Lets customers chat. @param {Shop} shop @param {string} [more] */
export const chats = (shop, more = '') => appendFileSync(join(shop.data, 'voorzet.toml'), CHAT + more);

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
