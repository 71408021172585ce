// The agent's day by keyboard alone: no mouse in this file, and whoever looks sees at any moment where they are.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { alwaysOpen, ask } from './desk.js';
import { journey, person, settled, until } from './shop.js';
import { like, say } from './words.js';

const word = (/** @type {string} */ key, /** @type {Record<string, string | number>} */ values = {}) => say('en', key, values);
let key = '';

/** @param {import('./shop.js').Shop} shop */
function before(shop) {
  key = shop.run(['source', 'add', 'mail', '--data', shop.data]);
}

/** @param {import('./shop.js').Shop} shop @param {number} at @param {string} name @param {string} subject @param {string} text */
async function mail(shop, at, name, subject, text) {
  const address = `${name.split(' ')[0]?.toLowerCase()}@example.org`;
  const body = JSON.stringify({ id: `m-${at}`, from: { address, name }, customer: `mail:${address}`, subject, text });
  const answer = await fetch(`${shop.address}/messages`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body });
  assert.equal(answer.status, 202, await answer.text());
}

const MAILS = /** @type {const} */ ([
  ['Vera Smit', 'Where is it?', 'My parcel is delayed, it is still not here.'],
  ['Bram Bos', 'My bill', 'My bill is higher than last month. Why?'],
  ['Noor Vos', 'Return', 'I want to send back the lamp. How do I return it?'],
  ['Tess Kok', 'Two things', 'The lamp is broken, and I cannot log in either.'],
  ['Daan Mol', 'Thanks', 'The marmalade parcel has come, thank you!'],
]);

journey('the agent’s day, by keyboard alone', { hire: ['agent', 'manager', 'administrator'], strategy: alwaysOpen, before }, async ({ shop, step }) => {
  const page = await shop.visit();
  const keys = page.keyboard;
  const dialog = page.locator('dialog[open]');
  const chosen = () => page.locator('[role=option][aria-current=true]');
  const opened = () => Number(new URL(page.url()).searchParams.get('case'));
  const toast = (/** @type {string} */ of) => page.getByText(like('en', of)).first().waitFor();
  const state = async (/** @type {number} */ id) => (await ask(shop, `/api/cases/${id}`)).state;

  /** Where the focus is can be seen: by a line around it, or by the caret in a field. */
  const seen = async () => {
    await until('the focus is somewhere, and can be seen', () => page.evaluate(() => {
      const here = document.activeElement;
      if (!here || here === document.body || here.id === 'main') return here?.id === 'main' || null;
      if (/^(INPUT|TEXTAREA)$/.test(here.tagName)) return true;
      for (let one = /** @type {Element | null} */ (here), up = 0; one && up < 3; one = one.parentElement, up += 1) {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
        const { width, height, top, bottom } = one.getBoundingClientRect();
        const inView = width > 0 && height > 0 && bottom > 0 && top < innerHeight;
        if (inView && ((outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none')) return true;
      }
      return null;
    })).catch(async () => assert.fail(`the focus cannot be seen: ${await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200))}`));
  };
  /** @param {string} what @param {() => Promise<void>} how */
  const by = (what, how) => step(what, async () => {
    await how();
    await seen();
  });
  /** By the command menu. @param {string} name */
  const command = async (name) => {
    await keys.press('Control+k');
    await dialog.getByRole('combobox').waitFor();
    await keys.type(name);
    await dialog.getByRole('option', { name: new RegExp(`^${name}`) }).first().waitFor();
    await keys.press('Enter');
  };
  /** Opens the case with this subject: walks to it. @param {string} subject */
  const walkTo = async (subject) => {
    await keys.press('Escape');
    await until(`${subject} is in the list`, () => page.getByRole('option').filter({ hasText: subject }).count());
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'listbox');
    await keys.press('Home');
    for (let steps = 0; !(await chosen().filter({ hasText: subject }).count()); steps += 1) {
      assert.ok(steps < 10, `${subject} is reached by j`);
      const was = opened();
      await keys.press('j');
      await until('the next is open', async () => opened() !== was);
    }
  };

  await step('mail came before anybody was there', async () => {
    for (const [at, [name, subject, text]] of MAILS.entries()) await mail(shop, at, name, subject, text);
    await until('all wait', async () => (await ask(shop, '/api/cases?view=waiting')).cases.length === MAILS.length);
  });

  await by('sign in; it begins in the inbox', async () => {
    await page.goto(`${shop.address}/`);
    await page.waitForFunction(() => document.activeElement?.getAttribute('type') === 'email');
    await keys.type(person('agent').email);
    await keys.press('Tab');
    await keys.type(person('agent').password);
    await keys.press('Enter');
    await page.getByRole('heading', { level: 1, name: word('inbox.view_mine') }).waitFor();
    await settled(page);
    await keys.press('Tab');
  });

  await by('w takes the first that waits', async () => {
    await keys.press('w');
    await toast('inbox.did_claim');
    await page.getByText(MAILS[0][2]).last().waitFor();
    await until('it is mine', async () => (await ask(shop, `/api/cases/${opened()}`)).agent?.name === person('agent').name);
  });

  await by('g g and the views: all that is open', async () => {
    await keys.press('g');
    await keys.press('g');
    await page.getByRole('heading', { level: 1, name: word('inbox.view_mine') }).waitFor();
  });

  await by('r, and an answer by /', async () => {
    await keys.press('r');
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
    await keys.type('/parcel');
    await page.getByRole('listbox', { name: word('inbox.offers') }).waitFor();
    await keys.press('Enter');
    await until('it is put in', async () => (await page.locator('textarea').inputValue()).length > 40);
    await keys.type(' Kind regards, Anna');
    await keys.press('Control+Enter');
    await page.getByText(like('en', 'inbox.sendsIn')).waitFor();
  });

  await by('z takes it back; it is sent again', async () => {
    await keys.press('Escape');
    await keys.press('z');
    await until('it is written again', async () => (await page.locator('textarea').inputValue()).endsWith('Kind regards, Anna'));
    await keys.press('End');
    await keys.type(' (agent)');
    await keys.press('Control+Enter');
    await page.locator('article.us').filter({ hasText: 'Kind regards, Anna (agent)' }).locator('footer.sent, footer.delivered').waitFor();
    assert.equal(await page.locator('article.us').count(), 1, 'what was taken back is no answer');
  });

  await by('n: a private note with a colleague by @', async () => {
    await keys.press('Escape');
    await keys.press('n');
    await page.getByText(word('inbox.onlyColleagues')).waitFor();
    await keys.type('@man');
    await page.getByRole('listbox', { name: word('inbox.offers') }).getByRole('option', { name: person('manager').name }).waitFor();
    await keys.press('Enter');
    await keys.type('please look at the carrier');
    await keys.press('Control+Enter');
    await page.locator('article.note').filter({ hasText: `@${person('manager').name} please look` }).waitFor();
    const noted = await until('it is in the log', async () => (await ask(shop, '/api/entries?type=conversation.noted&limit=1')).entries[0]);
    assert.equal(noted.data.mentions.length, 1, 'who is mentioned is told');
  });

  await by('e resolves it, and there is nothing left', async () => {
    const id = opened();
    await keys.press('Escape');
    await keys.press('e');
    await toast('inbox.did_resolve');
    await until('it is resolved', async () => (await state(id)) === 'resolved');
    await page.getByText(word('inbox.none_mine')).waitFor();
  });

  await by('by the command menu available: the work comes by itself', async () => {
    await command(word('inbox.status_available'));
    await until('all the rest is mine', async () => (await page.getByRole('option').count()) === MAILS.length - 1);
  });

  await by('h snoozes one', async () => {
    await walkTo('My bill');
    const id = opened();
    await keys.press('h');
    await dialog.getByRole('combobox').waitFor();
    await keys.press('ArrowDown');
    await keys.press('Enter');
    await toast('inbox.did_snooze');
    await until('it is snoozed', async () => (await state(id)) === 'snoozed');
    await until('the next is open', async () => opened() !== id);
  });

  await by('t transfers one, with a note', async () => {
    await walkTo('Return');
    const id = opened();
    await keys.press('t');
    await dialog.getByRole('combobox').waitFor();
    await keys.type('Retention');
    await keys.press('Enter');
    await dialog.locator('textarea').waitFor();
    await keys.type('She has been with us for years.');
    await keys.press('Control+Enter');
    await toast('inbox.did_transfer');
    await until('it is there', async () => (await ask(shop, `/api/cases/${id}`)).queue === 'retention');
    const { messages } = await ask(shop, `/api/cases/${id}/messages?limit=50`);
    assert.ok(JSON.stringify(messages).includes('She has been with us for years.'), 'with the note');
  });

  await by('one mail about two things: split, and merged again', async () => {
    await walkTo('Two things');
    const id = opened();
    await command(word('inbox.split').slice(0, -1));
    await dialog.getByText(word('inbox.splitText')).waitFor();
    await keys.type('locked');
    await keys.press('Enter');
    const other = await until('there is a second case', async () => (await ask(shop, `/api/cases/${id}`)).others[0]?.id);
    await page.getByText(word('inbox.splitDone', { id: `#${other}` })).waitFor();
    await dialog.waitFor({ state: 'detached' });
    await command(word('inbox.merge').slice(0, -1));
    await dialog.getByRole('option').filter({ hasText: `#${other}` }).waitFor();
    await keys.press('Enter');
    await toast('inbox.did_merge');
    await until('one is left', async () => (await state(id)) === 'resolved' && (await state(other)) !== 'resolved');
  });

  await by('/ searches all that was ever said', async () => {
    await keys.press('Escape');
    await keys.press('/');
    await keys.type('marmalade');
    await page.getByRole('listbox', { name: word('inbox.found', { q: 'marmalade' }) }).getByRole('option').first().waitFor();
    await keys.press('Enter');
    await page.locator('[data-message].pointed').filter({ hasText: 'marmalade' }).waitFor();
  });

  await by('x ticks, and all that is ticked is resolved at once', async () => {
    await keys.press('/');
    await keys.press('Escape');
    await walkTo('Thanks');
    const id = opened();
    await keys.press('x');
    await page.getByRole('toolbar', { name: word('inbox.bulk') }).waitFor();
    await keys.press('e');
    await toast('inbox.did_resolve');
    await until('it is resolved', async () => (await state(id)) === 'resolved');
  });

  await by('by the command menu away', async () => {
    await command(word('inbox.status_away'));
    await page.getByRole('button', { name: word('inbox.status_away') }).waitFor();
    await until('it is so', async () => (await ask(shop, '/api/agents')).agents.find((/** @type {any} */ one) => one.name === person('agent').name).status === 'away');
  });

  await by('? tells every key', async () => {
    await keys.press('?');
    await dialog.getByRole('heading', { name: word('shell.keys') }).waitFor();
    const told = await dialog.innerText();
    for (const name of ['takeNext', 'next', 'previous', 'open', 'fold', 'customerPane', 'toList', 'resolved', 'snooze', 'claimOrAssign', 'transfer', 'reasonChange', 'macros', 'tick', 'tickAll', 'toReply', 'toNote', 'undoSend', 'toNewest', 'search']) {
      assert.ok(told.includes(word(`inbox.${name}`)), `${name} is told`);
    }
    await keys.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  await step('and no mouse was here', async () => {
    const file = readFileSync(fileURLToPath(import.meta.url), 'utf8');
    assert.doesNotMatch(file, new RegExp(['mou' + 'se\\.', '\\.cli' + 'ck\\(', '\\.ho' + 'ver\\(', '\\.ta' + 'p\\(', '\\.fo' + 'cus\\(', '\\.fi' + 'll\\('].join('|')));
  });
});
