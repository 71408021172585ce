//! What each figure of feedback means.

/// What each figure means, Dutch and English.
pub const fn definitions() -> &'static [(&'static str, &'static str, &'static str)] {
    &[
        (
            "asked",
            "Klanten aan wie is gevraagd hoe zij zijn geholpen, op de dag waarop dat gebeurde. Wie vóór het versturen terug was, telt niet.",
            "Customers who were asked how they were helped, on the day on which they were. Who was back before it was sent does not count.",
        ),
        (
            "answered",
            "Gevraagde klanten die een score gaven of iets zeiden. Een score telt vanaf de eerste klik.",
            "Customers who were asked and gave a score or said something. A score counts from the first click.",
        ),
        (
            "response",
            "Geantwoord gedeeld door gevraagd, met een Wilson-interval van 95 %.",
            "Answered divided by asked, with a Wilson interval of 95 %.",
        ),
        (
            "clicked",
            "Klanten van wie alleen een klik kwam, die ook van een programma kan zijn. Wie meteen na elkaar verschillende scores volgt, is een programma en telt niet.",
            "Customers of whom nothing came but a click, which may be a program's. Who follows several scores at once is a program and does not count.",
        ),
        (
            "nps",
            "Aandeel 9–10 min aandeel 0–6, van −1 tot 1; interval volgens Rocks (2016). Pas vanaf 30 antwoorden.",
            "The share of 9–10 less that of 0–6, from −1 to 1; interval after Rocks (2016). From 30 answers on.",
        ),
        (
            "csat",
            "Aandeel 4–5 op een schaal van 1–5, met een Wilson-interval. Pas vanaf 30 antwoorden.",
            "The share of 4–5 on a scale of 1–5, with a Wilson interval. From 30 answers on.",
        ),
        (
            "ces",
            "Gemiddelde op 1–7 van “maakte het mij makkelijk”; daarnaast het aandeel 5–7. Hoger is makkelijker. Pas vanaf 30 antwoorden.",
            "The mean on 1–7 of “made it easy for me”; beside it the share of 5–7. Higher is easier. From 30 answers on.",
        ),
        (
            "solved",
            "Aandeel klanten dat zegt dat de vraag is opgelost, met een Wilson-interval. Dit is wat klanten zeggen, niet of zij opnieuw contact hadden. Pas vanaf 30 antwoorden.",
            "The share of customers who say that their question is solved, with a Wilson interval. It is what customers say, not whether they came again. From 30 answers on.",
        ),
        (
            "compared",
            "Een rij naast alle andere samen, alsof beide evenveel van elke reden en elk segment hadden (directe standaardisatie). Waar de samenstelling te veel verschilt, zijn de kale cijfers niet te vergelijken.",
            "A row beside all others together, as if both had the same share of every reason and segment (direct standardisation). Where they are made up too differently, the plain figures cannot be compared.",
        ),
    ]
}
