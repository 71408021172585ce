//! One line of the history: a Segment message or a `CloudEvent`, written straight into the output buffer.
//!
//! Texts come from this crate's own tables, which hold nothing that JSON must escape (tested with them).

use super::calendar::Ms;
use super::happening::Happening;

/// A line that is being written: `{"…","data":{` and then fields until [`Line::end`].
pub(super) struct Line<'a> {
    out: &'a mut Vec<u8>,
    epoch: i64,
    empty: bool,
}

/// Writes a name into the output.
pub(super) type Name<'a> = &'a dyn Fn(&mut Vec<u8>);

/// What a line is about and when.
pub(super) struct Head {
    pub(super) happening: Happening,
    pub(super) at: Ms,
    /// What `at` is counted from, in milliseconds since 1970.
    pub(super) epoch: i64,
    /// It is nobody's in particular.
    pub(super) shared: bool,
}

impl<'a> Line<'a> {
    /// A Segment `track` message.
    pub(super) fn track(out: &'a mut Vec<u8>, head: &Head, event: &str) -> Self {
        Self::segment(out, head, b"track\",\"event\":\"", event, b"\",\"properties\":{")
    }

    /// A Segment `page` message.
    pub(super) fn page(out: &'a mut Vec<u8>, head: &Head, name: &str) -> Self {
        Self::segment(out, head, b"page\",\"name\":\"", name, b"\",\"properties\":{")
    }

    /// A Segment `identify` message.
    pub(super) fn identify(out: &'a mut Vec<u8>, head: &Head) -> Self {
        Self::segment(out, head, b"identify", "", b"\",\"traits\":{")
    }

    fn segment(out: &'a mut Vec<u8>, head: &Head, kind: &[u8], name: &str, body: &[u8]) -> Self {
        out.extend_from_slice(b"{\"messageId\":\"");
        head.happening.id(out);
        out.extend_from_slice(b"\",\"userId\":\"");
        account(out, head.happening.customer);
        out.extend_from_slice(b"\",\"timestamp\":\"");
        instant(out, head.epoch + head.at);
        out.extend_from_slice(b"\",\"type\":\"");
        out.extend_from_slice(kind);
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(body);
        Self { out, epoch: head.epoch, empty: true }
    }

    /// A `CloudEvent` about `subject`, written by the caller, such as `parcel:3S…`.
    ///
    /// The customer is named in the extension attribute `customer` unless they are the subject themselves.
    pub(super) fn cloud(
        out: &'a mut Vec<u8>,
        head: &Head,
        source: &str,
        event: &str,
        subject: Option<Name<'_>>,
    ) -> Self {
        out.extend_from_slice(b"{\"specversion\":\"1.0\",\"id\":\"");
        head.happening.id(out);
        out.extend_from_slice(b"\",\"source\":\"/");
        out.extend_from_slice(source.as_bytes());
        out.extend_from_slice(b"\",\"type\":\"");
        out.extend_from_slice(event.as_bytes());
        out.extend_from_slice(b"\",\"time\":\"");
        instant(out, head.epoch + head.at);
        out.extend_from_slice(b"\",\"subject\":\"");
        match subject {
            None => {
                out.extend_from_slice(b"account:");
                account(out, head.happening.customer);
            }
            Some(subject) => {
                subject(out);
                if !head.shared {
                    out.extend_from_slice(b"\",\"customer\":\"account:");
                    account(out, head.happening.customer);
                }
            }
        }
        out.extend_from_slice(b"\",\"data\":{");
        Self { out, epoch: head.epoch, empty: true }
    }

    fn key(&mut self, key: &str) {
        if !self.empty {
            self.out.push(b',');
        }
        self.empty = false;
        self.out.push(b'"');
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    /// A text field.
    pub(super) fn text(&mut self, key: &str, value: &str) -> &mut Self {
        self.written(key, |out| out.extend_from_slice(value.as_bytes()))
    }

    /// A text field that the caller writes.
    pub(super) fn written(&mut self, key: &str, write: impl FnOnce(&mut Vec<u8>)) -> &mut Self {
        self.key(key);
        self.out.push(b'"');
        write(self.out);
        self.out.push(b'"');
        self
    }

    /// A list of one text.
    pub(super) fn one(&mut self, key: &str, write: impl FnOnce(&mut Vec<u8>)) -> &mut Self {
        self.key(key);
        self.out.extend_from_slice(b"[\"");
        write(self.out);
        self.out.extend_from_slice(b"\"]");
        self
    }

    pub(super) fn flag(&mut self, key: &str, value: bool) -> &mut Self {
        self.key(key);
        self.out.extend_from_slice(if value { b"true" } else { b"false" });
        self
    }

    pub(super) fn int(&mut self, key: &str, value: u64) -> &mut Self {
        self.key(key);
        number(self.out, value);
        self
    }

    /// A number of hundredths, written with two decimals: amounts of money, quality, hours.
    pub(super) fn hundredths(&mut self, key: &str, value: u64) -> &mut Self {
        self.key(key);
        number(self.out, value / 100);
        self.out.push(b'.');
        digits(self.out, value % 100, 2);
        self
    }

    /// An instant of the world.
    pub(super) fn time(&mut self, key: &str, at: Ms) -> &mut Self {
        let epoch = self.epoch;
        self.written(key, |out| instant(out, epoch + at))
    }

    pub(super) fn end(&mut self) {
        self.out.extend_from_slice(b"}}\n");
    }
}

/// `u000123`.
pub(super) fn account(out: &mut Vec<u8>, customer: u32) {
    out.push(b'u');
    digits(out, u64::from(customer), 6);
}

/// A number in decimal.
pub(super) fn number(out: &mut Vec<u8>, value: u64) {
    digits(out, value, 1);
}

/// A number in decimal, with leading zeros up to `width`.
pub(super) fn digits(out: &mut Vec<u8>, mut value: u64, width: usize) {
    let mut text = [b'0'; 20];
    let mut from = 20;
    while value > 0 {
        from -= 1;
        text[from] = b'0' + (value % 10) as u8;
        value /= 10;
    }
    out.extend_from_slice(&text[from.min(20 - width)..]);
}

/// RFC 3339 in UTC with milliseconds; the civil date from Hinnant's `civil_from_days`.
pub(super) fn instant(out: &mut Vec<u8>, millis: i64) {
    let (days, of_day) = (millis.div_euclid(86_400_000), millis.rem_euclid(86_400_000) as u64);
    let (year, month, day) = civil(days);
    let pairs = [
        (year, 4, b'-'),
        (month, 2, b'-'),
        (day, 2, b'T'),
        (of_day / 3_600_000, 2, b':'),
        (of_day / 60_000 % 60, 2, b':'),
        (of_day / 1000 % 60, 2, b'.'),
        (of_day % 1000, 3, b'Z'),
    ];
    for (value, width, mark) in pairs {
        digits(out, value, width);
        out.push(mark);
    }
}

fn civil(days: i64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    ((year + era * 400 + i64::from(month <= 2)) as u64, month as u64, day as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_as_the_domain_reads_them() {
        for text in ["1970-01-01T00:00:00.000Z", "2024-02-29T23:59:59.999Z", "2026-12-31T07:08:09.010Z"] {
            let millis =
                voorzet_domain::time::Timestamp::parse(text).expect("a timestamp").as_micros() / 1000;
            let mut out = Vec::new();
            instant(&mut out, millis);
            assert_eq!(String::from_utf8(out).expect("text"), text);
        }
    }

    #[test]
    fn numbers_keep_their_width() {
        let mut out = Vec::new();
        for (value, width) in [(0, 1), (7, 2), (1_234_567, 6), (5, 6)] {
            digits(&mut out, value, width);
            out.push(b' ');
        }
        assert_eq!(out, b"0 07 1234567 000005 ");
    }
}
