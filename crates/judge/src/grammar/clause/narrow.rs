//! What narrows: places that traffic is said to arrive from, what is aimed at, forms, relays. Who acts is not read here.

use std::collections::BTreeSet;

use super::{Clause, Narrowing};
use crate::grammar::quantity::Sort;
use crate::grammar::units::Unit;
use crate::lexicon::Item;
use crate::proposition::{Aimed, Filters, Population};

impl Clause<'_> {
    /// Places that traffic is said to arrive from.
    pub(super) fn places(&mut self) {
        let mut last_end = usize::MAX;
        for at in 0..self.units.len() {
            let code = match self.item(at) {
                Some(Item::Country(code)) if self.is_place(at) => code,
                Some(Item::National(code)) if self.is_place_adjective(at) => code,
                _ => continue,
            };
            if self.is_compared(at) {
                self.used[at] = true;
                continue;
            }
            let code = String::from_utf8_lossy(&code).into_owned();
            let joins = last_end < at
                && self.units[last_end..at]
                    .iter()
                    .all(|unit| unit.is_light() || matches!(unit.item(), Some(Item::And | Item::From)));
            self.used[at] = true;
            if joins && let Some(last) = self.narrowing.last_mut() {
                last.filters.located_in.insert(code);
                last.to = at + 1;
            } else {
                let filters = Filters { located_in: BTreeSet::from([code]), ..Filters::default() };
                self.narrowing.push(Narrowing { filters, from: at, to: at + 1, used: false });
            }
            last_end = at + 1;
        }
    }

    /// A country is a place when a word of provenance stands before it, or only a "de" or "in" between it and what is counted; not when somebody who acts does.
    pub(super) fn is_place(&self, at: usize) -> bool {
        let whole = |wanted: fn(Item) -> bool| self.units.iter().filter_map(Unit::item).any(wanted);
        let accounts = self.units[at..]
            .iter()
            .any(|unit| matches!(unit.item(), Some(Item::AccountsFor | Item::Rank(_) | Item::Origin)));
        // "Ukraine is where half of them come from": the verb stands after, and has no other place.
        let provenance = self.units[at..].iter().position(|unit| unit.item() == Some(Item::From)).filter(|step| {
            !self.units[at + step..].iter().any(|unit| {
                matches!(unit.item(), Some(Item::Country(_) | Item::National(_) | Item::Seat(_) | Item::Via(_)))
            }) && self.units[at..].iter().any(|unit| matches!(unit.item(), Some(Item::Counted(_) | Item::They)))
        });
        if (accounts || provenance.is_some())
            && !whole(|item| matches!(item, Item::By | Item::Acts | Item::Actor | Item::Attacker | Item::Group))
        {
            return true;
        }
        let clear = |item: Option<Item>| {
            matches!(item, Some(Item::By | Item::Acts | Item::Actor | Item::Attacker | Item::Group | Item::Individual))
        };
        for before in (0..at).rev() {
            match self.item(before) {
                item if clear(item) => return false,
                Some(Item::From | Item::Origin | Item::Since) => {
                    return !(0..before).any(|at| matches!(self.item(at), Some(Item::Actor | Item::Attacker)))
                        && !self.acts_after(at);
                }
                Some(
                    Item::Counted(_) | Item::They | Item::Rank(_) | Item::Part(_) | Item::Fraction(_) | Item::Percent,
                ) => {
                    let word = |step: usize| {
                        self.words.get(self.units[at].from.wrapping_sub(step)).map_or("", |word| word.folded.as_str())
                    };
                    let article = matches!(word(1), "la" | "l" | "le") && word(2) == "de" || word(1) == "du";
                    let preposition =
                        matches!(word(1), "d" | "de" | "en" | "in" | "au" | "aux" | "depuis" | "inside" | "des")
                            || matches!(word(1), "the" | "les") && matches!(word(2), "in" | "inside");
                    return preposition && !article && !self.acts_after(at);
                }
                Some(Item::Country(_)) => return self.is_place(before) && !self.acts_after(at),
                _ => {}
            }
        }
        let word = self.words.get(self.units[at].from.wrapping_sub(1)).map_or("", |word| word.folded.as_str());
        matches!(word, "en" | "in" | "d") && self.population.is_some() && !self.acts_after(at)
    }

    /// "Devant les États-Unis", "ahead of China": a place that another is compared with.
    pub(super) fn is_compared(&self, at: usize) -> bool {
        let before = (0..at).rev().take_while(|at| {
            self.units[*at].is_light() || matches!(self.item(*at), Some(Item::And | Item::Country(_) | Item::Versus))
        });
        before.into_iter().any(|at| self.item(at) == Some(Item::Versus))
    }

    pub(super) fn acts_after(&self, at: usize) -> bool {
        let after = (at + 1..self.units.len().min(at + 6))
            .take_while(|at| !matches!(self.item(*at), Some(Item::And | Item::Country(_))));
        after.into_iter().any(|at| self.item(at) == Some(Item::Acts))
    }

    /// An adjective of nationality is a place beside addresses and servers, and after "d'origine".
    pub(super) fn is_place_adjective(&self, at: usize) -> bool {
        let near = |at: Option<usize>| at.and_then(|at| self.item(at));
        let sources = |item: Option<Item>| {
            matches!(item, Some(Item::Counted(Population::Sources) | Item::Aim(_) | Item::Via(_) | Item::Origin))
        };
        let copula = self.population == Some(Population::Sources)
            && !self
                .units
                .iter()
                .any(|unit| matches!(unit.item(), Some(Item::Actor | Item::Attacker | Item::By | Item::Acts)));
        let nobody = !self
            .units
            .iter()
            .any(|unit| matches!(unit.item(), Some(Item::Actor | Item::Attacker | Item::By | Item::Acts)));
        let origin = nobody && self.units[..at].iter().any(|unit| unit.item() == Some(Item::Origin));
        sources(near(at.checked_sub(1))) || sources(near(Some(at + 1))) || copula || origin
    }

    pub(super) fn aims(&mut self) {
        for at in 0..self.units.len() {
            let Some(Item::Aim(aimed)) = self.item(at) else { continue };
            let ranked = self.population.is_some()
                && self.units[at..].iter().any(|unit| matches!(unit.item(), Some(Item::Rank(_))));
            // "Our mailboxes were targeted": the verb stands after, and has no other object.
            let after = (at + 1..self.units.len()).find(|after| self.item(*after) == Some(Item::AimedAt));
            let passive = self.population.is_some()
                && after.is_some_and(|after| {
                    let word = self.words.get(self.units[after].from).map_or("", |word| word.folded.as_str());
                    word.len() > 3
                        && word != "contre"
                        && word != "against"
                        && !self.units[after..].iter().any(|unit| matches!(unit.item(), Some(Item::Aim(_))))
                });
            let aimed_at = ranked || passive || (0..at).any(|before| self.is_aiming(before));
            let taken = (0..self.units.len()).any(|other| {
                matches!(self.item(other), Some(Item::Success | Item::Stolen | Item::Outage | Item::Up))
                    || self.item(other) == Some(Item::Acts)
                        && ["pirat", "hack"].iter().any(|stem| self.has_stem(other, stem))
            });
            if !aimed_at || taken || self.used[at] {
                // The thing that was entered or stopped is read with that; elsewhere systems and sites are the background, and what is
                // narrower is told as unread, so that nothing is established without it.
                let narrower = matches!(aimed, Aimed::Databases | Aimed::Mailboxes);
                self.used[at] = taken || !narrower;
                // "Our systems" are everything; a site, databases, mailboxes are themselves.
                if aimed != Aimed::Infrastructure {
                    self.entered.push((at, aimed));
                }
                // "Our mailboxes suffered 310 attacks" counts those on mailboxes; "our site" may stand for the organisation.
                let alone = aimed == Aimed::Site
                    && self.units.iter().all(|unit| !matches!(unit.item(), Some(Item::Aim(other)) if other != aimed));
                if !taken && (narrower || alone) && self.item_after(at, Item::Underwent) {
                    self.suffered.insert(aimed);
                    self.used[at] = true;
                }
                continue;
            }
            let filters = Filters { target: BTreeSet::from([aimed]), ..Filters::default() };
            self.narrowing.push(Narrowing { filters, from: at, to: at + 1, used: false });
            self.used[at] = true;
            let verb = (0..at).rev().find(|before| self.item(*before) == Some(Item::AimedAt));
            if let Some(verb) = verb.or(after.filter(|_| passive)) {
                self.used[verb] = true;
            }
        }
        for at in self.positions(|item| item == Item::AimedAt) {
            let word = self.words.get(self.units[at].from).map_or("", |word| word.folded.as_str());
            self.used[at] |= matches!(word, "sur" | "at" | "on");
        }
    }

    /// Whether a word says that something was aimed at. "On" and "sur" do only beside what attacks: "said on its website" aims at nothing.
    pub(super) fn is_aiming(&self, at: usize) -> bool {
        if self.is_attack_verb(at) {
            return true;
        }
        if self.item(at) != Some(Item::AimedAt) {
            return false;
        }
        let word = self.words.get(self.units[at].from).map_or("", |word| word.folded.as_str());
        let before = (0..at).rev().find(|before| !self.units[*before].is_light());
        let beside = before
            .is_some_and(|before| matches!(self.item(before), Some(Item::Counted(_) | Item::Form(_) | Item::They)));
        !matches!(word, "sur" | "at" | "on") || beside
    }

    /// "Attacked our servers": who acts, and what is aimed at.
    pub(super) fn is_attack_verb(&self, at: usize) -> bool {
        self.item(at) == Some(Item::Acts) && (self.has_stem(at, "attaqu") || self.has_stem(at, "attack"))
    }

    pub(super) fn forms(&mut self) {
        for at in 0..self.units.len() {
            let Some(Item::Form(form)) = self.item(at) else { continue };
            let counted = self.bound.iter().any(|bound| bound.from <= at && at < bound.to);
            self.used[at] = true;
            if !counted {
                let filters = Filters { form: BTreeSet::from([form.to_owned()]), ..Filters::default() };
                self.narrowing.push(Narrowing { filters, from: at, to: at + 1, used: false });
            }
        }
    }

    pub(super) fn vias(&mut self) {
        for at in 0..self.units.len() {
            let filters = match self.item(at) {
                Some(Item::Via(via)) => Filters { via: Some(via), ..Filters::default() },
                Some(Item::Opportunistic) => Filters { targeted: Some(false), ..Filters::default() },
                Some(Item::Targeted) if self.bound.iter().any(|bound| bound.quantity.sort == Sort::Share) => {
                    Filters { targeted: Some(true), ..Filters::default() }
                }
                _ => continue,
            };
            self.used[at] = true;
            self.narrowing.push(Narrowing { filters, from: at, to: at + 1, used: false });
        }
    }
}
