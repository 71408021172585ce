// A customer writes by mail, by WhatsApp and in the chat: one customer, one timeline, and one case where it is about the
// same; the agent answers each within its channel's rules.
import assert from 'node:assert/strict';
import { alwaysOpen, answer, ask, begin, bubbles, chat, composer, knows, Meta, said, signed, thread, visitShop, widget } from './desk.js';
import { journey, person, settled, until } from './shop.js';
import { like, say } from './words.js';

const SAM = { account: 'u-sam', name: 'Sam de Wit', mail: 'sam@example.org' };
const PHONE = '31612345678';
const DAY = 24 * 3600;
const MAIL = 'My parcel is delayed, it is still not here.';
const WHATSAPP = 'The parcel is still not here, it is delayed';
const CHAT = 'Can somebody tell me where it is?';
const meta = new Meta();
let key = '';

/** @param {import('./shop.js').Shop} shop */
async function before(shop) {
  knows(shop);
  await meta.begin(shop);
  key = shop.run(['source', 'add', 'mail', '--data', shop.data]);
}

/** A mail, as the system hands it over that reads the mailbox. @param {import('./shop.js').Shop} shop @param {object} mail */
async function mails(shop, mail) {
  const body = JSON.stringify({ from: { address: SAM.mail, name: SAM.name }, customer: `mail:${SAM.mail}`, ...mail });
  const answer = await fetch(`${shop.address}/messages`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body });
  assert.equal(answer.status, 202, await answer.text());
}

journey('three channels, one customer, one timeline', { hire: ['agent'], strategy: alwaysOpen, before }, async ({ shop, step }) => {
  const agent = await shop.visit();
  const customer = await shop.visit();
  const open = async () => (await ask(shop, '/api/cases?view=all')).cases;
  const byChannel = (/** @type {string} */ name) => agent.getByRole('menuitemradio', { name });
  let [id, sam] = [0, 0];

  await step('who Sam is, is known', async () => {
    await meta.tells(shop);
    await shop.tell([{ type: 'identify', userId: SAM.account, traits: { name: SAM.name, email: SAM.mail, phone: `+${PHONE}`, language: 'en' } }]);
    await begin(agent, shop, person('agent'));
  });

  await step('a mail, a message by WhatsApp, and a chat by who is signed in', async () => {
    await mails(shop, { id: 'm-1', subject: 'Order 20418', text: MAIL });
    await until('there is a case', async () => (id = (await open())[0]?.id));
    await meta.writes(PHONE, { name: 'Sam', text: WHATSAPP });
    await until('it is in the case too', async () => (await thread(shop, id)).length === 2);
    await visitShop(customer, shop);
    await customer.evaluate((token) => /** @type {any} */ (globalThis).voorzetChat.identify(token), signed(SAM));
    await chat(customer, CHAT);
    await until('and this too', async () => (await thread(shop, id)).length === 3);
  });

  await step('it is one case, because it is about the same', async () => {
    const [only, ...more] = await open();
    assert.deepEqual(more, []);
    assert.deepEqual([only.reason.id, only.customer.name, [...only.channels].sort()], ['late-delivery', SAM.name, ['chat', 'mail', 'whatsapp']]);
    await agent.getByRole('option').filter({ hasText: CHAT }).waitFor();
    await until('all is in view', async () => (await said(agent)).length === 3);
    assert.deepEqual(await said(agent), [MAIL, WHATSAPP, CHAT]);
  });

  await step('one customer, with one timeline over all three', async () => {
    const pane = agent.getByRole('complementary', { name: say('en', 'inbox.customerPane') });
    await pane.getByRole('link', { name: SAM.name, exact: true }).click();
    await agent.getByRole('heading', { level: 1, name: SAM.name }).waitFor();
    await settled(agent);
    for (const channel of ['mail', 'whatsapp', 'chat']) await agent.locator('[data-row]').filter({ hasText: say('en', 'event.messageBy', { channel: say('en', `channel.${channel}`) }) }).waitFor();
    const found = (await ask(shop, `/api/customers?q=${encodeURIComponent(SAM.mail)}`)).customers;
    assert.equal(found.length, 1, 'there is one Sam');
    sam = found[0].id;
    await agent.goBack();
    await composer(agent).waitFor();
  });

  await step('the answer goes by where the customer spoke last', async () => {
    await answer(agent, 'It is with the carrier.');
    await until('the customer has it', async () => (await bubbles(customer)).at(-1) === 'It is with the carrier.');
    await widget(customer).locator('.mine .meta', { hasText: 'read' }).waitFor();
  });

  await step('by WhatsApp the agent sees how long that is possible', async () => {
    await agent.getByRole('button', { name: `${say('en', 'inbox.byChannel')} ${say('en', 'channel.chat')}` }).click();
    await byChannel('WhatsApp').click();
    await agent.getByText(/^WhatsApp 2[34] h.* left$/).waitFor();
    await answer(agent, 'It comes tomorrow, *between nine and noon*.');
    await agent.getByText(like('en', 'inbox.sendsIn')).waitFor();
    await until('Meta took it', async () => JSON.stringify(await meta.sent()).includes('between nine and noon'));
    await agent.locator('article.us').filter({ hasText: 'between nine and noon' }).locator('footer.sent, footer.delivered, footer.read').waitFor();
  });

  await step('and by mail', async () => {
    await agent.getByRole('button', { name: new RegExp(`^${say('en', 'inbox.byChannel')} `) }).click();
    await byChannel('Mail').click();
    await answer(agent, 'Dear Sam, it comes tomorrow.');
    await agent.locator('article.us').filter({ hasText: 'Dear Sam' }).locator('footer.sent, footer.delivered').waitFor();
  });

  await step('a contact is counted once', async () => {
    const { entries } = await ask(shop, `/api/customers/${sam}/timeline?limit=100`);
    assert.equal(entries.filter((/** @type {any} */ one) => one.type === 'contact.counted').length, 1);
  });

  await step('about something else it is another case', async () => {
    await mails(shop, { id: 'm-2', thread: 'another', subject: 'Account', text: 'I cannot log in, my account is locked and I forgot my password.' });
    await until('there are two', async () => (await open()).length === 2);
    assert.deepEqual((await open()).map((/** @type {any} */ one) => one.customer.name), [SAM.name, SAM.name]);
  });

  await step('after a day only a template goes by WhatsApp', async () => {
    const other = '31698765432';
    await meta.late(other, 'What does the bill say?', DAY + 60);
    const row = agent.getByRole('option').filter({ hasText: 'What does the bill say?' });
    await row.click();
    await agent.getByText('What does the bill say?').last().waitFor();
    await agent.getByText(say('en', 'inbox.windowShut')).waitFor();
    assert.equal(await composer(agent).isDisabled(), true);
    await agent.getByRole('button', { name: say('en', 'inbox.templateTab'), exact: true }).click();
    await agent.getByLabel(say('en', 'inbox.parameter', { number: 1 })).fill('Friday');
    await agent.getByRole('button', { name: say('en', 'inbox.sendTemplate') }).click();
    await until('Meta took it', async () => JSON.stringify(await meta.sent()).includes('parcel_late'));
    await meta.writes(other, { text: 'Friday is fine' });
    await agent.getByText('Friday is fine').last().waitFor();
    await agent.getByRole('tab', { name: say('en', 'inbox.replyTab') }).click();
    await agent.getByText(/^WhatsApp 2[34] h.* left$/).waitFor();
    await answer(agent, 'Then that is what we do.');
    await until('Meta took it', async () => JSON.stringify(await meta.sent()).includes('Then that is what we do'));
  });
});
