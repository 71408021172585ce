// A web shop of its own for a journey: made-up customers and their history, a server, and a browser to visit it with.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { say } from './words.js';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PROGRAM = process.env['VOORZET'] ?? join(ROOT, 'target/release/voorzet');
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
export const PICTURES = process.env['PICTURES'] ?? join(tmpdir(), 'voorzet-pictures');
/** A built workspace to look at instead of the one in the program: no Rust is built to try a change. */
const WORKSPACE = process.env['WORKSPACE'];
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync', '--no-first-run'];
const DAYS = 40;
const DAY = 86_400_000;
/** How long anything that a person waits for may take, in milliseconds. */
const PATIENCE = 20_000;
const JOURNEY = 300_000;
/** What only the server says; of the chat the script is built, too. */
const SERVED = /^\/(api\/|v1\/|f\/|reviews$|sample-shop|chat\/(?!widget\.js))/;
/** Frames. */
const STILL = 6;
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2', '.svg': 'image/svg+xml', '.json': 'application/json', '.png': 'image/png' };

/** @typedef {'administrator' | 'manager' | 'agent' | 'analyst' | 'integrator'} Role */
/** @typedef {{ name: string, email: string, password: string }} Person */
/** How somebody looks; without `script` pages may run none. @typedef {{ language?: 'nl' | 'en', theme?: 'light' | 'dark', width?: number, height?: number, flags?: string[], script?: boolean }} Looks */
/** @typedef {import('playwright-core').Page} Page */

/** Somebody who works at the shop. @param {Role} role @returns {Person} */
export const person = (role) => ({ name: `Anna ${role}`, email: `${role}@example.org`, password: `anna is the ${role} here` });

export class Shop {
  folder = mkdtempSync(join(tmpdir(), 'voorzet-journey-'));
  address = '';
  setUp = '';
  key = '';
  #server = /** @type {import('node:child_process').ChildProcess | null} */ (null);
  #beside = /** @type {import('node:child_process').ChildProcess[]} */ ([]);
  #browser = /** @type {import('playwright-core').BrowserContext[]} */ ([]);
  #visits = 0;

  get data() {
    return join(this.folder, 'data');
  }

  /** @param {string[]} given @param {string} [input] */
  run(given, input) {
    const done = spawnSync(PROGRAM, given, { encoding: 'utf8', input });
    if (done.status !== 0) throw new Error(`voorzet ${given[0]} failed: ${done.error ?? done.stderr}`);
    return done.stdout.trim();
  }

  /** A history that ends now, decided on. @param {(folder: string) => void} change What is done to the strategy first. */
  fill(change = () => {}) {
    const now = Date.now();
    const history = join(this.folder, 'history.ndjson');
    const strategy = join(this.folder, 'strategy');
    cpSync(join(ROOT, 'examples/webshop'), strategy, { recursive: true });
    change(strategy);
    this.run(['world', '--customers', '300', '--days', String(DAYS), '--seed', '7', '--start', new Date(now - (now % DAY) - DAYS * DAY).toISOString(), '--until', new Date(now).toISOString(), '--out', history]);
    this.run(['import', history, '--strategy', strategy, '--data', this.data]);
    this.key = this.run(['source', 'add', 'shop', '--data', this.data]);
    // Every message is a line in the server's log.
    const channels = /\[channels\]\n((?:\w+ +=.*\n)+)/.exec(readFileSync(join(strategy, 'strategy.toml'), 'utf8'))?.[1] ?? '';
    writeFileSync(join(this.data, 'voorzet.toml'), [...channels.matchAll(/^\w+/gm)].map(([name]) => `[channels.${name}]\nprovider = "log"\n`).join(''));
  }

  /** @param {Role} role */
  hire(role) {
    const { name, email, password } = person(role);
    this.run(['user', 'add', name, email, '--role', role, '--password-stdin', '--data', this.data], password);
  }

  async open() {
    // Where it was before, so that who is connected finds it again.
    const listen = this.address ? this.address.slice('http://'.length) : '127.0.0.1:0';
    const begun = await begin(['serve', '--listen', listen, '--set', 'log.level=warn', '--data', this.data]);
    this.#server = begun.program;
    this.address = begun.address;
    this.setUp = /set-up code (\S+?)\)/.exec(begun.told)?.[1] ?? this.setUp;
  }

  /** Somebody who takes a provider's place. @param {string[]} given @returns {Promise<string>} Where it listens. */
  async standin(given) {
    const { program, address } = await begin(['standin', ...given]);
    this.#beside.push(program);
    return address;
  }

  /** Ends the server as a power cut does. */
  async crash() {
    if (this.#server) await end(this.#server, 'SIGKILL');
  }

  /** Where the server that runs is, and what lets us look at it. @returns {{ token: string }} */
  get note() {
    return JSON.parse(readFileSync(join(this.data, 'server.json'), 'utf8'));
  }

  /** What happens now. @param {object[]} batch */
  async tell(batch) {
    const answer = await fetch(`${this.address}/v1/batch`, { method: 'POST', headers: { authorization: `Basic ${btoa(`${this.key}:`)}`, 'content-type': 'application/json' }, body: JSON.stringify({ batch }) });
    if (!answer.ok) throw new Error(`the server does not take events: ${answer.status} ${await answer.text()}`);
  }

  /** A browser of somebody's own. @param {Looks} looks @returns {Promise<Page>} */
  async visit({ language = 'en', theme = 'light', width = 1440, height = 900, flags = [], script = true } = {}) {
    this.#visits += 1;
    const context = await chromium.launchPersistentContext(join(this.folder, `browser-${this.#visits}`), {
      executablePath: CHROMIUM, args: [...FLAGS, ...flags], locale: language === 'nl' ? 'nl-NL' : 'en-GB', timezoneId: 'Europe/Amsterdam', colorScheme: theme, viewport: { width, height }, reducedMotion: 'reduce', acceptDownloads: true, javaScriptEnabled: script,
    });
    this.#browser.push(context);
    context.setDefaultTimeout(PATIENCE);
    if (WORKSPACE) await serveFrom(context, WORKSPACE, this.address);
    const page = context.pages()[0] ?? (await context.newPage());
    page.on('pageerror', (fault) => this.faults.push(`${page.url()}: ${fault.message}`));
    page.on('console', (message) => {
      // A refusal that the page is told of is written there too.
      if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) this.faults.push(`${page.url()}: ${message.text()}`);
    });
    return page;
  }

  /** What went wrong in a browser without anybody being told. @type {string[]} */
  faults = [];

  get pages() {
    return this.#browser.flatMap((context) => context.pages());
  }

  async close() {
    await Promise.all(this.#browser.map((context) => context.close().catch(() => {})));
    await Promise.all([...this.#beside.map((one) => end(one, 'SIGKILL')), this.#server && end(this.#server, 'SIGTERM')]);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Begins a program that listens, and waits until it does. @param {string[]} given */
async function begin(given) {
  const program = spawn(PROGRAM, given, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [told, wrong] = ['', ''];
  program.stderr.on('data', (text) => (wrong += text));
  for await (const line of createInterface(program.stdout)) {
    told += `${line}\n`;
    if (!/^\s*ready/.test(line)) continue;
    program.stdout.resume();
    return { program, told, address: /listens on (\S+)/.exec(told)?.[1] ?? '' };
  }
  throw new Error(`voorzet ${given[0]} ended: ${wrong}`);
}

/** @param {import('node:child_process').ChildProcess} program @param {NodeJS.Signals} how */
async function end(program, how) {
  if (program.exitCode !== null || program.signalCode !== null) return;
  const ended = new Promise((done) => program.once('exit', done));
  program.kill(how);
  await ended;
}

/** @param {import('playwright-core').BrowserContext} context @param {string} folder @param {string} address */
async function serveFrom(context, folder, address) {
  const headers = Object.fromEntries((await fetch(address)).headers);
  delete headers['content-length'];
  delete headers['content-encoding'];
  delete headers['etag'];
  await context.route((url) => url.href.startsWith(address) && !SERVED.test(url.pathname), (route) => {
    const path = join(folder, new URL(route.request().url()).pathname);
    const file = extname(path) && existsSync(path) ? path : join(folder, 'index.html');
    return route.fulfill({ body: readFileSync(file), headers: { ...headers, 'content-type': TYPES[/** @type {keyof typeof TYPES} */ (extname(file))] ?? 'application/octet-stream' } });
  });
}

/** Signs in at the page that is in view. @param {Page} page @param {Person} who @param {'nl' | 'en'} language */
export async function signIn(page, who, language = 'en') {
  await page.getByLabel(say(language, 'signIn.email'), { exact: true }).fill(who.email);
  await page.getByLabel(say(language, 'signIn.password'), { exact: true }).fill(who.password);
  await page.getByRole('button', { name: say(language, 'signIn.go'), exact: true }).click();
}

/** The page has come, with everything on it. @param {Page} page */
export async function settled(page) {
  await page.locator('h1').first().waitFor();
  // What is drawn may ask for more: it must be still for a few frames.
  await page.evaluate(([enough, patience]) => /** @type {Promise<void>} */ (new Promise((done, stop) => {
    const end = performance.now() + patience;
    let still = 0;
    const look = () => {
      still = document.querySelector('[aria-busy="true"], .skeleton') ? 0 : still + 1;
      if (still > enough) done();
      else if (performance.now() > end) stop(new Error(`${location.pathname} is still busy`));
      else requestAnimationFrame(look);
    };
    look();
  })), /** @type {const} */ ([STILL, PATIENCE]));
  await page.evaluate(() => document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))));
}

/** Waits until it holds; then, what it says. @template T @param {string} what @param {() => Promise<T>} ask @returns {Promise<NonNullable<T>>} */
export async function until(what, ask) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; ) {
    const answer = await ask();
    if (answer) return /** @type {NonNullable<T>} */ (answer);
    await new Promise((done) => setTimeout(done, 40));
  }
  throw new Error(`it never came: ${what}`);
}

/** @typedef {(what: string, how: () => Promise<void>) => Promise<void>} Step */

/**
 * What somebody does, step by step. A step that fails says where it was, and leaves a picture.
 * @param {string} name @param {{ history?: boolean, hire?: Role[], strategy?: (folder: string) => void, before?: (shop: Shop) => void | Promise<void> }} wants @param {(given: { shop: Shop, step: Step }) => Promise<void>} run
 */
export function journey(name, { history = true, hire = ['administrator'], strategy, before } = {}, run) {
  test(name, { timeout: JOURNEY }, async () => {
    mkdirSync(PICTURES, { recursive: true });
    const shop = new Shop();
    /** @type {Step} */
    const step = async (what, how) => {
      try {
        await how();
      } catch (fault) {
        const seen = await Promise.all(shop.pages.map(async (page, at) => {
          const picture = join(PICTURES, `failed-${name}-${what}-${at + 1}.png`.replaceAll(/[^\w.-]+/g, '-').replace(/^-/, ''));
          await page.screenshot({ path: join(PICTURES, picture.slice(PICTURES.length + 1)) }).catch(() => {});
          return `  at ${page.url()}, see ${picture}`;
        }));
        throw new Error([`${name}: ${what}`, ...seen, ...shop.faults.map((one) => `  in the browser: ${one}`)].join('\n'), { cause: fault });
      }
    };
    try {
      if (history) shop.fill(strategy);
      for (const role of hire) shop.hire(role);
      await before?.(shop);
      await shop.open();
      await run({ shop, step });
      if (shop.faults.length) throw new Error(`errors in the browser:\n${shop.faults.join('\n')}`);
    } finally {
      await shop.close();
    }
  });
}
