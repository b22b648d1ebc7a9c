//! What is said without a quantity: who acts, what is aimed at, coordination, groups, being attacked.

use super::Clause;
use crate::grammar::units::Unit;
use crate::lexicon::Item;
use crate::proposition::{Population, Predicate, Proposition, Range};

impl Clause<'_> {
    /// Who: States, peoples and named groups that are said to act.
    pub(super) fn actors(&mut self) {
        for at in 0..self.units.len() {
            if self.used[at] {
                continue;
            }
            let object = match self.item(at) {
                Some(Item::Country(code) | Item::National(code) | Item::Seat(code)) => {
                    String::from_utf8_lossy(&code).into_owned()
                }
                Some(Item::Named(name)) => name.to_owned(),
                _ => continue,
            };
            let window = at.saturating_sub(6)..self.units.len().min(at + 7);
            let uninvolved = window.clone().any(|other| self.item(other) == Some(Item::Uninvolved));
            let around = window.clone().any(|other| self.acts(other));
            let beside = |at: Option<usize>| at.and_then(|at| self.item(at));
            let attacks = |item: Option<Item>| item.is_some_and(is_attacks);
            let adjective = matches!(self.item(at), Some(Item::National(_)))
                && (attacks(beside(at.checked_sub(1))) || attacks(beside(Some(at + 1))) || self.population.is_some());
            let of = matches!(self.item(at), Some(Item::Country(_)))
                && (at.saturating_sub(3)..at).any(|at| attacks(self.item(at)));
            if !(around || adjective || of || self.owns_attacks(at)) {
                continue;
            }
            for other in window {
                // A group that stands apart says of itself that it is one.
                let apart = matches!(self.item(other), Some(Item::Group | Item::Individual)) && other.abs_diff(at) > 2;
                if self.acts(other) && !apart {
                    self.used[other] = true;
                }
            }
            let mut proposition = Proposition::new(Predicate::Attributed);
            proposition.object = Some(object);
            proposition.negated = uninvolved;
            self.emit(proposition, at);
        }
    }

    /// Whether a unit says that somebody acts, or who does.
    fn acts(&self, at: usize) -> bool {
        matches!(
            self.item(at),
            Some(
                Item::Acts
                    | Item::By
                    | Item::Actor
                    | Item::Attacker
                    | Item::Group
                    | Item::Individual
                    | Item::Uninvolved
            )
        )
    }

    /// "APT28, with 421 sources, made 1,922 attempts": whoever stands first and has attacks for an object.
    fn owns_attacks(&self, at: usize) -> bool {
        let before = |at: usize| self.units[at].is_light() || self.item(at) == Some(Item::Actor);
        let another = |item: Item| {
            matches!(
                item,
                Item::From
                    | Item::Origin
                    | Item::AccountsFor
                    | Item::Rank(_)
                    | Item::Underwent
                    | Item::AimedAt
                    | Item::Since
            )
        };
        (0..at).all(before)
            && (at + 1..self.units.len()).any(|after| self.item(after).is_some_and(is_attacks))
            && !self.units.iter().filter_map(Unit::item).any(another)
    }

    /// Places, aims and forms without a quantity.
    pub(super) fn bare_narrowings(&mut self) {
        for index in 0..self.narrowing.len() {
            if self.narrowing[index].used {
                continue;
            }
            let (filters, at) = (self.narrowing[index].filters.clone(), self.narrowing[index].from);
            let Some(population) = self.population.or((!filters.form.is_empty()).then_some(Population::Attacks)) else {
                self.used[at] = false;
                continue;
            };
            let of_sources = population == Population::Sources;
            let proposition = if !filters.target.is_empty() || !filters.form.is_empty() {
                let mut proposition =
                    Proposition::new(if filters.form.is_empty() { Predicate::Targets } else { Predicate::Form });
                proposition.filters = filters;
                // A passive is denied between its subject and its verb.
                let verb = (at..self.units.len()).find(|after| self.is_aiming(*after));
                let active = (0..at).any(|before| self.is_aiming(before));
                proposition.negated = self.denied(verb.filter(|_| !active).unwrap_or(at));
                proposition
            } else if let Some(targeted) = filters.targeted {
                let mut proposition = Proposition::new(Predicate::Targeted);
                proposition.negated = self.denied(at) ^ !targeted;
                proposition
            } else {
                let only = self.only(at);
                let denied = self.denied(at);
                // "The origin of the attacks is Ukrainian" speaks of them all, whatever article they have.
                let all =
                    self.definite || of_sources || self.units.iter().any(|unit| unit.item() == Some(Item::Origin));
                let mut proposition = Proposition::new(if all || only { Predicate::Share } else { Predicate::Count });
                proposition.population = population;
                proposition.filters = filters;
                proposition.range = Some(match (only, denied, all) {
                    (true, false, _) => Range::exactly(1.0),
                    (_, true, _) => Range::exactly(0.0),
                    (_, false, true) => Range::above(0.5),
                    (_, false, false) => Range::at_least(1.0),
                });
                proposition
            };
            if self.only(at) {
                self.skip_ne();
            }
            self.mark_provenance();
            self.found.push(proposition);
        }
    }

    /// What says itself: coordination, groups, targeting, "we suffered attacks".
    pub(super) fn plain_predicates(&mut self) {
        let speaks_of_attacks = self.population.is_some();
        for at in 0..self.units.len() {
            if self.used[at] {
                continue;
            }
            let predicate = match self.item(at) {
                Some(Item::Coordinated) => Predicate::Coordinated,
                Some(Item::Group) => Predicate::Group,
                Some(Item::Individual) => Predicate::Individual,
                Some(Item::Targeted) => Predicate::Targeted,
                _ => continue,
            };
            let actor = predicate == Predicate::Group || predicate == Predicate::Individual;
            let by = actor
                && (self.units[..at].iter().any(|unit| matches!(unit.item(), Some(Item::By | Item::Acts | Item::Not)))
                    || self.units[at..].iter().any(|unit| unit.item() == Some(Item::Acts)));
            // "A concerted campaign", "an organised operation": the noun is one for attacks.
            let campaign = predicate == Predicate::Coordinated
                && (["campa", "operation", "action", "offensive"].iter().any(|stem| self.has_stem(at, stem))
                    || self.units.iter().any(|unit| unit.item() == Some(Item::Group)));
            if !(speaks_of_attacks || by || campaign || self.spoke_of_actors || predicate == Predicate::Targeted) {
                continue;
            }
            self.emit(Proposition::new(predicate), at);
            for other in 0..self.units.len() {
                if matches!(self.item(other), Some(Item::By | Item::Acts)) || self.item(other) == self.item(at) {
                    self.used[other] = true;
                }
            }
        }
        let underwent = self.positions(|item| item == Item::Underwent);
        if self.population.is_none() && self.is_attacked() {
            self.population = Some(Population::Attacks);
        }
        if let (Some(at), Some(population), true) = (underwent.first(), self.population, self.found.is_empty()) {
            if population == Population::Sources {
                return;
            }
            let mut proposition = Proposition::new(Predicate::Count);
            proposition.population = population;
            proposition.filters.target.clone_from(&self.suffered);
            proposition.range =
                Some(if self.denied(self.units.len() - 1) { Range::exactly(0.0) } else { Range::at_least(1.0) });
            self.used[*at] = true;
            self.found.push(proposition);
        }
        if !self.found.is_empty() {
            self.mark_provenance();
            self.mark_recorders();
        }
    }

    /// "Recorded by our teams": a "by" after which nobody who acts is named says who counted.
    pub(super) fn mark_recorders(&mut self) {
        for at in self.positions(|item| item == Item::By) {
            let actor = |unit: &Unit| {
                matches!(
                    unit.item(),
                    Some(
                        Item::Actor
                            | Item::Group
                            | Item::Individual
                            | Item::Named(_)
                            | Item::Country(_)
                            | Item::National(_)
                            | Item::Seat(_)
                    )
                )
            };
            if !self.units[at..].iter().any(actor) {
                self.used[at] = true;
            }
        }
        // Whoever attacks is an attacker: these words say no more of who it was.
        for at in self.positions(|item| item == Item::Attacker) {
            self.used[at] = true;
        }
    }
}

fn is_attacks(item: Item) -> bool {
    matches!(
        item,
        Item::Counted(Population::Attacks | Population::Attempts | Population::Incidents | Population::Requests)
    )
}
