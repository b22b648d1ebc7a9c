//! Units of a sentence → propositions. A sentence is cut into clauses; in each, quantities are bound to what they count and filters (places, aims, forms) to the
//! quantity they stand with; what is recognised and not used, or not recognised at all, is kept as *unread*, so that no verdict on a half-read clause is
//! ever *Established*. Linear in the words of a sentence but for windows of fixed size.

mod clause;
mod parts;
mod quantity;
mod speaker;
mod turns;
mod units;
mod vouched;

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
    /// Whether it speaks of an exercise or a fiction, or takes something back.
    pub turns: bool,
    /// Whether it speaks of "the attacks", "these attempts", which may be those of a sentence before.
    pub refers: bool,
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
    /// Whether what was last counted was all of it, or a number of it: a clause that goes on without a noun speaks of these.
    pub definite: bool,
    /// The place last named.
    pub place: std::collections::BTreeSet<String>,
}

impl Default for Context {
    fn default() -> Context {
        Context {
            tongue: Tongue::Fr,
            population: None,
            spoke_of_actors: false,
            definite: false,
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
    context.definite = false;
    let mut reading = Reading {
        tongue: context.tongue,
        propositions: Vec::new(),
        out_of_scope: None,
        cut,
        turns: false,
        refers: false,
    };
    let mut units = units(&words, context.tongue);
    let named = vouched::Named::of(&words, &units);
    let mut unread = turns::turns(&units, &words, sentence);
    reading.turns = !unread.is_empty();
    reading.refers = refers(&units, &words);
    let has = |wanted: fn(&Item) -> bool, units: &[Unit]| units.iter().filter_map(Unit::item).any(|item| wanted(&item));
    if sentence.trim_end_matches(['»', '”', '"', ')', ' ', '.', '!']).ends_with('?') {
        reading.out_of_scope = Some(OutOfScope::Question);
        return reading;
    }
    drop_what_is_contradicted(&mut units, &words);
    rates_of_papers(&mut units, &words);
    events_are_times(&mut units, &words);
    no_longer(&mut units, &words);
    drop_asides(&mut units);
    what_was_tried(&mut units, &words);
    what_was_targeted(&mut units, &words);
    let said = speaker::take(&mut units, &words, sentence);
    days_of_something_else(&mut units);
    for thought in parts::thoughts(&units, &words) {
        unread.extend(read_thought(&thought, &words, sentence, context, &mut reading));
    }
    let deed = said.claims_deed || has(|item| *item == Item::Acts, &units);
    if let (Some(actor), true, true) = (&said.actor, deed, reading.propositions.is_empty()) {
        let mut own = Proposition::new(Predicate::Attributed);
        own.object = Some(actor.clone());
        own.negated = said.denies;
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
    unread.extend(turns::order_left(&units, &words, sentence, &reading.propositions));
    let vouched =
        !cut && named.is_some_and(|named| vouched::is_vouched(&words, &named, context.tongue, &reading.propositions));
    for proposition in &mut reading.propositions {
        proposition.vouched = vouched;
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

/// Whether something counted is spoken of as known: "these attacks".
fn refers(units: &[Unit], words: &[Word]) -> bool {
    units.windows(2).any(|pair| {
        let all = |word: &Word| matches!(word.folded.as_str(), "les" | "ces" | "des" | "the" | "these" | "those");
        matches!(pair[1].item(), Some(Item::Counted(_))) && words.get(pair[0].to - 1).is_some_and(all)
    })
}

/// Reads the clauses of a thought; returns the words of it that were not understood. A doubt takes the whole thought with it; "no sign of" leaves only effects, denied.
fn read_thought(
    thought: &parts::Thought,
    words: &[Word],
    sentence: &str,
    context: &mut Context,
    reading: &mut Reading,
) -> Vec<String> {
    let mut unread = Vec::new();
    let (mut doubted, mut unseen) = (false, false);
    for units in thought {
        let is = |wanted: Item| units.iter().any(|unit| unit.item() == Some(wanted));
        doubted |= is(Item::Doubt);
        unseen |= is(Item::NoSign);
        let wished: Vec<Unit>;
        let units = if is(Item::Wish) {
            wished = without_wishes(units);
            reading.out_of_scope = Some(OutOfScope::Wish);
            &wished
        } else {
            units
        };
        let mut clause = clause::Clause::new(units, words, sentence, context);
        clause.read();
        let left = clause.unread();
        let mut read = std::mem::take(&mut clause.found);
        if unseen {
            read.retain(|claim| is_effect(claim.predicate));
            for claim in &mut read {
                claim.negated = true;
            }
        }
        if doubted || unseen && read.is_empty() {
            reading.out_of_scope = Some(OutOfScope::Doubt);
            continue;
        }
        unread.extend(left);
        clause.leave(context, &read);
        reading.propositions.append(&mut read);
    }
    unread
}

fn is_effect(predicate: Predicate) -> bool {
    matches!(predicate, Predicate::Succeeded | Predicate::Stolen | Predicate::Caused)
}

/// ", saisie dès le 20 janvier,": a day in a stretch that claims nothing and is of something else is not the day of the claim.
fn days_of_something_else(units: &mut [Unit]) {
    for stretch in units.split_mut(|unit| {
        matches!(unit.item(), Some(Item::And | Item::But | Item::OfWhich)) || matches!(unit.piece, Piece::Mark(_))
    }) {
        let is_day = |unit: &Unit| matches!(unit.piece, Piece::Period(_) | Piece::Item(Item::Period(_)));
        let idle = |unit: &Unit| {
            unit.is_light()
                || is_day(unit)
                || matches!(
                    unit.piece,
                    Piece::Unread
                        | Piece::Item(Item::Neutral | Item::Since | Item::From | Item::Actor | Item::Month(_))
                )
        };
        if stretch.iter().any(|unit| unit.piece == Piece::Unread) && stretch.iter().all(idle) {
            for unit in stretch.iter_mut().filter(|unit| is_day(unit)) {
                unit.piece = Piece::Item(Item::Neutral);
            }
        }
    }
}

/// "It was our mailboxes that were targeted": aimed at, not of a kind of attack.
fn what_was_targeted(units: &mut [Unit], words: &[Word]) {
    let mut aimed = false;
    for unit in units {
        match unit.item() {
            Some(Item::Aim(_)) => aimed = true,
            Some(Item::Counted(_) | Item::They | Item::But) => aimed = false,
            Some(Item::Targeted)
                if aimed
                    && words[unit.from..unit.to]
                        .iter()
                        .any(|word| word.folded == "targeted" || word.folded.starts_with("vise")) =>
            {
                unit.piece = Piece::Item(Item::AimedAt);
            }
            _ => {}
        }
    }
}

/// A clause without the segments that demand, promise or foretell.
fn without_wishes(units: &[Unit]) -> Vec<Unit> {
    let is = |unit: &Unit, wanted: Item| unit.item() == Some(wanted);
    let segments = units.split(|unit| is(unit, Item::And));
    let kept = segments.filter(|segment| !segment.iter().any(|unit| is(unit, Item::Wish)));
    kept.flatten().cloned().collect()
}

/// "Tried to break into our mailboxes", "attempts to steal data": what was tried was aimed at, whether it came about or not.
fn what_was_tried(units: &mut [Unit], words: &[Word]) {
    let mut trying = false;
    // Set while only "to", "de" stand between an attempt and what is attempted.
    let mut attempt = false;
    for unit in units {
        let joins = |word: &Word| matches!(word.folded.as_str(), "to" | "de" | "d" | "at" | "of" | "pour");
        match unit.item() {
            Some(Item::Try) => trying = true,
            Some(Item::Counted(Population::Attempts)) => attempt = words.get(unit.to).is_some_and(joins),
            Some(Item::Success | Item::Stolen | Item::Outage | Item::Acts) if trying || attempt => {
                unit.piece = Piece::Item(Item::AimedAt);
                attempt = false;
            }
            Some(Item::And | Item::But) => (trying, attempt) = (false, false),
            _ if unit.is_light() => {}
            _ => attempt = false,
        }
    }
}

/// ", whatever the rumours say", "malgré les rumeurs,": a doubt that is put aside.
fn drop_what_does_not_matter(units: &mut Vec<Unit>, words: &[Word]) {
    let word = |unit: &Unit| words.get(unit.from).map_or("", |word| word.folded.as_str());
    let is_comma = |unit: &Unit| word(unit) == ",";
    let Some(at) = units.iter().position(|unit| unit.item() == Some(Item::Doubt)) else { return };
    let start = units[..at].iter().rposition(is_comma).map_or(0, |at| at + 1);
    let aside = units.get(start).is_some_and(|unit| {
        matches!(
            word(unit),
            "whatever"
                | "despite"
                | "notwithstanding"
                | "quoi"
                | "malgre"
                | "quels"
                | "quelles"
                | "quelle"
                | "quel"
                | "n"
        ) && (word(unit) != "n" || words.get(unit.to).is_some_and(|next| next.folded == "en"))
    });
    let end = units[at..].iter().position(is_comma).map_or(units.len(), |step| at + step);
    if aside && (start > 0 || end < units.len()) {
        units.drain(start..(end + 1).min(units.len()));
    }
}

/// "Son rapport annuel", "a daily newspaper": how often a paper appears is no rate of what it says.
fn rates_of_papers(units: &mut [Unit], words: &[Word]) {
    for at in 0..units.len() {
        let adjective = words.get(units[at].from).is_some_and(|word| {
            ["annu", "mensuel", "hebdo", "quotidien", "daily", "weekly", "monthly", "yearly"]
                .iter()
                .any(|stem| word.folded.starts_with(stem))
        });
        let noun = |unit: Option<&Unit>| {
            unit.is_some_and(|unit| matches!(unit.piece, Piece::Unread | Piece::Item(Item::Neutral)))
        };
        let beside = noun(at.checked_sub(1).and_then(|before| units.get(before))) || noun(units.get(at + 1));
        if adjective && beside && matches!(units[at].item(), Some(Item::Per(_))) {
            units[at].piece = Piece::Item(Item::Neutral);
        }
    }
}

/// "After the election", "lors du débat": a time that nobody dated narrows a claim, so that it counts as a word not understood.
fn events_are_times(units: &mut [Unit], words: &[Word]) {
    const TIMES: &[&str] = &[
        "avant",
        "apres",
        "before",
        "after",
        "pendant",
        "durant",
        "during",
        "throughout",
        "lors",
        "depuis",
        "since",
        "until",
        "jusqu",
    ];
    for at in 0..units.len() {
        if !words.get(units[at].from).is_some_and(|word| TIMES.contains(&word.folded.as_str())) {
            continue;
        }
        let next = (at + 1..units.len()).find(|next| !units[*next].is_light());
        if let Some(next) = next.filter(|next| units[*next].item() == Some(Item::Neutral)) {
            units[next].piece = Piece::Unread;
        }
    }
}

/// "Ne … plus": denied. "Plus de" and "plus d'" after a "ne" are no more than.
fn no_longer(units: &mut [Unit], words: &[Word]) {
    let word = |unit: &Unit| words.get(unit.from).map_or("", |word| word.folded.as_str());
    for ne in 0..units.len() {
        if units[ne].item() != Some(Item::Ne) {
            continue;
        }
        let plus = (ne + 1..units.len().min(ne + 6))
            .find(|at| word(&units[*at]) == "plus" || units[*at].item() == Some(Item::Not));
        let number = |at: usize| {
            units[at + 1..].iter().find(|unit| !unit.is_light()).is_some_and(|unit| {
                matches!(
                    unit.piece,
                    Piece::Number(..)
                        | Piece::Item(
                            Item::Magnitude(..) | Item::Fraction(_) | Item::Percent | Item::Several | Item::AFew
                        )
                )
            })
        };
        if let Some(at) = plus.filter(|at| word(&units[*at]) == "plus" && !number(*at)) {
            units[at].piece = Piece::Item(Item::Not);
        }
    }
}

/// ", however,": between commas it parts nothing.
fn drop_asides(units: &mut Vec<Unit>) {
    let is = |unit: Option<&Unit>, wanted: Item| unit.and_then(Unit::item) == Some(wanted);
    while let Some(at) = (1..units.len()).find(|at| {
        is(units.get(*at), Item::But) && is(units.get(at - 1), Item::And) && is(units.get(at + 1), Item::And)
    }) {
        units.drain(at - 1..at + 2);
    }
}

/// "Contrary to what was written, …": what others wrote goes, up to its comma; what is claimed against it stays.
fn drop_what_is_contradicted(units: &mut Vec<Unit>, words: &[Word]) {
    let word = |unit: &Unit| words.get(unit.from).map_or("", |word| word.folded.as_str());
    drop_what_does_not_matter(units, words);
    let contrary = |unit: &Unit| unit.item() == Some(Item::Doubt) && matches!(word(unit), "contrairement" | "contrary");
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
    // "1,922 attacks, 907 of them from Ukraine, were recorded": that there were some was said with their number.
    let some = |claim: &Proposition| {
        claim.predicate == Predicate::Count
            && claim.range == Some(Range::at_least(1.0))
            && claim.filters.is_empty()
            && !claim.negated
    };
    let told = propositions.iter().any(|claim| claim.predicate.is_numeric() && !some(claim));
    let mut kept: Vec<Proposition> = Vec::new();
    for proposition in propositions.drain(..) {
        let adds_nothing = group && proposition.predicate == Predicate::Individual && proposition.negated
            || told && some(&proposition);
        // The same with a period and without: what has one says more.
        if !proposition.predicate.is_numeric() {
            let same = |other: &Proposition| {
                Proposition { period: proposition.period.clone(), ..other.clone() } == proposition
            };
            if let Some(at) = kept.iter().position(|other| same(other) && other.period.is_none()) {
                kept[at] = proposition;
                continue;
            }
            if proposition.period.is_none()
                && kept.iter().any(|other| Proposition { period: None, ..other.clone() } == proposition)
            {
                continue;
            }
        }
        if !adds_nothing && !kept.contains(&proposition) {
            kept.push(proposition);
        }
    }
    *propositions = kept;
}
