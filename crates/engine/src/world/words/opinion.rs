//! What customers say when they are asked how they were helped. Sample data: nobody said any of it.

use crate::world::draw::Draws;

/// What somebody has to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::world) enum Mood {
    /// That it went wrong.
    Complains,
    /// What could be better.
    Suggests,
    /// That it went well.
    Praises,
}

const COMPLAINTS: [[&str; 6]; 2] = [
    [
        "Ik heb veel te lang op antwoord gewacht.",
        "Ik moest mijn verhaal drie keer vertellen, elke keer aan iemand anders.",
        "Het is nog steeds niet opgelost, terwijl mij dat wel was beloofd.",
        "Het antwoord leek een standaardtekst en ging niet over mijn vraag.",
        "Er zou iemand terugbellen, maar dat is niet gebeurd.",
        "De factuur klopt nog altijd niet en niemand kan mij zeggen waarom.",
    ],
    [
        "I waited far too long for an answer.",
        "I had to tell my story three times, each time to somebody else.",
        "It is still not solved, although I was promised that it would be.",
        "The answer looked like a standard text and was not about my question.",
        "Somebody would call me back, but nobody did.",
        "The bill is still wrong and nobody can tell me why.",
    ],
];

const SUGGESTIONS: [[&str; 6]; 2] = [
    [
        "Zet bij de bezorging een tijdvak van een uur, dan hoef ik niet te bellen.",
        "Laat mij een afspraak met de monteur zelf verzetten op de website.",
        "Het zou helpen als u een bericht stuurt wanneer de terugbetaling is gedaan.",
        "Maak de factuur duidelijker: wat is eenmalig en wat betaal ik elke maand?",
        "Ik zou graag ook in het weekend tot laat willen chatten.",
        "Zet de stappen voor de router met plaatjes op de site.",
    ],
    [
        "Give a delivery window of one hour, then I need not call.",
        "Let me move an appointment with the engineer myself on the website.",
        "It would help if you sent a message when the refund has been made.",
        "Make the bill clearer: what is once, and what do I pay every month?",
        "I would like to be able to chat until late at the weekend too.",
        "Put the steps for the router on the site with pictures.",
    ],
];

const PRAISE: [[&str; 6]; 2] = [
    [
        "Snel en vriendelijk geholpen, dank u wel.",
        "De medewerker wist meteen waar het over ging. Heel prettig.",
        "Binnen een paar minuten opgelost, daar kan een ander nog wat van leren.",
        "Duidelijke uitleg zonder vakjargon.",
        "Fijn dat u zelf contact opnam toen het pakket later kwam.",
        "Goed geholpen, niets op aan te merken.",
    ],
    [
        "Helped quickly and kindly, thank you.",
        "The agent knew at once what it was about. Very pleasant.",
        "Solved within minutes; others could learn from that.",
        "A clear explanation without jargon.",
        "Good that you got in touch yourselves when the parcel was late.",
        "Helped well, nothing to complain of.",
    ],
];

/// Words of somebody in a mood.
pub(in crate::world) fn write(english: bool, mood: Mood, draws: &mut Draws) -> &'static str {
    let texts = match mood {
        Mood::Complains => &COMPLAINTS,
        Mood::Suggests => &SUGGESTIONS,
        Mood::Praises => &PRAISE,
    };
    draws.pick(&texts[usize::from(english)])
}
