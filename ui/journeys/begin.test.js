// Somebody begins with an empty server, lets another in, and each sees what is theirs.
import assert from 'node:assert/strict';
import { journey, person, settled, signIn } from './shop.js';
import { say } from './words.js';

journey('begin, sign out and in, and invite an agent', { history: false, hire: [] }, async ({ shop, step }) => {
  const page = await shop.visit();
  const me = person('administrator');
  const name = (/** @type {string} */ key) => ({ name: say('en', key), exact: true });

  await step('the address that the server printed asks who one is', async () => {
    await page.goto(`${shop.address}/?set-up=${shop.setUp}`);
    await page.getByRole('heading', name('signIn.firstTitle')).waitFor();
    assert.equal(await page.getByLabel(say('en', 'signIn.setupCode')).inputValue(), shop.setUp);
    await page.getByLabel(say('en', 'signIn.name'), { exact: true }).fill(me.name);
    await page.getByLabel(say('en', 'signIn.email')).fill(me.email);
    await page.getByLabel(say('en', 'signIn.password'), { exact: true }).fill(me.password);
    await page.getByRole('button', name('signIn.firstGo')).click();
    await page.getByRole('heading', { level: 1, ...name('inbox.view_mine') }).waitFor();
    assert.ok(!page.url().includes(shop.setUp), 'the set-up code does not stay in the address');
  });

  await step('sign out', async () => {
    await page.getByRole('button', { name: me.name, exact: true }).click();
    await page.getByRole('menuitem', name('shell.signOut')).click();
    await page.getByRole('heading', name('signIn.title')).waitFor();
  });

  await step('a wrong password is refused in words', async () => {
    await signIn(page, { ...me, password: 'this is not my password' });
    await page.getByText(say('en', 'signIn.wrong'), { exact: true }).waitFor();
  });

  await step('the right one lets in', async () => {
    await signIn(page, me);
    await page.getByRole('heading', { level: 1, ...name('inbox.view_mine') }).waitFor();
  });

  let link = '';
  await step('invite an agent', async () => {
    await page.getByRole('link', { name: say('en', 'settings.title') }).click();
    await page.getByRole('button', { name: say('en', 'settings.invite') }).first().click();
    const dialog = page.getByRole('dialog', name('settings.invite'));
    await dialog.getByLabel(say('en', 'settings.name'), { exact: true }).fill('Bas Bakker');
    await dialog.getByLabel(say('en', 'settings.email')).fill('bas@example.org');
    await dialog.getByRole('button', name('settings.inviteGo')).click();
    const shown = page.getByRole('dialog', { name: say('en', 'settings.invited', { name: 'Bas Bakker' }) });
    await shown.waitFor();
    link = /https?:\/\/\S+\/invitation\/[\w-]+/.exec(await shown.innerText())?.[0] ?? '';
    assert.notEqual(link, '', 'the link is shown');
    await shown.getByRole('button', name('settings.done')).click();
    await page.getByRole('cell', { name: 'bas@example.org' }).waitFor();
  });

  const other = await shop.visit();
  await step('the agent chooses a password and is in', async () => {
    await other.goto(link);
    await other.getByLabel(say('en', 'signIn.newPassword')).fill('bas works with customers');
    await other.getByRole('button', name('signIn.invitationGo')).click();
    await other.getByRole('navigation').first().waitFor();
    await settled(other);
  });

  await step('the agent does not see what they may not', async () => {
    const rail = other.getByRole('navigation').first();
    await rail.getByRole('link', { name: say('en', 'customers.title') }).waitFor();
    for (const key of ['sources.title', 'outbox.title', 'firstStrategy.title']) assert.equal(await rail.getByRole('link', { name: say('en', key) }).count(), 0, say('en', key));
    await other.goto(`${shop.address}/sources`);
    await other.getByRole('heading', name('shell.notAllowed')).waitFor();
    const refused = await other.evaluate(() => fetch('/api/people').then((answer) => answer.status));
    assert.equal(refused, 403);
  });

  await step('the invitation works once', async () => {
    const third = await shop.visit();
    await third.goto(link);
    await third.getByText(say('en', 'signIn.invitationGone')).waitFor();
  });
});
