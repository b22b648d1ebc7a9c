//! Units of a sentence → propositions. A sentence is cut into clauses; in each, quantities are bound to what they count and filters (places, aims, forms) to the
//! quantity they stand with; what is recognised and not used, or not recognised at all, is kept as *unread*, so that no verdict on a half-read clause is
//! ever *Established*. Linear in the words of a sentence but for windows of fixed size.

mod clause;
mod quantity;
mod speaker;
mod units;

use serde::Serialize;

use crate::lexicon::{Item, Tongue, tongue};
use crate::proposition::{Population, Predicate, Proposition, Range};
use crate::text::words::{Word, words};
use units::{Piece, Unit, units};

/// What was read from a sentence.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reading {
    /// Its language.
    pub tongue: Tongue,
    /// Its claims; none when it claims nothing that logs bear on.
    pub propositions: Vec<Proposition>,
    /// Why it is out of scope, when it is.
    pub out_of_scope: Option<OutOfScope>,
    /// Whether it was longer than what is read of one.
    pub cut: bool,
}

/// Why a sentence claims nothing that logs bear on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutOfScope {
    /// It asks.
    Question,
    /// It demands, promises or foretells.
    Wish,
    /// It doubts, or says what is not known.
    Doubt,
    /// It judges by taste or worth.
    Opinion,
    /// It speaks of purposes.
    Intention,
    /// Nothing in it is about attacks on logs' systems.
    NoClaim,
}

/// What sentences before have spoken of.
#[derive(Clone, Debug)]
pub struct Context {
    /// The language so far.
    pub tongue: Tongue,
    /// What was last counted; `None` while no attack was spoken of.
    pub population: Option<Population>,
    /// Whether the clause before spoke of who: a group, one person, acting together.
    pub spoke_of_actors: bool,
    /// The place last named.
    pub place: std::collections::BTreeSet<String>,
}

impl Default for Context {
    fn default() -> Context {
        Context {
            tongue: Tongue::Fr,
            population: None,
            spoke_of_actors: false,
            place: std::collections::BTreeSet::new(),
        }
    }
}

/// Reads one sentence.
///
/// ```
/// use vigie_judge::grammar::{Context, read};
/// let reading = read("Près de la moitié des attaques proviennent d'Ukraine.", &mut Context::default());
/// assert_eq!(reading.propositions[0].to_string(), "share(attacks, located_in=UA) in [0.4, 0.6]");
/// ```
pub fn read(sentence: &str, context: &mut Context) -> Reading {
    let (words, cut) = words(sentence);
    context.tongue = tongue(&words, context.tongue);
    let mut reading = Reading { tongue: context.tongue, propositions: Vec::new(), out_of_scope: None, cut };
    let mut units = units(&words, context.tongue);
    let has = |wanted: fn(&Item) -> bool, units: &[Unit]| units.iter().filter_map(Unit::item).any(|item| wanted(&item));
    if sentence.trim_end_matches(['»', '”', '"', ')', ' ', '.', '!']).ends_with('?') {
        reading.out_of_scope = Some(OutOfScope::Question);
        return reading;
    }
    drop_what_is_contradicted(&mut units, &words);
    if has(|item| *item == Item::Doubt, &units) {
        reading.out_of_scope = Some(OutOfScope::Doubt);
        return reading;
    }
    let said = speaker::take(&mut units, &words, sentence);
    let mut unread: Vec<String> = Vec::new();
    for part in clauses(&units) {
        let wishes = part.iter().any(|unit| unit.item() == Some(Item::Wish));
        if wishes {
            reading.out_of_scope = Some(OutOfScope::Wish);
            continue;
        }
        let mut clause = clause::Clause::new(part, &words, sentence, context);
        clause.read();
        unread.extend(clause.unread());
        let read = std::mem::take(&mut clause.found);
        clause.leave(context, &read);
        reading.propositions.extend(read);
    }
    let deed = said.claims_deed || has(|item| *item == Item::Acts, &units);
    if let (Some(actor), true, true) = (&said.actor, deed, reading.propositions.is_empty()) {
        let mut own = Proposition::new(Predicate::Attributed);
        own.object = Some(actor.clone());
        reading.propositions.push(own);
    }
    if cut {
        unread.push("…".into());
    }
    let conditional = has(|item| *item == Item::If, &units);
    if conditional {
        suppose(&mut reading.propositions);
    }
    drop_repeated(&mut reading.propositions);
    for proposition in &mut reading.propositions {
        proposition.speaker.clone_from(&said.speaker);
        proposition.negated ^= said.denied;
        proposition.unread.clone_from(&unread);
        sentence.clone_into(&mut proposition.text);
    }
    if reading.propositions.is_empty() && reading.out_of_scope.is_none() {
        reading.out_of_scope =
            Some(if has(|item| *item == Item::Opinion, &units) { OutOfScope::Opinion } else { OutOfScope::NoClaim });
    } else if !reading.propositions.is_empty() {
        let intention = reading.propositions.iter().all(|proposition| proposition.predicate == Predicate::Intended);
        reading.out_of_scope = intention.then_some(OutOfScope::Intention);
    }
    reading
}

/// "Contrary to what was written, …": what others wrote goes, up to its comma; what is claimed against it stays.
fn drop_what_is_contradicted(units: &mut Vec<Unit>, words: &[Word]) {
    let contrary = |unit: &Unit| {
        unit.item() == Some(Item::Doubt)
            && words.get(unit.from).is_some_and(|word| matches!(word.folded.as_str(), "contrairement" | "contrary"))
    };
    let Some(start) = units.iter().position(contrary) else { return };
    let is_comma = |unit: &Unit| words.get(unit.from).is_some_and(|word| word.folded == ",");
    let comma = units[start..].iter().position(is_comma);
    match (start, comma) {
        (0, Some(length)) => drop(units.drain(..=length)),
        (0, None) => {}
        (_, comma) => drop(units.drain(start..comma.map_or(units.len(), |length| start + length))),
    }
}

/// The set of numbers that words of quantity mean, in either language: the notation's words in quotation marks.
///
/// ```
/// use vigie_judge::{grammar::meaning, proposition::Range};
/// assert_eq!(meaning("plusieurs milliers"), Some(Range::half_open(2_000.0, 10_000.0)));
/// assert_eq!(meaning("several thousand"), meaning("des milliers"));
/// assert_eq!(meaning("attaques"), None);
/// ```
pub fn meaning(text: &str) -> Option<Range> {
    let (words, _) = words(text);
    [Tongue::Fr, Tongue::En].into_iter().find_map(|tongue| {
        let units = units(&words, tongue);
        let start = units.iter().position(|unit| !unit.is_light())?;
        let (quantity, next) = quantity::quantity(&units, start)?;
        units.get(next..)?.iter().all(Unit::is_light).then_some(quantity.range)
    })
}

/// Under an "if", only success is claimed, and that there was none: "if these attacks succeeded".
fn suppose(propositions: &mut Vec<Proposition>) {
    propositions.retain(|proposition| proposition.predicate == Predicate::Succeeded);
    propositions.truncate(1);
    for proposition in propositions {
        proposition.conditional = true;
        proposition.negated = !proposition.negated;
    }
}

/// Says each claim once; "not lone hackers" adds nothing to "a group".
fn drop_repeated(propositions: &mut Vec<Proposition>) {
    let group =
        propositions.iter().any(|proposition| proposition.predicate == Predicate::Group && !proposition.negated);
    let mut kept: Vec<Proposition> = Vec::new();
    for proposition in propositions.drain(..) {
        let adds_nothing = group && proposition.predicate == Predicate::Individual && proposition.negated;
        if !adds_nothing && !kept.contains(&proposition) {
            kept.push(proposition);
        }
    }
    *propositions = kept;
}

/// Cuts at what ends a clause: "mais", semicolons, parentheses, "dont". A sentence of one line has few.
fn clauses(units: &[Unit]) -> Vec<&[Unit]> {
    let ends = |unit: &Unit| {
        matches!(unit.piece, Piece::Item(Item::But) | Piece::Mark('(' | ')' | '[' | ']' | '—' | '–' | '-'))
            || unit.item() == Some(Item::OfWhich)
    };
    units.split(ends).filter(|part| !part.is_empty()).collect()
}
