import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edited } from './files';
import { asProposed, type Reason } from './shapes';

const REASON: Reason = { id: 'late', name: 'Te laat', contacts: 30, customers: 10, share: 0.3, per_customer: 3, repeat_share: 0.5, value: { customer: -1, company: -1 }, quadrant: 'eliminate', level: 'prevent', why: [] };
const FILES = {
  'reasons/late.toml': `# 30 contacts of 10 customers, 26.5 % of all.
# Begin at level 1 (prevent). Find the cause: a [[signal]] on the event that
# goes before the contact, and a [prevent] step with a webhook to the system that can repair it.
name  = "Te laat"
value = { customer = -1.0, company = -1.0 }

[inbound]
offer = ["digital:front-desk", "personal:front-desk"]
`,
  'maps/helpdesk.toml': 'else = "other"\n"Te laat" = "late"\n"Te laat!" = "late"\n"Overig" = "other"\n',
};

test('what was not changed stays', () => {
  assert.deepEqual(edited(FILES, [REASON], { late: asProposed(REASON) }), FILES);
  assert.deepEqual(edited(FILES, [REASON], {}), FILES);
});

test('name, quadrant and level', () => {
  const files = edited(FILES, [REASON], { late: { name: 'Pakket "te laat"', quadrant: 'simplify', level: 'personal', out: false } });
  assert.equal(files['reasons/late.toml'], `# 30 contacts of 10 customers, 26.5 % of all.
# Begin at level 5 (personal). A person, by phone or in person.
name  = "Pakket \\"te laat\\""
value = { customer = -0.6, company = 0.4 }

[inbound]
offer = ["personal:front-desk", "digital:front-desk"]
`);
});

test('what is left out becomes other', () => {
  const files = edited(FILES, [REASON], { late: { ...asProposed(REASON), out: true } });
  assert.deepEqual(files, { 'maps/helpdesk.toml': 'else = "other"\n"Overig" = "other"\n' });
});
