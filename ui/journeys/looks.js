// Every page in a language, by light or in the dark, wide or narrow: nobody is left out, and it is seen in pictures.
import assert from 'node:assert/strict';
import { addresses, look, write } from './pages.js';
import { alwaysOpen } from './desk.js';
import { journey, person, settled, signIn } from './shop.js';
import { say } from './words.js';

const EMPTY = ['/inbox', '/service', '/feedback', '/ladder', '/live', '/customers', '/reasons', '/voices', '/strategy', '/sources', '/outbox', '/events/1', '/nowhere'];

/** @param {{ language: 'nl' | 'en', theme: 'light' | 'dark', width: number }} looks */
export function see(looks) {
  const { language, theme, width } = looks;
  const as = (/** @type {string} */ name) => `${name}-${language}-${theme}-${width}`;
  const size = { ...looks, height: width < 720 ? 720 : 900 };

  journey(`every page in ${language}, ${theme}, ${width} px wide`, { strategy: alwaysOpen, before: write }, async ({ shop, step }) => {
    const page = await shop.visit(size);
    /** @type {string[]} */
    const wrong = [];
    await step('sign in', async () => {
      await page.goto(`${shop.address}/ladder?period=all`);
      await page.getByRole('heading', { name: say(language, 'signIn.title') }).waitFor();
      wrong.push(...(await look(page, as('sign-in'))));
      await signIn(page, person('administrator'), language);
      await page.getByRole('heading', { level: 1, name: say(language, 'ladder.title'), exact: true }).waitFor();
    });
    for (const { name, address } of await addresses(page, shop)) {
      await step(name, async () => {
        await page.goto(`${shop.address}${address}`);
        wrong.push(...(await look(page, as(name))));
      });
    }
    await step('why', async () => {
      await page.goto(`${shop.address}/ladder?period=all`);
      await settled(page);
      await page.getByRole('button', { name: say(language, 'why.of', { name: say(language, 'ladder.perCustomer') }), exact: true }).click();
      await page.locator('dialog[open] a[href^="/events/"]').first().waitFor();
      wrong.push(...(await look(page, as('why'))));
      await page.keyboard.press('Escape');
      // The command menu over the work; what is written there offers answers.
      await page.goto(`${shop.address}/inbox?view=all&case=1`);
      await page.getByRole('article').first().waitFor();
      await page.keyboard.press('r');
      await page.keyboard.type('/');
      await page.getByRole('listbox', { name: say(language, 'inbox.offers') }).waitFor();
      wrong.push(...(await look(page, as('inbox-answers'))));
      await page.keyboard.press('Control+k');
      await page.locator('dialog[open]').waitFor();
      wrong.push(...(await look(page, as('inbox-menu'))));
      await page.keyboard.press('Escape');
      await page.locator('dialog[open]').waitFor({ state: 'detached' });
      await page.goto(`${shop.address}/ladder`);
      await settled(page);
      await page.keyboard.press('?');
      await page.locator('dialog[open]').waitFor();
      wrong.push(...(await look(page, as('keys'))));
    });
    assert.deepEqual(wrong, []);
  });

  journey(`an empty server in ${language}, ${theme}, ${width} px wide`, { history: false, hire: [] }, async ({ shop, step }) => {
    const page = await shop.visit(size);
    const { name, email, password } = person('administrator');
    /** @type {string[]} */
    const wrong = [];
    await step('first run', async () => {
      await page.goto(`${shop.address}/?set-up=${shop.setUp}`);
      await page.getByRole('heading', { name: say(language, 'signIn.firstTitle') }).waitFor();
      wrong.push(...(await look(page, as('first-run'))));
      await page.getByLabel(say(language, 'signIn.name'), { exact: true }).fill(name);
      await page.getByLabel(say(language, 'signIn.email')).fill(email);
      await page.getByLabel(say(language, 'signIn.password'), { exact: true }).fill(password);
      await page.getByRole('button', { name: say(language, 'signIn.firstGo'), exact: true }).click();
      await page.getByRole('heading', { level: 1, name: say(language, 'inbox.view_mine'), exact: true }).waitFor();
    });
    for (const path of EMPTY) {
      await step(path, async () => {
        await page.goto(`${shop.address}${path}`);
        wrong.push(...(await look(page, as(`empty-${path.split('/')[1]}`))));
      });
    }
    assert.deepEqual(wrong, []);
  });
}
