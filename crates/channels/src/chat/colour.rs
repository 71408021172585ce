//! The organisation's colour, and what can be read on it: contrast as WCAG 2.2 reckons it.

use std::fmt;

/// A colour, written `#1f4e8c`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

/// Black and white, of which one can be read on any colour.
const INK: [Colour; 2] = [Colour { red: 255, green: 255, blue: 255 }, Colour { red: 0, green: 0, blue: 0 }];

/// What the chat's panel is, by light and in the dark.
const PAPER: [Colour; 2] =
    [Colour { red: 255, green: 255, blue: 255 }, Colour { red: 0x17, green: 0x1b, blue: 0x22 }];

/// What words must have to what they stand on.
pub const READABLE: f64 = 4.5;

impl Colour {
    /// Reads `#1f4e8c` or `#fff`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#')?;
        let digit = |at: usize| u8::from_str_radix(digits.get(at..=at)?, 16).ok();
        match digits.len() {
            3 => Some(Self { red: digit(0)? * 17, green: digit(1)? * 17, blue: digit(2)? * 17 }),
            6 => {
                let pair = |at: usize| Some(digit(at)? * 16 + digit(at + 1)?);
                Some(Self { red: pair(0)?, green: pair(2)?, blue: pair(4)? })
            }
            _ => None,
        }
    }

    /// How much it stands out against another: from 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// What words on it are written in.
    #[must_use]
    pub fn ink(self) -> Self {
        let [light, dark] = INK;
        if self.contrast(light) >= READABLE || self.contrast(light) >= self.contrast(dark) {
            light
        } else {
            dark
        }
    }

    /// The same colour, darker or lighter until it can be read on the chat's panel: by light, and in the dark.
    #[must_use]
    pub fn accents(self) -> [Self; 2] {
        let [light, dark] = PAPER;
        [self.towards(INK[1], light), self.towards(INK[0], dark)]
    }

    fn towards(self, end: Self, paper: Self) -> Self {
        let step = |share: u16| {
            let mix = |from: u8, to: u8| {
                let mixed = (u16::from(from) * (20 - share) + u16::from(to) * share) / 20;
                mixed.min(255) as u8
            };
            Self {
                red: mix(self.red, end.red),
                green: mix(self.green, end.green),
                blue: mix(self.blue, end.blue),
            }
        };
        (0..=20).map(step).find(|colour| colour.contrast(paper) >= READABLE).unwrap_or(end)
    }

    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}
