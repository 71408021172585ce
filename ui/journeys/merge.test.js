// Two customers turn out to be one person; and then not.
import assert from 'node:assert/strict';
import { journey, person, settled, signIn } from './shop.js';
import { like, say } from './words.js';

journey('merge two customers and undo it', { hire: ['agent'] }, async ({ shop, step }) => {
  const page = await shop.visit();
  const dialog = page.locator('dialog[open]');
  const heading = page.getByRole('heading', { level: 1 });
  /** @param {number} id */
  const contacts = (id) => page.evaluate(async (one) => (await (await fetch(`/api/customers/${one}`)).json()).contacts.total, id);
  let [here, other] = [0, 0];
  let [mine, theirs] = [0, 0];
  let name = '';

  await step('open one of them', async () => {
    await page.goto(`${shop.address}/customers`);
    await signIn(page, person('agent'));
    await page.getByRole('combobox', { name: say('en', 'customers.search') }).waitFor();
    const found = await page.evaluate(async () => (await Promise.all(['Schouten', 'Evers'].map(async (q) => (await (await fetch(`/api/customers?q=${q}`)).json()).customers[0].id))));
    [here, other] = found;
    [mine, theirs] = [await contacts(here), await contacts(other)];
    await page.goto(`${shop.address}/customers/${here}`);
    await settled(page);
    name = await heading.innerText();
  });

  await step('compare with the other', async () => {
    await page.getByRole('button', { name: say('en', 'customer.mergeWith') }).click();
    await dialog.getByLabel(say('en', 'customers.search')).fill('Evers');
    await dialog.locator('li button').first().click();
    await dialog.getByText(say('en', 'customer.canUndo')).waitFor();
    assert.match(await dialog.innerText(), /Evers/);
  });

  await step('merge, with why', async () => {
    await dialog.getByLabel(say('en', 'customer.note'), { exact: true }).fill('Said so on the phone');
    await dialog.getByRole('button', { name: say('en', 'customer.merge'), exact: true }).click();
    await page.getByText(like('en', 'customer.merged')).waitFor();
    await page.getByText(like('en', 'customer.linked')).waitFor();
    assert.equal(await contacts(here), mine + theirs, 'the contacts of both');
    await page.getByRole('button', { name: say('en', 'shell.undo'), exact: true }).last().waitFor();
  });

  await step('the other’s address leads to the one', async () => {
    await page.goto(`${shop.address}/customers/${other}`);
    await page.getByText(like('en', 'customer.seenAs')).waitFor();
    await page.getByText(`#${here}`, { exact: false }).first().waitFor();
  });

  await step('undo', async () => {
    await page.getByRole('button', { name: say('en', 'shell.undo'), exact: true }).click();
    await page.getByText(say('en', 'customer.parted')).waitFor();
    // What is said can be read and reached while a dialog is open, and after it.
    await page.keyboard.press('?');
    await page.locator('dialog[open] .toast').filter({ hasText: say('en', 'customer.parted') }).hover();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.locator('.toast').filter({ hasText: say('en', 'customer.parted') }).getByRole('button', { name: say('en', 'shell.close') }).click();
    await page.getByText(like('en', 'customer.seenAs')).waitFor({ state: 'detached' });
    assert.match(await heading.innerText(), /Evers/);
    assert.deepEqual([await contacts(here), await contacts(other)], [mine, theirs], 'everything is as it was');
  });
});
