// Somebody on the phone is found, and what happened to them is read.
import assert from 'node:assert/strict';
import { journey, person, settled, signIn } from './shop.js';
import { say } from './words.js';

journey('find a customer by name and by phone', { hire: ['agent'] }, async ({ shop, step }) => {
  const page = await shop.visit();
  const search = page.getByRole('combobox', { name: say('en', 'customers.search') });
  const found = page.getByRole('listbox', { name: say('en', 'customers.title') });
  let name = '';

  await step('sign in and go to customers', async () => {
    await page.goto(`${shop.address}/customers`);
    await signIn(page, person('agent'));
    await page.getByRole('combobox', { name: say('en', 'customers.search') }).waitFor();
  });

  await step('by name', async () => {
    await search.fill('Schouten');
    await found.getByRole('option').filter({ hasText: 'Floor Schouten' }).first().waitFor();
    name = await found.getByRole('option').first().locator('.name').innerText();
    assert.match(name, /Schouten/);
  });

  await step('by phone', async () => {
    await search.fill('+3197010203040');
    await found.getByRole('option').filter({ hasText: '+3197010203040' }).first().waitFor();
    assert.equal(await found.getByRole('option').count(), 1);
    await found.getByRole('option').first().click();
    await page.getByRole('heading', { level: 1, name: 'Floor Schouten' }).waitFor();
    await settled(page);
  });

  await step('the timeline has events, and opens one', async () => {
    const rows = page.locator('[data-row]');
    await rows.first().waitFor();
    assert.ok((await rows.count()) > 5, 'more than a few events');
    await rows.first().click();
    assert.equal(await rows.first().getAttribute('aria-expanded'), 'true');
    await page.getByText(say('en', 'event.raw')).first().waitFor();
  });

  await step('a decision says why', async () => {
    const about = await page.evaluate(async () => (await (await fetch('/api/evidence?figure=actions&limit=1')).json()).entries[0].about);
    await page.goto(`${shop.address}/customers/${about}?show=decisions`);
    await settled(page);
    const decision = page.locator('[data-row]').first();
    await decision.click();
    const why = page.locator('.decision').first();
    await why.waitFor();
    assert.ok((await why.innerText()).trim().length > 20, 'why, in words');
  });

  await step('who was looked at last stands ready', async () => {
    await page.getByRole('navigation').first().getByRole('link', { name: say('en', 'customers.title') }).click();
    await page.getByText(say('en', 'customers.recent'), { exact: true }).waitFor();
    await found.getByRole('option').filter({ hasText: 'Floor Schouten' }).waitFor();
  });
});
