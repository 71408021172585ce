//! The bytes of a record: numbers as short as they are small, times by their distance to the one before.

use compact_str::CompactString;

use super::RecordError;
use crate::time::Timestamp;

/// Puts values behind one another.
pub(super) struct Writer {
    out: Vec<u8>,
    /// The last time written, in microseconds.
    last: i64,
}

impl Writer {
    /// Begins with one byte.
    pub(super) fn new(first: u8, room: usize) -> Self {
        let mut out = Vec::with_capacity(room);
        out.push(first);
        Self { out, last: 0 }
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.out
    }

    pub(super) fn byte(&mut self, byte: u8) {
        self.out.push(byte);
    }

    pub(super) fn raw<const N: usize>(&mut self, bytes: [u8; N]) {
        self.out.extend_from_slice(&bytes);
    }

    /// Seven bits a byte, lowest first, the high bit on all but the last.
    pub(super) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.out.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.out.push(number as u8);
    }

    /// Of either sign: small when near zero.
    pub(super) fn signed(&mut self, number: i64) {
        self.number((number << 1 ^ number >> 63) as u64);
    }

    pub(super) fn real(&mut self, number: f64) {
        self.raw(number.to_bits().to_le_bytes());
    }

    pub(super) fn time(&mut self, at: Timestamp) {
        self.signed(at.as_micros() - self.last);
        self.last = at.as_micros();
    }

    pub(super) fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.out.extend_from_slice(text.as_bytes());
    }

    pub(super) fn list<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.number(items.len() as u64);
        for item in items {
            write(self, item);
        }
    }
}

/// Takes values from the front; what is not there, or means nothing, is an error.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    last: i64,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, last: 0 }
    }

    /// What is wrong here.
    pub(super) fn damaged(&self) -> RecordError {
        RecordError::Damaged(self.at)
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at == self.bytes.len()
    }

    pub(super) fn byte(&mut self) -> Result<u8, RecordError> {
        let byte = *self.bytes.get(self.at).ok_or(RecordError::Damaged(self.at))?;
        self.at += 1;
        Ok(byte)
    }

    fn slice(&mut self, length: usize) -> Result<&'a [u8], RecordError> {
        let end = self.at.checked_add(length);
        let slice = end.and_then(|end| self.bytes.get(self.at..end)).ok_or(RecordError::Damaged(self.at))?;
        self.at += length;
        Ok(slice)
    }

    pub(super) fn raw<const N: usize>(&mut self) -> Result<[u8; N], RecordError> {
        let slice = self.slice(N)?;
        slice.try_into().map_err(|_| self.damaged())
    }

    pub(super) fn number(&mut self) -> Result<u64, RecordError> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let part = u64::from(byte & 0x7f);
            // The tenth byte has room for one bit.
            if part << shift >> shift != part {
                break;
            }
            number |= part << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(self.damaged())
    }

    /// A number that fits a smaller type.
    pub(super) fn small<T: TryFrom<u64>>(&mut self) -> Result<T, RecordError> {
        let number = self.number()?;
        T::try_from(number).map_err(|_| self.damaged())
    }

    pub(super) fn signed(&mut self) -> Result<i64, RecordError> {
        let number = self.number()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// Never NaN.
    pub(super) fn real(&mut self) -> Result<f64, RecordError> {
        let number = f64::from_bits(u64::from_le_bytes(self.raw()?));
        if number.is_nan() { Err(self.damaged()) } else { Ok(number) }
    }

    pub(super) fn time(&mut self) -> Result<Timestamp, RecordError> {
        let micros = self.last.checked_add(self.signed()?);
        let at = micros.and_then(|micros| match Timestamp::from_micros(micros) {
            // Not an instant that an event may carry, but one that something may be compared with.
            None if micros == Timestamp::MAX.as_micros() => Some(Timestamp::MAX),
            at => at,
        });
        let at = at.ok_or(self.damaged())?;
        self.last = at.as_micros();
        Ok(at)
    }

    pub(super) fn text(&mut self) -> Result<&'a str, RecordError> {
        let length = self.small()?;
        let slice = self.slice(length)?;
        std::str::from_utf8(slice).map_err(|_| self.damaged())
    }

    pub(super) fn owned(&mut self) -> Result<CompactString, RecordError> {
        self.text().map(CompactString::from)
    }

    /// A list of things of which each takes at least `least` bytes, so that no length can ask for more memory
    /// than the bytes that are there account for.
    pub(super) fn list<T>(
        &mut self,
        least: usize,
        mut read: impl FnMut(&mut Self) -> Result<T, RecordError>,
    ) -> Result<Vec<T>, RecordError> {
        let length: usize = self.small()?;
        if length > (self.bytes.len() - self.at) / least {
            return Err(self.damaged());
        }
        let mut items = Vec::with_capacity(length);
        for _ in 0..length {
            items.push(read(self)?);
        }
        Ok(items)
    }
}
