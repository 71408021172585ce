//! Whatever the organisation's colour is, what stands on it and in it can be read.

use proptest::prelude::*;
use voorzet_channels::chat::Colour;
use voorzet_channels::chat::colour::READABLE;

fn colour(text: &str) -> Colour {
    Colour::parse(text).expect("a colour")
}

#[test]
fn contrast_is_reckoned_as_wcag_does() {
    let close = |contrast: f64, expected: f64| assert!((contrast - expected).abs() < 0.01, "{contrast}");
    close(colour("#000").contrast(colour("#fff")), 21.0);
    close(colour("#777777").contrast(colour("#ffffff")), 4.48);
    close(colour("#1f4e8c").contrast(colour("#ffffff")), 8.31);
    assert_eq!(colour("#1f4e8c").ink().to_string(), "#ffffff");
    assert_eq!(colour("#ffd400").ink().to_string(), "#000000", "nobody reads white on yellow");
    assert_eq!(colour("#1f4e8c").accents()[0].to_string(), "#1f4e8c", "what can be read stays as it is");
    for wrong in ["", "1f4e8c", "#1f4e8", "#gggggg", "blue", "#1f4e8c00", "#é12"] {
        assert_eq!(Colour::parse(wrong), None, "{wrong}");
    }
}

proptest! {
    #[test]
    fn any_colour_can_be_read(red: u8, green: u8, blue: u8) {
        let any = colour(&format!("#{red:02x}{green:02x}{blue:02x}"));
        prop_assert!(any.contrast(any.ink()) >= READABLE, "{} on {any}", any.ink());
        let [light, dark] = any.accents();
        prop_assert!(light.contrast(colour("#ffffff")) >= READABLE);
        prop_assert!(dark.contrast(colour("#171b22")) >= READABLE);
    }
}
