//! What texts are found by.

use proptest::prelude::*;
use voorzet_insight::words::{findable, fold, sought};

/// Whether a text is found by a question, as the index of words does it.
fn finds(question: &str, typing: bool, text: &str) -> bool {
    let index = findable(text);
    sought(question, typing).iter().all(|forms| {
        forms.iter().any(|form| match form.strip_suffix('*') {
            Some(begin) => index.iter().any(|word| word.starts_with(begin)),
            None => index.contains(form),
        })
    })
}

#[test]
fn what_is_meant_is_found_whatever_its_form() {
    let mail = "Ik heb gisteren drie paar schoenen besteld en het contract opgezegd. Mijn geïncasseerde bedrag klopt niet.";
    for question in
        ["bestelling", "bestellen schoen", "opzeggen", "contracten", "geïncasseerd", "GEINCASSEERD bedrag"]
    {
        assert!(finds(question, false, mail), "{question}");
    }
    for question in ["levering", "bestelling retour", "contr", "afsluiten"] {
        assert!(!finds(question, false, mail), "{question}");
    }
    let english = "My deliveries were late twice, and I was charged for the payments.";
    for question in ["delivered", "delivery", "charge paid", "late"] {
        assert!(finds(question, false, english), "{question}");
    }
}

#[test]
fn who_is_typing_need_not_finish_the_word() {
    let mail = "Mijn bestelling 3SVZ0101 is beschadigd.";
    for question in ["bestelli", "mijn besch", "3svz", "bestelling beschadigd"] {
        assert!(finds(question, true, mail), "{question}");
    }
    assert!(!finds("besch", false, mail));
    assert!(!finds("mij bestelling", true, mail), "only the last is unfinished");
    assert!(!finds("besch ", true, mail), "a space ends it");
}

proptest! {
    #[test]
    fn every_word_of_any_text_finds_it(text in "\\PC{0,200}") {
        let index = findable(&text);
        prop_assert!(index.iter().all(|word| !word.is_empty() && !word.contains(char::is_whitespace)));
        prop_assert!(finds(&text, false, &text));
        for word in &index {
            prop_assert_eq!(&fold(word), word);
        }
    }
}
