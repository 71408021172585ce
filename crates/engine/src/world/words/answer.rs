//! What customers say to an answer.

use crate::world::draw::Draws;

const THANKS: [[&str; 6]; 2] = [
    [
        "Top, bedankt!",
        "Dank je wel, dan weet ik genoeg.",
        "Fijn, dankjewel voor de snelle reactie.",
        "Oké, duidelijk. Bedankt.",
        "Super, het is gelukt!",
        "Prima, dan wacht ik dat even af. Bedankt.",
    ],
    [
        "Great, thanks!",
        "Thank you, that is all I needed to know.",
        "Thanks for the quick answer.",
        "OK, clear. Thanks.",
        "Brilliant, it works now!",
        "Fine, I will wait for that then. Thank you.",
    ],
];

const FURTHER: [[&str; 6]; 2] = [
    [
        "Helaas, het is nog steeds niet opgelost.",
        "Hoe lang gaat dat ongeveer duren?",
        "Dat had ik al geprobeerd, het helpt niet.",
        "Kunt u mij daar een bevestiging van sturen?",
        "En krijg ik daar dan een vergoeding voor?",
        "Moet ik daar zelf nog iets voor doen?",
    ],
    [
        "Sadly it is still not solved.",
        "How long will that take, roughly?",
        "I had tried that already, it does not help.",
        "Could you send me a confirmation of that?",
        "And will I be compensated for it?",
        "Is there anything I have to do myself?",
    ],
];

/// After so many answers they have said all they had to say.
const MOST: u32 = 3;

/// What is said to the n-th answer, if anything.
pub(in crate::world) fn write(english: bool, answers: u32, draws: &mut Draws) -> Option<&'static str> {
    let language = usize::from(english);
    let texts = match draws.weighted(&[0.4, 0.3, 0.3]) {
        0 => &THANKS[language],
        1 => &FURTHER[language],
        _ => return None,
    };
    (answers <= MOST).then(|| draws.pick(texts))
}
