//! Rates learned from few observations, held near what is known of their kind.

/// What was observed of one thing whose rate is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Observed {
    /// How often it could have happened.
    pub windows: u64,
    /// How often it did.
    pub hits: u64,
}

/// One node of a tree of kinds: a parent comes before its children.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// The place of its parent; none for a root.
    pub parent: Option<usize>,
    /// What was observed of it itself, its children apart.
    pub observed: Observed,
}

/// The rate of every node, shrunk to its parent's: (hits + weight·parent) / (windows + weight), where a
/// node counts what was observed of all below it, and a root is shrunk to `prior`.
///
/// This is the mean of a beta distribution whose prior is worth `weight` observations. A node of which
/// nothing is known has its parent's rate.
pub fn shrunk(nodes: &[Node], prior: f64, weight: f64) -> Vec<f64> {
    let mut below: Vec<Observed> = nodes.iter().map(|node| node.observed).collect();
    for (place, node) in nodes.iter().enumerate().rev() {
        if let Some(parent) = node.parent {
            let own = below[place];
            below[parent].windows += own.windows;
            below[parent].hits += own.hits;
        }
    }
    let mut rates: Vec<f64> = Vec::with_capacity(nodes.len());
    for (node, seen) in nodes.iter().zip(&below) {
        let towards = node.parent.map_or(prior, |parent| rates[parent]);
        rates.push((seen.hits as f64 + weight * towards) / (seen.windows as f64 + weight));
    }
    rates
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(parent: Option<usize>, windows: u64, hits: u64) -> Node {
        Node { parent, observed: Observed { windows, hits } }
    }

    #[test]
    fn the_unknown_have_their_parents_rate() {
        let rates = shrunk(&[node(None, 0, 0), node(Some(0), 80, 40), node(Some(0), 0, 0)], 0.1, 20.0);
        assert!((rates[0] - 42.0 / 100.0).abs() < 1e-12, "the root counts what is below it");
        assert!((rates[1] - (40.0 + 20.0 * 0.42) / 100.0).abs() < 1e-12);
        assert!((rates[2] - 0.42).abs() < 1e-12);
    }

    #[test]
    fn many_observations_outweigh_the_prior() {
        let rates = shrunk(&[node(None, 1_000_000, 700_000)], 0.1, 20.0);
        assert!((rates[0] - 0.7).abs() < 1e-4);
    }
}
