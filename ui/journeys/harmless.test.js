// Mail that tries to run something or to call home, in every form that we know of, as it is shown to an agent: received
// from a mailbox, made harmless, and drawn by a real browser in the frame that the inbox draws it in.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { alwaysOpen, ask } from './desk.js';
import { Mailbox } from './mailbox.js';
import { journey, person, ROOT, settled, signIn, until } from './shop.js';
import { say } from './words.js';

/** Made by `cargo nextest run -p voorzet-channels harmless`. */
const FILE = join(ROOT, 'target/mail-html.json');
const FEWEST = 500;
/** So many frames at once. */
const PART = 50;
const HOST = 'evil.example';
const mailbox = new Mailbox();

/** @returns {{ name: string, html: string, remote: boolean }[]} */
function corpus() {
  const forms = JSON.parse(readFileSync(FILE, 'utf8'));
  assert.ok(forms.length >= FEWEST, `${FILE} has ${forms.length} forms`);
  // One that is fetched when it is asked for: else nobody knows that a call would be seen.
  return [...forms, { name: 'a picture from elsewhere', html: `<img src="https://${HOST}/picture.png" alt="">`, remote: true }];
}

/** All in one thread. @param {string} html @param {number} at */
const mail = (html, at) => [
  'From: Eve <eve@example.com>', 'To: service@shop.example', `Subject: ${at ? 'Re: ' : ''}Form`, `Message-ID: <form-${at}@example.com>`,
  ...(at ? ['In-Reply-To: <form-0@example.com>', 'References: <form-0@example.com>'] : []),
  `Date: ${new Date(Date.now() - (1000 - at) * 1000).toUTCString().replace('GMT', '+0000')}`, 'MIME-Version: 1.0',
  'Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: base64', '',
  (Buffer.from(`<p>Form ${at}</p>${html}`).toString('base64').match(/.{1,76}/g) ?? []).join('\r\n'), '',
].join('\r\n');

/** @param {import('./shop.js').Shop} shop */
async function before(shop) {
  await mailbox.begin(corpus().map((form, at) => mail(form.html, at)));
  mailbox.settle(shop);
}

/** Whatever asks the host for something comes here. */
async function canary() {
  let calls = 0;
  const server = createServer((socket) => {
    calls += 1;
    socket.destroy();
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(null)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { port, close: () => server.close(), get calls() { return calls; } };
}

/**
 * Draws these in frames like that one, a part at a time; how many of them ran something.
 * @param {import('playwright-core').Page} page @param {Record<string, string>} like @param {Record<string, string>[]} each
 */
async function drawn(page, like, each) {
  let ran = 0;
  for (let at = 0; at < each.length; at += PART) {
    await page.evaluate(async ([like, part]) => {
      const all = part.map((own) => {
        const frame = document.createElement('iframe');
        for (const [name, value] of Object.entries({ ...like, ...own })) frame.setAttribute(name, value);
        frame.className = 'drawn-here';
        return frame;
      });
      await Promise.all(all.map((frame) => new Promise((done) => {
        frame.onload = done;
        document.body.append(frame);
      })));
    }, /** @type {const} */ ([like, each.slice(at, at + PART)]));
    // What a picture does that cannot be fetched comes a moment later: each is finished, one way or the other.
    const frames = page.frames().filter((one) => one.parentFrame() === page.mainFrame());
    const did = await Promise.all(frames.map(async (frame) => {
      await until('its pictures are done', () => frame.evaluate(() => [...document.images].every((one) => one.complete) && document.readyState === 'complete'));
      return frame.evaluate(() => 'ran' in globalThis);
    }));
    assert.ok(did.length >= Math.min(PART, each.length - at), 'every frame was looked into');
    ran += did.filter(Boolean).length;
    if (await page.evaluate(() => 'ran' in globalThis)) ran += 1;
    await page.evaluate(() => document.querySelectorAll('.drawn-here').forEach((frame) => frame.remove()));
  }
  return ran;
}

journey('mail runs nothing and calls nobody', { hire: ['agent'], strategy: alwaysOpen, before }, async ({ shop, step }) => {
  const forms = corpus();
  const host = await canary();
  try {
    const page = await shop.visit({ flags: [`--host-resolver-rules=MAP ${HOST} 127.0.0.1:${host.port}`] });
    /** @type {string[]} */
    const asked = [];
    page.context().on('request', (request) => {
      // What is marked `remote:` or stands in the mail itself goes nowhere.
      if (/^(https?|wss?|ftp):/.test(request.url()) && !request.url().startsWith(shop.address)) asked.push(request.url());
    });
    page.context().on('page', (other) => shop.faults.push(`a window opened: ${other.url()}`));
    /** @type {{ number: number, html: boolean, remote: boolean }[]} */
    const mails = [];
    let id = 0;

    await step('all are received, in one case', async () => {
      await until('they are', async () => {
        id = (await ask(shop, '/api/cases?view=all')).cases[0]?.id;
        if (!id) return false;
        const found = [];
        for (let before = ''; ; ) {
          const part = await ask(shop, `/api/cases/${id}/messages?limit=200${before}`);
          found.push(...part.messages.filter((/** @type {any} */ one) => one.by === 'customer'));
          if (part.next === null) break;
          before = `&before=${part.next}`;
        }
        mails.splice(0, mails.length, ...found);
        return mails.length === forms.length;
      });
      assert.equal(mails.filter((one) => one.html).length, forms.length, 'each has its HTML');
    });

    /** @type {Record<string, string>} */
    let like = {};
    await step('the inbox shows one as it was laid out', async () => {
      await page.goto(`${shop.address}/inbox?view=all&case=${id}`);
      await signIn(page, person('agent'));
      await settled(page);
      await page.getByRole('button', { name: say('en', 'inbox.asMail') }).last().click();
      const frame = page.getByTitle(say('en', 'inbox.mailFrame'));
      await frame.waitFor();
      like = await frame.evaluate((one) => Object.fromEntries([...one.attributes].map(({ name, value }) => [name, value])));
      assert.match(like['src'] ?? '', /^\/api\/messages\/\d+\/html\?remote=0$/);
      assert.doesNotMatch(like['sandbox'] ?? '', /allow-(scripts|same-origin|forms|top-navigation)/);
      assert.ok('sandbox' in like);
    });

    const as = (/** @type {0 | 1} */ remote) => mails.map(({ number }) => ({ src: `/api/messages/${number}/html?remote=${remote}` }));
    let runs = [0, 0];
    await step('in such frames nothing runs, and nobody is asked for anything', async () => {
      asked.length = 0;
      runs[0] = await drawn(page, like, as(0));
      assert.deepEqual([runs[0], asked, host.calls], [0, [], 0]);
    });

    await step('nor when what is elsewhere is asked for, except for the pictures themselves', async () => {
      runs[1] = await drawn(page, like, as(1));
      assert.equal(runs[1], 0);
      assert.ok(asked.length > 0, 'pictures are fetched then');
      assert.deepEqual(asked.filter((url) => !url.startsWith(`https://${HOST}/`)), []);
    });
    const pictures = asked.length;
    // A picture that does not come is written down; that is what was asked for.
    shop.faults = shop.faults.filter((fault) => !/ERR_|Loading the image '(?:cid|remote):/.test(fault));
    assert.deepEqual(shop.faults, []);

    await step('where nothing protects, the same forms do run and do call: it would have been seen', async () => {
      const bare = await shop.visit({ flags: [`--host-resolver-rules=MAP ${HOST} 127.0.0.1:${host.port}`] });
      await bare.goto('about:blank');
      const was = host.calls;
      const [sample] = [forms.filter((form) => /onerror|<script/i.test(form.html)).slice(0, PART)];
      const ran = await drawn(bare, {}, sample.map(({ html }) => ({ srcdoc: html })));
      const calls = await drawn(bare, {}, [{ srcdoc: `<img src="https://${HOST}/x">` }]).then(() => host.calls - was);
      assert.ok(ran > 0 && calls > 0, `${ran} ran, ${calls} calls`);
      shop.faults.length = 0;
      console.log(`mail: ${forms.length} forms; ${runs[0]} ran and 0 requests left the page; with pictures from elsewhere ${runs[1]} ran and ${pictures} pictures were asked for; of ${sample.length} unprotected ${ran} ran`);
    });
  } finally {
    host.close();
    await mailbox.end();
  }
});
