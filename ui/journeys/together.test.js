// Two people write in the same draft; the second to save is told, and nothing is lost.
import assert from 'node:assert/strict';
import { journey, person, settled, signIn } from './shop.js';
import { like, say } from './words.js';

journey('two people save the same draft', { hire: ['manager', 'analyst'] }, async ({ shop, step }) => {
  const [first, second] = [await shop.visit(), await shop.visit()];
  const name = (/** @type {string} */ key) => ({ name: say('en', key), exact: true });
  /** @param {import('playwright-core').Page} page @param {string} text */
  const type = async (page, text) => {
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type(text);
  };
  /** @param {import('playwright-core').Page} page */
  const files = (page) => page.evaluate(async () => (await (await fetch(`/api/drafts/${location.pathname.split('/').at(-1)}`)).json()).files);

  await step('both open it', async () => {
    await first.goto(`${shop.address}/strategy`);
    await signIn(first, person('manager'));
    await first.getByRole('button', name('strategy.newDraft')).first().click();
    await first.locator('dialog[open]').getByRole('button', name('strategy.begin')).click();
    await first.locator('.cm-content').waitFor();
    await second.goto(first.url());
    await signIn(second, person('analyst'));
    await second.locator('.cm-content').waitFor();
    await Promise.all([settled(first), settled(second)]);
  });

  await step('both write', async () => {
    await type(first, '# by the first');
    await type(second, '# by the second');
  });

  await step('the first saves', async () => {
    await first.keyboard.press('Control+s');
    await first.getByText(say('en', 'draft.saved'), { exact: true }).waitFor();
  });

  await step('the second is told, and by whom', async () => {
    await second.keyboard.press('Control+s');
    const told = second.getByRole('dialog', name('draft.conflict'));
    await told.waitFor();
    assert.ok((await told.innerText()).includes(person('manager').name), 'who');
    await told.getByText(like('en', 'draft.clashes')).waitFor();
    await told.getByRole('button', name('draft.seeDifference')).click();
    await told.locator('tr.added').filter({ hasText: '# by the second' }).waitFor();
    await told.locator('tr.removed').filter({ hasText: '# by the first' }).waitFor();
  });

  await step('and keeps theirs as a draft of its own', async () => {
    const shared = second.url();
    await second.getByRole('button', name('draft.keepApart')).click();
    await second.getByText(like('en', 'draft.keptApart')).waitFor();
    assert.notEqual(second.url(), shared);
    assert.match(Object.values(await files(second)).join('\n'), /# by the second/);
    const kept = Object.values(await files(first)).join('\n');
    assert.match(kept, /# by the first/);
    assert.doesNotMatch(kept, /# by the second/);
  });

  await step('in other files, both are kept', async () => {
    await second.goto(`${first.url().split('?')[0]}?file=reasons/late-delivery.toml`);
    await second.locator('.cm-content').waitFor();
    await settled(second);
    await type(second, '# once more by the second');
    await type(first, '\n# once more by the first');
    await first.keyboard.press('Control+s');
    await first.getByRole('button', name('draft.isSaved')).waitFor();
    await second.keyboard.press('Control+s');
    await second.getByRole('dialog', name('draft.conflict')).getByRole('button', name('draft.together')).click();
    await second.getByText(say('en', 'draft.broughtTogether')).waitFor();
    const all = Object.values(await files(first)).join('\n');
    assert.match(all, /# once more by the first/);
    assert.match(all, /# once more by the second/);
  });
});
