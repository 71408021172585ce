// The way through the workspace by keyboard alone.
import assert from 'node:assert/strict';
import { journey, person, settled } from './shop.js';
import { say } from './words.js';

journey('by keyboard alone', { hire: ['agent'] }, async ({ shop, step }) => {
  const page = await shop.visit();
  const keys = page.keyboard;
  const heading = (/** @type {string} */ name) => page.getByRole('heading', { level: 1, name, exact: true });
  const dialog = page.locator('dialog[open]');
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');

  await step('sign in', async () => {
    await page.goto(`${shop.address}/ladder?period=all`);
    await page.waitForFunction(() => document.activeElement?.getAttribute('type') === 'email');
    await keys.type(person('agent').email);
    await keys.press('Tab');
    await keys.type(person('agent').password);
    await keys.press('Enter');
    await heading(say('en', 'ladder.title')).waitFor();
    await settled(page);
  });

  await step('the first Tab skips to the content', async () => {
    await page.reload();
    await settled(page);
    await keys.press('Tab');
    assert.equal(await focused(), say('en', 'shell.skip'));
    await keys.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'main');
  });

  await step('by the command menu to customers', async () => {
    await keys.press('Control+k');
    await dialog.getByRole('combobox').waitFor();
    await keys.type(say('en', 'customers.title').toLowerCase());
    await dialog.getByRole('option', { name: new RegExp(`^${say('en', 'customers.title')}`) }).first().waitFor();
    await keys.press('Enter');
    await heading(say('en', 'customers.title')).waitFor();
  });

  await step('search and open', async () => {
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'combobox');
    await keys.type('Schouten');
    await page.getByRole('option').filter({ hasText: 'Schouten' }).first().waitFor();
    await page.waitForFunction(() => document.querySelector('[role=listbox][aria-busy=false]'));
    await keys.press('Enter');
    await page.waitForURL('**/customers/*');
    await settled(page);
  });

  await step('walk the timeline and open an event', async () => {
    await keys.press('j');
    await keys.press('j');
    assert.equal(await page.evaluate(() => [...document.querySelectorAll('[data-row]')].indexOf(/** @type {Element} */ (document.activeElement))), 1);
    await keys.press('Enter');
    await page.getByText(say('en', 'event.raw')).first().waitFor();
  });

  await step('? tells the keys', async () => {
    await keys.press('?');
    await page.getByRole('dialog', { name: say('en', 'shell.keys') }).waitFor();
    await keys.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  await step('back, and g l to the ladder', async () => {
    // The browser's own keys are not the page's: this is what they do.
    await page.goBack();
    await heading(say('en', 'customers.title')).waitFor();
    // Whoever comes to customers stands in the field; Esc empties it, Tab leaves it.
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'combobox');
    await keys.press('Tab');
    await keys.press('g');
    await keys.press('l');
    await heading(say('en', 'ladder.title')).waitFor();
    await settled(page);
  });

  await step('why, by Enter, and Esc back to it', async () => {
    const why = say('en', 'why.of', { name: say('en', 'ladder.perCustomer') });
    for (let tabs = 0; (await focused()) !== why; tabs += 1) {
      assert.ok(tabs < 120, 'it is reached by Tab');
      await keys.press('Tab');
    }
    await keys.press('Enter');
    await dialog.getByText(say('en', 'ladder.whyPerCustomer')).waitFor();
    await keys.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    assert.equal(await focused(), why);
  });

  await step('a table: j to a row, Enter opens it', async () => {
    await page.getByRole('table', { name: say('en', 'ladder.reasons'), exact: true }).waitFor();
    await keys.press('j');
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'TR');
    await keys.press('Enter');
    await page.waitForURL('**/reasons/*');
  });
});
