//! One clause → propositions: quantities find what they count, filters find their quantity, the rest says what it says by itself. Each unit that took
//! part is marked; those that did not are told as unread.

mod bind;
mod effects;
mod narrow;
mod plain;
mod settings;
mod shares;

use std::collections::BTreeSet;

use super::Context;
use super::quantity::Quantity;
use super::units::{Piece, Unit};
use crate::lexicon::Item;
use crate::proposition::{Aimed, Certainty, Filters, Population, Predicate, Proposition, Span};
use crate::text::words::Word;

/// A quantity in its clause.
#[derive(Debug)]
struct Bound {
    quantity: Quantity,
    /// First unit, and the unit after the last, with what is counted.
    from: usize,
    to: usize,
    /// What is counted, if that stands beside it.
    counted: Option<Population>,
    /// Forms counted by their name: "437 injections SQL".
    forms: BTreeSet<String>,
    per: Option<Span>,
    /// What it was narrowed to, once it is read.
    filters: Option<Filters>,
    /// The whole of "907 of the 1,922": it is narrowed by nothing.
    whole: bool,
    used: bool,
}

/// What narrows: a place, an aim, a form.
#[derive(Debug)]
struct Narrowing {
    filters: Filters,
    from: usize,
    to: usize,
    used: bool,
}

/// A clause being read.
pub(super) struct Clause<'a> {
    units: &'a [Unit],
    words: &'a [Word],
    sentence: &'a str,
    used: Vec<bool>,
    bound: Vec<Bound>,
    narrowing: Vec<Narrowing>,
    population: Option<Population>,
    definite: bool,
    earlier_place: BTreeSet<String>,
    entered: Vec<(usize, Aimed)>,
    suffered: BTreeSet<Aimed>,
    spoke_of_actors: bool,
    period: Option<String>,
    certainty: Option<Certainty>,
    pub(super) found: Vec<Proposition>,
}

impl<'a> Clause<'a> {
    pub(super) fn new(units: &'a [Unit], words: &'a [Word], sentence: &'a str, context: &Context) -> Clause<'a> {
        Clause {
            used: units.iter().map(Unit::is_light).collect(),
            units,
            words,
            sentence,
            bound: Vec::new(),
            narrowing: Vec::new(),
            population: context.population,
            definite: context.definite,
            earlier_place: context.place.clone(),
            entered: Vec::new(),
            suffered: BTreeSet::new(),
            spoke_of_actors: context.spoke_of_actors,
            period: None,
            certainty: None,
            found: Vec::new(),
        }
    }

    /// Reads the clause into `found`.
    pub(super) fn read(&mut self) {
        self.settings();
        self.intention();
        self.quantities();
        self.subject();
        self.places();
        self.aims();
        self.forms();
        self.vias();
        self.actors();
        self.shares();
        self.successes();
        self.counts();
        self.bare_narrowings();
        self.plain_predicates();
        for proposition in &mut self.found {
            proposition.period.clone_from(&self.period);
            proposition.certainty = self.certainty;
        }
    }

    /// What the sentences after may refer to.
    pub(super) fn leave(self, context: &mut Context, read: &[Proposition]) {
        if self.population.is_some() {
            context.population = self.population;
        }
        let numbered = |bound: &Bound| bound.counted.is_some() && bound.quantity.range.high.is_finite();
        context.definite = self.definite || self.bound.iter().any(numbered);
        let actors = |claim: &Proposition| {
            matches!(claim.predicate, Predicate::Group | Predicate::Individual | Predicate::Coordinated)
        };
        context.spoke_of_actors = read.iter().any(actors);
        if let Some(place) =
            self.narrowing.iter().rev().map(|one| &one.filters.located_in).find(|place| !place.is_empty())
        {
            context.place.clone_from(place);
        }
    }

    /// Words that were not understood, or took no part in any claim.
    pub(super) fn unread(&self) -> Vec<String> {
        let idle = self.units.iter().zip(&self.used).filter(|(unit, used)| {
            !**used
                && !matches!(
                    unit.piece,
                    Piece::Mark(_)
                        | Piece::Item(
                            Item::And
                                | Item::Several
                                | Item::Que
                                | Item::Since
                                | Item::OrEven
                                | Item::Neutral
                                | Item::Says
                                | Item::NoSign
                                | Item::Try
                                | Item::Versus
                                | Item::Counted(Population::Forms)
                        )
                )
        });
        idle.filter_map(|(unit, _)| {
            let (first, last) = (self.words.get(unit.from)?, self.words.get(unit.to.checked_sub(1)?)?);
            self.sentence.get(first.start..last.end).map(str::to_owned)
        })
        .collect()
    }

    fn item(&self, at: usize) -> Option<Item> {
        self.units.get(at).and_then(Unit::item)
    }

    fn item_after(&self, at: usize, item: Item) -> bool {
        self.units[at..].iter().any(|unit| unit.item() == Some(item))
    }

    /// Marks units as used. A word that nobody knows stays unread wherever it stands: "1,922 foreign attacks".
    fn mark(&mut self, from: usize, to: usize) {
        for at in from..to.min(self.units.len()) {
            self.used[at] |= self.units[at].piece != Piece::Unread;
        }
    }

    fn positions(&self, wanted: impl Fn(Item) -> bool) -> Vec<usize> {
        (0..self.units.len()).filter(|at| !self.used[*at] && self.item(*at).is_some_and(&wanted)).collect()
    }

    /// The place of the last separator before a unit: commas and "et" keep what they part apart.
    fn segment_start(&self, at: usize) -> usize {
        self.units[..at].iter().rposition(|unit| unit.item() == Some(Item::And)).map_or(0, |at| at + 1)
    }

    fn segment_end(&self, at: usize) -> usize {
        self.units[at..]
            .iter()
            .position(|unit| unit.item() == Some(Item::And))
            .map_or(self.units.len(), |step| at + step)
    }

    /// The first word of a unit, folded.
    fn word_at(&self, at: usize) -> &str {
        self.units.get(at).and_then(|unit| self.words.get(unit.from)).map_or("", |word| word.folded.as_str())
    }

    /// What the clause is about, and whether all of it is meant.
    fn subject(&mut self) {
        let of_attacks = |population: Population| {
            matches!(
                population,
                Population::Attacks
                    | Population::Attempts
                    | Population::Detections
                    | Population::Requests
                    | Population::Sources
                    | Population::Incidents
            )
        };
        for at in 0..self.units.len() {
            let population = match self.item(at) {
                Some(Item::Counted(population)) if of_attacks(population) => population,
                Some(Item::They) => self.population.unwrap_or(Population::Attacks),
                _ => continue,
            };
            let before = at.checked_sub(1).and_then(|at| self.item(at));
            let before_that = at.checked_sub(2).and_then(|at| self.item(at));
            let word = at
                .checked_sub(1)
                .and_then(|at| self.words.get(self.units[at].from))
                .map_or("", |word| word.folded.as_str());
            self.definite = self.item(at) == Some(Item::They)
                || before == Some(Item::Definite)
                || before_that == Some(Item::Definite) && before == Some(Item::Filler)
                || word == "les";
            let counted = self.bound.iter().any(|bound| bound.from <= at && at < bound.to);
            self.population = Some(population);
            if !counted {
                self.used[at] = true;
            }
            return;
        }
        // "The assailants targeted our site", "our mailboxes were targeted": attacks without the noun.
        let aims = (0..self.units.len()).any(|at| self.is_aiming(at))
            && self.units.iter().any(|unit| matches!(unit.item(), Some(Item::Aim(_))));
        let attackers = self.units.iter().any(|unit| unit.item() == Some(Item::Attacker));
        if self.population.is_none() && (aims || attackers) {
            self.population = Some(Population::Attacks);
        }
    }

    /// Denied when a "ne" or "not" stands before it in its segment, an odd number of times.
    fn denied(&mut self, at: usize) -> bool {
        let start = self.segment_start(at);
        let (mut denials, mut neither) = (0, false);
        let mut cursor = start;
        while cursor < self.units.len() {
            let past = cursor > at;
            match self.item(cursor) {
                Some(Item::Ne) if !past => {
                    if let Some(other) = self.other_half(cursor) {
                        denials += 1;
                        self.mark(cursor, cursor + 1);
                        self.mark(other, other + 1);
                        cursor = other.max(cursor);
                    } else {
                        self.mark(cursor, cursor + 1);
                    }
                }
                Some(Item::Not) if !past => {
                    let word = self.words.get(self.units[cursor].from).map_or("", |word| word.folded.as_str());
                    let also = matches!(word, "ni" | "nor" | "neither");
                    neither |= also;
                    denials += usize::from(!also);
                    self.mark(cursor, cursor + 1);
                }
                Some(Item::No)
                    if !past
                        && !self.used[cursor]
                        && self.item(at) != Some(Item::No)
                        && !self.bound.iter().any(|bound| bound.from == cursor && bound.counted.is_some()) =>
                {
                    denials += 1;
                    self.mark(cursor, cursor + 1);
                }
                _ => {}
            }
            cursor += 1;
        }
        let none = self.units[..at].iter().any(|unit| unit.item() == Some(Item::No));
        denials.max(usize::from(neither && !none)) % 2 == 1
    }

    /// The "pas" of a "ne": within eight units, so that "n'ont à ce jour pas" is whole.
    fn other_half(&self, ne: usize) -> Option<usize> {
        (ne + 1..self.units.len().min(ne + 9)).find(|at| self.item(*at) == Some(Item::Not) && self.word_at(*at) != "ni")
    }

    /// Whether "ne … que" stands before a unit: only.
    fn only(&self, at: usize) -> bool {
        let ne = self.units[..at].iter().rposition(|unit| unit.item() == Some(Item::Ne));
        ne.is_some_and(|ne| {
            self.other_half(ne).is_none() && self.units[ne..at].iter().any(|unit| unit.item() == Some(Item::Que))
        })
    }

    fn emit(&mut self, mut proposition: Proposition, at: usize) {
        if !proposition.predicate.is_numeric() {
            proposition.negated ^= self.denied(at);
        }
        self.used[at] = true;
        self.found.push(proposition);
    }

    /// Whether a unit has a word that begins so.
    fn has_stem(&self, at: usize, stem: &str) -> bool {
        self.units
            .get(at)
            .is_some_and(|unit| self.words[unit.from..unit.to].iter().any(|word| word.folded.starts_with(stem)))
    }

    fn mark_provenance(&mut self) {
        for at in 0..self.units.len() {
            if matches!(
                self.item(at),
                Some(Item::From | Item::Origin | Item::Since | Item::Underwent | Item::They | Item::AccountsFor)
            ) {
                self.used[at] = true;
            }
        }
    }
}
