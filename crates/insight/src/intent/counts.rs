//! What agents said of earlier texts, as whole numbers.

use std::collections::BTreeMap;

/// How many texts with a label had what: everything that is learned, and nothing that cannot be counted again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Names of reasons; a place stands for one.
    names: Vec<String>,
    /// By name.
    places: BTreeMap<String, u32>,
    /// Per reason: how many texts, and how many features they had together.
    sums: Vec<(u64, u64)>,
    /// Per feature and reason, in how many texts.
    features: BTreeMap<String, BTreeMap<u32, u32>>,
}

impl Counts {
    /// A text with these features is about a reason.
    pub fn learn(&mut self, features: &[String], reason: &str) {
        let place = self.place(reason);
        self.sums[place as usize].0 += 1;
        for feature in features {
            self.add(feature, place, 1);
        }
    }

    /// It is not, after all: what [`learn`](Self::learn) counted is taken away.
    pub fn forget(&mut self, features: &[String], reason: &str) {
        let Some(&place) = self.places.get(reason) else { return };
        let texts = &mut self.sums[place as usize].0;
        *texts = texts.saturating_sub(1);
        for feature in features {
            let Some(reasons) = self.features.get_mut(feature) else { continue };
            let Some(count) = reasons.get_mut(&place) else { continue };
            *count -= 1;
            self.sums[place as usize].1 -= 1;
            if *count == 0 {
                reasons.remove(&place);
            }
            if reasons.is_empty() {
                self.features.remove(feature);
            }
        }
    }

    /// How many texts have a label.
    pub fn texts(&self) -> u64 {
        self.sums.iter().map(|(texts, _)| texts).sum()
    }

    /// Everything as rows, in order: feature, reason, count. The row without a feature counts a reason's texts.
    pub fn rows(&self) -> impl Iterator<Item = (&str, &str, u64)> {
        let texts =
            self.places.iter().map(|(reason, place)| ("", reason.as_str(), self.sums[*place as usize].0));
        let features = self.features.iter().flat_map(|(feature, reasons)| {
            let row = |(place, count): (&u32, &u32)| {
                (feature.as_str(), self.names[*place as usize].as_str(), u64::from(*count))
            };
            let mut rows: Vec<_> = reasons.iter().map(row).collect();
            rows.sort_unstable();
            rows
        });
        texts.filter(|(_, _, count)| *count > 0).chain(features)
    }

    /// From rows again.
    pub fn from_rows<'a>(rows: impl IntoIterator<Item = (&'a str, &'a str, u64)>) -> Self {
        let mut counts = Self::default();
        for (feature, reason, count) in rows {
            let place = counts.place(reason);
            if feature.is_empty() {
                counts.sums[place as usize].0 += count;
            } else {
                counts.add(feature, place, u32::try_from(count).unwrap_or(u32::MAX));
            }
        }
        counts
    }

    fn place(&mut self, reason: &str) -> u32 {
        if let Some(place) = self.places.get(reason) {
            return *place;
        }
        let place = self.names.len() as u32;
        self.names.push(reason.to_owned());
        self.places.insert(reason.to_owned(), place);
        self.sums.push((0, 0));
        place
    }

    fn add(&mut self, feature: &str, place: u32, count: u32) {
        if count == 0 {
            return;
        }
        self.sums[place as usize].1 += u64::from(count);
        match self.features.get_mut(feature) {
            Some(reasons) => *reasons.entry(place).or_default() += count,
            None => drop(self.features.insert(feature.to_owned(), BTreeMap::from([(place, count)]))),
        }
    }

    /// Per reason, as logarithms: how frequent it is, and what these features say for it beside that.
    pub(super) fn speak(&self, reasons: &[String], features: &[String], smoothing: f64) -> Vec<(f64, f64)> {
        let places: Vec<Option<u32>> = reasons.iter().map(|name| self.places.get(name).copied()).collect();
        let sums = |place: &Option<u32>| place.map_or((0, 0), |place| self.sums[place as usize]);
        let texts: u64 = places.iter().map(|place| sums(place).0).sum();
        let all: u64 = self.sums.iter().map(|(_, features)| features).sum();

        let known: Vec<_> = features.iter().filter_map(|feature| self.features.get(feature)).collect();
        // What each says to a reason that it was never seen with, and then what it says beyond that.
        let strange = |place: &Option<u32>| (smoothing / (sums(place).1 as f64 + smoothing)).ln();
        let mut said: Vec<f64> = places.iter().map(|place| known.len() as f64 * strange(place)).collect();
        let mut by_place = BTreeMap::new();
        by_place.extend(places.iter().enumerate().filter_map(|(index, place)| Some(((*place)?, index))));
        for counts in &known {
            let total: u32 = counts.values().sum();
            let expected = smoothing * f64::from(total) / all as f64;
            for (place, count) in *counts {
                if let Some(index) = by_place.get(place) {
                    said[*index] += (f64::from(*count) / expected).ln_1p();
                }
            }
        }
        let damped = (known.len().max(1) as f64).sqrt();
        let prior = |place: &Option<u32>| {
            ((sums(place).0 as f64 + 1.0) / (texts as f64 + reasons.len() as f64)).ln() / damped
        };
        places.iter().zip(said).map(|(place, said)| (prior(place), said / damped)).collect()
    }
}
