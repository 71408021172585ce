//! What each figure of an effect means, in the words that screens and docs/effects.md have.

/// What a figure means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The figure, as it is called in a row.
    pub figure: &'static str,
    /// In Dutch.
    pub nl: &'static str,
    /// In English.
    pub en: &'static str,
}

/// Every figure.
pub const ALL: [Definition; 12] = [
    Definition {
        figure: "units",
        nl: "Klanten in een kwartaal en reden, elk één keer, vanaf de eerste loting. Ze tellen als hun venster voorbij is.",
        en: "Customers in a quarter and reason, each once, from their first lot. They count when their window has ended.",
    },
    Definition {
        figure: "contacts",
        nl: "Alle contacten van de klant in het venster na de loting, via elk kanaal en over elke reden. Het verschil per klant \
             tussen wie het kreeg en wie niet; onder nul is minder.",
        en: "All contacts of the customer in the window after the lot, by every channel and on every reason. The difference \
             per customer between those for whom it was done and those for whom not; below nought is fewer.",
    },
    Definition {
        figure: "earlier",
        nl: "Contacten in de negentig dagen voor de dag van de loting. Wat daaruit te voorzien was, is uit het effect gehaald.",
        en: "Contacts in the ninety days before the day of the lot. What they let foresee is taken out of the effect.",
    },
    Definition {
        figure: "cost",
        nl: "Wat het afhandelen van die contacten kost: per contact het bedrag van zijn niveau in de strategie.",
        en: "What handling these contacts costs: for each the amount of its level in the strategy.",
    },
    Definition {
        figure: "spent",
        nl: "Wat het doen zelf kostte: berichten, reparaties en telefoontjes.",
        en: "What doing it cost by itself: messages, repairs and calls.",
    },
    Definition {
        figure: "complaints",
        nl: "Contacten over een reden die in de strategie een klacht is.",
        en: "Contacts on a reason that is a complaint in the strategy.",
    },
    Definition {
        figure: "opt_outs",
        nl: "Toestemmingen die de klant in het venster introk.",
        en: "Consents that the customer withdrew in the window.",
    },
    Definition {
        figure: "satisfaction",
        nl: "Wat klanten antwoorden op de vraag hoe zij geholpen zijn: per vraag hun laatste score in het venster. Alleen wie \
             antwoordt, telt mee, en dat is niet geloot: wie het bericht kreeg, heeft misschien minder contact, wordt dan minder \
             gevraagd en antwoordt anders. Het is een verschil tussen wie antwoorden, geen effect. Pas vanaf 30 antwoorden in \
             elke groep.",
        en: "What customers say when asked how they were helped: their last score of each question in the window. Only those \
             who answer count, and no lot has drawn them: who was told may contact us less, is asked less often then, and answers \
             differently. It is a difference between those who answer, and no effect. Only from 30 answers in each arm.",
    },
    Definition {
        figure: "verdict",
        nl: "Vermeden: het hele interval ligt onder nul. Veroorzaakt: erboven. Anders niet vastgesteld, ook zonder controlegroep \
             of als de groepen niet zo groot zijn als geloot.",
        en: "Avoided: the whole interval lies below nought. Caused: above. Otherwise not established, also without a control \
             group or when the arms are not as large as drawn.",
    },
    Definition {
        figure: "sample_ratio",
        nl: "Of de groepen zo groot zijn als geloot: onder een kans van 0,001 zegt de vergelijking niets.",
        en: "Whether the arms are as large as drawn: below a chance of 0.001 the comparison says nothing.",
    },
    Definition {
        figure: "crossed",
        nl: "Klanten die na samenvoegen in beide groepen bleken te zitten. Ze tellen niet mee.",
        en: "Customers who, merged, turned out to be in both arms. They are left out.",
    },
    Definition {
        figure: "candidates",
        nl: "Verwachtingen waarop iets gedaan is en die zonder contact eindigden. Dat zijn kandidaten, geen vermeden contacten; \
             ernaast staat hoeveel contacten er per kandidaat gemeten minder waren.",
        en: "Expectations on which something was done and that ended without a contact. These are candidates, not contacts \
             avoided; beside them stands how many contacts fewer were measured for each.",
    },
];
