//! Dutch or English.

use voorzet_insight::language::{Detector, Language};

use crate::data::texts;

#[test]
fn one_or_two_words_tell_nothing() {
    let detector = Detector::default();
    for text in [
        "",
        "ok",
        "Dank u",
        "hello!",
        "3SX 91",
        "👍👍👍",
        "12 50 99 1024",
        "?? !! …",
        "Amsterdam 10 11 12 13",
    ] {
        assert_eq!(detector.detect(text), None, "{text}");
    }
    assert_eq!(detector.detect("Waar blijft mijn pakket toch?"), Some(Language::Dutch));
    assert_eq!(detector.detect("Where is my parcel, please?"), Some(Language::English));
}

#[test]
fn a_text_of_any_length_and_kind_is_told_or_not() {
    let detector = Detector::default();
    let long = "Ik wil graag weten waar mijn bestelling blijft. ".repeat(50_000);
    assert_eq!(detector.detect(&long), Some(Language::Dutch));
    for text in [
        "a".repeat(3_000_000),
        "a b ".repeat(1_000_000),
        "\u{301} ".repeat(10_000),
        "日本語 の テキスト です".to_owned(),
    ] {
        let _ = detector.detect(&text);
    }
}

#[test]
fn real_questions_are_told_apart() {
    let (mut right, mut none, mut all) = (0, 0, 0);
    let detector = Detector::default();
    for (path, label, language) in [
        ("xsid_nl/nl.valid.csv", "intent", Language::Dutch),
        ("xsid_nl/nl.test.csv", "intent", Language::Dutch),
        ("xsid_nl/en.valid.csv", "intent", Language::English),
        ("xsid_nl/en.test.csv", "intent", Language::English),
        ("banking77/test.csv", "category", Language::English),
    ] {
        let Some(texts) = texts(path, label) else { return };
        let mut told = (0, 0);
        for (text, _) in &texts {
            match detector.detect(text) {
                Some(known) => told.0 += usize::from(known == language),
                None => told.1 += 1,
            }
        }
        println!("{path}: {} right, {} not told, of {}", told.0, told.1, texts.len());
        (right, none, all) = (right + told.0, none + told.1, all + texts.len());
    }
    let share = right as f64 / (all - none) as f64;
    println!(
        "language: {:.2} % of those told, {:.2} % told",
        100.0 * share,
        100.0 * (all - none) as f64 / all as f64
    );
    assert!(share > 0.98, "{share}");
    assert!(none * 20 < all, "{none} of {all} not told");
}
