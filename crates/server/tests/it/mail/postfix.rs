//! A Postfix of our own, that brings what it is given to a Dovecot.

use std::fs;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::{Dovecot, SHOP, free_port, program};
use crate::server::until;

/// A Postfix of our own.
pub(crate) struct Postfix {
    folder: TempDir,
    pub(super) smtp: u16,
    pub(super) smtps: u16,
}

impl Postfix {
    /// One for the mailboxes of a Dovecot. It takes mail for the shop and for An, and for nobody else there.
    pub(crate) fn start(dovecot: &Dovecot) -> Self {
        Self::that(dovecot, "")
    }

    /// The same, that changes fields of what it is given: lines of a table of regular expressions.
    pub(super) fn that(dovecot: &Dovecot, changes: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("set");
        let dir = folder.path();
        let sasl = dovecot.signs_in().map(|socket| {
            format!(
                "smtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = dovecot\nsmtpd_sasl_path = {}\n",
                socket.display()
            )
        });
        for name in ["etc", "queue", "data"] {
            fs::create_dir(dir.join(name)).expect("made");
        }
        // Postfix wants to own where it keeps what it learns.
        let owned = Command::new("chown").arg("postfix").arg(dir.join("data")).status().expect("chown runs");
        assert!(owned.success(), "Postfix is run by root alone");
        fs::write(dir.join("etc/users"), format!("{SHOP} x\nan@example.com x\n")).expect("written");
        fs::write(dir.join("etc/changes"), changes).expect("written");
        let settings = main(&folder, dovecot) + &sasl.unwrap_or_default();
        fs::write(dir.join("etc/main.cf"), settings).expect("written");
        let mut postfix = Self { folder, smtp: 0, smtps: 0 };
        // Somebody else may take a port between when it was found free and when it is used.
        while !postfix.listens() {}
        postfix
    }

    /// Whether it does, on ports that were free.
    fn listens(&mut self) -> bool {
        (self.smtp, self.smtps) = (free_port(), free_port());
        let (dir, log) = (self.folder.path(), self.folder.path().join("log"));
        fs::write(dir.join("etc/master.cf"), master(self.smtp, self.smtps)).expect("written");
        let _ = fs::remove_file(&log);
        self.command("start");
        let mut listens = false;
        until("Postfix listens, or says that it cannot", || {
            let is_taken = fs::read_to_string(&log).is_ok_and(|log| log.contains("startup failed"));
            listens = !is_taken && TcpStream::connect(("127.0.0.1", self.smtp)).is_ok();
            listens || is_taken
        });
        listens
    }

    fn command(&self, word: &str) {
        let log = fs::File::options().append(true).create(true).open(self.folder.path().join("out"));
        let mut command = Command::new(program("postfix"));
        command.arg("-c").arg(self.folder.path().join("etc")).arg(word);
        command.stdout(Stdio::null()).stderr(log.expect("a log"));
        // That it did what it was told is seen by who waits for it.
        let _ = command.status();
    }

    /// A setting of our account: where it sends, with TLS.
    pub(crate) fn smtps(&self) -> String {
        format!("smtp = \"smtps://127.0.0.1:{}\"", self.smtps)
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        self.command("stop");
        if std::thread::panicking() {
            for log in ["log", "out"] {
                eprintln!("{}", fs::read_to_string(self.folder.path().join(log)).unwrap_or_default());
            }
        }
    }
}

fn main(folder: &TempDir, dovecot: &Dovecot) -> String {
    let dir = folder.path().display();
    format!(
        "compatibility_level = 3.6\nqueue_directory = {dir}/queue\ndata_directory = {dir}/data\nmaillog_file = {dir}/log\nmaillog_file_prefixes = {dir}\n\
         command_directory = /usr/sbin\ndaemon_directory = /usr/lib/postfix/sbin\nmail_owner = postfix\nsetgid_group = postdrop\n\
         myhostname = mx.shop.example\nmydestination =\ninet_interfaces = 127.0.0.1\ninet_protocols = ipv4\nmynetworks = 127.0.0.0/8\n\
         alias_maps =\nlocal_recipient_maps =\nrelay_domains =\nvirtual_mailbox_domains = shop.example, example.com\nvirtual_mailbox_maps = texthash:{dir}/etc/users\n\
         virtual_transport = lmtp:inet:127.0.0.1:{}\nrecipient_delimiter = +\nsmtpd_tls_security_level = may\nsmtpd_tls_cert_file = {}\nsmtpd_tls_key_file = {}\n\
         smtpd_recipient_restrictions = permit_mynetworks, reject\nsmtpd_peername_lookup = no\nlmtp_host_lookup = native\n\
         header_checks = regexp:{dir}/etc/changes\n",
        dovecot.lmtp,
        dovecot.at("cert.pem").display(),
        dovecot.at("key.pem").display(),
    )
}

fn master(smtp: u16, smtps: u16) -> String {
    let mut text = format!(
        "127.0.0.1:{smtp} inet n - n - - smtpd\n127.0.0.1:{smtps} inet n - n - - smtpd\n  -o smtpd_tls_wrappermode=yes\n\
         pickup unix n - n 60 1 pickup\ncleanup unix n - n - 0 cleanup\nqmgr unix n - n 300 1 qmgr\ntlsmgr unix - - n 1000? 1 tlsmgr\n\
         rewrite unix - - n - - trivial-rewrite\nbounce unix - - n - 0 bounce\ndefer unix - - n - 0 bounce\ntrace unix - - n - 0 bounce\n\
         verify unix - - n - 1 verify\nflush unix n - n 1000? 0 flush\nproxymap unix - - n - - proxymap\nshowq unix n - n - - showq\n"
    );
    for name in ["error", "discard", "lmtp", "smtp", "virtual"] {
        text.push_str(&format!("{name} unix - - n - - {name}\n"));
    }
    text.push_str("retry unix - - n - - error\nanvil unix - - n - 1 anvil\nscache unix - - n - 1 scache\npostlog unix-dgram n - n - 1 postlogd\n");
    text
}
