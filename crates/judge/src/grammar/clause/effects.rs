//! Success, failure, theft, outage.

use super::{Bound, Clause};
use crate::grammar::quantity::Sort;
use crate::lexicon::Item;
use crate::proposition::{Population, Predicate, Proposition, Range};

impl Clause<'_> {
    /// Success, failure, theft, outage.
    pub(super) fn successes(&mut self) {
        for at in self
            .positions(|item| matches!(item, Item::Success | Item::Failure | Item::Stolen | Item::Outage | Item::Up))
        {
            let Some(item) = self.item(at) else { continue };
            if self.used[at] {
                continue;
            }
            let (predicate, fails) = match item {
                Item::Stolen => (Predicate::Stolen, false),
                Item::Outage => (Predicate::Caused, false),
                Item::Up => (Predicate::Caused, true),
                item => (Predicate::Succeeded, item == Item::Failure),
            };
            let quantity = self.quantity_of(at);
            let none = quantity.is_some_and(|index| self.bound[index].quantity.sort == Sort::No);
            let all = quantity.is_some_and(|index| self.bound[index].quantity.range == Range::exactly(1.0));
            if fails && quantity.is_some() && !none && !all {
                // "Most were blocked" says nothing of the rest.
                continue;
            }
            let mut proposition = Proposition::new(predicate);
            if predicate == Predicate::Caused {
                proposition.object = Some("outage".into());
            }
            if predicate == Predicate::Succeeded {
                let segment = self.segment_start(at)..self.segment_end(at);
                proposition.filters.target =
                    self.entered.iter().filter(|(at, _)| segment.contains(at)).map(|(_, aimed)| *aimed).collect();
            }
            let several = quantity.filter(|index| {
                self.bound[*index].quantity.sort == Sort::Count && self.bound[*index].counted.is_some()
            });
            if let (Some(index), false, Predicate::Succeeded) = (several, fails, predicate) {
                // "Two attacks succeeded" counts what had an effect.
                proposition = Proposition::new(Predicate::Count);
                proposition.population = Population::Incidents;
                proposition.range = Some(self.bound[index].quantity.range);
                proposition.negated = self.denied(at);
                let (from, to) = (self.bound[index].from, self.bound[index].to);
                self.bound[index].used = true;
                self.mark(from, to);
                self.used[at] = true;
                self.found.push(proposition);
                continue;
            }
            proposition.negated = fails ^ none;
            if let Some(index) = quantity.filter(|_| none || all || !fails) {
                let (from, to) = (self.bound[index].from, self.bound[index].to);
                let some = !fails
                    && (self.bound[index].quantity.range.low < 1.5
                        && self.bound[index].quantity.range.high.is_infinite()
                        || self.bound[index].quantity.range == Range::above(0.0));
                if none || all || some {
                    self.bound[index].used = true;
                    self.mark(from, to);
                    self.skip_ne();
                }
            }
            self.emit(proposition, at);
            self.mark_provenance();
            for other in self.positions(|item| matches!(item, Item::Actor | Item::Attacker | Item::By)) {
                self.used[other] = true;
            }
            self.use_up_synonyms(item, fails);
        }
    }

    /// The quantity of what had an effect: the nearest before the verb, else "none" or "all" after it.
    pub(super) fn quantity_of(&self, at: usize) -> Option<usize> {
        let open = |bound: &&Bound, sorts: &[Sort]| !bound.used && !bound.whole && sorts.contains(&bound.quantity.sort);
        let before = |bound: &Bound| open(&bound, &[Sort::No, Sort::Share, Sort::Few, Sort::Count]) && bound.to <= at;
        let after = |bound: &Bound| open(&bound, &[Sort::No, Sort::Share, Sort::Few]) && bound.from > at;
        self.bound.iter().rposition(before).or_else(|| self.bound.iter().position(after))
    }

    /// Its other words say the same: "blocked and repelled", "succeeded in entering".
    pub(super) fn use_up_synonyms(&mut self, item: Item, fails: bool) {
        for other in
            self.positions(|other| other == item || matches!((item, other), (Item::Success, Item::Failure)) && fails)
        {
            self.used[other] = true;
        }
    }

    /// The "ne" of "aucune n'a réussi" denies nothing more.
    pub(super) fn skip_ne(&mut self) {
        for at in 0..self.units.len() {
            if self.item(at) == Some(Item::Ne) && self.other_half(at).is_none() {
                self.used[at] = true;
            }
        }
    }
}
