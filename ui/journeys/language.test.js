// The workspace in Dutch and in English. That every page speaks the language that was chosen, looks.js sees to.
import assert from 'node:assert/strict';
import { journey, person, settled, signIn } from './shop.js';
import { say } from './words.js';

journey('switch between Dutch and English', {}, async ({ shop, step }) => {
  const page = await shop.visit({ language: 'nl' });
  /** @param {'nl' | 'en'} to */
  const choose = async (to) => {
    await page.getByRole('button', { name: person('administrator').name, exact: true }).click();
    await page.getByRole('menuitemradio', { name: to === 'nl' ? 'Nederlands' : 'English', exact: true }).click();
    await page.waitForFunction((tag) => document.documentElement.lang === tag, to);
  };

  await step('the sign-in speaks the language of the browser, and changes it', async () => {
    await page.goto(`${shop.address}/ladder?period=all`);
    await page.getByRole('heading', { name: say('nl', 'signIn.title'), exact: true }).waitFor();
    await page.getByRole('button', { name: 'English', exact: true }).click();
    await page.getByRole('heading', { name: say('en', 'signIn.title'), exact: true }).waitFor();
    await page.getByRole('button', { name: 'Nederlands', exact: true }).click();
    await signIn(page, person('administrator'), 'nl');
    await page.getByRole('heading', { level: 1, name: say('nl', 'ladder.title'), exact: true }).waitFor();
  });

  for (const language of /** @type {const} */ (['en', 'nl'])) {
    await step(`choose ${language}`, async () => {
      await page.goto(`${shop.address}/ladder?period=all`);
      await settled(page);
      await choose(language);
      await page.getByRole('heading', { level: 1, name: say(language, 'ladder.title'), exact: true }).waitFor();
    });

    await step(`numbers and days in ${language}`, async () => {
      const text = await page.locator('.figure .value').first().innerText();
      assert.match(text, language === 'nl' ? /^\d+,\d/ : /^\d+\.\d/);
      assert.match(await page.locator('.bars, .block').first().innerText(), language === 'nl' ? /€\s\d+,\d\d/ : /€\d+\.\d\d/);
      await page.goto(`${shop.address}/strategy`);
      await settled(page);
      const day = new Intl.DateTimeFormat(language === 'nl' ? 'nl-NL' : 'en-GB', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: 'Europe/Amsterdam' }).format(new Date());
      await page.getByText(day).first().waitFor();
    });
  }

  await step('it is remembered with the person', async () => {
    const elsewhere = await shop.visit({ language: 'en' });
    await elsewhere.goto(shop.address);
    await signIn(elsewhere, person('administrator'));
    await elsewhere.getByRole('heading', { level: 1, name: say('nl', 'inbox.view_mine'), exact: true }).waitFor();
  });
});
