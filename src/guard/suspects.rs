//! Whom to look at, and when: a source is looked at when rules matched its events a few times, then each time the number grew by
//! half, so that looking costs no more than reading; from time to time everybody is, for what only many sources together do.

use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, Instant};

use vigie_facts::source::Source;

/// Matches of a source before it is looked at: fewer are within anybody's grace.
const MATCHES_FIRST: u32 = 3;

/// Sources counted at once. Beyond it counting begins anew: looking at everybody catches what that misses.
const SOURCES_MAX: usize = 200_000;

/// Time between two looks at everybody, at least: passwords that are tried out are no match of a rule, and wait for it.
const EVERYBODY: Duration = Duration::from_secs(2);

/// Part of all time that looking at everybody may take.
const EVERYBODY_ONE_IN: u32 = 10;

/// Part of all time that looking at some may take, beyond a moment that is free: logs are read between two looks in any case.
const SOME_ONE_IN: u32 = 2;
const SOME_FREE: Duration = Duration::from_millis(20);

/// Whom to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// Some sources.
    At(BTreeSet<Source>),
    /// Every source.
    Everywhere,
}

/// Counts matches and says when to look.
#[derive(Debug, Default)]
pub struct Suspects {
    counts: HashMap<Source, (u32, u32)>,
    due: BTreeSet<Source>,
    /// Whether anything matched since the last look at everybody.
    stirred: bool,
    next_some: Option<Instant>,
    next_everybody: Option<Instant>,
}

impl Suspects {
    /// Notes sources whose events rules matched.
    pub fn note(&mut self, matched: impl Iterator<Item = (Source, u32)>) {
        for (source, count) in matched {
            self.stirred = true;
            if self.counts.len() >= SOURCES_MAX && !self.counts.contains_key(&source) {
                self.counts.clear();
            }
            let (seen, look_at) = self.counts.entry(source).or_insert((0, MATCHES_FIRST));
            *seen = seen.saturating_add(count);
            if *seen >= *look_at {
                *look_at = seen.saturating_add((*seen / 2).max(1));
                self.due.insert(source);
            }
        }
    }

    /// Whom to look at now, if anybody; [`Suspects::looked`] is told afterwards.
    pub fn due(&mut self, now: Instant) -> Option<Look> {
        if self.stirred && self.next_everybody.is_none_or(|next| now >= next) {
            // Who is due stays due: a plan about everybody has an end, and whoever came last must not fall behind it.
            self.stirred = false;
            return Some(Look::Everywhere);
        }
        if self.due.is_empty() || self.next_some.is_some_and(|next| now < next) {
            return None;
        }
        Some(Look::At(std::mem::take(&mut self.due)))
    }

    /// A look began and ended: what it took decides when the next may be.
    pub fn looked(&mut self, look: &Look, began: Instant, ended: Instant) {
        let took = ended.saturating_duration_since(began);
        match look {
            Look::At(_) => self.next_some = Some(ended + took.saturating_sub(SOME_FREE) * (SOME_ONE_IN - 1)),
            Look::Everywhere => self.next_everybody = Some(ended + EVERYBODY.max(took * (EVERYBODY_ONE_IN - 1))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_looked_at_when_it_grew_by_half() {
        let source = Source::of("203.0.113.9".parse().unwrap());
        let mut suspects = Suspects::default();
        let start = Instant::now();
        suspects.note(std::iter::once((source, 1)));
        let everywhere = suspects.due(start).unwrap();
        assert_eq!(everywhere, Look::Everywhere);
        suspects.looked(&everywhere, start, start);
        let looks: Vec<u32> = (2..=20)
            .filter(|_| {
                suspects.note(std::iter::once((source, 1)));
                let look = suspects.due(start);
                if let Some(look) = &look {
                    suspects.looked(look, start, start);
                }
                look.is_some()
            })
            .collect();
        assert_eq!(looks, [3, 4, 6, 9, 13, 19]);
        let newcomer = Source::of("203.0.113.10".parse().unwrap());
        suspects.note(std::iter::once((newcomer, 9)));
        let later = start + Duration::from_secs(11);
        assert_eq!(suspects.due(later), Some(Look::Everywhere), "everybody, because something stirred");
        suspects.looked(&Look::Everywhere, later, later);
        assert_eq!(suspects.due(later), Some(Look::At(BTreeSet::from([newcomer]))), "and still the newcomer");
        assert_eq!(suspects.due(start + Duration::from_secs(99)), None, "nothing stirred");
    }
}
