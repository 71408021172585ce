//! What the shop's agents answer, and what customers say to that.

use crate::world::draw::Draws;

const ANSWERS: [[&str; 6]; 2] = [
    [
        "Goedemiddag, dank voor uw bericht. Ik heb het voor u nagekeken en het direct in gang gezet. U hoort vandaag nog van ons.",
        "Wat vervelend. Ik heb het nu hersteld; wilt u het over een uur nog eens proberen?",
        "Dank voor uw geduld. Uw bestelling is onderweg en komt morgen tussen 9 en 12 uur.",
        "Dat begrijp ik. Ik heb het bedrag teruggestort; het staat binnen drie werkdagen op uw rekening.",
        "Goed dat u het meldt. Onze monteur kan morgenmiddag langskomen. Schikt dat?",
        "Ik heb het uitgezocht: er was iets misgegaan in ons magazijn. Wij sturen vandaag een nieuw exemplaar.",
    ],
    [
        "Good afternoon, thank you for your message. I have looked into it and set it in motion. You will hear from us today.",
        "I am sorry to hear that. I have repaired it now; could you try again in an hour?",
        "Thank you for your patience. Your order is on its way and will arrive tomorrow between 9 and 12.",
        "I understand. I have refunded the amount; it will be in your account within three working days.",
        "Thank you for telling us. Our engineer can come tomorrow afternoon. Does that suit you?",
        "I have looked into it: something went wrong in our warehouse. We are sending a new one today.",
    ],
];

const CALLED: [[&str; 4]; 2] = [
    [
        "Gebeld. Excuses gemaakt en samen nagelopen; het is nu in orde.",
        "Gebeld. De klant had te lang gewacht; het bedrag is vandaag teruggestort.",
        "Gebeld. Het pakket is opnieuw verstuurd, met een vast tijdvak.",
        "Gebeld. De monteur komt morgen; de klant is daarmee geholpen.",
    ],
    [
        "Called. Apologised and went through it together; it is all right now.",
        "Called. The customer had waited too long; the amount is refunded today.",
        "Called. The parcel is sent again, within a fixed hour.",
        "Called. The engineer comes tomorrow; that helps the customer.",
    ],
];

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

/// What an agent of the shop answers, one after the other.
pub(in crate::world) fn of_shop(english: bool, number: u32) -> &'static str {
    let answers = &ANSWERS[usize::from(english)];
    answers[number as usize % answers.len()]
}

/// What an agent notes down after calling somebody back.
pub(in crate::world) fn of_call(english: bool, number: u32) -> &'static str {
    let notes = &CALLED[usize::from(english)];
    notes[number as usize % notes.len()]
}

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
