// A customer chats on the sample shop's page: through a cut line, a reload and a restart, with nothing lost or doubled.
import assert from 'node:assert/strict';
import { bubbles, chats } from './desk.js';
import { look } from './pages.js';
import { journey, until } from './shop.js';

/** What the log has of what customers said, oldest first. @param {import('./shop.js').Shop} shop */
async function received(shop) {
  const { token } = shop.note;
  const answer = await fetch(`${shop.address}/api/entries?type=message.received&limit=100`, { headers: { authorization: `Bearer ${token}` } });
  const { entries } = await answer.json();
  return entries.sort((/** @type {any} */ a, /** @type {any} */ b) => a.position - b.position);
}

journey('a customer chats through a cut line and a reload', { before: chats }, async ({ shop, step }) => {
  const page = await shop.visit({ language: 'nl' });
  const write = async (/** @type {string} */ text) => {
    await page.getByLabel('Uw bericht').fill(text);
    await page.keyboard.press('Enter');
  };
  const texts = async () => (await received(shop)).map((/** @type {any} */ entry) => entry.data.text);

  await step('opens the chat by keyboard', async () => {
    await page.goto(`${shop.address}/sample-shop`);
    const button = page.getByRole('button', { name: 'Chat openen' });
    await button.focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.tagName), 'TEXTAREA', 'where to write has the focus');
  });

  await step('writes', async () => {
    await write('Waar is mijn pakket? Zie https://shop.example/20418');
    await page.getByText('verstuurd', { exact: false }).waitFor();
    await until('it is in the log', async () => (await texts()).length === 1);
    assert.equal((await received(shop))[0].data.reason, 'late-delivery');
    const link = page.locator('voorzet-chat .bubble a');
    assert.deepEqual([await link.getAttribute('href'), await link.getAttribute('rel')], ['https://shop.example/20418', 'noopener noreferrer nofollow']);
  });

  await step('the line is cut, and what is written waits', async () => {
    await page.context().setOffline(true);
    await page.getByText('Geen verbinding', { exact: false }).waitFor();
    await write('Twee');
    await write('Drie');
    await page.getByText('wordt verstuurd').first().waitFor();
    assert.equal((await texts()).length, 1);
  });

  await step('it comes back, and everything goes, once and in order', async () => {
    await page.context().setOffline(false);
    await until('both are there', async () => (await texts()).length === 3);
    assert.deepEqual((await texts()).slice(1), ['Twee', 'Drie']);
    await page.getByText('Geen verbinding', { exact: false }).waitFor({ state: 'hidden' });
  });

  await step('cut while it is being sent, and reloaded meanwhile', async () => {
    await write('Vier');
    await page.context().setOffline(true);
    await write('Vijf');
    await page.getByText('wordt verstuurd').first().waitFor();
    await page.context().setOffline(false);
    await page.reload();
    await until('all are there', async () => (await texts()).length === 5);
    await until('and in view', async () => (await bubbles(page)).length === 5);
    assert.deepEqual((await texts()).slice(3), ['Vier', 'Vijf']);
    assert.deepEqual((await bubbles(page)).slice(1), ['Twee', 'Drie', 'Vier', 'Vijf']);
  });

  await step('the server is killed and comes back', async () => {
    await shop.crash();
    await write('Zes');
    await shop.open();
    await until('it is there', async () => (await texts()).length === 6);
    await until('and in view', async () => (await bubbles(page)).length === 6);
  });

  await step('two windows are one conversation', async () => {
    const other = await page.context().newPage();
    await other.goto(`${shop.address}/sample-shop`);
    await until('everything is there', async () => (await bubbles(other)).length === 6);
    await other.getByLabel('Uw bericht').fill('Zeven');
    await other.getByRole('button', { name: 'Versturen' }).click();
    await until('here too', async () => (await bubbles(page)).at(-1) === 'Zeven');
    await other.close();
  });

  await step('sends a photo', async () => {
    const bytes = await page.evaluate(async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 1200, height: 800 });
      const pen = canvas.getContext('2d');
      if (!pen) throw new Error('no pen');
      pen.fillStyle = '#c96';
      pen.fillRect(0, 0, 1200, 800);
      pen.fillStyle = '#854';
      pen.fillRect(150, 250, 900, 420);
      const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
      return [...new Uint8Array(await /** @type {Blob} */ (blob).arrayBuffer())];
    });
    await page.getByLabel('Foto of bestand toevoegen').setInputFiles({ name: 'doos.png', mimeType: 'image/png', buffer: Buffer.from(bytes) });
    await page.getByText('doos.png').waitFor();
    await page.locator('voorzet-chat button.go:not([disabled])').click();
    await until('it is in the log', async () => (await received(shop)).at(-1)?.data.attachments?.length === 1);
    await page.reload();
    await page.getByRole('img', { name: 'Foto: doos.png' }).waitFor();
    await until('it is drawn', () => page.locator('voorzet-chat canvas').evaluate((canvas) => /** @type {HTMLCanvasElement} */ (canvas).width > 100));
  });

  await step('by polling, where no socket opens', async () => {
    await page.addInitScript(() => {
      Object.defineProperty(window, 'WebSocket', { value: class { constructor() { setTimeout(() => /** @type {any} */ (this).onclose?.({})); } close() {} send() {} } });
    });
    await page.reload();
    await until('everything is there', async () => (await bubbles(page)).length === 7);
    await write('Acht');
    await until('it is in the log', async () => (await texts()).at(-1) === 'Acht');
    await until('and in view', async () => (await bubbles(page)).filter((text) => text === 'Acht').length === 1);
  });

  await step('closes it plainly; Escape hides it and gives the focus back', async () => {
    await page.getByRole('button', { name: 'Chat afsluiten' }).click();
    await page.getByText('De chat is afgesloten', { exact: false }).waitFor();
    await page.getByLabel('Uw bericht').focus();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Chat openen' }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.className), 'launch');
  });
  // A browser writes down that a line was cut; that is what was done.
  shop.faults = shop.faults.filter((fault) => !/WebSocket connection to .* failed|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_REFUSED/.test(fault));
});

/** @type {import('./shop.js').Looks[]} */
const LOOKS = [
  { language: 'nl', theme: 'light', width: 1440, height: 900 },
  { language: 'en', theme: 'dark', width: 1440, height: 900 },
  { language: 'en', theme: 'light', width: 320, height: 640 },
  { language: 'nl', theme: 'dark', width: 320, height: 640 },
];

journey('the chat looks well and is open to everybody', { before: chats }, async ({ shop, step }) => {
  for (const looks of LOOKS) {
    const nl = looks.language === 'nl';
    const as = (/** @type {string} */ name) => `chat-${name}-${looks.language}-${looks.theme}-${looks.width}`;
    await step(as('all'), async () => {
      const page = await shop.visit(looks);
      /** @type {string[]} */
      const wrong = [];
      await page.goto(`${shop.address}/sample-shop`);
      await page.getByRole('button', { name: nl ? 'Chat openen' : 'Open chat' }).waitFor();
      wrong.push(...(await look(page, as('shop'))));
      await page.getByRole('button', { name: nl ? 'Chat openen' : 'Open chat' }).click();
      const field = page.getByLabel(nl ? 'Uw bericht' : 'Your message');
      for (const text of nl ? ['Waar blijft mijn pakket?', 'Het zou gisteren komen 📦 en ik ben morgen niet thuis. Kan het ook op vrijdag?'] : ['Where is my parcel?', 'It was to come yesterday 📦 and I am not at home tomorrow. Is Friday possible too?']) {
        await field.fill(text);
        await page.keyboard.press('Enter');
      }
      await until('both are there', async () => (await bubbles(page)).length === 2);
      await page.locator('voorzet-chat').getByText(nl ? 'verstuurd' : 'sent').nth(1).waitFor();
      wrong.push(...(await look(page, as('panel'))));
      await page.getByRole('button', { name: nl ? 'Liever gebeld worden' : 'Call me instead' }).click();
      await page.getByLabel(nl ? 'Telefoonnummer' : 'Telephone number').fill('12');
      await page.getByRole('button', { name: nl ? 'Bel mij terug' : 'Call me back' }).click();
      await page.getByRole('alert').waitFor();
      wrong.push(...(await look(page, as('call'))));
      await page.getByLabel(nl ? 'Telefoonnummer' : 'Telephone number').fill('06 12345678');
      await page.getByRole('button', { name: nl ? 'Bel mij terug' : 'Call me back' }).click();
      await page.getByText('+31612345678', { exact: false }).waitFor();
      await page.context().close();
      assert.deepEqual(wrong, []);
    });
  }
});

journey('a page of somebody else gets no chat', { before: chats }, async ({ shop, step }) => {
  await step('it opens nowhere but where it may', async () => {
    const page = await shop.visit();
    await page.route('https://evil.example/', (route) => route.fulfill({ contentType: 'text/html', body: `<!doctype html><html lang="en"><title>x</title><h1>x</h1><script src="${shop.address}/chat/widget.js"></script>` }));
    await page.goto('https://evil.example/').catch(() => {});
    await page.locator('h1').waitFor();
    await until('it was refused', async () => (await page.locator('voorzet-chat').count()) === 0);
  });
  shop.faults.length = 0;
});
