//! One clause → propositions: quantities find what they count, filters find their quantity, the rest says what it says by itself. Each unit that took
//! part is marked; those that did not are told as unread.

use std::collections::BTreeSet;

use super::Context;
use super::quantity::{Quantity, Sort, quantity};
use super::units::{Piece, Unit};
use crate::lexicon::Item;
use crate::proposition::{Aimed, Certainty, Filters, Population, Predicate, Proposition, Range, Span};
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
            definite: false,
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
                    Piece::Mark(_) | Piece::Item(Item::And | Item::Several | Item::Que | Item::Since | Item::OrEven)
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

    fn mark(&mut self, from: usize, to: usize) {
        for used in self.used.iter_mut().take(to).skip(from) {
            *used = true;
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

    /// Periods, certainty: they hold for the whole clause.
    fn settings(&mut self) {
        self.stretch();
        for at in 0..self.units.len() {
            if self.used[at] {
                continue;
            }
            match &self.units[at].piece {
                Piece::Period(period) => {
                    let since = at > 0 && matches!(self.item(at - 1), Some(Item::Since | Item::From));
                    let until = at > 0 && self.item(at - 1) == Some(Item::Until);
                    let text = match (since, until) {
                        (true, _) if !period.starts_with("last(") => format!("since({period})"),
                        (_, true) => format!("until({period})"),
                        _ => period.clone(),
                    };
                    self.period.get_or_insert(text);
                    self.mark(at.saturating_sub(usize::from(since || until)), at + 1);
                }
                Piece::Item(Item::Period(period)) => {
                    let since =
                        at > 0 && matches!(self.item(at - 1), Some(Item::Since | Item::From)) && !period.contains('(');
                    let text = if since { format!("since({period})") } else { (*period).to_owned() };
                    self.period.get_or_insert(text);
                    self.mark(at.saturating_sub(usize::from(since)), at + 1);
                }
                Piece::Item(Item::Sure(certainty)) => {
                    self.certainty = Some(self.certainty.map_or(*certainty, |before| before.max(*certainty)));
                    self.mark(at, at + 1);
                }
                Piece::Item(Item::If) => self.mark(at, at + 1),
                _ => {}
            }
        }
    }

    /// "Entre le 8 janvier et le 7 février", "from 8 to 31 January": two dates that are one period.
    fn stretch(&mut self) {
        let joins = |unit: &Unit| unit.is_light() || matches!(unit.item(), Some(Item::And | Item::To | Item::Until));
        for last in 1..self.units.len() {
            let Piece::Period(until) = &self.units[last].piece else { continue };
            let Some(first) = (0..last).rev().find(|at| !joins(&self.units[*at])) else { continue };
            let since = match &self.units[first].piece {
                Piece::Period(since) => since.clone(),
                // A day alone belongs to the month of the other.
                Piece::Number(day, 0) if (1.0..=31.0).contains(day) && first + 1 < last => match until.rsplit_once('-')
                {
                    Some((month, of_month)) if of_month.len() == 2 && month.len() >= 4 => format!("{month}-{day:02}"),
                    _ => continue,
                },
                _ => continue,
            };
            let word = |at: usize| self.words.get(self.units[at].from).map_or("", |word| word.folded.as_str());
            let from = (first.saturating_sub(2)..first)
                .find(|at| matches!(word(*at), "entre" | "du" | "de" | "between" | "from"));
            if let (Some(from), false) = (from, until.contains('(') || since.contains('(')) {
                self.period.get_or_insert(format!("between({since}, {until})"));
                self.mark(from, last + 1);
            }
        }
    }

    /// A purpose takes the rest of its clause with it: what somebody wants is no claim of what was.
    fn intention(&mut self) {
        let Some(at) = self.positions(|item| item == Item::Intent).first().copied() else { return };
        self.emit(Proposition::new(Predicate::Intended), at);
        self.mark(at, self.units.len());
    }

    fn quantities(&mut self) {
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
                whole: false,
                used: false,
            };
            self.bind(&mut bound);
            at = bound.to.max(at + 1);
            self.bound.push(bound);
        }
        for index in 1..self.bound.len() {
            let (before, after) = (&self.bound[index - 1], &self.bound[index]);
            let between = before.to..after.from;
            let of = before.to < after.from
                && self.units[between].iter().all(|unit| unit.is_light() || unit.item() == Some(Item::AimedAt));
            let counts =
                before.quantity.sort == Sort::Count && after.quantity.sort == Sort::Count && before.per.is_none();
            if of && counts && before.counted.is_none() && after.counted.is_some() {
                self.bound[index - 1].counted = self.bound[index].counted;
                self.bound[index].whole = true;
            }
        }
        // A rate belongs to the quantity before it, else to the one after.
        for at in self.positions(|item| matches!(item, Item::Per(_))) {
            let Some(Item::Per(span)) = self.item(at) else { continue };
            let countable = |bound: &&mut Bound| matches!(bound.quantity.sort, Sort::Count | Sort::Peak | Sort::No);
            let before = self
                .bound
                .iter()
                .rposition(|bound| bound.to <= at && matches!(bound.quantity.sort, Sort::Count | Sort::Peak));
            let chosen = match before {
                Some(index) => self.bound.get_mut(index),
                None => self.bound.iter_mut().find(countable),
            };
            if let Some(bound) = chosen {
                bound.per = Some(span);
                self.used[at] = true;
            }
        }
    }

    /// What a quantity counts: the noun after it, with articles, prepositions and one unknown adjective between.
    fn bind(&self, bound: &mut Bound) {
        let mut unknown = 0;
        for at in bound.to..self.units.len().min(bound.to + 5) {
            match self.item(at) {
                Some(Item::Counted(population)) => {
                    bound.counted = Some(population);
                    bound.to = at + 1;
                    return;
                }
                Some(Item::They) => {
                    bound.counted = Some(self.population.unwrap_or(Population::Attacks));
                    bound.to = at + 1;
                    return;
                }
                Some(Item::Form(form)) if matches!(bound.quantity.sort, Sort::Count | Sort::Peak | Sort::No) => {
                    bound.counted = Some(Population::Attacks);
                    bound.forms.insert(form.to_owned());
                    bound.to = at + 1;
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

    /// The first word of a unit, folded.
    fn word_at(&self, at: usize) -> &str {
        self.units.get(at).and_then(|unit| self.words.get(unit.from)).map_or("", |word| word.folded.as_str())
    }

    /// "Was attacked", "came under attack": attacks without being counted by name.
    fn is_attacked(&self) -> bool {
        self.units
            .iter()
            .filter(|unit| unit.item() == Some(Item::Underwent))
            .any(|unit| self.words[unit.from..unit.to].iter().any(|word| word.folded.starts_with("atta")))
    }

    /// Whether a quantity counts something this crate knows, or stands alone as a part of what was spoken of.
    fn is_known(&self, bound: &Bound) -> bool {
        if bound.counted.is_some() {
            return true;
        }
        let follows = (bound.to..self.units.len()).find(|at| !self.units[*at].is_light());
        let noun = follows.is_some_and(|at| {
            matches!(self.units[at].piece, Piece::Unread) || matches!(self.item(at), Some(Item::Aim(_) | Item::Actor))
        });
        let of = self
            .words
            .get(self.units[bound.to.min(self.units.len()) - 1].to)
            .is_some_and(|word| matches!(word.folded.as_str(), "de" | "des" | "d" | "of" | "du"));
        bound.quantity.sort == Sort::Rank || !(noun && (of || bound.quantity.sort == Sort::Count))
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
        if self.population.is_none() && aims {
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
        denials.max(usize::from(neither)) % 2 == 1
    }

    /// The "pas" of a "ne": within eight units, so that "n'ont à ce jour pas" is whole.
    fn other_half(&self, ne: usize) -> Option<usize> {
        (ne + 1..self.units.len().min(ne + 9)).find(|at| matches!(self.item(*at), Some(Item::Not)))
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

    /// Places that traffic is said to arrive from.
    fn places(&mut self) {
        let mut last_end = usize::MAX;
        for at in 0..self.units.len() {
            let code = match self.item(at) {
                Some(Item::Country(code)) if self.is_place(at) => code,
                Some(Item::National(code)) if self.is_place_adjective(at) => code,
                _ => continue,
            };
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
    fn is_place(&self, at: usize) -> bool {
        let whole = |wanted: fn(Item) -> bool| self.units.iter().filter_map(Unit::item).any(wanted);
        let accounts = self.units[at..]
            .iter()
            .any(|unit| matches!(unit.item(), Some(Item::AccountsFor | Item::Rank(_) | Item::Origin)));
        if accounts && !whole(|item| matches!(item, Item::By | Item::Acts | Item::Actor | Item::Group)) {
            return true;
        }
        let clear = |item: Option<Item>| {
            matches!(item, Some(Item::By | Item::Acts | Item::Actor | Item::Group | Item::Individual))
        };
        for before in (0..at).rev() {
            match self.item(before) {
                item if clear(item) => return false,
                Some(Item::From | Item::Origin | Item::Since) => {
                    return !(0..before).any(|at| self.item(at) == Some(Item::Actor)) && !self.acts_after(at);
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

    fn acts_after(&self, at: usize) -> bool {
        let after = (at + 1..self.units.len().min(at + 6))
            .take_while(|at| !matches!(self.item(*at), Some(Item::And | Item::Country(_))));
        after.into_iter().any(|at| self.item(at) == Some(Item::Acts))
    }

    /// An adjective of nationality is a place beside addresses and servers, and after "d'origine".
    fn is_place_adjective(&self, at: usize) -> bool {
        let near = |at: Option<usize>| at.and_then(|at| self.item(at));
        let sources = |item: Option<Item>| {
            matches!(item, Some(Item::Counted(Population::Sources) | Item::Aim(_) | Item::Via(_) | Item::Origin))
        };
        let copula = self.population == Some(Population::Sources)
            && !self.units.iter().any(|unit| matches!(unit.item(), Some(Item::Actor | Item::By | Item::Acts)));
        let nobody = !self.units.iter().any(|unit| matches!(unit.item(), Some(Item::Actor | Item::By | Item::Acts)));
        let origin = nobody && self.units[..at].iter().any(|unit| unit.item() == Some(Item::Origin));
        sources(near(at.checked_sub(1))) || sources(near(Some(at + 1))) || copula || origin
    }

    fn aims(&mut self) {
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
            let taken = self
                .units
                .iter()
                .any(|unit| matches!(unit.item(), Some(Item::Success | Item::Stolen | Item::Outage | Item::Acts)));
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
                if !taken && narrower && self.item_after(at, Item::Underwent) {
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
    fn is_aiming(&self, at: usize) -> bool {
        if self.item(at) != Some(Item::AimedAt) {
            return false;
        }
        let word = self.words.get(self.units[at].from).map_or("", |word| word.folded.as_str());
        let before = (0..at).rev().find(|before| !self.units[*before].is_light());
        let beside = before
            .is_some_and(|before| matches!(self.item(before), Some(Item::Counted(_) | Item::Form(_) | Item::They)));
        !matches!(word, "sur" | "at" | "on") || beside
    }

    fn forms(&mut self) {
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

    fn vias(&mut self) {
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

    /// Who: States, peoples and named groups that are said to act.
    fn actors(&mut self) {
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
            let acting = |item: Option<Item>| {
                matches!(item, Some(Item::Acts | Item::By | Item::Actor | Item::Group | Item::Individual))
            };
            let around = (at.saturating_sub(6)..self.units.len().min(at + 7)).any(|other| acting(self.item(other)));
            let beside = |at: Option<usize>| at.and_then(|at| self.item(at));
            let attacks = |item: Option<Item>| {
                matches!(
                    item,
                    Some(Item::Counted(
                        Population::Attacks | Population::Attempts | Population::Incidents | Population::Requests
                    ))
                )
            };
            let adjective = matches!(self.item(at), Some(Item::National(_)))
                && (attacks(beside(at.checked_sub(1))) || attacks(beside(Some(at + 1))) || self.population.is_some());
            let of = matches!(self.item(at), Some(Item::Country(_)))
                && (at.saturating_sub(3)..at).any(|at| attacks(self.item(at)));
            if !(around || adjective || of) {
                continue;
            }
            for other in at.saturating_sub(6)..self.units.len().min(at + 7) {
                if acting(self.item(other)) {
                    self.used[other] = true;
                }
            }
            let mut proposition = Proposition::new(Predicate::Attributed);
            proposition.object = Some(object);
            self.emit(proposition, at);
        }
    }

    /// Shares and ranks: each takes the next filter that has none, else the one before, else the place last named.
    fn shares(&mut self) {
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
                None if self.refers_back(index) => {
                    Filters { located_in: self.earlier_place.clone(), ..Filters::default() }
                }
                None => continue,
            };
            let predicate = if sort == Sort::Rank { Predicate::Rank } else { Predicate::Share };
            let mut proposition = Proposition::new(predicate);
            let counted = self.bound[index].counted.filter(|counted| *counted != Population::Countries);
            proposition.population = counted.or(self.population).unwrap_or(Population::Attacks);
            proposition.filters = filters;
            let anchor = chosen.map_or(from, |at| self.narrowing[at].from.max(from));
            let denied =
                self.denied(anchor) || self.bound[index].counted.is_none() && sort != Sort::No && self.denied(from);
            proposition.range = Some(if sort == Sort::Few { Range::below(0.25) } else { range });
            proposition.negated = denied && sort != Sort::No;
            self.bound[index].used = true;
            self.mark(from, to);
            self.mark_provenance();
            self.found.push(proposition);
        }
    }

    /// Aims that stand together with the one chosen: "databases and mailboxes" of a share are one set.
    fn join_aims(&mut self, at: usize, filters: &mut Filters) {
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
    fn refers_back(&self, index: usize) -> bool {
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

    /// Success, failure, theft, outage.
    fn successes(&mut self) {
        for at in self.positions(|item| matches!(item, Item::Success | Item::Failure | Item::Stolen | Item::Outage)) {
            let Some(item) = self.item(at) else { continue };
            if self.used[at] {
                continue;
            }
            let (predicate, fails) = match item {
                Item::Stolen => (Predicate::Stolen, false),
                Item::Outage => (Predicate::Caused, false),
                item => (Predicate::Succeeded, item == Item::Failure),
            };
            let quantity = self.bound.iter().position(|bound| {
                !bound.used && matches!(bound.quantity.sort, Sort::No | Sort::Share | Sort::Few | Sort::Count)
            });
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
            for other in self.positions(|item| matches!(item, Item::Actor | Item::By)) {
                self.used[other] = true;
            }
            self.use_up_synonyms(item, fails);
        }
    }

    /// Its other words say the same: "blocked and repelled", "succeeded in entering".
    fn use_up_synonyms(&mut self, item: Item, fails: bool) {
        for other in
            self.positions(|other| other == item || matches!((item, other), (Item::Success, Item::Failure)) && fails)
        {
            self.used[other] = true;
        }
    }

    /// The "ne" of "aucune n'a réussi" denies nothing more.
    fn skip_ne(&mut self) {
        for at in 0..self.units.len() {
            if self.item(at) == Some(Item::Ne) && self.other_half(at).is_none() {
                self.used[at] = true;
            }
        }
    }

    /// Counts, peaks and changes.
    fn counts(&mut self) {
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
                self.narrow(&mut proposition, to);
            }
            let denied = sort != Sort::No && self.denied(from);
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
    fn places_follow(&self, to: usize) -> bool {
        let next = (to..self.units.len()).find(|at| !self.units[*at].is_light());
        let place = |at: usize| {
            matches!(self.item(at), Some(Item::From | Item::Origin))
                || self.narrowing.iter().any(|one| one.from == at && !one.filters.located_in.is_empty())
        };
        self.population.is_some() && next.is_some_and(place)
    }

    /// What narrows a count: a place in its segment; an aim only as the verb of what is counted ("12 attacks hit our site").
    fn narrow(&mut self, proposition: &mut Proposition, to: usize) {
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

    /// Places, aims and forms without a quantity.
    fn bare_narrowings(&mut self) {
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
    fn plain_predicates(&mut self) {
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
            if !(speaks_of_attacks || by || self.spoke_of_actors || predicate == Predicate::Targeted) {
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
    fn mark_recorders(&mut self) {
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
        for at in self.positions(|item| item == Item::Actor) {
            let word = self.word_at(at);
            self.used[at] |=
                ["assaillant", "attaquant", "attacker", "assailant"].iter().any(|stem| word.starts_with(stem));
        }
    }
}
