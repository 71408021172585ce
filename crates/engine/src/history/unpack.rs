//! From a source's bytes as they lie on disk to its text's bytes: gzip and zstd are known by their first
//! bytes, whatever the file is called.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;

use super::meter::Meter;

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
const PACKED_BLOCK: usize = 1 << 16;

/// The unpacked bytes of a source; `meter` counts the packed ones. gzip may have several members and
/// zstd several frames.
pub(super) fn unpack(read: Box<dyn Read + Send>, meter: Meter) -> io::Result<Box<dyn Read + Send>> {
    let mut packed = BufReader::with_capacity(PACKED_BLOCK, Metered { read, meter });
    let start = packed.fill_buf()?;
    Ok(if start.starts_with(GZIP) {
        Box::new(MultiGzDecoder::new(packed))
    } else if start.starts_with(ZSTD) {
        Box::new(zstd::stream::read::Decoder::with_buffer(packed)?)
    } else {
        Box::new(packed)
    })
}

/// Whether an error comes from the source itself; otherwise from unpacking what it gave.
pub(super) fn is_from_source(error: &io::Error) -> bool {
    error.get_ref().and_then(|inner| inner.downcast_ref::<SourceFailed>()).is_some()
}

/// Marks an error of the source on its way through the decoders.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
struct SourceFailed(io::Error);

struct Metered {
    read: Box<dyn Read + Send>,
    meter: Meter,
}

impl Read for Metered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.meter.is_stopped() {
            // Not `Interrupted`, which means "try again".
            return Err(io::Error::other(SourceFailed(io::ErrorKind::BrokenPipe.into())));
        }
        match self.read.read(buffer) {
            Ok(count) => {
                self.meter.count(count);
                Ok(count)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => Err(io::Error::new(error.kind(), SourceFailed(error))),
        }
    }
}
