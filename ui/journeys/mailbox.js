// A mailbox that the server reads as it reads any: Dovecot, with mail that is there when it begins.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { until } from './shop.js';

const NAME = 'service@shop.example';
const PASSWORD = 'word-37';
const DOVECOT = process.env['DOVECOT'] ?? '/usr/sbin/dovecot';

export class Mailbox {
  /** Not under the shop's folder: Dovecot's parts run as users of their own. */
  #folder = mkdtempSync(join(tmpdir(), 'voorzet-mailbox-'));
  #program = /** @type {import('node:child_process').ChildProcess | null} */ (null);
  #port = 0;

  /** @param {string[]} mails Oldest first. */
  async begin(mails) {
    chmodSync(this.#folder, 0o755);
    this.#port = await freePort();
    const maildir = join(this.#folder, 'mail', NAME, 'Maildir');
    for (const part of ['new', 'cur', 'tmp']) mkdirSync(join(maildir, part), { recursive: true });
    for (const [at, mail] of mails.entries()) {
      const file = join(maildir, 'new', `${1_700_000_000 + at}.M${at}.here`);
      writeFileSync(file, mail);
      chmodSync(file, 0o666);
    }
    for (const open of ['mail', `mail/${NAME}`, ...['', '/new', '/cur', '/tmp'].map((part) => `mail/${NAME}/Maildir${part}`)]) chmodSync(join(this.#folder, open), 0o777);
    writeFileSync(join(this.#folder, 'passwd'), `${NAME}:{PLAIN}${PASSWORD}\n`);
    writeFileSync(join(this.#folder, 'dovecot.conf'), this.#settings());
    const program = spawn(DOVECOT, ['-F', '-c', join(this.#folder, 'dovecot.conf')], { stdio: 'ignore' });
    this.#program = program;
    await until('Dovecot listens', () => {
      if (program.exitCode !== null) throw new Error(`Dovecot ended:\n${readFileSync(join(this.#folder, 'log'), 'utf8')}`);
      return listens(this.#port);
    });
  }

  /** Puts the account in the settings, in place of the one that only writes in the log. @param {import('./shop.js').Shop} shop @param {string} smtp Where it sends. */
  settle(shop, smtp = 'smtp://127.0.0.1:1') {
    const file = join(shop.data, 'voorzet.toml');
    const account = `[channels.mail]\nprovider = "mail"\naddress = "${NAME}"\nimap = "imap://${NAME.replace('@', '%40')}@127.0.0.1:${this.#port}/INBOX"\nsmtp = "${smtp}"\npassword = "${PASSWORD}"\nallow_plain = true\n`;
    writeFileSync(file, readFileSync(file, 'utf8').replace('[channels.mail]\nprovider = "log"\n', account));
  }

  async end() {
    const program = this.#program;
    if (program && program.exitCode === null) {
      const ended = new Promise((done) => program.once('exit', done));
      program.kill('SIGTERM');
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #settings() {
    const me = userInfo().username;
    const [inside, login, owner] = me === 'root' ? ['dovecot', 'dovenull', 'nobody'] : [me, me, me];
    const group = (/** @type {string} */ user) => spawnSync('id', ['-gn', user], { encoding: 'utf8' }).stdout.trim();
    const dir = this.#folder;
    return `base_dir = ${dir}/run
state_dir = ${dir}/state
log_path = ${dir}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = ${inside}
default_internal_group = ${group(inside)}
default_login_user = ${login}
first_valid_uid = 1
mail_location = maildir:~/Maildir
mailbox_list_index = no
passdb {
  driver = passwd-file
  args = ${dir}/passwd
}
userdb {
  driver = static
  args = uid=${owner} gid=${group(owner)} home=${dir}/mail/%u allow_all_users=yes
}
namespace inbox {
  inbox = yes
  separator = /
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${this.#port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
`;
  }
}

/** @returns {Promise<number>} */
export const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => done(port));
    });
  });

/** @param {number} port @returns {Promise<boolean>} */
export const listens = (port) =>
  new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => (socket.destroy(), done(true)));
    socket.on('error', () => done(false));
  });
