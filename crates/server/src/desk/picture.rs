//! Whether some bytes are a picture that a browser may show in place: by what they are, never by what is said of them.
//! Only the first bytes are looked at, and nothing is decoded.

/// The most pixels of a picture that is shown: what says that it has more would fill the memory of whoever looks.
const MOST_PIXELS: u64 = 50_000_000;

/// The media type under which it may be shown; none when it is something else, or larger than is good.
pub(crate) fn shown_as(bytes: &[u8]) -> Option<&'static str> {
    let (media, size) = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        ("image/png", png(bytes))
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        ("image/jpeg", jpeg(bytes))
    } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        ("image/gif", gif(bytes))
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        ("image/webp", webp(bytes))
    } else {
        return None;
    };
    let (width, height) = size?;
    let pixels = u64::from(width) * u64::from(height);
    (1..=MOST_PIXELS).contains(&pixels).then_some(media)
}

fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    (bytes.get(12..16)? == b"IHDR").then_some(())?;
    Some((big(bytes.get(16..20)?), big(bytes.get(20..24)?)))
}

fn gif(bytes: &[u8]) -> Option<(u32, u32)> {
    Some((little(bytes.get(6..8)?), little(bytes.get(8..10)?)))
}

/// The size stands in the frame's head (SOF), somewhere behind other segments.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        (*bytes.get(at)? == 0xff).then_some(())?;
        let marker = *bytes.get(at + 1)?;
        match marker {
            // Filling.
            0xff => at += 1,
            // Without anything behind it.
            0x01 | 0xd0..=0xd8 => at += 2,
            0xd9 | 0xda => return None,
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                return Some((big(bytes.get(at + 7..at + 9)?), big(bytes.get(at + 5..at + 7)?)));
            }
            _ => at += 2 + big(bytes.get(at + 2..at + 4)?).max(2) as usize,
        }
    }
}

fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match bytes.get(12..16)? {
        b"VP8X" => Some((little(bytes.get(24..27)?) + 1, little(bytes.get(27..30)?) + 1)),
        b"VP8L" => {
            (*bytes.get(20)? == 0x2f).then_some(())?;
            let packed = little(bytes.get(21..25)?);
            Some(((packed & 0x3fff) + 1, (packed >> 14 & 0x3fff) + 1))
        }
        b"VP8 " => {
            (bytes.get(23..26)? == [0x9d, 0x01, 0x2a]).then_some(())?;
            Some((little(bytes.get(26..28)?) & 0x3fff, little(bytes.get(28..30)?) & 0x3fff))
        }
        _ => None,
    }
}

fn big(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn little(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png_of(width: u32, height: u32) -> Vec<u8> {
        let head =
            [&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], &width.to_be_bytes(), &height.to_be_bytes()].concat();
        [head, vec![8, 6, 0, 0, 0]].concat()
    }

    fn jpeg_of(width: u16, height: u16) -> Vec<u8> {
        let app = [&b"\xff\xd8\xff\xe0\x00\x10JFIF\0"[..], &[0; 9]].concat();
        let frame =
            [&b"\xff\xc0\x00\x11\x08"[..], &height.to_be_bytes(), &width.to_be_bytes(), &[3; 10]].concat();
        [app, frame].concat()
    }

    fn gif_of(width: u16, height: u16) -> Vec<u8> {
        [&b"GIF89a"[..], &width.to_le_bytes(), &height.to_le_bytes(), &[0; 3]].concat()
    }

    fn webp_of(kind: &[u8], rest: &[u8]) -> Vec<u8> {
        [&b"RIFF\0\0\0\0WEBP"[..], kind, &[0; 4], rest, &[0; 16]].concat()
    }

    #[test]
    fn pictures_are_known_by_their_bytes() {
        assert_eq!(shown_as(&png_of(640, 480)), Some("image/png"));
        assert_eq!(shown_as(&jpeg_of(640, 480)), Some("image/jpeg"));
        assert_eq!(shown_as(&gif_of(640, 480)), Some("image/gif"));
        assert_eq!(shown_as(&webp_of(b"VP8X", &[0, 0, 0, 0, 99, 0, 0, 99, 0, 0])), Some("image/webp"));
        assert_eq!(shown_as(&webp_of(b"VP8L", &[0x2f, 99, 0, 0, 0])), Some("image/webp"));
        assert_eq!(shown_as(&webp_of(b"VP8 ", &[0, 0, 0, 0x9d, 1, 0x2a, 9, 0, 9, 0])), Some("image/webp"));
    }

    #[test]
    fn what_is_none_or_far_too_large_is_not_shown() {
        for bytes in [
            &b""[..],
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            b"<html>",
            b"%PDF-1.7",
            b"\x89PNG\r\n\x1a\n",
            b"\xff\xd8\xff",
            b"\xff\xd8\xff\xe0\x00\x00",
            b"GIF89a",
            b"RIFF\0\0\0\0WEBPVP8X",
            b"RIFF\0\0\0\0WAVE",
        ] {
            assert_eq!(shown_as(bytes), None, "{bytes:?}");
        }
        assert_eq!(shown_as(&png_of(100_000, 100_000)), None, "a bomb");
        assert_eq!(shown_as(&png_of(0, 10)), None);
        assert_eq!(shown_as(&jpeg_of(65_535, 65_535)), None);
        assert_eq!(shown_as(&webp_of(b"VP8X", &[0, 0, 0, 0, 255, 255, 255, 255, 255, 255])), None);
    }

    #[test]
    fn no_bytes_can_break_it() {
        // Every prefix of every kind, and each with its last byte turned around.
        for whole in [png_of(9, 9), jpeg_of(9, 9), gif_of(9, 9), webp_of(b"VP8L", &[0x2f, 1, 1, 1, 1])] {
            for end in 0..whole.len() {
                shown_as(&whole[..end]);
                let mut turned = whole[..=end].to_vec();
                turned[end] ^= 0xff;
                shown_as(&turned);
            }
        }
    }
}
