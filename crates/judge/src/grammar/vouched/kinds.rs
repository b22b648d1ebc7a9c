//! What a sentence of each construction is to claim. The grammar has read the claims; they are vouched for only when they are exactly what the construction asks for, so
//! that a figure without its place, a target that fell off, or a claim too many is found here.

use std::collections::BTreeSet;

use crate::grammar::units::{Piece, Unit};
use crate::lexicon::Item;
use crate::proposition::{Aimed, Filters, Population, Predicate, Proposition, Range, Span};
use crate::text::words::Word;

/// A construction, as the alternatives of the rule `claim` in the tables have it, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// One count or one peak.
    One,
    /// A count of all, then of a part.
    Parts,
    /// A part of a count of all.
    PartOf,
    /// Counts of one population, each from another place or of another form.
    Listed,
    /// A count and its rate.
    Rated,
    /// Counts that nothing narrows.
    Bare,
    /// Targets.
    Targets,
    /// Forms.
    Forms,
    /// A share, a rank, a success, that there were some.
    Plain,
}

/// Every kind, in the order of the tables.
pub(super) const KINDS: &[Kind] = &[
    Kind::One,
    Kind::Parts,
    Kind::PartOf,
    Kind::Listed,
    Kind::Rated,
    Kind::Bare,
    Kind::Targets,
    Kind::Forms,
    Kind::Plain,
];

/// What the words of a sentence name, in their order.
#[derive(Debug, Default)]
pub(crate) struct Named {
    numbers: Vec<(f64, Bound)>,
    countries: Vec<String>,
    aims: Vec<Aimed>,
    forms: Vec<&'static str>,
    per: Vec<Span>,
    periods: usize,
    is_mean: bool,
}

/// What a word before a number asks of the set of numbers that a claim holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bound {
    /// "More than", "over".
    Above,
    /// "At least".
    AtLeast,
    /// Nothing that the number itself does not satisfy: "about", "up to", "between", none.
    Holds,
}

impl Bound {
    fn before(words: &[Word]) -> Bound {
        let word = |back: usize| {
            words.len().checked_sub(back).and_then(|at| words.get(at)).map_or("", |word| word.folded.as_str())
        };
        match (word(2), word(1)) {
            ("plus", "de" | "d") | ("more", "than") | (_, "over") => Bound::Above,
            ("au", "moins") | ("at", "least") => Bound::AtLeast,
            _ => Bound::Holds,
        }
    }

    fn is_kept(self, number: f64, range: Range) -> bool {
        let open = range.high.is_infinite();
        match self {
            Bound::Above => open && range.low >= number && !range.contains(number),
            Bound::AtLeast => open && range.contains(number),
            Bound::Holds => !open && range.low <= number && number <= range.high,
        }
    }
}

impl Named {
    /// `None` when they name something that no construction has: a nationality, a seat of power, a kind of network.
    pub(crate) fn of(words: &[Word], units: &[Unit]) -> Option<Named> {
        let mut named = Named::default();
        for unit in units {
            match &unit.piece {
                Piece::Number(value, _) => named.numbers.push((*value, Bound::before(&words[..unit.from]))),
                Piece::Period(_) => named.periods += 1,
                Piece::Item(item) => match *item {
                    Item::Country(code) => named.countries.push(String::from_utf8_lossy(&code).into_owned()),
                    Item::Aim(aim) => named.aims.push(aim),
                    Item::Form(form) => named.forms.push(form),
                    Item::Per(span) => named.per.push(span),
                    Item::Period(_) => named.periods += 1,
                    Item::Via(_) | Item::National(_) | Item::Seat(_) | Item::Named(_) => return None,
                    _ => {}
                },
                Piece::Unread | Piece::Mark(_) => {}
            }
        }
        // Parts of a State, and a continent's name for one.
        let part = |word: &Word| {
            matches!(
                word.folded.as_str(),
                "scotland" | "wales" | "england" | "ecosse" | "galles" | "angleterre" | "america" | "amerique"
            )
        };
        if words.iter().any(part) {
            return None;
        }
        named.is_mean = words.iter().any(|word| matches!(word.folded.as_str(), "average" | "moyenne"));
        Some(named)
    }

    /// The filters of a claim that all of it narrows; `None` when no one claim could be narrowed so.
    fn filters(&self) -> Option<Filters> {
        let most_one = self.countries.len() <= 1 && self.aims.len() <= 1 && self.forms.len() <= 1;
        most_one.then(|| Filters {
            located_in: self.countries.iter().cloned().collect(),
            target: self.aims.iter().copied().collect(),
            form: self.forms.iter().map(|form| (*form).to_owned()).collect(),
            via: None,
            targeted: None,
        })
    }

    fn names_only_numbers(&self) -> bool {
        self.countries.is_empty() && self.aims.is_empty() && self.forms.is_empty()
    }

    /// Whether a claim holds the number of a place; vague words leave none.
    fn is_number(&self, at: usize, claim: &Proposition) -> bool {
        self.numbers
            .get(at)
            .is_none_or(|(number, bound)| claim.range.is_some_and(|range| bound.is_kept(*number, range)))
    }
}

/// Populations that are narrowed and have rates: what was tried, and from where.
fn is_of_attacks(population: Population) -> bool {
    matches!(population, Population::Attacks | Population::Attempts | Population::Detections | Population::Requests)
}

/// A count from one up: that there were fewer than so many is a claim of absence too.
fn is_count(claim: &Proposition) -> bool {
    claim.predicate == Predicate::Count && !claim.negated && claim.range.is_some_and(|range| range.low >= 1.0)
}

fn is_bare(claim: &Proposition) -> bool {
    claim.filters.is_empty() && claim.per.is_none()
}

impl Kind {
    /// Whether claims are what such a sentence is to claim. Denials of success that follow a count stand for themselves: no log establishes them.
    pub(super) fn agrees(self, named: &Named, read: &[Proposition]) -> bool {
        let denies_success = |claim: &&Proposition| claim.predicate == Predicate::Succeeded && claim.negated;
        let read: Vec<&Proposition> = read.iter().filter(|claim| !denies_success(claim)).collect();
        let periods = read.iter().all(|claim| match (&claim.period, named.periods) {
            (period, 0) => period.is_none(),
            (Some(period), 1) => !period.starts_with("between("),
            (Some(period), 2) => period.starts_with("between("),
            _ => false,
        });
        let mean =
            !named.is_mean || read.iter().any(|claim| claim.predicate == Predicate::Count && claim.per.is_some());
        !read.is_empty() && periods && mean && self.claims(named, &read)
    }

    fn claims(self, named: &Named, read: &[&Proposition]) -> bool {
        match (self, read) {
            (Kind::One, [claim]) => one(named, claim),
            (Kind::Parts, [whole, part]) => whole_and_part(named, whole, part, [0, 1]),
            (Kind::PartOf, [first, second]) => {
                // "907 of the 1,922", "of the 1,922, 907": the reading gives either first.
                [(first, second), (second, first)].iter().any(|(whole, part)| {
                    whole_and_part(named, whole, part, [1, 0]) || whole_and_part(named, whole, part, [0, 1])
                })
            }
            (Kind::Listed, _) => listed(named, read),
            (Kind::Rated, [count, rate]) => {
                let plain = is_count(count) && is_bare(count) && is_count(rate) && rate.filters.is_empty();
                let same = count.population == rate.population && is_of_attacks(count.population);
                plain
                    && same
                    && named.names_only_numbers()
                    && named.per.len() == 1
                    && rate.per == named.per.first().copied()
                    && named.is_number(0, count)
                    && named.is_number(1, rate)
            }
            (Kind::Bare, _) => {
                let denied = |claim: &Proposition| claim.predicate == Predicate::Count && claim.negated;
                let counts = read.iter().all(|claim| (is_count(claim) || denied(claim)) && is_bare(claim));
                let numbers = named.numbers.len() > read.len()
                    || read.iter().enumerate().all(|(at, claim)| named.is_number(at, claim));
                counts && numbers && named.names_only_numbers()
            }
            (Kind::Targets, _) => {
                let targets: BTreeSet<Aimed> =
                    read.iter().flat_map(|claim| claim.filters.target.iter().copied()).collect();
                read.iter().all(|claim| claim.predicate == Predicate::Targets && !claim.negated)
                    && targets == named.aims.iter().copied().collect()
                    && named.countries.is_empty()
                    && named.forms.is_empty()
            }
            (Kind::Forms, _) => {
                let forms: BTreeSet<&str> =
                    read.iter().flat_map(|claim| claim.filters.form.iter().map(String::as_str)).collect();
                read.iter().all(|claim| claim.predicate == Predicate::Form && !claim.negated)
                    && forms == named.forms.iter().copied().collect()
                    && named.countries.is_empty()
                    && named.aims.is_empty()
            }
            (Kind::Plain, _) => read.iter().all(|claim| {
                let all_of_them = claim.range == Some(Range::exactly(1.0));
                (!claim.negated || claim.predicate == Predicate::Share && all_of_them)
                    && matches!(
                        claim.predicate,
                        Predicate::Share | Predicate::Rank | Predicate::Succeeded | Predicate::Count
                    )
                    && Some(&claim.filters) == named.filters().as_ref()
                    && claim.per.is_none()
            }),
            _ => false,
        }
    }
}

/// One count or peak, narrowed by all that is named.
fn one(named: &Named, claim: &Proposition) -> bool {
    let narrowed = Some(&claim.filters) == named.filters().as_ref();
    let rate = named.per.len() <= 1 && claim.per == named.per.first().copied();
    let bare = is_bare(claim);
    let narrowable = is_of_attacks(claim.population)
        || claim.population == Population::Sources
            && claim.per.is_none()
            && claim.filters.target.is_empty()
            && claim.filters.form.is_empty();
    let peak = claim.predicate == Predicate::Peak
        && claim.filters.is_empty()
        && claim.per == Some(Span::Day)
        && !named.is_mean;
    (is_count(claim) || peak)
        && narrowed
        && rate
        && (narrowable || bare)
        && named.is_number(0, claim)
        && named.numbers.len() <= 2
}

/// A count that nothing narrows and one of its parts, narrowed by all that is named, with the places of their numbers.
fn whole_and_part(named: &Named, whole: &Proposition, part: &Proposition, places: [usize; 2]) -> bool {
    let counts = is_count(whole) && is_count(part) && is_bare(whole) && part.per.is_none();
    let same = whole.population == part.population
        && (is_of_attacks(whole.population) || whole.population == Population::Sources);
    let narrowed = !part.filters.is_empty() && Some(&part.filters) == named.filters().as_ref();
    counts
        && same
        && narrowed
        && named.numbers.len() == 2
        && named.is_number(places[0], whole)
        && named.is_number(places[1], part)
}

/// Counts of one population, in the order of their numbers, each of its own place or form.
fn listed(named: &Named, read: &[&Proposition]) -> bool {
    let counts =
        read.iter().all(|claim| is_count(claim) && claim.per.is_none() && claim.population == read[0].population);
    let members = named.countries.len().max(named.forms.len());
    let alone = |claim: &Proposition, at: usize| {
        let located_in = named.countries.get(at).cloned().into_iter().collect();
        let form = named.forms.get(at).map(|form| (*form).to_owned()).into_iter().collect();
        claim.filters == Filters { located_in, form, ..Filters::default() }
    };
    counts
        && is_of_attacks(read[0].population)
        && named.aims.is_empty()
        && (named.countries.is_empty() || named.forms.is_empty())
        && [members, named.numbers.len()] == [read.len(); 2]
        && read.iter().enumerate().all(|(at, claim)| alone(claim, at) && named.is_number(at, claim))
}
