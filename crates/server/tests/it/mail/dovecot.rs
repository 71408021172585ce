//! A Dovecot of our own: its own settings, ports and mailboxes, gone when the test is over.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::{AN, PASSWORD, Running, SHOP, free_port, program};
use crate::server::until;

/// A Dovecot of our own.
pub(crate) struct Dovecot {
    running: Option<Running>,
    folder: TempDir,
    /// Settings of its own.
    more: String,
    pub(super) imap: u16,
    pub(super) imaps: u16,
    pub(super) lmtp: u16,
}

impl Dovecot {
    /// One with a mailbox for the shop and one for An.
    pub(crate) fn start() -> Self {
        Self::that("")
    }

    /// The same, with settings of its own.
    pub(super) fn that(more: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        // Its parts run as users of their own.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("set");
        let more = more.to_owned();
        let mut dovecot = Self { running: None, folder, more, imap: 0, imaps: 0, lmtp: 0 };
        dovecot.certify();
        let mail = dovecot.at("mail");
        fs::create_dir(&mail).expect("made");
        fs::set_permissions(&mail, fs::Permissions::from_mode(0o777)).expect("set");
        fs::write(dovecot.at("passwd"), format!("{SHOP}:{{PLAIN}}{PASSWORD}\n{AN}:{{PLAIN}}{PASSWORD}\n"))
            .expect("written");
        // A port that was free may be somebody else's by the time that it is listened on.
        for _ in 0..3 {
            (dovecot.imap, dovecot.imaps, dovecot.lmtp) = (free_port(), free_port(), free_port());
            fs::write(dovecot.at("dovecot.conf"), dovecot.settings()).expect("written");
            dovecot.begin();
            let begun = Instant::now();
            while begun.elapsed() < Duration::from_secs(20) {
                if dovecot.listens() {
                    return dovecot;
                }
                std::thread::sleep(Duration::from_millis(5));
            }
            dovecot.running = None;
        }
        panic!("Dovecot does not listen");
    }

    /// Runs it, after it was stopped too.
    pub(crate) fn run(&mut self) {
        self.begin();
        until("Dovecot listens", || self.listens());
    }

    fn listens(&self) -> bool {
        [self.imap, self.lmtp].iter().all(|port| TcpStream::connect(("127.0.0.1", *port)).is_ok())
    }

    fn begin(&mut self) {
        let log = fs::File::options().append(true).create(true).open(self.at("out")).expect("a log");
        let mut command = Command::new(program("dovecot"));
        command.arg("-F").arg("-c").arg(self.at("dovecot.conf")).stdout(Stdio::null()).stderr(log);
        self.running = Some(Running::start(&mut command));
    }

    /// Stops it.
    pub(crate) fn stop(&mut self) {
        self.running = None;
        until("Dovecot is gone", || TcpStream::connect(("127.0.0.1", self.imap)).is_err());
    }

    /// Where others may ask it who somebody is, when it is set up so.
    pub(super) fn signs_in(&self) -> Option<PathBuf> {
        self.more.contains("auth-client").then(|| self.at("run/auth-client"))
    }

    /// A file of it.
    pub(super) fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Hands it mails for the shop, in this order.
    pub(crate) fn deliver(&self, mails: impl IntoIterator<Item = impl AsRef<[u8]>>) {
        self.deliver_to(SHOP, AN, mails);
    }

    /// Hands it mails for somebody, in this order, that come back to `from`.
    pub(super) fn deliver_to(&self, to: &str, from: &str, mails: impl IntoIterator<Item = impl AsRef<[u8]>>) {
        let mut lmtp = Lmtp::to(self.lmtp);
        for mail in mails {
            lmtp.deliver(to, from, mail.as_ref());
        }
    }

    /// The mails in a mailbox of somebody: `INBOX`, `Sent`.
    pub(crate) fn mails(&self, of: &str, mailbox: &str) -> Vec<String> {
        let root = self.at("mail").join(of).join("Maildir");
        let root = if mailbox == "INBOX" { root } else { root.join(format!(".{mailbox}")) };
        let files =
            ["new", "cur"].iter().flat_map(|part| fs::read_dir(root.join(part)).into_iter().flatten());
        files
            .map(|file| {
                String::from_utf8_lossy(&fs::read(file.expect("a file").path()).expect("read")).into_owned()
            })
            .collect()
    }

    /// Lays mails ready for the shop's inbox, more than could be handed over in the time; they are in it with
    /// [`pour`](Self::pour).
    pub(super) fn lay_ready(&self, mails: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Vec<PathBuf> {
        let ready = self.at("ready");
        fs::create_dir_all(&ready).expect("a folder");
        let one = |(number, mail): (usize, _)| {
            let file = ready.join(format!("1772000000.M{number:07}P1.poured"));
            fs::write(&file, mail).expect("written");
            fs::set_permissions(&file, fs::Permissions::from_mode(0o666)).expect("set");
            file
        };
        let files = mails.into_iter().enumerate().map(one).collect();
        // So that the disk is as calm as before.
        Command::new("sync").status().expect("sync runs");
        files
    }

    /// Has mails that lie ready in the shop's inbox.
    pub(super) fn pour(&self, ready: &[PathBuf]) {
        let new = self.at("mail").join(SHOP).join("Maildir").join("new");
        for file in ready {
            fs::rename(file, new.join(file.file_name().expect("a name"))).expect("moved");
        }
    }

    /// Puts a mail in a mailbox of the shop behind everybody's back.
    pub(super) fn put(&self, mailbox: &str, mail: &str) {
        self.doveadm(&["save", "-u", SHOP, "-m", mailbox], mail);
    }

    /// Gives the shop's inbox another `UIDVALIDITY`.
    pub(super) fn renumber(&self) {
        self.doveadm(&["mailbox", "update", "-u", SHOP, "--uid-validity", "77", "INBOX"], "");
    }

    /// Ends the connections of who reads the shop's mail.
    pub(super) fn hang_up(&self) {
        self.doveadm(&["kick", SHOP], "");
    }

    /// Marks all that is in the shop's inbox as read.
    pub(super) fn see(&self) {
        self.doveadm(&["flags", "add", "-u", SHOP, "\\Seen", "mailbox", "INBOX", "all"], "");
    }

    /// How many nobody read.
    pub(super) fn unseen(&self) -> usize {
        self.told(&["search", "-u", SHOP, "mailbox", "INBOX", "unseen"]).lines().count()
    }

    /// The subjects in the shop's inbox by their numbers: of what comes while somebody looks, Dovecot may number the
    /// second before the first.
    pub(super) fn subjects(&self) -> Vec<String> {
        let told = self.told(&["-f", "tab", "fetch", "-u", SHOP, "hdr.subject", "mailbox", "INBOX", "all"]);
        told.lines().skip(1).map(|line| line.trim().to_owned()).collect()
    }

    fn told(&self, args: &[&str]) -> String {
        let mut command = Command::new(program("doveadm"));
        let output =
            command.arg("-c").arg(self.at("dovecot.conf")).args(args).output().expect("doveadm runs");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn doveadm(&self, args: &[&str], input: &str) {
        let mut command = Command::new(program("doveadm"));
        command.arg("-c").arg(self.at("dovecot.conf")).args(args).stdin(Stdio::piped());
        let mut child = command.spawn().expect("doveadm runs");
        child.stdin.take().expect("its input").write_all(input.as_bytes()).expect("written");
        assert!(child.wait().expect("its end").success(), "{args:?}");
    }

    fn certify(&self) {
        let mut command = Command::new(program("openssl"));
        command.args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
        ]);
        command.args(["-subj", "/CN=mail.test", "-addext", "subjectAltName=IP:127.0.0.1"]);
        command.args(["-addext", "basicConstraints=critical,CA:FALSE"]);
        command.arg("-keyout").arg(self.at("key.pem")).arg("-out").arg(self.at("cert.pem"));
        let made = command.stderr(Stdio::null()).status().expect("openssl runs");
        assert!(made.success(), "a certificate");
    }

    fn settings(&self) -> String {
        let (dir, user) = (self.folder.path().display(), user());
        let (inside, login, owner) = if user == "root" {
            ("dovecot".to_owned(), "dovenull".to_owned(), "nobody".to_owned())
        } else {
            (user.clone(), user.clone(), user)
        };
        let group = run("id", &["-gn", &owner]);
        let inside_group = run("id", &["-gn", &inside]);
        let Self { imap, imaps, lmtp, more, .. } = self;
        format!(
            "base_dir = {dir}/run\nstate_dir = {dir}/state\nlog_path = {dir}/log\nprotocols = imap lmtp\nlisten = 127.0.0.1\n\
             ssl = yes\nssl_cert = <{dir}/cert.pem\nssl_key = <{dir}/key.pem\nssl_min_protocol = TLSv1.2\ndisable_plaintext_auth = no\n\
             default_internal_user = {inside}\ndefault_internal_group = {inside_group}\ndefault_login_user = {login}\n\
             first_valid_uid = 1\nmail_location = maildir:~/Maildir\nmailbox_list_index = no\nauth_failure_delay = 0\nlogin_trusted_networks = 127.0.0.0/8\nmail_max_userip_connections = 100\n\
             passdb {{\n driver = passwd-file\n args = {dir}/passwd\n}}\n\
             userdb {{\n driver = static\n args = uid={owner} gid={group} home={dir}/mail/%u allow_all_users=yes\n}}\n\
             namespace inbox {{\n inbox = yes\n separator = /\n mailbox Sent {{\n auto = create\n }}\n}}\n\
             service imap-login {{\n chroot =\n inet_listener imap {{\n port = {imap}\n }}\n inet_listener imaps {{\n port = {imaps}\n ssl = yes\n }}\n}}\n\
             service anvil {{\n chroot =\n}}\nservice stats {{\n chroot =\n}}\nservice ipc {{\n chroot =\n}}\n\
             service lmtp {{\n inet_listener lmtp {{\n address = 127.0.0.1\n port = {lmtp}\n }}\n}}\n\
             service auth {{\n unix_listener auth-userdb {{\n mode = 0666\n }}\n}}\n\
             recipient_delimiter = +\nlmtp_hdr_delivery_address = original\n{more}\n"
        )
    }

    /// A setting of our account: where it is read, with TLS.
    pub(crate) fn imaps(&self) -> String {
        self.imaps_of(SHOP)
    }

    /// The same for somebody.
    pub(super) fn imaps_of(&self, user: &str) -> String {
        format!(
            "imap = \"imaps://{}@127.0.0.1:{}/INBOX\"\nca = \"file:{}\"",
            user.replace('@', "%40"),
            self.imaps,
            self.at("cert.pem").display()
        )
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        if std::thread::panicking() {
            for log in ["log", "out"] {
                eprintln!("{}", fs::read_to_string(self.at(log)).unwrap_or_default());
            }
        }
    }
}

/// Who runs this.
pub(super) fn user() -> String {
    run("id", &["-un"])
}

fn run(program: &str, args: &[&str]) -> String {
    let output = Command::new(program).args(args).output().expect("it runs");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// Hands mails over by LMTP, one after the other on one connection.
struct Lmtp {
    stream: BufReader<TcpStream>,
}

impl Lmtp {
    fn to(port: u16) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
        stream.set_nodelay(true).expect("set");
        let mut lmtp = Self { stream: BufReader::new(stream) };
        lmtp.reply();
        lmtp.say("LHLO test.example");
        lmtp
    }

    fn deliver(&mut self, to: &str, from: &str, mail: &[u8]) {
        self.say(&format!("MAIL FROM:<{from}>"));
        self.say(&format!("RCPT TO:<{to}>"));
        self.say("DATA");
        self.stream.get_mut().write_all(mail).expect("written");
        self.say("\r\n.");
    }

    fn say(&mut self, line: &str) {
        self.stream.get_mut().write_all(format!("{line}\r\n").as_bytes()).expect("written");
        self.reply();
    }

    fn reply(&mut self) {
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).expect("a reply");
            assert!(line.starts_with(['2', '3']), "{line}");
            if line.as_bytes().get(3) != Some(&b'-') {
                return;
            }
        }
    }
}
