//! A sentence → its clauses. First at what parts thoughts ("mais", semicolons, dashes, brackets, "dont"), then at commas and "et" where both sides claim
//! something of their own. A clause that begins with its verb takes over whose verb it is. What a clause says is not read here.

use super::units::{Piece, Unit};
use crate::lexicon::Item;
use crate::proposition::Population;
use crate::text::words::Word;

/// Clauses that belong to one thought: a doubt or a "no sign of" at its beginning holds for all of them.
pub(super) type Thought = Vec<Vec<Unit>>;

/// The thoughts of a sentence, in order.
pub(super) fn thoughts(units: &[Unit], words: &[Word]) -> Vec<Thought> {
    let units = &insertions_after(units, words);
    let ends = |unit: &Unit| {
        matches!(unit.piece, Piece::Item(Item::But) | Piece::Mark('(' | ')' | '[' | ']' | '—' | '–' | '-'))
            || unit.item() == Some(Item::OfWhich)
    };
    let mut found = Vec::new();
    let mut start = 0;
    while start <= units.len() {
        let end = units[start..].iter().position(ends).map_or(units.len(), |step| start + step);
        // "Dont 907", "of which half": of those.
        let of_those = start.checked_sub(1).map(|at| &units[at]).filter(|unit| is_of_those(unit, words));
        let mut part: Vec<Unit> =
            of_those.map(|unit| Unit { piece: Piece::Item(Item::They), ..unit.clone() }).into_iter().collect();
        part.extend_from_slice(&units[start..end]);
        if end > start {
            found.push(clauses(&part, words));
        }
        start = end + 1;
    }
    found
}

/// "(47 %)" stands as between commas; "(907 of them came from Ukraine)" stands after the sentence it is put into, which goes on.
fn insertions_after(units: &[Unit], words: &[Word]) -> Vec<Unit> {
    let mut found = units.to_vec();
    for (open, close) in [('(', ')'), ('[', ']'), ('—', '—'), ('–', '–'), ('-', '-')] {
        let Some(start) = found.iter().position(|unit| unit.piece == Piece::Mark(open)) else { continue };
        let Some(end) = (start + 1..found.len()).find(|at| found[*at].piece == Piece::Mark(close)) else { continue };
        let inner = &found[start + 1..end];
        let plain = !inner.iter().any(|unit| {
            is_verb(unit, words)
                || matches!(unit.item(), Some(Item::From | Item::OfWhich | Item::But | Item::Country(_)))
        });
        if plain {
            found[start].piece = Piece::Item(Item::And);
            found[end].piece = Piece::Item(Item::And);
        } else if end + 1 < found.len() {
            let inserted: Vec<Unit> = found.drain(start..=end).collect();
            found.extend(inserted.into_iter().take(end - start));
        }
    }
    found
}

fn is_of_those(unit: &Unit, words: &[Word]) -> bool {
    let last = unit.to.checked_sub(1).and_then(|at| words.get(at)).map_or("", |word| word.folded.as_str());
    unit.item() == Some(Item::OfWhich)
        && matches!(
            last,
            "dont" | "which" | "lesquelles" | "lesquels" | "desquelles" | "desquels" | "them" | "elles" | "eux"
        )
}

/// Cuts where both sides are whole: "none was lost, and the site stayed up", not "our site and our mailboxes".
fn clauses(units: &[Unit], words: &[Word]) -> Thought {
    let mut found: Thought = Vec::new();
    let mut current: Vec<Unit> = Vec::new();
    let mut rest = units;
    let mut joint: Option<&Unit> = None;
    loop {
        let end = rest.iter().position(|unit| unit.item() == Some(Item::And)).unwrap_or(rest.len());
        let segment = &rest[..end];
        let whole = is_whole(segment, words);
        // "Neuf adresses, soit 3 % des sources, sont situées en Ukraine": a number alone waits for its verb.
        let ready = is_whole(&current, words)
            && (whole && segment_has_verb(segment, words) || current.iter().any(|unit| is_verb(unit, words)));
        if joint.is_some() && ready && (whole || opens_with_verb(segment, words)) {
            let mut next = if whole { Vec::new() } else { taken_over(&current) };
            if joint.is_some_and(|joint| is_or(joint, words)) && !segment.iter().any(denies) {
                next.extend(current.iter().filter(|unit| denies(unit)).cloned());
            }
            next.extend_from_slice(segment);
            found.push(std::mem::replace(&mut current, next));
        } else {
            current.extend(joint.cloned());
            current.extend_from_slice(segment);
        }
        let Some(next) = rest.get(end) else { break };
        joint = Some(next);
        rest = &rest[end + 1..];
    }
    found.push(current);
    found.retain(|clause| !clause.is_empty());
    found
}

fn segment_has_verb(units: &[Unit], words: &[Word]) -> bool {
    units.iter().any(|unit| is_verb(unit, words) || unit.item() == Some(Item::From))
}

fn is_or(unit: &Unit, words: &[Word]) -> bool {
    words.get(unit.from).is_some_and(|word| matches!(word.folded.as_str(), "ou" | "or" | "nor" | "ni"))
}

fn denies(unit: &Unit) -> bool {
    matches!(unit.item(), Some(Item::Ne | Item::Not))
}

/// Whether a stretch has somebody or something to speak of, and says something of it.
fn is_whole(units: &[Unit], words: &[Word]) -> bool {
    let subject = units.iter().any(|unit| {
        matches!(
            unit.item(),
            Some(
                Item::They
                    | Item::Attacker
                    | Item::Aim(_)
                    | Item::Form(_)
                    | Item::No
                    | Item::All
                    | Item::Part(_)
                    | Item::Fraction(_)
            )
        )
    }) || units
        .iter()
        .any(|unit| matches!(unit.item(), Some(Item::Counted(population)) if is_of_attacks(population)))
        || is_named_before_its_verb(units, words);
    let counted = units.iter().any(|unit| match unit.item() {
        Some(Item::Counted(population)) => is_of_attacks(population),
        item => matches!(item, Some(Item::They | Item::No)),
    });
    // "1,922 attacks": a number and what it counts say something by themselves.
    let number = |unit: &Unit| {
        matches!(
            unit.piece,
            Piece::Number(..)
                | Piece::Item(
                    Item::Magnitude(..) | Item::Several | Item::AFew | Item::Many | Item::Countless | Item::One
                )
        )
    };
    let numbered = counted && units.iter().any(number);
    subject && units.iter().any(|unit| numbered || is_verb(unit, words) || counted && unit.item() == Some(Item::From))
}

fn is_of_attacks(population: Population) -> bool {
    !matches!(population, Population::Countries | Population::Forms)
}

/// "Russia is behind …": a name stands for who acts where it stands before the verb.
fn is_named_before_its_verb(units: &[Unit], words: &[Word]) -> bool {
    let named = |unit: &Unit| {
        matches!(unit.item(), Some(Item::Country(_) | Item::National(_) | Item::Seat(_) | Item::Named(_)))
    };
    let verb = units.iter().position(|unit| is_verb(unit, words));
    verb.is_some_and(|verb| units[..verb].iter().any(named))
}

/// Whether a unit says something of a subject. Prepositions do not: "contre 47 %", "on its website".
fn is_verb(unit: &Unit, words: &[Word]) -> bool {
    let word = words.get(unit.from).map_or("", |word| word.folded.as_str());
    match unit.item() {
        Some(Item::AimedAt) => !is_preposition(word),
        Some(Item::From) => !matches!(word, "from" | "depuis" | "en" | "a" | "provenance"),
        Some(
            Item::Success
            | Item::Failure
            | Item::Stolen
            | Item::Outage
            | Item::Up
            | Item::Underwent
            | Item::Acts
            | Item::Uninvolved
            | Item::Coordinated
            | Item::Targeted
            | Item::Opportunistic
            | Item::Group
            | Item::Individual
            | Item::Change(_)
            | Item::Intent
            | Item::AccountsFor
            | Item::Try,
        ) => true,
        _ => false,
    }
}

/// Words of aiming that are prepositions.
pub(crate) fn is_preposition(word: &str) -> bool {
    matches!(word, "sur" | "contre" | "at" | "on" | "against" | "envers" | "a" | "en")
}

/// "… et ont été repoussées", "… and stole nothing": what follows the "and" is a verb.
fn opens_with_verb(units: &[Unit], words: &[Word]) -> bool {
    let first =
        units.iter().find(|unit| !unit.is_light() && !denies(unit) && !matches!(unit.item(), Some(Item::Sure(_))));
    first.is_some_and(|unit| is_verb(unit, words))
}

/// Whose verb it is, for a clause that does not say: "our mailboxes" or "none of the attacks" of the clause before. How many is not taken over, for that was said.
fn taken_over(before: &[Unit]) -> Vec<Unit> {
    let end = before
        .iter()
        .position(|unit| {
            !unit.is_light()
                && !matches!(
                    unit.item(),
                    Some(
                        Item::Counted(_)
                            | Item::They
                            | Item::Aim(_)
                            | Item::No
                            | Item::All
                            | Item::Attacker
                            | Item::Country(_)
                            | Item::National(_)
                            | Item::Seat(_)
                            | Item::Named(_)
                            | Item::Actor
                    )
                )
        })
        .unwrap_or(0);
    let subject = &before[..end];
    let carries = subject.iter().any(|unit| match unit.item() {
        Some(Item::Counted(population)) => is_of_attacks(population),
        Some(
            Item::Aim(_) | Item::No | Item::All | Item::Country(_) | Item::National(_) | Item::Seat(_) | Item::Named(_),
        ) => true,
        _ => false,
    });
    if carries { subject.to_vec() } else { Vec::new() }
}
