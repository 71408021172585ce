// Somebody changes the strategy: wrong first, mended, replayed, published, and put back.
import assert from 'node:assert/strict';
import { journey, person, settled, signIn, until } from './shop.js';
import { like, say } from './words.js';

journey('change a strategy', { hire: ['manager'] }, async ({ shop, step }) => {
  const page = await shop.visit();
  const name = (/** @type {string} */ key) => ({ name: say('en', key), exact: true });
  const dialog = page.locator('dialog[open]');
  const editor = page.locator('.cm-content');
  const inForce = () => page.evaluate(async () => (await (await fetch('/api/strategy/publications')).json()).publications[0]);

  await step('begin a draft', async () => {
    await page.goto(`${shop.address}/strategy`);
    await signIn(page, person('manager'));
    await page.getByRole('button', name('strategy.newDraft')).first().click();
    await dialog.getByLabel(say('en', 'draft.name'), { exact: true }).fill('Fewer messages');
    await dialog.getByRole('button', name('strategy.begin')).click();
    await page.getByRole('heading', { level: 1, name: 'Fewer messages' }).waitFor();
    await editor.waitFor();
    await page.getByText(say('en', 'draft.noFaults')).or(page.getByText(like('en', 'draft.warnings'))).first().waitFor();
  });

  await step('an error is shown in place while typing', async () => {
    await editor.click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('[channles]');
    await page.getByText(like('en', 'draft.errors')).first().waitFor();
    await page.locator('.cm-lintRange-error').first().waitFor();
    assert.equal(await page.locator('.faults li').count() > 0, true, 'and in the list');
  });

  await step('what is wrong cannot be published', async () => {
    await page.getByRole('button', name('draft.publishDots')).click();
    await dialog.getByText(like('en', 'draft.cannotPublish')).waitFor();
    await dialog.getByLabel(say('en', 'draft.note'), { exact: true }).fill('Nothing');
    assert.equal(await dialog.getByRole('button', { name: say('en', 'draft.publish'), exact: true }).isDisabled(), true);
    await dialog.getByRole('button', name('draft.cancel')).click();
  });

  await step('mend it', async () => {
    await editor.click();
    await page.keyboard.press('Control+End');
    for (const _ of '[channles]') await page.keyboard.press('Backspace');
    await page.locator('.cm-lintRange-error').first().waitFor({ state: 'detached' });
    await page.getByText(like('en', 'draft.errors')).first().waitFor({ state: 'detached' });
  });

  await step('change the contact budget in the form', async () => {
    await page.getByRole('tab', { name: say('en', 'draft.view_form') }).click();
    const most = page.getByLabel(new RegExp(`^${say('en', 'draft.limitMax', { count: 1 }).trim()}`)).first();
    await most.fill('3');
    await most.blur();
    await page.getByRole('tab', { name: say('en', 'draft.view_changes') }).click();
    await page.locator('tr.added').filter({ hasText: '{ max = 3' }).first().waitFor();
  });

  await step('save with the keyboard', async () => {
    await page.keyboard.press('Control+s');
    await page.getByText(say('en', 'draft.saved'), { exact: true }).waitFor();
  });

  await step('replay it and see the comparison', async () => {
    await page.getByRole('tab', { name: say('en', 'draft.view_replay') }).click();
    await page.getByRole('button', name('replay.begin')).click();
    await page.getByRole('meter', name('replay.progress')).or(page.getByRole('progressbar', name('replay.progress'))).or(page.getByRole('heading', name('replay.together'))).first().waitFor();
    const table = page.getByRole('table', { name: say('en', 'replay.together'), exact: true });
    await table.waitFor();
    assert.match(await table.innerText(), like2('replay.inForce'));
    assert.ok((await table.locator('tbody tr').count()) >= 8, 'every figure');
    await page.getByText(say('en', 'replay.candidates')).waitFor();
  });

  let before = 0;
  await step('publish it with a note', async () => {
    before = (await inForce()).number;
    await page.getByRole('button', name('draft.publishDots')).click();
    await dialog.getByText(say('en', 'draft.wasReplayed')).waitFor();
    await dialog.getByLabel(say('en', 'draft.note'), { exact: true }).fill('');
    assert.equal(await dialog.getByRole('button', { name: say('en', 'draft.publish'), exact: true }).isDisabled(), true, 'not without a note');
    await dialog.getByLabel(say('en', 'draft.note'), { exact: true }).fill('Once a week is enough');
    await dialog.getByRole('button', { name: say('en', 'draft.publish'), exact: true }).click();
    await page.getByText(like('en', 'draft.published')).waitFor();
    await page.getByRole('cell', { name: /Once a week is enough/ }).waitFor();
    assert.equal((await inForce()).number, before + 1);
  });

  await step('put the former in force again', async () => {
    await page.getByRole('button', name('strategy.restoreDots')).first().click();
    await dialog.getByText(like('en', 'strategy.restoreText')).waitFor();
    await dialog.getByRole('button', name('strategy.restore')).click();
    await page.getByText(like('en', 'strategy.restored')).waitFor();
    const again = await until('the former is in force', async () => ((await inForce()).number === before + 2 ? inForce() : null));
    assert.match(again.note, new RegExp(String(before)));
    await settled(page);
  });
});

/** @param {string} key */
const like2 = (key) => new RegExp(like('en', key).source.slice(1, -1));
