// Customers are asked by mail how they were helped, and say so without script, on a phone; who is not content is called
// back and asked again; a review is judged and shown; what they complain of is taken care of, and they are told.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import { alwaysOpen, answer, ask, asksNobody, composer } from './desk.js';
import { Mailbox } from './mailbox.js';
import { look } from './pages.js';
import { Post } from './post.js';
import { journey, person, settled, signIn, until } from './shop.js';
import { like, say } from './words.js';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./shop.js').Shop} Shop */

const PHONE = { width: 320, height: 720 };
const LOOKS = /** @type {const} */ ([
  { language: 'nl', theme: 'light', width: 320 }, { language: 'en', theme: 'dark', width: 320 },
  { language: 'nl', theme: 'dark', width: 1440 }, { language: 'en', theme: 'light', width: 1440 },
]);
const mailbox = new Mailbox();
const post = new Post();
after(() => Promise.all([mailbox.end(), post.end()]));

/** Who wrote, in which language they are asked, and what they say of it. */
const EVA = { name: 'eva', full: 'Eva Smit', subject: 'Mijn pakket', text: 'Mijn pakket is vertraagd, het is er nog steeds niet.', language: /** @type {const} */ ('nl'), asked: 'Eén klik is genoeg', done: 'Bedankt voor uw antwoord' };
const SAM = { name: 'sam', full: 'Sam White', subject: 'My parcel', text: 'My parcel is delayed, it is still not here.', language: /** @type {const} */ ('en'), asked: 'One click is enough', done: 'Thank you for your answer' };
const BOB = { name: 'bob', full: 'Bob Brown', subject: 'The lamp', text: 'My parcel has not come, and nobody tells me when it will be here.', language: /** @type {const} */ ('en'), asked: 'One click is enough', done: 'Thank you for your answer' };
const ALL = [EVA, SAM, BOB];
/** Of whom no address is known. */
const NORA = 'Nora Noone';

/** Everybody is asked as soon as it is resolved, at any hour; who is called back may be asked again. @param {string} folder */
function asks(folder) {
  alwaysOpen(folder);
  const file = join(folder, 'strategy.toml');
  const text = asksNobody(readFileSync(file, 'utf8')).replace(/^quiet +=.*$/m, 'quiet = false').replace(/^limits +=.*$/m, 'limits = [{ max = 5, per = "7d" }]');
  writeFileSync(file, `${text}\n[feedback]\nask = ["nps", "solved"]\nreview = true\nqueue = "orders"\ndue = "4h"\nsettled = { mail = "0s" }\n`);
}

/** @param {typeof EVA | typeof SAM} who @param {number} at */
const mail = (who, at) => [
  `From: ${who.full} <${who.name}@example.org>`, 'To: service@shop.example', `Subject: ${who.subject}`, `Message-ID: <${who.name}-${at}@example.org>`,
  `Date: ${new Date(Date.now() - (10 - at) * 1000).toUTCString().replace('GMT', '+0000')}`, 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', '', who.text, '',
].join('\r\n');

/** @param {Shop} shop */
async function before(shop) {
  await post.begin(ALL.map((who) => who.name));
  await mailbox.begin(ALL.map(mail));
  mailbox.settle(shop, post.address);
}

/** Customers reach the server where it is. @param {Shop} shop */
async function reached(shop) {
  const known = await ask(shop, '/api/settings');
  const answer = await fetch(`${shop.address}/api/settings`, { method: 'PUT', headers: { authorization: `Bearer ${shop.note.token}`, 'content-type': 'application/json' }, body: JSON.stringify({ ...known, address: shop.address }) });
  assert.ok(answer.ok, await answer.clone().text());
}

/** A mail as its reader opens it. @param {Page} page @param {Shop} shop @param {import('./post.js').Mail} mail */
async function open(page, shop, mail) {
  const file = join(shop.folder, 'mail.html');
  writeFileSync(file, mail.html);
  await page.goto(`file://${file}`);
}

/** The case of somebody, once there is one. @param {Shop} shop @param {{ full: string }} who @param {string} kind */
const caseOf = (shop, { full }, kind) => until(`a case of ${full}: ${kind}`, async () => (await ask(shop, '/api/cases?view=all&limit=100')).cases.find((/** @type {any} */ one) => one.kind === kind && one.customer?.name === full));

journey('asked by mail, answered without script, called back, asked again', { hire: ['administrator', 'agent', 'manager'], strategy: asks, before }, async ({ shop, step }) => {
  const agent = await shop.visit();
  const manager = await shop.visit();
  const customer = await shop.visit({ ...PHONE, script: false });
  /** Who looks at the same pages with a checker in hand, which is script. */
  const checker = await shop.visit();
  const word = (/** @type {string} */ key, /** @type {Record<string, string | number>} */ values = {}) => say('en', key, values);
  /** @type {string[]} */
  const wrong = [];
  /** A public page in every light, width and language. @param {string} address @param {string} name */
  async function seen(address, name) {
    for (const { language, theme, width } of LOOKS) {
      await checker.setViewportSize({ width, height: 800 });
      await checker.emulateMedia({ colorScheme: theme });
      await checker.goto(`${address}?lang=${language}`);
      wrong.push(...(await look(checker, `${name}-${language}-${theme}-${width}`)));
    }
  }
  /** A page of the workspace in every light, width and language. @param {string} path @param {string} name */
  async function drawn(path, name) {
    for (const { language, theme, width } of LOOKS) {
      await checker.setViewportSize({ width, height: 800 });
      await checker.emulateMedia({ colorScheme: theme });
      await checker.evaluate((language) => localStorage.setItem('voorzet.language', language), language);
      await checker.goto(`${shop.address}${path}`);
      wrong.push(...(await look(checker, `${name}-${language}-${theme}-${width}`)));
    }
  }
  /** So many reviews stand where everybody can read them. @param {number} count */
  const shows = (count) => until(`${count} reviews`, async () => {
    await customer.goto(`${shop.address}/reviews?lang=en`);
    return (await customer.getByRole('article').count()) === count;
  });
  const all = async () => (await ask(shop, '/api/feedback')).all;

  await step('mail has come, and customers reach the server', async () => {
    await reached(shop);
    await shop.tell(ALL.map(({ name, full, language }) => ({ type: 'identify', userId: `u-${name}`, traits: { name: full, email: `${name}@example.org`, language } })));
    await shop.tell([{ type: 'identify', userId: 'u-nora', traits: { name: NORA } }]);
    for (const who of ALL) await caseOf(shop, who, 'contact');
    await agent.goto(`${shop.address}/inbox?view=waiting`);
    await signIn(agent, person('agent'));
    await settled(agent);
  });

  for (const who of ALL) {
    await step(`the agent answers ${who.full}, and it is resolved`, async () => {
      const { id } = await caseOf(shop, who, 'contact');
      await agent.goto(`${shop.address}/inbox?view=waiting&case=${id}`);
      await agent.getByText(who.text).last().waitFor();
      await agent.getByRole('button', { name: word('inbox.claim') }).click();
      await composer(agent).fill(who.language === 'nl' ? 'Het komt morgen.' : 'It comes tomorrow.');
      await agent.getByRole('button', { name: word('inbox.sendResolve'), exact: true }).click();
      await until('it is resolved', async () => (await ask(shop, `/api/cases/${id}`)).state === 'resolved');
    });
  }

  for (const [who, score] of /** @type {const} */ ([[EVA, 9], [SAM, 10]])) {
    await step(`${who.full} follows a score in the mail: that is the answer`, async () => {
      await open(customer, shop, await post.arrived(who.name, who.asked));
      await customer.getByRole('link', { name: String(score), exact: true }).click();
      await customer.getByRole('heading', { level: 1, name: who.done }).waitFor();
      assert.equal(await customer.locator('html').getAttribute('lang'), who.language);
      assert.equal(await customer.getByRole('radio', { name: String(score), exact: true }).isChecked(), true);
      assert.ok((await customer.evaluate(() => document.documentElement.scrollWidth)) <= PHONE.width, 'it fits on a phone');
      await until('it is kept', async () => (await ask(shop, '/api/feedback/answers')).answers.some((/** @type {any} */ one) => one.language === who.language && one.scores[0]?.score === score && one.scores[0]?.by === 'click'));
    });
  }

  await step('Sam adds words and a review on the same page, without script', async () => {
    await customer.getByLabel('Would you like to add something?').fill('It was quick, but the slot is too long.');
    await customer.getByRole('radio', { name: 'Yes' }).check();
    await customer.getByRole('button', { name: 'Send', exact: true }).click();
    await customer.getByText('Everything is saved.', { exact: false }).waitFor();
    await customer.getByRole('radio', { name: /4 stars/ }).check();
    await customer.getByLabel('Your review').fill('They <answered> within the hour.');
    await customer.getByLabel('Name under the review').fill('Sam');
    await customer.getByRole('button', { name: 'Send review' }).click();
    await customer.getByText('We look at it first', { exact: false }).waitFor();
    await seen(customer.url().split('?')[0] ?? '', 'feedback-answered');
  });

  await step('both are counted', async () => {
    const counted = await all();
    assert.deepEqual([counted.asked, counted.answered, counted.nps.answers, counted.said], [3, 2, 2, 1]);
  });

  await step('Bob is not content: he says so in the form', async () => {
    const { text } = await post.arrived(BOB.name, BOB.asked);
    await customer.goto(/Or answer on this page: <?(http[^\s>]+)/.exec(text)?.[1] ?? '');
    await customer.getByRole('heading', { level: 1, name: 'How did we help you?' }).waitFor();
    await seen(customer.url(), 'feedback-asked');
    await customer.getByRole('radio', { name: '2', exact: true }).check();
    await customer.getByRole('radio', { name: 'No' }).check();
    await customer.getByLabel('Would you like to add something?').fill('Nobody called me back.');
    await customer.getByRole('button', { name: 'Send', exact: true }).click();
    await customer.getByRole('heading', { level: 1, name: BOB.done }).waitFor();
  });

  await step('his case stands in the inbox with the story; the agent claims it, notes, and resolves', async () => {
    const { id } = await caseOf(shop, BOB, 'call_back');
    await agent.goto(`${shop.address}/inbox?view=waiting`);
    await agent.getByRole('option').filter({ hasText: 'Nobody called me back.' }).click();
    await agent.getByRole('heading', { name: 'NPS 2, niet opgelost: “Nobody called me back.”' }).waitFor();
    await agent.getByText(BOB.text).last().waitFor();
    await agent.getByRole('button', { name: word('inbox.claim') }).click();
    await agent.getByRole('tab', { name: word('inbox.noteTab') }).click();
    await agent.getByRole('textbox', { name: word('inbox.noteTab'), exact: true }).fill('Called him: the lamp comes on Friday.');
    await agent.keyboard.press('Control+Enter');
    await agent.getByText('Called him: the lamp comes on Friday.').last().waitFor();
    wrong.push(...(await look(agent, 'feedback-call-back')));
    await agent.getByRole('button', { name: word('inbox.resolved') }).first().click();
    await until('it is resolved', async () => (await ask(shop, `/api/cases/${id}`)).state === 'resolved');
  });

  await step('he is asked once more whether it is solved: yes', async () => {
    await open(customer, shop, await post.arrived(BOB.name, 'We called you back'));
    await customer.getByRole('link', { name: 'Yes', exact: true }).click();
    await customer.getByRole('heading', { level: 1, name: BOB.done }).waitFor();
    await until('it is counted', async () => (await ask(shop, '/api/feedback')).call_backs.solved === 1);
    assert.deepEqual((await ask(shop, '/api/feedback')).call_backs, { asked: 1, answered: 1, solved: 1, unsolved: 0 });
    assert.equal((await all()).asked, 3, 'what comes of a call-back is counted apart');
  });

  await step('the manager judges the review, and it stands where everybody can read it', async () => {
    await manager.goto(`${shop.address}/voices?view=reviews`);
    await signIn(manager, person('manager'));
    await manager.getByText('They <answered> within the hour.').waitFor();
    await checker.goto(`${shop.address}/voices`);
    await signIn(checker, person('administrator'));
    await settled(checker);
    await drawn('/voices', 'voices-waiting');
    await drawn('/voices?view=reviews', 'voices-reviews');
    // The first p chooses which one, the second judges it: nothing is published unseen.
    await manager.keyboard.press('p');
    await manager.waitForFunction((text) => document.activeElement?.textContent?.includes(text), 'within the hour');
    assert.equal((await ask(shop, '/api/feedback/reviews?state=published')).reviews.length, 0);
    await manager.keyboard.press('p');
    await manager.getByText(word('voices.reviewsNone_waiting')).waitFor();
    await shows(1);
    const shown = customer.getByRole('article');
    await shown.getByText('They <answered> within the hour.').waitFor();
    await shown.getByText('4 stars').waitFor();
    const data = JSON.parse((await customer.locator('script[type="application/ld+json"]').textContent()) ?? '');
    assert.deepEqual([data['@type'], data.aggregateRating.ratingValue, data.aggregateRating.reviewCount], ['Organization', 4, 1]);
    assert.deepEqual([data.review[0].reviewBody, data.review[0].author.name, data.review[0].reviewRating.ratingValue], ['They <answered> within the hour.', 'Sam', 4]);
    await seen(`${shop.address}/reviews`, 'reviews');
  });

  await step('taken down with a reason, it is gone; published after all, it is back', async () => {
    await manager.goto(`${shop.address}/voices?view=reviews&state=published`);
    await manager.getByRole('button', { name: word('voices.takeDown') }).click();
    await manager.getByLabel(word('voices.because')).fill('It names a colleague.');
    await manager.locator('dialog[open]').getByRole('button', { name: word('voices.refuse') }).click();
    await manager.getByText(word('voices.reviewsNone_published')).waitFor();
    await shows(0);
    await manager.goto(`${shop.address}/voices?view=reviews&state=refused`);
    await manager.getByRole('button', { name: word('voices.publishAfterAll') }).click();
    await manager.getByText(word('voices.reviewsNone_refused')).waitFor();
    await shows(1);
  });

  await step('what two of them say is put on the list, and somebody takes it on', async () => {
    await manager.goto(`${shop.address}/voices`);
    const words = (/** @type {string} */ text) => manager.getByRole('listitem').filter({ hasText: text });
    await words('the slot is too long').getByRole('button', { name: word('voices.newOf') }).click();
    await manager.getByLabel(word('voices.titleField')).fill('Delivery is not predictable');
    await manager.getByRole('button', { name: word('voices.raise') }).click();
    await manager.getByText(word('voices.raised', { title: 'Delivery is not predictable' })).waitFor();
    await words('Nobody called me back.').getByRole('button', { name: word('voices.addTo') }).click();
    await manager.getByRole('option', { name: /Delivery is not predictable/ }).click();
    await manager.getByText(word('voices.unplacedDone')).waitFor();
    await until('two customers say it', async () => (await ask(shop, '/api/voices')).voices[0]?.customers === 2);
    wrong.push(...(await look(manager, 'voices')));
    await manager.keyboard.press('j');
    await manager.keyboard.press('Enter');
    const open = manager.getByRole('dialog', { name: 'Delivery is not predictable' });
    await open.getByText('Nobody called me back.').waitFor();
    await open.getByRole('button', { name: word('voices.take') }).click();
    await until('it is taken', async () => (await ask(shop, '/api/voices')).voices[0].status === 'taken');
    await manager.getByRole('button', { name: word('shell.undo') }).last().click();
    await until('and not, after all', async () => (await ask(shop, '/api/voices')).voices[0].status === 'new');
    await open.getByRole('button', { name: word('voices.take') }).click();
    await until('it is taken', async () => (await ask(shop, '/api/voices')).voices[0].owner_name === person('manager').name);
    wrong.push(...(await look(manager, 'voices-open')));
  });

  await step('who asked is told, once', async () => {
    const open = manager.getByRole('dialog', { name: 'Delivery is not predictable' });
    await open.getByRole('button', { name: word('voices.addCustomer') }).click();
    const adding = manager.getByRole('dialog', { name: word('voices.addCustomer') });
    await adding.getByLabel(word('voices.addSeek')).fill('noone');
    await adding.getByRole('button', { name: new RegExp(NORA) }).click();
    await until('three customers say it', async () => (await ask(shop, '/api/voices')).voices[0].customers === 3);
    await open.getByRole('button', { name: word('voices.tell') }).click();
    const tell = manager.getByRole('dialog', { name: word('voices.tellTitle', { title: 'Delivery is not predictable' }) });
    await tell.getByLabel(word('voices.message')).fill('From Monday you choose a slot of **one hour**.');
    await tell.getByRole('button', { name: word('voices.look') }).click();
    await tell.getByText(word('voices.gets', { count: 3 })).waitFor();
    await tell.getByText(word('voices.withoutAddress', { count: 1 })).filter({ hasText: NORA }).waitFor();
    assert.equal(await tell.locator('b', { hasText: 'one hour' }).count(), 1, 'it is seen as it is read');
    wrong.push(...(await look(manager, 'voices-tell')));
    await tell.getByRole('button', { name: word('voices.send', { count: 2 }) }).click();
    await tell.getByText(word('voices.reached', { count: 2 })).waitFor();
    await tell.getByRole('listitem').filter({ hasText: NORA }).getByText(word('voices.whyNoAddress')).waitFor();
    wrong.push(...(await look(manager, 'voices-reached')));
    await tell.getByRole('button', { name: word('shell.close') }).last().click();
    for (const who of [SAM, BOB]) {
      const told = await post.arrived(who.name, 'From Monday you choose a slot');
      assert.equal(told.subject, 'What we did about what you said');
    }
    assert.equal(post.mails(EVA.name).some((mail) => mail.text.includes('From Monday')), false, 'who did not ask is told nothing');
    await open.getByText(word('voices.someTold', { told: 2, count: 1 })).waitFor();
    await drawn('/voices?voice=1', 'voices-told');
  });

  await step('an agent puts something on the list too, by keyboard, and decides nothing about it', async () => {
    await agent.goto(`${shop.address}/voices?status=all`);
    await settled(agent);
    await agent.keyboard.press('n');
    const anew = agent.getByRole('dialog', { name: word('voices.new') });
    await anew.getByLabel(word('voices.kind')).selectOption('suggestion');
    await anew.getByLabel(word('voices.titleField')).fill('A slot of one hour');
    await agent.keyboard.press('Enter');
    await agent.getByRole('row').filter({ hasText: 'A slot of one hour' }).click();
    const open = agent.getByRole('dialog', { name: 'A slot of one hour' });
    await open.getByText(word('voices.nobodyToTell')).waitFor();
    await open.getByRole('button', { name: word('voices.addCustomer') }).waitFor();
    for (const not of ['voices.take', 'voices.rename', 'voices.tell']) assert.equal(await open.getByRole('button', { name: word(not) }).count(), 0, not);
  });

  assert.deepEqual(wrong, []);
});
