// A customer chats in one browser and an agent answers in another, through a cut line on both sides and a server that is
// killed: each sees what the other does, and what was said is there once, in order.
import assert from 'node:assert/strict';
import { alwaysOpen, answer, ask, begin, bubbles, chat, chats, composer, said, thread, visitShop, widget } from './desk.js';
import { journey, person, settled, until } from './shop.js';
import { say } from './words.js';

journey('a customer chats, an agent answers, and the line is cut', { hire: ['agent'], strategy: alwaysOpen, before: chats }, async ({ shop, step }) => {
  const agent = await shop.visit();
  const customer = await shop.visit();
  const { name } = person('agent');
  let id = 0;
  const both = async (/** @type {string[]} */ texts) => {
    await until(`the customer sees ${texts.length}`, async () => (await bubbles(customer)).length === texts.length);
    await until(`the agent sees ${texts.length}`, async () => (await said(agent)).length === texts.length);
    await until(`the log has ${texts.length}`, async () => (await thread(shop, id)).length === texts.length);
    for (const seen of [await bubbles(customer), await said(agent), await thread(shop, id)]) assert.deepEqual(seen, texts);
  };

  await step('the agent is there', () => begin(agent, shop, person('agent')));

  await step('what the customer writes comes to the agent by itself', async () => {
    await visitShop(customer, shop);
    await chat(customer, 'Where is my parcel?');
    const row = agent.getByRole('option').filter({ hasText: 'Where is my parcel?' });
    await row.waitFor();
    await until('it is open', async () => (id = Number(new URL(agent.url()).searchParams.get('case'))));
    const [found] = (await ask(shop, '/api/cases?view=all')).cases;
    assert.deepEqual([found.id, found.agent.name, found.state, found.queue], [id, name, 'assigned', 'orders']);
    await widget(customer).getByText(`${name} answers`).waitFor();
    await both(['Where is my parcel?']);
  });

  await step('the customer sees that it was read', () => widget(customer).locator('.mine .meta', { hasText: 'read' }).waitFor());

  await step('the agent sees that the customer types', async () => {
    await widget(customer).getByRole('textbox').pressSequentially('It was to come ');
    await agent.getByText(say('en', 'inbox.customerTypes')).waitFor();
    await widget(customer).getByRole('textbox').fill('');
    await agent.getByText(say('en', 'inbox.customerTypes')).waitFor({ state: 'hidden' });
  });

  await step('the customer sees that the agent types', async () => {
    await composer(agent).pressSequentially('It is with the car');
    await widget(customer).getByText(`${name} is typing`).waitFor();
  });

  await step('the answer comes, and that it was read goes back', async () => {
    await answer(agent, 'It is with the carrier, and comes tomorrow.');
    await both(['Where is my parcel?', 'It is with the carrier, and comes tomorrow.']);
    await agent.locator('article.us footer.read').waitFor();
  });

  const told = ['Where is my parcel?', 'It is with the carrier, and comes tomorrow.'];

  await step('both lines are cut; each is told, and writes on', async () => {
    await Promise.all([agent, customer].map((page) => page.context().setOffline(true)));
    await widget(customer).getByText('No connection', { exact: false }).waitFor();
    await agent.getByText('New messages have not come in since', { exact: false }).waitFor();
    await chat(customer, 'Tomorrow I am out.');
    await widget(customer).getByText('will be sent').waitFor();
    await answer(agent, 'Between nine and noon.');
    await agent.getByText(say('en', 'inbox.notSent')).waitFor();
    await chat(customer, 'Can it be on Friday?');
    assert.deepEqual(await thread(shop, id), told, 'nothing came through');
  });

  await step('meanwhile the server is killed, and started again', async () => {
    await shop.crash();
    await shop.open();
  });

  await step('the lines are back: everything comes, once', async () => {
    await Promise.all([agent, customer].map((page) => page.context().setOffline(false)));
    await until('what the customer wrote is there', async () => (await thread(shop, id)).length === 4);
    await agent.getByText('New messages have not come in since', { exact: false }).waitFor({ state: 'hidden' });
    await agent.getByText('Can it be on Friday?').last().waitFor();
    await agent.locator('.unsent').getByRole('button', { name: say('en', 'problem.retry') }).click();
    // Something came in since it was written: the agent is stopped, and sends it anyway.
    await agent.getByRole('button', { name: say('en', 'inbox.changedSend') }).click();
    told.push('Tomorrow I am out.', 'Can it be on Friday?', 'Between nine and noon.');
    await both(told);
  });

  await step('the server is killed while both are writing: what is not sent yet stays', async () => {
    await composer(agent).pressSequentially('Friday is possible, between ');
    await agent.getByText(say('en', 'inbox.kept')).waitFor();
    await widget(customer).getByRole('textbox').fill('And what does it');
    await shop.crash();
    await Promise.all([agent, customer].map((page) => page.context().setOffline(true)));
    await Promise.all([agent, customer].map((page) => page.context().setOffline(false)));
    await shop.open();
    await Promise.all([agent.reload(), customer.reload()]);
    await settled(agent);
    await composer(agent).waitFor();
    assert.equal(await composer(agent).inputValue(), 'Friday is possible, between ');
    assert.equal(await widget(customer).getByRole('textbox').inputValue(), 'And what does it');
    await widget(customer).getByRole('textbox').focus();
    await customer.keyboard.press('End');
    await customer.keyboard.type(' cost?');
    await customer.keyboard.press('Enter');
    told.push('And what does it cost?');
    await both(told);
    await composer(agent).focus();
    await agent.keyboard.press('End');
    await agent.keyboard.type('nine and noon. It costs nothing.');
    await agent.keyboard.press('Control+Enter');
    told.push('Friday is possible, between nine and noon. It costs nothing.');
    await both(told);
  });

  await step('the agent resolves it; the customer is asked whether it helped', async () => {
    await agent.getByRole('button', { name: say('en', 'inbox.resolved') }).first().click();
    await widget(customer).getByText('Did this help?').waitFor();
    await widget(customer).getByRole('button', { name: 'Yes' }).click();
    await widget(customer).getByText('We are glad that it helped.', { exact: false }).waitFor();
    await until('it is resolved', async () => (await ask(shop, `/api/cases/${id}`)).state === 'resolved');
    assert.equal((await ask(shop, '/api/cases?view=all')).cases.length, 0, 'a yes opens nothing');
  });
  // A browser writes down that a line was cut; that is what was done.
  shop.faults = shop.faults.filter((fault) => !/WebSocket connection to .* failed|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING/.test(fault));
});
