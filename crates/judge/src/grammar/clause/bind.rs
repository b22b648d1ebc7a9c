//! Quantities find what they count, rates find their quantity.

use std::collections::BTreeSet;

use super::{Bound, Clause};
use crate::grammar::parts::is_preposition;
use crate::grammar::quantity::{Sort, quantity};
use crate::grammar::units::{Piece, Unit};
use crate::lexicon::Item;
use crate::proposition::{Aimed, Population};

impl Clause<'_> {
    pub(super) fn quantities(&mut self) {
        let mut at = 0;
        while at < self.units.len() {
            let read = (!self.used[at] || self.units[at].is_light()).then(|| quantity(self.units, at)).flatten();
            let Some((quantity, next)) =
                read.filter(|(_, next)| (at..*next).all(|at| !self.used[at] || self.units[at].is_light()))
            else {
                at += 1;
                continue;
            };
            let mut bound = Bound {
                quantity,
                from: at,
                to: next,
                counted: None,
                forms: BTreeSet::new(),
                per: None,
                filters: None,
                whole: false,
                used: false,
            };
            self.bind(&mut bound);
            at = bound.to.max(at + 1);
            self.bound.push(bound);
        }
        self.parts_of_numbers();
        for index in 0..self.bound.len() {
            let opens = self.word_at(self.segment_start(self.bound[index].from));
            self.bound[index].whole |= matches!(opens, "sur" | "of" | "out" | "parmi" | "among" | "amongst");
        }
        self.numbers_that_are_told();
        self.rates();
    }

    /// "907 of the 1,922 attacks", "none of the 310 attempts": the second is the whole of the first.
    fn parts_of_numbers(&mut self) {
        for index in 1..self.bound.len() {
            let (before, after) = (&self.bound[index - 1], &self.bound[index]);
            let between = before.to..after.from;
            let of = before.to < after.from
                && self.units[between].iter().all(|unit| unit.is_light() || unit.item() == Some(Item::AimedAt));
            let counts =
                before.quantity.sort == Sort::Count && after.quantity.sort == Sort::Count && before.per.is_none();
            let part = matches!(before.quantity.sort, Sort::No | Sort::Share | Sort::Few)
                && after.quantity.sort == Sort::Count
                && before.to <= after.from
                && self.units[before.to..after.from].iter().all(Unit::is_light);
            if before.counted.is_none() && (of && counts || part) && after.counted.is_some() {
                self.bound[index - 1].counted = self.bound[index].counted;
                self.bound[index].whole = true;
            }
        }
    }

    /// A rate belongs to the quantity before it, else to the one after.
    fn rates(&mut self) {
        for at in self.positions(|item| matches!(item, Item::Per(_))) {
            let Some(Item::Per(span)) = self.item(at) else { continue };
            let countable = |bound: &&mut Bound| matches!(bound.quantity.sort, Sort::Count | Sort::Peak | Sort::No);
            let before = self
                .bound
                .iter()
                .rposition(|bound| bound.to <= at && matches!(bound.quantity.sort, Sort::Count | Sort::Peak));
            // "A daily average of 400 detections".
            let mean = |step: &usize| {
                matches!(self.word_at(*step), "average" | "mean" | "moyenne" | "rate" | "rythme" | "total")
            };
            let after = self.bound.iter().position(|bound| {
                bound.from > at
                    && (at + 1..bound.from).all(|step| self.units[step].is_light())
                    && (at + 1..bound.from).any(|step| mean(&step))
            });
            // "Spent a week": a length, not a rate, unless something counted stands with it.
            let length = matches!(self.word_at(at), "a" | "an");
            let before = before.filter(|index| !length || self.segment_start(at) <= self.bound[*index].to);
            if length && before.is_none() && after.is_none() {
                continue;
            }
            let chosen = match after.or(before) {
                Some(index) => self.bound.get_mut(index),
                None => self.bound.iter_mut().find(countable),
            };
            if let Some(bound) = chosen {
                bound.per = Some(span);
                self.used[at] = true;
            }
        }
    }

    /// "The number of attempts stands at 1,922", "les attaques ont dépassé la barre des 2 000": the noun stands before, and the verb tells its number.
    pub(super) fn numbers_that_are_told(&mut self) {
        const TELLING: &[&str] = &[
            "elev", "etabl", "mont", "chiffr", "stand", "stood", "amount", "number", "total", "comes", "came", "put",
            "depass", "exced", "exceed", "surpass", "top", "franch", "avoisin", "approch", "fris", "attei", "reach",
            "culmin", "peak",
        ];
        for index in 0..self.bound.len() {
            let bound = &self.bound[index];
            if bound.counted.is_some() || !matches!(bound.quantity.sort, Sort::Count | Sort::Peak) {
                continue;
            }
            let word = |step: usize| bound.from.checked_sub(step).map_or("", |at| self.word_at(at));
            let is = |word: &str| matches!(word, "were" | "was" | "are" | "is" | "sont" | "etaient" | "etait" | "est");
            let copula = is(word(1)) || matches!(word(1), "not" | "pas" | "de" | "d") && is(word(2));
            let ends = self
                .units
                .get(bound.to)
                .is_none_or(|unit| matches!(unit.item(), Some(Item::And)) || matches!(unit.piece, Piece::Mark(_)));
            let before = (0..=bound.from).rev().find(|at| {
                *at == bound.from && self.item(*at).is_some() || *at < bound.from && !self.units[*at].is_light()
            });
            let tells = before.is_some_and(|at| TELLING.iter().any(|stem| self.has_stem(at, stem)))
                || before.and_then(|at| at.checked_sub(1)).is_some_and(|at| {
                    self.item(at) == Some(Item::Underwent) && TELLING.iter().any(|stem| self.has_stem(at, stem))
                });
            let noun = self.units[..bound.from].iter().rev().find_map(|unit| match unit.item() {
                Some(Item::Counted(population)) => Some(population),
                _ => None,
            });
            if (tells || copula && ends) && noun.is_some() {
                self.bound[index].counted = noun;
            } else if self.verb_follows(self.bound[index].to) {
                self.bound[index].counted = self.population.filter(|_| noun.is_none()).or(noun);
            }
        }
    }

    /// "310 visaient nos boîtes mail, 248 notre infrastructure": a number stands for what was spoken of.
    pub(super) fn verb_follows(&self, to: usize) -> bool {
        let Some(next) = (to..self.units.len()).find(|at| !self.units[*at].is_light()) else { return false };
        match self.item(next) {
            Some(Item::AimedAt) if is_preposition(self.word_at(next)) => {
                (0..to).any(|before| self.item(before) == Some(Item::AimedAt))
                    && matches!(self.item(next + 1), Some(Item::Aim(_) | Item::Filler))
            }
            Some(Item::AimedAt | Item::Success | Item::Failure) => true,
            Some(Item::From) => !matches!(self.word_at(next), "from" | "depuis"),
            // What the verb before is said of goes on.
            Some(Item::Aim(_)) => {
                let verb =
                    |before: usize| self.item(before) == Some(Item::AimedAt) && !is_preposition(self.word_at(before));
                next > to && (0..to).any(verb)
            }
            _ => false,
        }
    }

    /// What a quantity counts: the noun after it, with articles, prepositions and one unknown adjective between.
    pub(super) fn bind(&self, bound: &mut Bound) {
        let mut unknown = 0;
        for at in bound.to..self.units.len().min(bound.to + 5) {
            match self.item(at) {
                item if self.is_attacked_asset(item, at) => {
                    bound.counted = Some(Population::Assets);
                    bound.to = at + 1;
                    return;
                }
                Some(Item::Counted(population)) => {
                    bound.counted = Some(population);
                    bound.to = at + 1;
                    self.bind_form(bound);
                    return;
                }
                Some(Item::They) => {
                    let named = self.units[..bound.from].iter().rev().find_map(|unit| match unit.item() {
                        Some(Item::Counted(population))
                            if !matches!(population, Population::Countries | Population::Forms) =>
                        {
                            Some(population)
                        }
                        _ => None,
                    });
                    bound.counted = named.or(self.population).or(Some(Population::Attacks));
                    bound.to = at + 1;
                    return;
                }
                Some(Item::Form(form)) if matches!(bound.quantity.sort, Sort::Count | Sort::Peak | Sort::No) => {
                    bound.counted = Some(Population::Attacks);
                    bound.forms.insert(form.to_owned());
                    bound.to = at + 1;
                    // "Phishing attempts".
                    if let Some(Item::Counted(population)) = self.item(at + 1) {
                        bound.counted = Some(population);
                        bound.to = at + 2;
                    }
                    return;
                }
                Some(
                    Item::Coordinated | Item::Targeted | Item::Several | Item::Success | Item::Failure | Item::Many,
                ) if at > bound.to => return,
                Some(Item::National(_) | Item::Several) => {}
                // "Attacked 1,922 times": the verb says what is counted.
                Some(Item::Filler) if matches!(self.word_at(at), "times" | "fois") && self.is_attacked() => {
                    bound.counted = Some(Population::Attacks);
                    bound.to = at + 1;
                    return;
                }
                Some(_) if self.units[at].is_light() => {}
                None if matches!(self.units[at].piece, Piece::Mark(_)) => {}
                None if unknown == 0 && matches!(self.units[at].piece, Piece::Unread) => unknown = 1,
                _ => return,
            }
        }
    }

    /// "Ten systems were attacked", "quatre serveurs ont été visés": what is counted is what was attacked.
    pub(super) fn is_attacked_asset(&self, item: Option<Item>, at: usize) -> bool {
        let word = self.word_at(at);
        let noun =
            matches!(
                item,
                Some(
                    Item::Aim(Aimed::Site | Aimed::Infrastructure)
                        | Item::Neutral
                        | Item::Actor
                        | Item::Counted(Population::Sources)
                )
            ) && matches!(word, "systems" | "systemes" | "services" | "sites" | "websites" | "servers" | "serveurs");
        let verb = (at + 1..self.units.len())
            .find(|next| !self.units[*next].is_light() && !matches!(self.item(*next), Some(Item::Ne | Item::Not)));
        noun && verb.is_some_and(|verb| {
            matches!(self.item(verb), Some(Item::Underwent | Item::AimedAt | Item::Targeted | Item::Acts))
                && ["atta", "vis", "cibl", "target", "hit", "touch", "frapp"]
                    .iter()
                    .any(|stem| self.has_stem(verb, stem))
        })
    }

    /// "437 tentatives d'injection SQL", "400 attempts to guess passwords": the form stands after what is counted.
    pub(super) fn bind_form(&self, bound: &mut Bound) {
        let counts = matches!(bound.quantity.sort, Sort::Count | Sort::Peak | Sort::No);
        let next = (bound.to..self.units.len().min(bound.to + 3)).find(|at| !self.units[*at].is_light());
        if let (true, Some(at)) = (counts, next)
            && let Some(Item::Form(form)) = self.item(at)
            && matches!(
                bound.counted,
                Some(Population::Attempts | Population::Attacks | Population::Requests | Population::Detections)
            )
        {
            bound.forms.insert(form.to_owned());
            bound.to = at + 1;
        }
    }

    /// "Was attacked", "came under attack": attacks without being counted by name.
    pub(super) fn is_attacked(&self) -> bool {
        self.units
            .iter()
            .filter(|unit| unit.item() == Some(Item::Underwent))
            .any(|unit| self.words[unit.from..unit.to].iter().any(|word| word.folded.starts_with("atta")))
    }

    /// Whether a quantity counts something this crate knows, or stands alone as a part of what was spoken of.
    pub(super) fn is_known(&self, bound: &Bound) -> bool {
        if bound.counted.is_some() {
            return true;
        }
        let follows = (bound.to..self.units.len()).find(|at| !self.units[*at].is_light());
        let noun = follows.is_some_and(|at| {
            matches!(self.units[at].piece, Piece::Unread)
                || matches!(self.item(at), Some(Item::Aim(_) | Item::Actor | Item::Attacker | Item::Neutral))
        });
        let of = self
            .words
            .get(self.units[bound.to.min(self.units.len()) - 1].to)
            .is_some_and(|word| matches!(word.folded.as_str(), "de" | "des" | "d" | "of" | "du"));
        bound.quantity.sort == Sort::Rank || !(noun && (of || bound.quantity.sort == Sort::Count))
    }
}
