//! Reasons proposed for texts: by keywords, by what was said of earlier texts, and not at all.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use voorzet_insight::intent::{Counts, ENOUGH, Intent, Keyword, Keywords, features};
use voorzet_insight::language::Language;

use crate::data::{Labelled, texts};

/// A web shop's reasons: `delivery` stands above `late`.
fn shop() -> Intent {
    let nl = [
        ("pakket", 0, 1.0),
        ("bezorg*", 0, 1.0),
        ("pakket", 1, 0.5),
        ("bezorg*", 1, 0.5),
        ("te laat", 1, 1.0),
        ("vertraagd", 1, 1.0),
        ("opzeggen", 2, 1.0),
        ("factuur", 3, 1.0),
        ("nieuwe mod*", 4, 1.0),
    ];
    let en = [("parcel", 0, 1.0), ("late", 1, 1.0), ("cancel", 2, 1.0)];
    let written = |words: &[(&'static str, usize, f64)], language| {
        words
            .iter()
            .map(|(text, reason, weight)| Keyword { text, language, reason: *reason, weight: *weight })
            .collect::<Vec<_>>()
    };
    let keywords = [written(&nl, Language::Dutch), written(&en, Language::English)].concat();
    let reasons = ["delivery", "late", "ending", "bill", "modem", "damaged", "returns", "other"];
    Intent::new(reasons.map(str::to_owned).to_vec(), Keywords::new(keywords))
}

fn proposed<'a>(intent: &'a Intent, counts: &Counts, text: &str) -> Option<&'a str> {
    intent.propose(counts, text, None).map(|proposal| intent.reasons()[proposal.reason].as_str())
}

#[test]
fn keywords_propose_from_the_first_day() {
    let (shop, nothing) = (shop(), Counts::default());
    for (text, reason) in [
        ("Ik heb mijn abonnement opgezegd", Some("ending")),
        ("Wanneer wordt het bezorgd?", Some("delivery")),
        ("Waar is mijn pakket, het is al drie dagen te laat!", Some("late")),
        ("I want to cancel please", Some("ending")),
        ("Graag een nieuwe modem", Some("modem")),
        ("Twee facturen gekregen", Some("bill")),
        // Neither word follows the other.
        ("Te vroeg of laat", None),
        ("Hallo, kunt u mij bellen?", None),
        // Two reasons in one text.
        ("Opzeggen, en de factuur klopt niet", None),
    ] {
        assert_eq!(proposed(&shop, &nothing, text), reason, "{text}");
    }
}

#[test]
fn corrections_of_agents_teach_it() {
    let shop = shop();
    let mut counts = Counts::default();
    let nl = Some(Language::Dutch);
    let broken = [
        "De vaas is gebroken",
        "Het glas kwam kapot aan",
        "Er zit een barst in de vaas",
        "Alles gebroken in de doos",
    ];
    let returns =
        ["Ik stuur de schoenen terug", "Maat te klein, wil ruilen", "Schoenen ruilen voor een andere maat"];
    assert_eq!(shop.propose(&counts, "Er zit een barst in het glas", nl), None);
    // Three agents said so of each; one would not be enough to go by.
    for _ in 0..3 {
        for text in broken {
            counts.learn(&features(text, nl), "damaged");
        }
        for text in returns {
            counts.learn(&features(text, nl), "returns");
        }
    }
    let proposal = shop.propose(&counts, "Er zit een barst in het glas", nl).expect("a proposal");
    assert_eq!(shop.reasons()[proposal.reason], "damaged");
    assert!((ENOUGH..1.0).contains(&proposal.confidence));
    let proposal =
        shop.propose(&counts, "Graag de schoenen ruilen voor een maat groter", nl).expect("a proposal");
    assert_eq!(shop.reasons()[proposal.reason], "returns");
    // What has nothing of any of them is about none.
    assert_eq!(shop.propose(&counts, "Goedemorgen", nl), None);
    // A reason that the strategy no longer has is proposed to nobody.
    let other = Intent::new(vec!["returns".to_owned(), "bill".to_owned()], Keywords::default());
    assert_ne!(proposed(&other, &counts, "De vaas is gebroken"), Some("damaged"));
}

#[test]
fn a_frequent_reason_is_not_proposed_for_being_frequent() {
    let mut counts = Counts::default();
    for index in 0..500 {
        counts.learn(&features(&format!("hallo waar is pakket {index}"), None), "delivery");
    }
    counts.learn(&features("hallo mijn factuur klopt niet", None), "bill");
    assert_eq!(proposed(&shop(), &counts, "hallo"), None);
    assert_eq!(proposed(&shop(), &counts, "qwerty"), None);
}

#[test]
fn texts_that_nobody_writes_are_about_nothing_or_something_and_cost_little() {
    let shop = shop();
    let mut counts = Counts::default();
    counts.learn(&features("waar is mijn pakket", None), "delivery");
    for text in [
        String::new(),
        "👍🏽👩‍👩‍👧 🎉".to_owned(),
        "?!… --- \u{0}\u{7}".to_owned(),
        "x".repeat(5_000_000),
        "\u{301}".repeat(100_000),
        "** * **".to_owned(),
    ] {
        assert_eq!(proposed(&shop, &counts, &text), None);
    }
    // What it is about stands at the beginning.
    let long = format!("Mijn pakket is te laat. {}", "lorem ipsum opzeggen factuur ".repeat(200_000));
    assert!(shop.propose(&counts, &long, None).is_none_or(|proposal| proposal.confidence < 1.0));
}

proptest! {
    #[test]
    fn what_is_learned_and_forgotten_was_never_there(
        labels in prop::collection::vec(("[a-e ]{1,12}", 0..4_usize), 1..20),
        gone in prop::collection::vec(any::<bool>(), 20),
    ) {
        let names = ["a", "b", "c", "d"];
        let (mut all, mut only) = (Counts::default(), Counts::default());
        for ((text, reason), gone) in labels.iter().zip(&gone) {
            all.learn(&features(text, None), names[*reason]);
            if !gone {
                only.learn(&features(text, None), names[*reason]);
            }
        }
        for ((text, reason), _) in labels.iter().zip(&gone).filter(|(_, gone)| **gone) {
            all.forget(&features(text, None), names[*reason]);
        }
        prop_assert!(all.rows().eq(only.rows()));
        // As rows and back it says the same.
        let kept: Vec<_> = only.rows().map(|(feature, reason, count)| (feature.to_owned(), reason.to_owned(), count)).collect();
        let again = Counts::from_rows(kept.iter().map(|(feature, reason, count)| (feature.as_str(), reason.as_str(), *count)));
        prop_assert!(again.rows().eq(only.rows()));
        prop_assert_eq!(again.texts(), only.texts());
        let intent = Intent::new(names.map(str::to_owned).to_vec(), Keywords::default());
        for (text, _) in &labels {
            let (one, other) = (intent.likeliest(&only, text, None, 4), intent.likeliest(&again, text, None, 4));
            prop_assert_eq!(&one, &other);
            prop_assert!((one.iter().map(|it| it.confidence).sum::<f64>() - 1.0).abs() < 1e-9);
        }
    }
}

/// What a test says: share right, share right among the first three, how far the stated confidence is off on average
/// (over ten classes of confidence), and of how many a proposal is made and how many of those are right.
struct Figures {
    right: f64,
    among_three: f64,
    off: f64,
    proposed: f64,
    of_those_right: f64,
}

fn measure(train: &[Labelled], test: &[Labelled], language: Option<Language>) -> Figures {
    let mut counts = Counts::default();
    for (text, reason) in train {
        counts.learn(&features(text, language), reason);
    }
    let reasons: BTreeSet<&String> = train.iter().map(|(_, reason)| reason).collect();
    let intent = Intent::new(reasons.into_iter().cloned().collect(), Keywords::default());
    let (mut right, mut three, mut made, mut good) = (0, 0, 0, 0);
    let mut classes: BTreeMap<u32, (f64, f64, f64)> = BTreeMap::new();
    for (text, reason) in test {
        let likeliest = intent.likeliest(&counts, text, language, 3);
        let is = |place: usize| intent.reasons()[place] == *reason;
        let hit = is(likeliest[0].reason);
        right += usize::from(hit);
        three += usize::from(likeliest.iter().any(|proposal| is(proposal.reason)));
        let class = classes.entry((likeliest[0].confidence * 10.0) as u32).or_default();
        *class = (class.0 + 1.0, class.1 + likeliest[0].confidence, class.2 + f64::from(u8::from(hit)));
        if let Some(proposal) = intent.propose(&counts, text, language) {
            made += 1;
            good += usize::from(is(proposal.reason));
        }
    }
    let n = test.len() as f64;
    let off = classes.values().map(|(_, stated, hits)| (stated - hits).abs()).sum::<f64>() / n;
    Figures {
        right: right as f64 / n,
        among_three: three as f64 / n,
        off,
        proposed: f64::from(made) / n,
        of_those_right: good as f64 / f64::from(made.max(1)),
    }
}

fn tell(what: &str, figures: &Figures) {
    println!(
        "{what}: {:.3} right, {:.3} among three; confidence off by {:.3}; proposed for {:.2}, of those {:.3} right",
        figures.right, figures.among_three, figures.off, figures.proposed, figures.of_those_right
    );
}

#[test]
fn banking77() {
    let (Some(train), Some(test)) =
        (texts("banking77/train.csv", "category"), texts("banking77/test.csv", "category"))
    else {
        return;
    };
    let whole = measure(&train, &test, Some(Language::English));
    tell("banking77, 10,003 labels", &whole);
    assert!(whole.right > 0.85 && whole.off < 0.05, "{} {}", whole.right, whole.off);
    assert!(whole.of_those_right > 0.88, "{}", whole.of_those_right);
    for each in [10, 30] {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        let few = train.iter().filter(|(_, reason)| {
            let seen = seen.entry(reason).or_default();
            *seen += 1;
            *seen <= each
        });
        let few: Vec<Labelled> = few.cloned().collect();
        let figures = measure(&few, &test, Some(Language::English));
        tell(&format!("banking77, {each} labels of each"), &figures);
        assert!(figures.right > 0.55 && figures.off < 0.12, "{} {}", figures.right, figures.off);
    }
}

#[test]
fn xsid_in_two_languages() {
    let mut both = (Vec::new(), Vec::new());
    for (name, language) in [("nl", Language::Dutch), ("en", Language::English)] {
        let path = |part: &str| format!("xsid_nl/{name}.{part}.csv");
        let (Some(train), Some(test)) = (texts(&path("valid"), "intent"), texts(&path("test"), "intent"))
        else {
            return;
        };
        let figures = measure(&train, &test, Some(language));
        tell(&format!("xsid {name}, 300 labels"), &figures);
        assert!(figures.right > 0.75, "{}", figures.right);
        both.0.extend(train);
        both.1.extend(test);
    }
    let figures = measure(&both.0, &both.1, None);
    tell("xsid, both languages, language not told", &figures);
    assert!(figures.right > 0.75, "{}", figures.right);
}
