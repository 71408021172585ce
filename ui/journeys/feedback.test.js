// Customers say how they were helped: the page of scores tells it rightly, hides what is too little, and leads to the
// words and the cases behind; who gave a bad score is called back by somebody who knows the story.
import assert from 'node:assert/strict';
import { ask } from './desk.js';
import { look } from './pages.js';
import { calledBack, helped, reached, SCORED } from './scored.js';
import { journey, person, settled, signIn } from './shop.js';
import { say } from './words.js';

/** @typedef {import('./scored.js').Helped} Helped */

const word = (/** @type {string} */ key, /** @type {Record<string, string | number>} */ values = {}) => say('en', `feedback.${key}`, values);
const COMPLAINT = 'The courier left my parcel in the rain.';

/** As many of one kind. @param {number} amount @param {Partial<Helped>} like @returns {Helped[]} */
const some = (amount, like) => Array.from({ length: amount }, () => ({ channel: 'mail', reason: 'late-delivery', segment: 'home', by: 'agent', ...like }));

/** By mail 16 less 8 of 32: +25. By WhatsApp four, too few to tell. One is spared, two say nothing, one is a program. @type {Helped[]} */
const ALL = [
  ...some(16, { nps: 10, solved: 1 }),
  ...some(8, { nps: 8, solved: 1 }),
  ...some(5, { nps: 3, solved: 0 }),
  ...some(3, { nps: 2, solved: 0, text: COMPLAINT }),
  ...some(3, { channel: 'whatsapp', reason: 'billing', by: 'manager', nps: 9, solved: 1 }),
  ...some(1, { reason: 'contract' }),
  ...some(2, {}),
  ...some(1, { clicks: [1, 9] }),
  ...some(1, { channel: 'whatsapp', by: 'manager', clicks: [10] }),
];

journey('what customers say, and what is done about it', SCORED, async ({ shop, step }) => {
  const page = await shop.visit();
  /** What begins so. @param {string} name */
  const row = (name) => page.getByRole('button', { name: new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`) });
  const open = async (/** @type {string} */ path) => {
    await page.goto(`${shop.address}${path}`);
    await settled(page);
  };
  /** @type {string[]} */
  const wrong = [];

  await step('nobody was asked yet', async () => {
    await page.goto(`${shop.address}/feedback`);
    await signIn(page, person('administrator'));
    await page.getByText(word('noneYet')).waitFor();
    wrong.push(...(await look(page, 'feedback-not-yet-en-light-1440')));
  });

  await step('customers write, are helped, and answer', async () => {
    await reached(shop);
    await helped(shop, ALL);
  });

  await step('each channel has its score, and one of four answers only their number', async () => {
    await open('/feedback');
    await row('All together +33 · 36 answers').waitFor();
    await row('Mail +25 · 32 answers').waitFor();
    await row(`WhatsApp ${word('tooFew', { count: 4, least: 30 })}`).waitFor();
  });
  await step('who was spared, only clicked or was a program is told', async () => {
    await row(`${word('why_spared')} 1`).waitFor();
    for (const [name, amount] of /** @type {const} */ ([['clicked', 1], ['machine', 1], ['said', 3], ['called_back', 8]])) {
      assert.equal(await page.locator('dl div').filter({ hasText: word(name) }).first().locator('dd').innerText(), String(amount), name);
    }
  });
  await step('a figure says what it is', async () => {
    await row('Mail +25').click();
    const sheet = page.locator('dialog[open]');
    await sheet.getByText(word('means_nps')).waitFor();
    assert.match(await sheet.innerText(), /35 asked, 32 answered/);
    await page.keyboard.press('Escape');
  });
  await step('as tables', async () => {
    await page.keyboard.press('t');
    const mail = page.getByRole('row').filter({ hasText: 'Mail' }).first();
    assert.deepEqual((await mail.getByRole('cell').allInnerTexts()).slice(0, 2).concat((await mail.getByRole('cell').allInnerTexts()).slice(4, 6)), ['Mail', '+25', '32', '35']);
    await page.keyboard.press('t');
  });

  await step('from a theme to the words, and from these to the case', async () => {
    await row(`courier ${word('themeText', { count: 3, share: '100%', bad: 3 })}`).click();
    const first = page.locator('dialog[open] article').first();
    await first.getByText(COMPLAINT).waitFor();
    assert.equal(await page.locator('dialog[open] article').count(), 3);
    await first.getByRole('link', { name: /^Case #/ }).click();
    await page.waitForURL(/\/inbox\?view=all&case=\d+$/);
    await page.locator('article').filter({ hasText: 'Where is it?' }).waitFor();
  });

  await step('figures by agent are off until somebody records what the works council agreed to', async () => {
    await open('/feedback?by=agent');
    await page.getByText(word('agentsOff')).waitFor();
    assert.equal(await row('Anna agent').count(), 0);
    await page.getByRole('link', { name: word('agentsOn') }).click();
    const give = page.getByRole('button', { name: say('en', 'settings.agentFiguresGive') });
    await give.waitFor();
    assert.ok(await give.isDisabled(), 'not without a note');
    await page.getByLabel(say('en', 'settings.agentFiguresNote')).fill('Decision of 2 March, to learn from');
    await give.click();
    await page.getByText(say('en', 'settings.agentFiguresGiven')).waitFor();
    await open('/feedback?by=agent');
    await row('Anna agent +25 · 32 answers').waitFor();
    await row(`Anna manager ${word('tooFew', { count: 4, least: 30 })}`).waitFor();
  });
  await step('an agent sees their own beside the team, and nobody else', async () => {
    const agent = await shop.visit();
    await agent.goto(`${shop.address}/feedback?by=agent`);
    await signIn(agent, person('agent'));
    await agent.getByRole('button', { name: /^You \+25 · 32 answers/ }).waitFor();
    await agent.getByRole('button', { name: /^The team \+33 · 36 answers/ }).waitFor();
    assert.equal(await agent.getByText('Anna manager').count(), 0);
  });

  await step('who calls back knows the story, and it is told what came of it', async () => {
    const id = await calledBack(shop, 1);
    const { because } = await ask(shop, `/api/cases/${id}/feedback`);
    await open(`/inbox?view=resolved&case=${id}`);
    const story = page.getByRole('region', { name: say('en', 'inbox.story') });
    await story.getByRole('link', { name: new RegExp(`#${because.case}$`) }).waitFor();
    await story.getByText(say('en', 'inbox.storyAfter')).waitFor();
    assert.match(await story.innerText(), /NPS\s*3 of 10/);
    assert.match(await story.innerText(), /Anna manager/);
    wrong.push(...(await look(page, 'inbox-story-en-light-1440')));
    await open('/feedback');
    const outcome = page.locator('section').filter({ hasText: word('callBacks') }).last();
    assert.match(await outcome.innerText(), new RegExp(`${word('outcome_solved')}\\s*1`));
  });

  await step('it is seen, wide and narrow, by light and in the dark', async () => {
    wrong.push(...(await look(page, 'feedback-scored-en-light-1440')));
    const narrow = await shop.visit({ language: 'nl', theme: 'dark', width: 320, height: 720 });
    await narrow.goto(`${shop.address}/feedback?per=day`);
    await signIn(narrow, person('administrator'), 'nl');
    await narrow.getByRole('heading', { name: say('nl', 'feedback.drivers') }).waitFor();
    wrong.push(...(await look(narrow, 'feedback-scored-nl-dark-320')));
    assert.deepEqual(wrong, []);
  });
});
