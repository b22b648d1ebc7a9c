//! Shares, ranks, counts, peaks and changes: quantities with what they are narrowed to.

use super::{Bound, Clause};
use crate::grammar::quantity::Sort;
use crate::lexicon::Item;
use crate::proposition::{Filters, Population, Predicate, Proposition, Range};

impl Clause<'_> {
    /// Shares and ranks: each takes the next filter that has none, else the one before, else the place last named.
    pub(super) fn shares(&mut self) {
        for index in 0..self.bound.len() {
            let (sort, range) = (self.bound[index].quantity.sort, self.bound[index].quantity.range);
            if !matches!(sort, Sort::Share | Sort::Rank | Sort::Few | Sort::No) || !self.is_known(&self.bound[index]) {
                continue;
            }
            let (from, to) = (self.bound[index].from, self.bound[index].to);
            let next_share = self.bound[index + 1..]
                .iter()
                .find(|bound| matches!(bound.quantity.sort, Sort::Share | Sort::Rank | Sort::No))
                .map_or(self.units.len(), |bound| bound.from);
            let chosen = (self.narrowing.iter().position(|one| one.from >= to && one.from < next_share))
                .or_else(|| self.narrowing.iter().rposition(|one| one.to <= from));
            let filters = match chosen {
                Some(at) => {
                    self.narrowing[at].used = true;
                    let mut filters = self.narrowing[at].filters.clone();
                    self.join_aims(at, &mut filters);
                    filters
                }
                None if self.share_beside(index).is_some() => self.share_beside(index).unwrap_or_default(),
                None if self.refers_back(index) => {
                    Filters { located_in: self.earlier_place.clone(), ..Filters::default() }
                }
                None => continue,
            };
            let predicate = if sort == Sort::Rank { Predicate::Rank } else { Predicate::Share };
            let mut proposition = Proposition::new(predicate);
            let counted = self.bound[index]
                .counted
                .filter(|counted| !matches!(counted, Population::Countries | Population::Forms));
            proposition.population = counted.or(self.population).unwrap_or(Population::Attacks);
            proposition.filters = filters;
            let anchor = chosen.map_or(from, |at| self.narrowing[at].from.max(from));
            let denied =
                self.denied(anchor) || self.bound[index].counted.is_none() && sort != Sort::No && self.denied(from);
            proposition.range = Some(if sort == Sort::Few { Range::below(0.25) } else { range });
            proposition.negated = denied && sort != Sort::No;
            self.bound[index].filters = Some(proposition.filters.clone());
            self.bound[index].used = true;
            self.mark(from, to);
            self.mark_provenance();
            self.found.push(proposition);
        }
    }

    /// "Une infime partie des adresses, soit 3 %, est située en Ukraine": two shares of one place; what the second will be narrowed to.
    pub(super) fn share_beside(&self, index: usize) -> Option<Filters> {
        let (bound, next) = (&self.bound[index], self.bound.get(index + 1)?);
        let between = self.units.get(bound.to..next.from)?;
        let beside = !between.is_empty()
            && between.iter().all(|unit| unit.is_light() || unit.item() == Some(Item::And))
            && between.iter().any(|unit| unit.item() == Some(Item::And))
            && next.quantity.sort == Sort::Share;
        let one = self.narrowing.iter().find(|one| one.from >= next.to && !one.used).filter(|_| beside)?;
        Some(one.filters.clone())
    }

    /// Aims that stand together with the one chosen: "databases and mailboxes" of a share are one set.
    pub(super) fn join_aims(&mut self, at: usize, filters: &mut Filters) {
        let mut end = self.narrowing[at].to;
        for other in at + 1..self.narrowing.len() {
            let between = end..self.narrowing[other].from;
            let joined = !self.narrowing[other].filters.target.is_empty()
                && !filters.target.is_empty()
                && self.units[between].iter().all(|unit| unit.is_light() || unit.item() == Some(Item::And));
            if !joined {
                return;
            }
            filters.target.extend(self.narrowing[other].filters.target.iter().copied());
            self.narrowing[other].used = true;
            end = self.narrowing[other].to;
        }
    }

    /// "Près de la moitié d'entre elles" in a clause without a place speaks of the place named before.
    pub(super) fn refers_back(&self, index: usize) -> bool {
        let bound = &self.bound[index];
        let alone = self.narrowing.is_empty() && !self.earlier_place.is_empty();
        let own = self.units.iter().any(|unit| {
            matches!(
                unit.item(),
                Some(Item::Success | Item::Failure | Item::Stolen | Item::Underwent | Item::Coordinated)
            )
        });
        alone && !own && matches!(bound.quantity.sort, Sort::Share) && bound.counted.is_some()
    }

    /// Counts, peaks and changes.
    pub(super) fn counts(&mut self) {
        for index in 0..self.bound.len() {
            let bound = &self.bound[index];
            if bound.used || !self.is_known(bound) {
                continue;
            }
            let (sort, range, from, to) = (bound.quantity.sort, bound.quantity.range, bound.from, bound.to);
            let rated = bound.per.is_some() && self.population.is_some();
            let predicate = match sort {
                Sort::Count if bound.counted.is_some() || rated || self.places_follow(to) => Predicate::Count,
                Sort::Peak if bound.per.is_some() => Predicate::Peak,
                Sort::Peak | Sort::No | Sort::Few if bound.counted.is_some() => Predicate::Count,
                Sort::Change if bound.counted.is_some() || self.population.is_some() => Predicate::Change,
                _ => continue,
            };
            let mut proposition = Proposition::new(predicate);
            proposition.population = bound.counted.or(self.population).unwrap_or(Population::Attacks);
            proposition.per = bound.per;
            proposition.filters.form.clone_from(&bound.forms);
            proposition.range = Some(match sort {
                Sort::Peak if predicate == Predicate::Count => Range::at_most(range.high),
                Sort::Few => Range::below(10.0),
                _ => range,
            });
            if matches!(predicate, Predicate::Count | Predicate::Change) && !self.bound[index].whole {
                self.account(&mut proposition, from);
                self.equal_share(&mut proposition, index);
                if predicate == Predicate::Change {
                    self.narrow_before(&mut proposition, from);
                }
                self.narrow(&mut proposition, to);
            }
            let mut denied = sort != Sort::No && self.denied(from);
            if denied && range == Range::exactly(1.0) {
                // "Not the target of a single attempt": of none.
                proposition.range = Some(Range::exactly(0.0));
                denied = false;
            }
            if denied && sort == Sort::Peak {
                // "Never as many as 1,000": fewer than that.
                proposition.range = Some(Range::below(range.low));
                denied = false;
            }
            if sort == Sort::No {
                self.skip_ne();
            }
            proposition.negated = denied;
            self.bound[index].used = true;
            self.mark(from, to);
            self.mark_provenance();
            self.found.push(proposition);
        }
    }

    /// "Dont 907 localisées en Ukraine": a number without a noun, and where they lie.
    pub(super) fn places_follow(&self, to: usize) -> bool {
        let next = (to..self.units.len()).find(|at| !self.units[*at].is_light());
        let place = |at: usize| {
            matches!(self.item(at), Some(Item::From | Item::Origin | Item::Since))
                || self.narrowing.iter().any(|one| one.from == at && !one.filters.located_in.is_empty())
        };
        self.population.is_some() && next.is_some_and(place)
    }

    /// "Neuf adresses, soit 3 % des sources, sont situées en Ukraine": number and share are of the same.
    pub(super) fn equal_share(&mut self, proposition: &mut Proposition, index: usize) {
        if self.bound[index].whole {
            return;
        }
        let beside = |first: &Bound, second: &Bound| {
            self.units.get(first.to..second.from).is_some_and(|between| {
                !between.is_empty() && between.iter().all(|unit| unit.is_light() || unit.item() == Some(Item::And))
            })
        };
        let after = self.bound.get(index + 1).filter(|other| beside(&self.bound[index], other));
        let before = index
            .checked_sub(1)
            .and_then(|before| self.bound.get(before))
            .filter(|other| beside(other, &self.bound[index]));
        let share = |other: &&Bound| other.quantity.sort == Sort::Share && other.filters.is_some();
        if let Some(filters) = after.filter(share).or(before.filter(share)).and_then(|other| other.filters.clone()) {
            proposition.filters = filters;
        }
    }

    /// "SQL injections alone made up 437 attempts": what stands before the verb narrows what stands after.
    pub(super) fn account(&mut self, proposition: &mut Proposition, from: usize) {
        let Some(verb) = self.units[..from].iter().rposition(|unit| unit.item() == Some(Item::AccountsFor)) else {
            return;
        };
        let Some(one) = self.narrowing.iter_mut().rev().find(|one| !one.used && one.to <= verb) else { return };
        one.used = true;
        proposition.filters = one.filters.clone();
    }

    /// "Attacks on the ministry's mailboxes have tripled": what stands between the noun and the verb narrows the noun.
    pub(super) fn narrow_before(&mut self, proposition: &mut Proposition, from: usize) {
        let Some(noun) = self.units[..from].iter().rposition(|unit| matches!(unit.item(), Some(Item::Counted(_))))
        else {
            return;
        };
        for one in self.narrowing.iter_mut().filter(|one| !one.used && one.from > noun && one.to <= from) {
            one.used = true;
            proposition.filters.located_in.extend(one.filters.located_in.iter().cloned());
            proposition.filters.target.extend(one.filters.target.iter().copied());
            proposition.filters.form.extend(one.filters.form.iter().cloned());
        }
    }

    /// What narrows a count: a place in its segment; an aim only as the verb of what is counted ("12 attacks hit our site").
    pub(super) fn narrow(&mut self, proposition: &mut Proposition, to: usize) {
        let (start, end) = (self.segment_start(to), self.segment_end(to));
        let object = self.units[start..to].iter().any(|unit| unit.item() == Some(Item::Underwent));
        proposition.filters.target.extend(self.suffered.iter().copied());
        for one in &mut self.narrowing {
            if one.used || one.from < start || one.from >= end {
                continue;
            }
            if !one.filters.located_in.is_empty() || one.filters.via.is_some() {
                proposition.filters.located_in.extend(one.filters.located_in.iter().cloned());
                proposition.filters.via = proposition.filters.via.or(one.filters.via);
            } else if !object && one.from >= to && !one.filters.target.is_empty() {
                proposition.filters.target.extend(one.filters.target.iter().copied());
            } else if !object && one.from >= to && !one.filters.form.is_empty() && proposition.filters.form.is_empty() {
                proposition.filters.form.clone_from(&one.filters.form);
            } else {
                continue;
            }
            one.used = true;
        }
    }
}
