//! Who says so: "selon le parti", "the minister said", « … », dit X. The words of the speaker are taken out wherever they stand, so that a State that speaks
//! is not taken for a State that attacks, and a verb of saying is not taken for a claim. A verb that denies leaves a "not" behind.

use super::units::{Piece, Unit};
use crate::lexicon::Item;
use crate::proposition::Population;
use crate::text::words::Word;

/// Who says what a sentence claims.
#[derive(Debug, Default)]
pub(crate) struct Said {
    /// As written; `None` is the text itself.
    pub(crate) speaker: Option<String>,
    /// Whether the text says that it is false.
    pub(crate) denied: bool,
    /// Whether the speaker denies: of the speaker's own deeds.
    pub(crate) denies: bool,
    /// The State or group that speaks: it may speak of its own deeds.
    pub(crate) actor: Option<String>,
    /// Whether the verb itself claims the deed: "a revendiqué".
    pub(crate) claims_deed: bool,
}

/// Units a speaker's name may take: "le porte-parole du ministère des affaires étrangères de la Fédération de Russie".
const SPEAKER_UNITS_MAX: usize = 16;

/// Verbs of saying that are looked at in one sentence: more than a sentence of any writer has.
const SAYINGS_MAX: usize = 6;

/// Takes the speakers out of the units; the first one named is the speaker.
pub(crate) fn take(units: &mut Vec<Unit>, words: &[Word], sentence: &str) -> Said {
    let mut said = Said {
        denied: units.iter().filter(|unit| unit.item() == Some(Item::False)).count() % 2 == 1,
        ..Said::default()
    };
    units.retain(|unit| unit.item() != Some(Item::False));
    for _ in 0..SAYINGS_MAX {
        let Some(at) = units.iter().position(|unit| unit.item() == Some(Item::AccordingTo)) else { break };
        let end = units.len().min(at + SPEAKER_UNITS_MAX);
        let until = (at + 1..end).find(|at| ends_name(&units[*at])).unwrap_or(end);
        if until > at + 1 {
            let name = named(&units[at + 1..until], words, sentence);
            said.speaker = said.speaker.or(name);
        }
        units.drain(at..until);
        drop_apposition(units, at);
    }
    what_is_remarked(units, words);
    let mut from = 0;
    for _ in 0..SAYINGS_MAX {
        let Some(at) = (from..units.len()).find(|at| matches!(units[*at].item(), Some(Item::Says | Item::Denies)))
        else {
            break;
        };
        from = one_saying(units, at, words, sentence, &mut said);
    }
    said
}

/// One verb of saying; returns where to look for the next.
fn one_saying(units: &mut Vec<Unit>, at: usize, words: &[Word], sentence: &str, said: &mut Said) -> usize {
    const ARTICLES: &[&str] =
        &["the", "an", "its", "their", "his", "her", "this", "un", "une", "ce", "cette", "son", "sa", "leur"];
    let word = |unit: &Unit| words.get(unit.from).map_or("", |word| word.folded.as_str());
    let noun = at.checked_sub(1).is_some_and(|before| ARTICLES.contains(&word(&units[before])));
    if noun {
        units[at].piece = Piece::Item(Item::Neutral);
        return at + 1;
    }
    let denies = units[at].item() == Some(Item::Denies);
    let start = units[..at].iter().rposition(is_break).map_or(0, |at| at + 1);
    let end = (at + 1..units.len()).find(|at| is_break(&units[*at])).unwrap_or(units.len());
    let before = &units[start..at];
    if before.iter().any(|unit| claims(unit) && !is_body(unit)) || before.len() > SPEAKER_UNITS_MAX {
        // "The attacks reported by the party": no more than how they are known.
        if !denies {
            units[at].piece = Piece::Item(Item::Filler);
        }
        return at + 1;
    }
    let days = days_of_saying(units, at, words);
    let opens = at + 1 + days;
    let skip =
        days + usize::from(units.get(opens).is_some_and(|unit| unit.item() == Some(Item::Que) || word(unit) == "that"));
    let goes_on = skip > days
        || units[at + 1..end].iter().any(|unit| claims(unit) && !(start > 0 && is_body(unit)))
        || goes_on_in_quotation(units, end);
    said.denies |= denies;
    said.claims_deed |= words[units[at].from..units[at].to]
        .iter()
        .any(|word| word.folded.starts_with("revendiqu") || word.folded == "responsibility");
    let named_before = before.iter().any(|unit| !unit.is_light() || is_pronoun(word(unit)));
    let (name, cut) = match (named_before, goes_on) {
        (true, true) => (named(before, words, sentence), start..at + 1 + skip),
        (true, false) => (named(before, words, sentence), start..end),
        // "The party, in a statement, said that …", "le parti, qui dit avoir …".
        (false, true) => {
            let first = units[..start].iter().position(is_break).unwrap_or(0);
            let subject = &units[..first];
            let name = if subject.iter().any(claims) { None } else { named(subject, words, sentence) };
            (name, start..at + 1 + skip)
        }
        (false, false) => {
            let until = end.min(at + 1 + SPEAKER_UNITS_MAX);
            (named(&units[at + 1..until], words, sentence), start..until)
        }
    };
    let cut = if goes_on { with_day_before(units, cut) } else { cut };
    if said.speaker.is_none() && name.is_some() {
        said.actor = units[cut.clone()].iter().find_map(actor);
        said.speaker = name;
    }
    let verb = units[at].clone();
    let from = cut.start;
    units.drain(cut);
    if denies && goes_on {
        units.insert(from, Unit { piece: Piece::Item(Item::Not), ..verb });
        return from + 1;
    }
    drop_apposition(units, from);
    from
}

/// "A annoncé mardi que": units after the verb up to the day on which it was said, which is not that of what is said.
fn days_of_saying(units: &[Unit], at: usize, words: &[Word]) -> usize {
    let that = |unit: &Unit| words.get(unit.from).is_some_and(|word| word.folded == "that");
    (at + 1..units.len().min(at + 4))
        .take_while(|at| units[*at].is_light() && !that(&units[*at]) || is_day(&units[*at]))
        .filter(|at| is_day(&units[*at]))
        .last()
        .map_or(0, |day| day - at)
}

/// ", ont constaté les agents", ", relève le rapport": seeing is saying where nothing is claimed after it.
fn what_is_remarked(units: &mut [Unit], words: &[Word]) {
    const REMARKS: &[&str] =
        &["constat", "observ", "relev", "not", "remarqu", "signal", "deplor", "find", "found", "record"];
    let remarks = |word: &Word| REMARKS.iter().any(|stem| word.folded.starts_with(stem));
    let mut start = 0;
    while start < units.len() {
        let end = (start..units.len()).find(|at| is_break(&units[*at])).unwrap_or(units.len());
        let weighty = |at: &usize| !units[*at].is_light();
        let verb = [(start..end).find(weighty), (start..end).rev().find(weighty)].into_iter().flatten().find(|at| {
            let others = || (start..end).filter(|other| other != at).map(|other| &units[other]);
            start > 0
                && units[*at].item() == Some(Item::Underwent)
                && words[units[*at].from..units[*at].to].iter().any(remarks)
                && others().all(|unit| unit.is_light() || is_body(unit) || is_idle(unit))
                && others().any(is_idle)
        });
        if let Some(at) = verb {
            units[at].piece = Piece::Item(Item::Says);
        }
        start = end + 1;
    }
}

/// « … », or a colon: what is said stands after the verb, in quotation.
fn goes_on_in_quotation(units: &[Unit], end: usize) -> bool {
    let opens = units.get(end).is_some_and(|unit| matches!(unit.piece, Piece::Mark('«' | '“' | '"')));
    opens && units[end..].iter().any(claims)
}

/// ", Jean Dupont," after a speaker: a segment of names and nothing else.
fn drop_apposition(units: &mut Vec<Unit>, at: usize) {
    if units.get(at).and_then(Unit::item) != Some(Item::And) {
        return;
    }
    let end = (at + 1..units.len()).find(|at| is_break(&units[*at])).unwrap_or(units.len());
    let idle =
        |unit: &Unit| unit.is_light() || matches!(unit.piece, Piece::Unread | Piece::Item(Item::Neutral | Item::Actor));
    if end > at + 1 && units[at + 1..end].iter().all(idle) {
        units.drain(at..end);
    }
}

/// "Mardi, le ministère a annoncé …": the day before the speaker is that of the saying.
fn with_day_before(units: &[Unit], cut: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let Some(comma) = cut.start.checked_sub(1).filter(|at| units[*at].item() == Some(Item::And)) else { return cut };
    let start = units[..comma].iter().rposition(is_break).map_or(0, |at| at + 1);
    let before = &units[start..comma];
    let only = start == 0 && before.iter().any(is_day) && before.iter().all(|unit| unit.is_light() || is_day(unit));
    if only { start..cut.end } else { cut }
}

/// A day without a date, as news give it.
fn is_day(unit: &Unit) -> bool {
    match &unit.piece {
        Piece::Item(Item::Period(day)) => day.ends_with("day") || matches!(*day, "last-week" | "night"),
        Piece::Period(_) => true,
        _ => false,
    }
}

/// A name, or a noun for people that no claim is about.
fn is_idle(unit: &Unit) -> bool {
    is_day(unit) || matches!(unit.piece, Piece::Unread | Piece::Item(Item::Neutral | Item::Actor))
}

/// "Le groupe hospitalier": a body that speaks.
fn is_body(unit: &Unit) -> bool {
    unit.item() == Some(Item::Group)
}

fn is_pronoun(word: &str) -> bool {
    matches!(
        word,
        "il" | "elle" | "ils" | "elles" | "on" | "nous" | "je" | "j" | "he" | "she" | "they" | "we" | "i" | "it"
    )
}

fn actor(unit: &Unit) -> Option<String> {
    match unit.item()? {
        Item::Country(code) | Item::National(code) | Item::Seat(code) => {
            Some(String::from_utf8_lossy(&code).into_owned())
        }
        Item::Named(name) => Some(name.to_owned()),
        _ => None,
    }
}

/// Where the name after "selon" ends: at a comma, or where a claim begins.
fn ends_name(unit: &Unit) -> bool {
    is_break(unit)
        || claims(unit) && !matches!(unit.item(), Some(Item::Counted(Population::Sources) | Item::Underwent))
        || matches!(unit.piece, Piece::Number(..))
        || matches!(unit.item(), Some(Item::From | Item::Not | Item::Ne))
}

fn is_break(unit: &Unit) -> bool {
    matches!(unit.item(), Some(Item::But | Item::And))
        || matches!(unit.piece, Piece::Mark('«' | '»' | '"' | '“' | '”' | '(' | ')' | '—' | '–'))
}

/// Whether a unit is of what is claimed, and not of who says so.
fn claims(unit: &Unit) -> bool {
    matches!(
        unit.item(),
        Some(
            Item::Counted(_)
                | Item::Success
                | Item::Failure
                | Item::Stolen
                | Item::Outage
                | Item::Up
                | Item::They
                | Item::Underwent
                | Item::AimedAt
                | Item::Form(_)
                | Item::Acts
                | Item::Uninvolved
                | Item::Attacker
                | Item::Group
                | Item::Individual
                | Item::Coordinated
                | Item::Targeted
                | Item::Change(_)
                | Item::Intent
        )
    )
}

/// The name as written; pronouns of the text's own author are nobody else.
fn named(units: &[Unit], words: &[Word], sentence: &str) -> Option<String> {
    let first = words.get(units.first()?.from)?;
    let last = words.get(units.last()?.to.checked_sub(1)?)?;
    let name = sentence.get(first.start..last.end)?.trim_matches(|c: char| !c.is_alphanumeric());
    let own = [
        "nous",
        "on",
        "we",
        "i",
        "je",
        "j",
        "avons",
        "nous avons",
        "we have",
        "have",
        "qui",
        "who",
        "which",
        "a",
        "has",
    ];
    let folded = crate::text::words::fold(name);
    let light =
        folded.trim_end_matches(" a").trim_end_matches(" ont").trim_end_matches(" has").trim_end_matches(" have");
    (!name.is_empty() && !own.contains(&light)).then(|| name.strip_suffix(" a").unwrap_or(name).trim().to_owned())
}
