//! What worlds in which nobody acts together say of the groups that were found: a group is said only while such worlds rarely show one as
//! surprising. Chances rest on nulls that forget something of how strangers live; shuffled worlds are dealt from the very sessions and traces of the answer and
//! forget less. An audience they forget too: that is asked by [`audience`](crate::audience). How such a world is dealt is [`surrogate`](crate::surrogate)'s business.
//!
//! **Estimate.** Among the groups of one basis with a chance of at most c, the false ones are about as many as a shuffled world shows with a chance of at most c (target and decoy
//! searched apart: Elias & Gygi 2007, *Nat. Methods* 4:207; Storey 2002, *J. R. Stat. Soc. B* 64:479). The largest c is taken at which that share stays within
//! [`LEVEL`]. Cost: a sort of the groups and of the decoys.

use crate::clusters::{Basis, Decoys};

/// Share of the groups said that may be of the kind that shuffled worlds show. Twice the level of the tests: the estimate takes everybody for a stranger, though
/// the worlds are dealt from what the groups themselves left, so it is too high wherever anybody acts together.
const LEVEL: f64 = 0.1;

/// Worlds times groups from which on their share says something: with fewer even none found would leave more than one in twenty.
const RESOLVED: usize = 20;

/// A group as far as surprise goes: what it was found by, and log10 of its chance.
pub(crate) type Score = (Basis, f64);

/// What each surrogate world showed.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    pub(crate) worlds: Vec<Vec<Score>>,
}

impl Shown {
    /// Which of the groups found are beyond what the worlds show; all where no world was made.
    pub(crate) fn beyond(&self, found: &[Score]) -> Vec<bool> {
        let least = |basis: Basis| self.limit(found, basis);
        found.iter().map(|&(basis, chance)| chance <= least(basis)).collect()
    }

    /// The largest chance of a group that is said.
    fn limit(&self, found: &[Score], basis: Basis) -> f64 {
        if self.worlds.is_empty() {
            return f64::INFINITY;
        }
        let mut chances: Vec<f64> = found.iter().filter(|score| score.0 == basis).map(|score| score.1).collect();
        chances.sort_unstable_by(f64::total_cmp);
        let fits = |chance: &f64| {
            let said = chances.partition_point(|other| other <= chance);
            self.as_surprising(basis, *chance) as f64 <= LEVEL * (self.worlds.len() * said) as f64
        };
        chances.iter().copied().rev().find(fits).unwrap_or(f64::NEG_INFINITY)
    }

    /// Groups of all worlds that are at least as surprising.
    fn as_surprising(&self, basis: Basis, chance: f64) -> usize {
        self.worlds.iter().flatten().filter(|decoy| decoy.0 == basis && decoy.1 <= chance).count()
    }

    /// What is printed beside the groups that are said.
    pub(crate) fn summary(&self, said: &[Score]) -> Decoys {
        let weakest = |basis: Basis| {
            said.iter().filter(|score| score.0 == basis).map(|score| score.1).fold(f64::NEG_INFINITY, f64::max)
        };
        let bases = [Basis::Sessions, Basis::Traces, Basis::Turns];
        let matching: usize = bases.iter().map(|&basis| self.as_surprising(basis, weakest(basis))).sum();
        let (worlds, groups) = (self.worlds.len(), said.len());
        let rate = (1 + matching) as f64 / (worlds * groups).max(1) as f64;
        Decoys {
            worlds: worlds as u32,
            worlds_with_groups: self.worlds.iter().filter(|world| !world.is_empty()).count() as u32,
            groups: self.worlds.iter().map(|world| world.len() as u32).sum(),
            false_discovery_rate: (worlds * groups >= RESOLVED).then_some(rate.min(1.0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_said_while_shuffled_worlds_rarely_show_its_like() {
        let found = [(Basis::Sessions, -17.0), (Basis::Sessions, -6.0), (Basis::Turns, -5.0)];
        let shown = |scores: &[Score]| Shown {
            worlds: (0..20).map(|world| if world == 0 { scores.to_vec() } else { Vec::new() }).collect(),
        };
        assert_eq!(Shown::default().beyond(&found), [true; 3], "no world, nothing known");
        assert_eq!(shown(&[]).beyond(&found), [true; 3]);
        // Two decoys in twenty worlds are a tenth of one group, and a twentieth of two.
        assert_eq!(shown(&[(Basis::Sessions, -7.0); 4]).beyond(&found), [true; 3]);
        assert_eq!(shown(&[(Basis::Sessions, -7.0); 5]).beyond(&found), [true, false, true]);
        assert_eq!(shown(&[(Basis::Sessions, -20.0); 5]).beyond(&found), [false, false, true]);
        assert_eq!(shown(&[(Basis::Turns, -20.0); 3]).beyond(&found), [true, true, false]);
    }

    #[test]
    fn the_share_that_may_be_false_counts_decoys_as_surprising_as_what_is_said() {
        let mut worlds = vec![Vec::new(); 10];
        worlds[0] = vec![(Basis::Sessions, -3.0)];
        worlds[4] = vec![(Basis::Sessions, -9.0), (Basis::Turns, -2.0)];
        let few = Shown { worlds: worlds[..5].to_vec() };
        let shown = Shown { worlds };
        let summary = shown.summary(&[(Basis::Sessions, -8.0), (Basis::Sessions, -12.0)]);
        assert_eq!((summary.worlds, summary.worlds_with_groups, summary.groups), (10, 2, 3));
        assert_eq!(summary.false_discovery_rate, Some(0.1));
        let said = [(Basis::Sessions, -8.0), (Basis::Sessions, -12.0)];
        assert_eq!(few.summary(&said).false_discovery_rate, None, "too few to say");
        assert_eq!(shown.summary(&[]).false_discovery_rate, None);
    }
}
