//! What an SMTP server says.

use std::fmt;

use crate::mail::connection::Failure;

/// How many lines a reply may have.
const LINES: usize = 200;

/// A reply, all of its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reply {
    pub code: u16,
    pub text: String,
    /// Whether it is about the receiver.
    pub of_receiver: bool,
    lines: Vec<String>,
}

impl Reply {
    /// One of our own.
    pub(super) fn ours(code: u16, status: &str, text: &str) -> Self {
        Self { code, text: format!("{status} {text}"), ..Self::default() }
    }

    /// Adds a line; gives whether it was the last.
    pub(super) fn add(&mut self, line: &[u8]) -> Result<bool, Failure> {
        let line = String::from_utf8_lossy(line);
        let line = line.trim_end();
        let nonsense = || Failure::Nonsense(line.chars().take(100).collect());
        let code =
            line.get(..3).and_then(|code| code.parse::<u16>().ok()).filter(|code| (200..600).contains(code));
        let code = code.ok_or_else(nonsense)?;
        if self.lines.len() >= LINES || !self.lines.is_empty() && code != self.code {
            return Err(nonsense());
        }
        self.code = code;
        let text = line.get(4..).unwrap_or_default().to_owned();
        if self.text.len() < 400 {
            if !self.text.is_empty() {
                self.text.push(' ');
            }
            self.text.push_str(&text);
        }
        self.lines.push(text);
        Ok(line.as_bytes().get(3) != Some(&b'-'))
    }

    /// Whether it names something that the server can.
    pub(super) fn has(&self, name: &str) -> bool {
        self.lines
            .iter()
            .skip(1)
            .any(|line| line.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case(name)))
    }

    /// Whether one may sign in by a method.
    pub(super) fn signs_in_by(&self, method: &str) -> bool {
        self.lines.iter().any(|line| {
            let mut words = line.split([' ', '=']);
            words.next().is_some_and(|word| word.eq_ignore_ascii_case("AUTH"))
                && words.any(|word| word.eq_ignore_ascii_case(method))
        })
    }

    /// Its status in three numbers (RFC 3463).
    pub(super) fn status(&self) -> Option<String> {
        let first = self.text.split_whitespace().next()?;
        let numbers: Vec<&str> = first.split('.').collect();
        let is_status = numbers.len() == 3
            && numbers
                .iter()
                .all(|number| (1..=3).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()));
        is_status.then(|| first.to_owned())
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text: String = self.text.chars().filter(|c| !c.is_control()).take(300).collect();
        write!(f, "{} {text}", self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_are_read_line_by_line() {
        let mut reply = Reply::default();
        for (line, last) in
            [("250-mx.example\r\n", false), ("250-SIZE 100\r\n", false), ("250 AUTH PLAIN LOGIN\r\n", true)]
        {
            assert_eq!(reply.add(line.as_bytes()), Ok(last));
        }
        assert!(
            reply.has("size")
                && !reply.has("mx.example")
                && reply.signs_in_by("plain")
                && !reply.signs_in_by("XOAUTH2")
        );
        let mut reply = Reply::default();
        assert_eq!(reply.add(b"550 5.1.1 <x@y>: no\r\n"), Ok(true));
        assert_eq!(
            (reply.status().as_deref(), reply.to_string().as_str()),
            (Some("5.1.1"), "550 5.1.1 <x@y>: no")
        );
        assert!(Reply::default().add(b"hello\r\n").is_err());
        assert!(Reply::default().add("25\u{e9}".as_bytes()).is_err());
    }
}
