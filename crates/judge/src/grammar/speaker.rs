//! Who says so: "selon le parti", "the minister said", « … », dit X. The words of the speaker are taken out, so that a State that speaks is not taken
//! for a State that attacks.

use super::units::{Piece, Unit};
use crate::lexicon::Item;
use crate::proposition::Population;
use crate::text::words::Word;

/// Who says what a sentence claims.
#[derive(Debug, Default)]
pub(crate) struct Said {
    /// As written; `None` is the text itself.
    pub(crate) speaker: Option<String>,
    /// Whether the speaker says that it is not so, or the text that it is false.
    pub(crate) denied: bool,
    /// The State or group that speaks: it may speak of its own deeds.
    pub(crate) actor: Option<String>,
    /// Whether the verb itself claims the deed: "a revendiqué".
    pub(crate) claims_deed: bool,
}

/// Units a speaker's name may take: "le porte-parole du ministère des affaires étrangères de la Fédération de Russie".
const SPEAKER_UNITS_MAX: usize = 16;

/// Takes the speaker out of the units.
pub(crate) fn take(units: &mut Vec<Unit>, words: &[Word], sentence: &str) -> Said {
    let mut said = Said {
        denied: units.iter().filter(|unit| unit.item() == Some(Item::False)).count() % 2 == 1,
        ..Said::default()
    };
    units.retain(|unit| unit.item() != Some(Item::False));
    if let Some(at) = units.iter().position(|unit| unit.item() == Some(Item::AccordingTo)) {
        let end = units.len().min(at + SPEAKER_UNITS_MAX);
        let until = (at + 1..end).find(|at| ends_name(&units[*at])).unwrap_or(end);
        if until > at + 1 {
            said.speaker = named(&units[at + 1..until], words, sentence);
        }
        units.drain(at..until);
        return said;
    }
    let Some(at) = units.iter().position(|unit| matches!(unit.item(), Some(Item::Says | Item::Denies))) else {
        return said;
    };
    let denies = units[at].item() == Some(Item::Denies);
    let start = units[..at].iter().rposition(is_break).map_or(0, |at| at + 1);
    let before = &units[start..at];
    let subject = !before.is_empty() && before.len() <= SPEAKER_UNITS_MAX && !before.iter().any(speaks_of_attacks);
    let after_comma = start > 0 && before.iter().all(Unit::is_light);
    if subject && !after_comma {
        said.speaker = named(before, words, sentence);
        said.actor = before.iter().find_map(actor);
        said.claims_deed = words[units[at].from..units[at].to]
            .iter()
            .any(|word| word.folded.starts_with("revendiqu") || word.folded == "responsibility");
        let skip = usize::from(units.get(at + 1).is_some_and(|unit| unit.item() == Some(Item::Que)));
        said.denied ^= denies;
        units.drain(start..=at + skip);
    } else if after_comma || start == at {
        let until = (at + 1..units.len().min(at + 1 + SPEAKER_UNITS_MAX))
            .find(|at| is_break(&units[*at]))
            .unwrap_or(units.len());
        let until = until.min(at + 1 + SPEAKER_UNITS_MAX);
        said.speaker = named(&units[at + 1..until], words, sentence);
        said.denied ^= denies;
        units.drain(start..until);
    }
    said
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
        || speaks_of_attacks(unit) && !matches!(unit.item(), Some(Item::Counted(Population::Sources)))
        || matches!(unit.piece, Piece::Number(..))
        || matches!(unit.item(), Some(Item::From | Item::Not | Item::Ne))
}

fn is_break(unit: &Unit) -> bool {
    matches!(unit.item(), Some(Item::But | Item::And)) && !matches!(unit.piece, Piece::Mark(_))
        || matches!(unit.piece, Piece::Mark('«' | '»' | '"' | '“' | '”' | '(' | ')' | '—' | '–'))
}

fn speaks_of_attacks(unit: &Unit) -> bool {
    matches!(unit.item(), Some(Item::Counted(_) | Item::Success | Item::Failure | Item::They))
}

/// The name as written; pronouns of the text's own author are nobody else.
fn named(units: &[Unit], words: &[Word], sentence: &str) -> Option<String> {
    let first = words.get(units.first()?.from)?;
    let last = words.get(units.last()?.to.checked_sub(1)?)?;
    let name = sentence.get(first.start..last.end)?.trim_matches(|c: char| !c.is_alphanumeric());
    let own = ["nous", "on", "we", "i", "je", "j", "avons", "nous avons", "we have", "have"];
    let folded = crate::text::words::fold(name);
    let light =
        folded.trim_end_matches(" a").trim_end_matches(" ont").trim_end_matches(" has").trim_end_matches(" have");
    (!name.is_empty() && !own.contains(&light)).then(|| name.strip_suffix(" a").unwrap_or(name).trim().to_owned())
}
