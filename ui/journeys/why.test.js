// Somebody asks a figure why, down to the events, and takes a table away.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { journey, person, settled, signIn } from './shop.js';
import { like, say } from './words.js';

/** A reason whose name a spreadsheet would run. */
const FORMULA = '=HYPERLINK("https://example.org","Delivery")';

/** @param {string} folder */
function trap(folder) {
  const path = join(folder, 'reasons/late-delivery.toml');
  const text = readFileSync(path, 'utf8');
  const trapped = text.replace(/en = "[^"]*"/, `en = ${JSON.stringify(FORMULA)}`);
  assert.notEqual(trapped, text);
  writeFileSync(path, trapped);
}

journey('ask a figure why', { hire: ['analyst'], strategy: trap }, async ({ shop, step }) => {
  const page = await shop.visit();
  const sheet = page.locator('dialog[open]');

  await step('sign in to the ladder', async () => {
    await page.goto(`${shop.address}/ladder?period=all`);
    await signIn(page, person('analyst'));
    await page.getByRole('heading', { level: 1, name: say('en', 'ladder.title') }).waitFor();
    await settled(page);
  });

  await step('why: the definition, the filter and the events, in one click', async () => {
    await page.getByRole('button', { name: say('en', 'why.of', { name: say('en', 'ladder.perCustomer') }), exact: true }).click();
    await sheet.getByText(say('en', 'ladder.whyPerCustomer')).waitFor();
    assert.ok(await sheet.locator('.why > .quiet').first().innerText(), 'over what');
    await sheet.locator('a[href^="/events/"]').first().waitFor();
    const left = await sheet.evaluate((one) => innerWidth - one.getBoundingClientRect().right);
    assert.equal(left, 0, 'there is nothing beside it');
  });

  await step('one event, in the second', async () => {
    await sheet.locator('a[href^="/events/"]').first().click();
    await sheet.getByText(say('en', 'event.raw')).waitFor();
    await sheet.getByRole('button', { name: say('en', 'why.back') }).click();
    await sheet.locator('a[href^="/events/"]').first().waitFor();
  });

  await step('Esc closes it, and the focus is where it was', async () => {
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), say('en', 'why.of', { name: say('en', 'ladder.perCustomer') }));
  });

  await step('a band of the Sankey opens what is in it', async () => {
    const band = page.locator('path.band').first();
    const told = (await band.getAttribute('aria-label')) ?? '';
    const count = Number(/: ([\d,]+) /.exec(told)?.[1]?.replaceAll(',', ''));
    assert.ok(count > 0, told);
    await band.focus();
    await page.keyboard.press('Enter');
    await sheet.locator('a[href^="/events/"]').first().waitFor();
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
  });

  await step('the reasons as CSV: what is in the table, and nothing that runs', async () => {
    const panel = page.locator('section, .panel').filter({ has: page.getByRole('heading', { name: say('en', 'ladder.reasons'), exact: true }) }).last();
    const table = page.getByRole('table', { name: say('en', 'ladder.reasons'), exact: true });
    const coming = page.waitForEvent('download');
    await panel.getByRole('button', { name: say('en', 'shell.exportCsv'), exact: true }).last().click();
    const file = await coming;
    assert.equal(file.suggestedFilename(), 'ladder-reasons.csv');
    const rows = parse(readFileSync(await file.path(), 'utf8'));
    assert.equal(rows.length - 1, await table.locator('tbody tr').count(), 'every row');
    assert.equal(rows[0]?.[0], say('en', 'ladder.reason'));
    assert.ok(rows.every((row) => row.length === rows[0]?.length), 'as many cells everywhere');
    for (const cell of rows.flat()) assert.doesNotMatch(cell, /^[=+@\t\r]|^-(?![\d.])/);
    assert.ok(rows.some((row) => row[0] === `'${FORMULA}`), 'a name that begins like a formula is escaped');
  });

  await step('a reason leads to its own page', async () => {
    await page.getByRole('table', { name: say('en', 'ladder.reasons'), exact: true }).locator('tbody a').first().click();
    await page.waitForURL('**/reasons/**');
    await settled(page);
    assert.doesNotMatch(await page.title(), like('en', 'ladder.title'));
  });
});

/** RFC 4180. @param {string} text */
function parse(text) {
  assert.equal(text.codePointAt(0), 0xfeff, 'it begins with what says that it is UTF-8');
  const rows = [['']];
  let quoted = false;
  for (let at = 1; at < text.length; at += 1) {
    const [letter, row] = [text[at] ?? '', /** @type {string[]} */ (rows.at(-1))];
    if (quoted && letter === '"' && text[at + 1] === '"') at += 1;
    else if (letter === '"') {
      quoted = !quoted;
      continue;
    } else if (!quoted && letter === ',') {
      row.push('');
      continue;
    } else if (!quoted && letter === '\r' && text[at + 1] === '\n') {
      at += 1;
      rows.push(['']);
      continue;
    }
    row[row.length - 1] += letter;
  }
  assert.deepEqual(rows.pop(), [''], 'the last row ends');
  return rows;
}
