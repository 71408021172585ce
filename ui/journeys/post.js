// Where what the server sends by mail arrives: Postfix, with a mailbox for each customer.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, listens } from './mailbox.js';
import { until } from './shop.js';

const POSTFIX = process.env['POSTFIX'] ?? '/usr/sbin/postfix';
/** Whose files the mailboxes are. */
const OWNER = 'nobody';
const DOMAIN = 'example.org';

/** A mail as it came. @typedef {{ subject: string, html: string, text: string, raw: string }} Mail */

export class Post {
  /** Not under the shop's folder: Postfix' parts run as users of their own. */
  #folder = mkdtempSync(join(tmpdir(), 'voorzet-post-'));
  #port = 0;

  get address() {
    return `smtp://127.0.0.1:${this.#port}`;
  }

  /** @param {string[]} people Who has a mailbox here, by the name before the @. */
  async begin(people) {
    chmodSync(this.#folder, 0o755);
    for (const part of ['etc', 'queue', 'data', 'mail']) mkdirSync(join(this.#folder, part));
    chmodSync(join(this.#folder, 'mail'), 0o777);
    // Postfix wants to own where it keeps what it learns.
    const owned = spawnSync('chown', ['postfix', join(this.#folder, 'data')]);
    if (owned.status !== 0) throw new Error('Postfix is run by root alone');
    writeFileSync(join(this.#folder, 'etc/users'), people.map((name) => `${name}@${DOMAIN} ${name}/\n`).join(''));
    writeFileSync(join(this.#folder, 'etc/main.cf'), this.#settings());
    // Somebody else may take a port between when it was found free and when it is used.
    do this.#port = await freePort();
    while (!(await this.#starts()));
  }

  async end() {
    this.#command('stop');
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** What came for somebody that says this, once it is there. @param {string} name @param {string} words @returns {Promise<Mail>} */
  arrived = (name, words) => until(`a mail for ${name}: ${words}`, async () => this.mails(name).find((mail) => mail.text.includes(words)));

  /** All that came for somebody. @param {string} name */
  mails(name) {
    const folder = join(this.#folder, 'mail', name, 'new');
    return existsSync(folder) ? readdirSync(folder).sort().map((file) => read(readFileSync(join(folder, file), 'latin1'))) : [];
  }

  async #starts() {
    const log = join(this.#folder, 'log');
    rmSync(log, { force: true });
    writeFileSync(join(this.#folder, 'etc/master.cf'), services(this.#port));
    this.#command('start');
    let taken = false;
    await until('Postfix listens, or says that it cannot', async () => {
      taken = existsSync(log) && readFileSync(log, 'utf8').includes('startup failed');
      return taken || listens(this.#port);
    });
    return !taken;
  }

  /** @param {string} word */
  #command(word) {
    spawnSync(POSTFIX, ['-c', join(this.#folder, 'etc'), word], { stdio: 'ignore' });
  }

  #settings() {
    const dir = this.#folder;
    const [user, group] = ['-u', '-g'].map((which) => spawnSync('id', [which, OWNER], { encoding: 'utf8' }).stdout.trim());
    return `compatibility_level = 3.6
queue_directory = ${dir}/queue
data_directory = ${dir}/data
maillog_file = ${dir}/log
maillog_file_prefixes = ${dir}
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.${DOMAIN}
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
local_recipient_maps =
relay_domains =
virtual_mailbox_domains = ${DOMAIN}
virtual_mailbox_maps = texthash:${dir}/etc/users
virtual_mailbox_base = ${dir}/mail
virtual_minimum_uid = 1
virtual_uid_maps = static:${user}
virtual_gid_maps = static:${group}
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
`;
  }
}

/** @param {number} port */
const services = (port) => `127.0.0.1:${port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
virtual unix - n n - - virtual
smtp unix - - n - - smtp
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`;

/** @param {string} raw Its bytes, one to a sign. @returns {Mail} */
function read(raw) {
  const [head, body] = halves(raw);
  const parts = flat(head, body);
  const part = (/** @type {string} */ type) => parts.find((one) => one.type === type)?.text ?? '';
  return { subject: words(field(head, 'subject')), html: part('text/html'), text: part('text/plain'), raw };
}

/** @param {string} text @returns {[string, string]} */
function halves(text) {
  const at = /\r?\n\r?\n/.exec(text);
  return at ? [text.slice(0, at.index), text.slice(at.index + at[0].length)] : [text, ''];
}

/** @param {string} head @param {string} name */
const field = (head, name) => new RegExp(`^${name}:[ \\t]*(.*(?:\\r?\\n[ \\t].*)*)`, 'im').exec(head)?.[1]?.replace(/\r?\n[ \t]+/g, ' ') ?? '';

/** The parts with text in them, however deep. @param {string} head @param {string} body @returns {{ type: string, text: string }[]} */
function flat(head, body) {
  const type = field(head, 'content-type');
  const between = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (between) return body.split(`--${between}`).slice(1, -1).flatMap((part) => flat(...halves(part.replace(/^\r?\n/, ''))));
  const how = field(head, 'content-transfer-encoding').toLowerCase();
  const bytes = how === 'base64' ? Buffer.from(body, 'base64') : Buffer.from(how === 'quoted-printable' ? unquoted(body) : body, 'latin1');
  return [{ type: type.split(';')[0]?.trim().toLowerCase() ?? '', text: bytes.toString('utf8') }];
}

/** @param {string} text */
const unquoted = (text) => text.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));

/** RFC 2047. @param {string} text */
const words = (text) => text.replace(/\?=\s+=\?/g, '?==?').replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, how, part) => Buffer.from(...(how.toLowerCase() === 'b' ? /** @type {const} */ ([part, 'base64']) : /** @type {const} */ ([unquoted(part.replaceAll('_', ' ')), 'latin1']))).toString('utf8'));
