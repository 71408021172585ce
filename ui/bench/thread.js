// How a thread of 2,000 messages scrolls, and how soon the inbox has its first 50 rows: `npm run bench`. Prints the best of
// five and the load of the machine; what is slow is judged by a person, on a machine that does nothing else.
import { loadavg } from 'node:os';
import { alwaysOpen, ask } from '../journeys/desk.js';
import { journey, person, settled, signIn, until } from '../journeys/shop.js';

const MESSAGES = 2000;
const CASES = 60;
const ROWS = 50;
const ROUNDS = 5;
/** Frames of scrolling in a round, and pixels in each. */
const FRAMES = 240;
const STEP = 120;
const TEXT = 'The lamp came with a cracked shade, and of the bulbs there was one. I sent a photo at once and heard nothing. ';
let key = '';

/** @param {import('../journeys/shop.js').Shop} shop @param {object[]} all */
async function write(shop, all) {
  const answer = await fetch(`${shop.address}/messages`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify(all) });
  if (!answer.ok) throw new Error(await answer.text());
}

journey('a long thread, and the inbox', { hire: ['agent'], strategy: alwaysOpen, before: (shop) => void (key = shop.run(['source', 'add', 'mail', '--data', shop.data])) }, async ({ shop }) => {
  const from = { address: 'sam@example.org', name: 'Sam de Wit' };
  await write(shop, Array.from({ length: MESSAGES }, (_, at) => ({ id: `m-${at}`, from, thread: 'long', subject: 'Lamp', text: `${at}. ${TEXT.repeat(1 + (at % 7))}` })));
  await write(shop, Array.from({ length: CASES }, (_, at) => ({ id: `c-${at}`, from: { address: `c${at}@example.org` }, subject: `Case ${at}`, text: TEXT })));
  await until('all are there', async () => (await ask(shop, '/api/cases?view=all&limit=200')).cases.length === CASES + 1);
  await until('the thread, too', async () => (await ask(shop, '/api/cases/1')).conversations[0].last_message >= MESSAGES);

  const page = await shop.visit();
  await page.goto(`${shop.address}/inbox?view=all`);
  await signIn(page, person('agent'));
  await settled(page);
  const rows = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.goto(`${shop.address}/inbox?view=all`, { waitUntil: 'commit' });
    rows.push(await page.waitForFunction((most) => (Number(document.querySelector('[role=option]')?.getAttribute('aria-setsize')) >= most ? performance.now() : 0), ROWS).then((found) => found.jsonValue()));
  }

  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.goto(`${shop.address}/inbox?view=all&case=1`);
    await page.locator('article').last().waitFor();
    await settled(page);
    rounds.push(await page.evaluate(([frames, step]) => /** @type {Promise<{ longest: number, p95: number, seen: number }>} */ (new Promise((done) => {
      let longest = 0;
      new PerformanceObserver((list) => list.getEntries().forEach((task) => (longest = Math.max(longest, task.duration)))).observe({ type: 'longtask' });
      const box = /** @type {Element} */ (document.querySelector('.thread .scroll'));
      const took = /** @type {number[]} */ ([]);
      let last = performance.now();
      const frame = (/** @type {number} */ now) => {
        took.push(now - last);
        last = now;
        box.scrollTop -= step;
        if (took.length < frames) requestAnimationFrame(frame);
        else setTimeout(() => done({ longest, p95: /** @type {number} */ (took.slice(1).sort((left, right) => left - right)[Math.floor(frames * 0.95)]), seen: Number(document.querySelector('[data-message]')?.getAttribute('data-message')) }));
      };
      requestAnimationFrame(frame);
    })), /** @type {const} */ ([FRAMES, STEP])));
  }
  const best = (/** @type {number[]} */ all) => Math.min(...all).toFixed(1);
  console.log(`thread of ${MESSAGES}: longest task ${best(rounds.map((one) => one.longest))} ms, frames p95 ${best(rounds.map((one) => one.p95))} ms (${rounds.map((one) => `${one.longest.toFixed(0)}/${one.p95.toFixed(1)}, up to message ${one.seen}`).join('; ')})`);
  console.log(`first ${ROWS} rows of the inbox after ${best(rows)} ms (${rows.map((one) => one.toFixed(0)).join(', ')})`);
  console.log(`load ${loadavg().map((one) => one.toFixed(1)).join(' ')}; best of ${ROUNDS}`);
});
