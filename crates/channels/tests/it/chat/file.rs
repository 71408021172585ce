//! What an attachment is, told by its bytes.

use proptest::prelude::*;
use voorzet_channels::chat::file::{LARGEST, name};
use voorzet_channels::chat::{FileError, Kind};

/// The first bytes of a picture of this size.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend(b"\x08\x06\0\0\0");
    bytes
}

fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut bytes =
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xdb\0\x04\0\0\xff\xff\xc2\0\x11\x08"
            .to_vec();
    bytes.extend(height.to_be_bytes());
    bytes.extend(width.to_be_bytes());
    bytes.extend(b"\x03\x01\x22\0");
    bytes
}

fn gif(width: u16, height: u16) -> Vec<u8> {
    [b"GIF89a".as_slice(), &width.to_le_bytes(), &height.to_le_bytes(), b"\0\0\0"].concat()
}

fn webp(chunk: &[u8], data: &[u8]) -> Vec<u8> {
    [b"RIFF\0\0\0\0WEBP".as_slice(), chunk, &(data.len() as u32).to_le_bytes(), data].concat()
}

#[test]
fn files_are_what_their_bytes_say() {
    for (bytes, kind) in [
        (png(640, 480), Kind::Png),
        (jpeg(4_032, 3_024), Kind::Jpeg),
        (gif(10, 10), Kind::Gif),
        (webp(b"VP8X", b"\0\0\0\0\x7f\x02\0\xdf\x01\0"), Kind::Webp),
        (webp(b"VP8L", b"\x2f\x7f\xc2\x77\0"), Kind::Webp),
        (webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a\x80\x02\xe0\x01"), Kind::Webp),
        (b"%PDF-1.7\n".to_vec(), Kind::Pdf),
        ("Factuur 12\n\u{20ac} 49,95\t\u{1f600}\r\n".as_bytes().to_vec(), Kind::Text),
    ] {
        assert_eq!(Kind::of(&bytes), Ok(kind));
    }
    assert!(Kind::Png.is_picture() && !Kind::Pdf.is_picture());
}

#[test]
fn what_would_take_gigabytes_to_show_is_refused_by_its_first_bytes() {
    for bomb in [
        png(65_535, 65_535),
        png(16_385, 1),
        png(12_000, 12_000),
        png(u32::MAX, u32::MAX),
        jpeg(65_535, 65_535),
        gif(65_535, 65_535),
        webp(b"VP8X", b"\0\0\0\0\xff\xff\xff\xff\xff\xff"),
    ] {
        assert_eq!(Kind::of(&bomb), Err(FileError::TooManyPixels));
    }
}

#[test]
fn what_is_something_else_or_broken_is_refused() {
    assert_eq!(Kind::of(b""), Err(FileError::Empty));
    assert_eq!(Kind::of(&vec![b'a'; LARGEST + 1]), Err(FileError::TooLarge));
    for unknown in [
        b"MZ\x90\0\x03".as_slice(),
        b"PK\x03\x04\0",
        b"\x7fELF\x02",
        b"\0\0\0\x18ftypheic",
        &[0xff, 0xfe, 0x41, 0],
    ] {
        assert_eq!(Kind::of(unknown), Err(FileError::Unknown), "{unknown:?}");
    }
    for broken in
        [png(0, 10), png(10, 10)[..20].to_vec(), b"\xff\xd8\xff\xda\0\x02".to_vec(), webp(b"XXXX", b"")]
    {
        assert_eq!(Kind::of(&broken), Err(FileError::Broken));
    }
    // A page is text, and is given back as text that no browser runs.
    assert_eq!(Kind::of(b"<script>alert(1)</script>").map(Kind::media), Ok("text/plain; charset=utf-8"));
    assert_eq!(Kind::of(b"<svg onload=alert(1)>").map(Kind::is_picture), Ok(false));
}

#[test]
fn names_hold_no_paths_and_do_not_turn_around() {
    assert_eq!(name("../../etc/passwd", Kind::Text), "passwd");
    assert_eq!(name(r"C:\photos\cat.png", Kind::Png), "cat.png");
    assert_eq!(name("invoice\u{202e}gpj.exe", Kind::Jpeg), "invoicegpj.exe");
    assert_eq!(name("", Kind::Jpeg), "picture.jpeg");
    assert_eq!(name("..", Kind::Pdf), "document.pdf");
    assert_eq!(name("a\r\nset-cookie: b", Kind::Text), "aset-cookie: b");
    assert_eq!(name(&"é".repeat(500), Kind::Text).chars().count(), 120);
}

proptest! {
    #[test]
    fn no_bytes_stop_it(start in prop::sample::select(vec![
        b"\x89PNG\r\n\x1a\n".to_vec(), b"\xff\xd8\xff".to_vec(), b"GIF89a".to_vec(), b"RIFF\0\0\0\0WEBP".to_vec(),
        b"RIFF\0\0\0\0WEBPVP8L".to_vec(), b"\xff\xd8\xff\xe0".to_vec(), Vec::new(),
    ]), rest: Vec<u8>) {
        let _ = Kind::of(&[start, rest].concat());
    }
}
