//! Stems: what the forms of a word have in common.

mod forms;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

/// A language that texts are stemmed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Dutch.
    Dutch,
    /// English.
    English,
}

impl Language {
    /// Its code: `nl`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Dutch => "nl",
            Self::English => "en",
        }
    }

    /// The language of a code, whatever the country: `nl-BE`.
    pub fn from_code(code: &str) -> Option<Self> {
        let language = code.split(['-', '_']).next().unwrap_or_default();
        [Self::Dutch, Self::English].into_iter().find(|known| known.code().eq_ignore_ascii_case(language))
    }
}

/// Snowball's rules for both, and per language the stem of each form that they miss.
struct Stems {
    dutch: Stemmer,
    english: Stemmer,
    forms: [BTreeMap<&'static str, &'static str>; 2],
}

static STEMS: LazyLock<Stems> = LazyLock::new(|| Stems {
    dutch: Stemmer::create(Algorithm::Dutch),
    english: Stemmer::create(Algorithm::English),
    forms: [forms::DUTCH, forms::ENGLISH].map(|table| {
        let forms = table.iter().flat_map(|(stem, forms)| forms.split(' ').map(|form| (form, *stem)));
        forms.collect()
    }),
});

/// The stem of a [folded](super::fold) word.
pub fn stem(word: &str, language: Language) -> Cow<'_, str> {
    let stems = &*STEMS;
    let (rules, forms) = match language {
        Language::Dutch => (&stems.dutch, &stems.forms[0]),
        Language::English => (&stems.english, &stems.forms[1]),
    };
    match forms.get(word) {
        Some(stem) => Cow::Borrowed(stem),
        None => rules.stem(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_a_service_verb_have_one_stem() {
        let same = |language, forms: &[&str]| {
            let stems: Vec<_> = forms.iter().map(|form| stem(form, language).into_owned()).collect();
            assert!(stems.iter().all(|stem| *stem == stems[0]), "{forms:?}: {stems:?}");
        };
        same(Language::Dutch, &["bestellen", "besteld", "bestelde", "bestelling", "bestellingen", "bestelt"]);
        same(Language::Dutch, &["leveren", "geleverd", "levering", "leverde", "leveringen"]);
        same(Language::Dutch, &["opzeggen", "opgezegd", "opzegging", "opzeg"]);
        same(Language::Dutch, &["betalen", "betaald", "betaalde", "betaling", "betalingen", "betaalt"]);
        same(Language::Dutch, &["pakket", "pakketten", "pakketje"]);
        same(Language::Dutch, &["rekening", "rekeningen"]);
        same(Language::English, &["paying", "paid", "pays", "payments", "payment"]);
        same(Language::English, &["deliver", "delivered", "delivery", "deliveries"]);
        same(Language::English, &["refund", "refunds", "refunded"]);
        assert_ne!(stem("opzeggen", Language::Dutch), stem("afsluiten", Language::Dutch));
        assert_ne!(stem("terugbetaling", Language::Dutch), stem("betaling", Language::Dutch));
    }

    #[test]
    fn every_form_stands_in_the_tables_once_and_folded() {
        for table in [forms::DUTCH, forms::ENGLISH] {
            let mut seen = BTreeMap::new();
            for (stem, forms) in table {
                assert!(forms.split(' ').any(|form| form == *stem), "{stem} stands for itself");
                for form in forms.split(' ') {
                    assert_eq!(super::super::fold(form), form);
                    assert_eq!(seen.insert(form, stem), None, "{form}");
                }
            }
            assert!(seen.len() > 100, "{}", seen.len());
        }
    }

    #[test]
    fn languages_have_codes() {
        assert_eq!(Language::from_code("nl-BE"), Some(Language::Dutch));
        assert_eq!(Language::from_code("EN"), Some(Language::English));
        assert_eq!((Language::from_code("de"), Language::from_code("")), (None, None));
    }
}
