//! Words and constructions that turn what stands beside them into something else: an exercise, a novel, a denial that comes after, attacks that leave from here,
//! the part of a part. They are recognised and not understood: what they turn is kept as *unread*, so that no figure beside them is ever *Established*.

use super::units::{Piece, Unit};
use crate::lexicon::Item;
use crate::proposition::{Predicate, Proposition};
use crate::text::words::Word;

/// Stems of words that place a sentence outside of what happened, in either language.
const INVENTED: &[&str] = &[
    "exercice",
    "simulation",
    "simule",
    "scenario",
    "roman",
    "film",
    "fiction",
    "hypothese",
    "hypothetique",
    "imaginaire",
    "imagin",
    "drill",
    "exercise",
    "simulated",
    "novel",
    "thriller",
    "movie",
    "fictional",
    "hypothetical",
    "rehears",
    "tabletop",
    "wargame",
];

/// Phrases that take back what was said.
const TAKEN_BACK: &[&[&str]] = &[
    &["deny", "it"],
    &["deny", "this"],
    &["deny", "that"],
    &["denies", "it"],
    &["denied", "it"],
    &["le", "dementons"],
    &["le", "dement"],
    &["le", "nions"],
    &["dementons", "ce"],
    &["est", "faux"],
    &["etait", "faux"],
    &["is", "false"],
    &["was", "false"],
    &["is", "untrue"],
    &["was", "untrue"],
    &["is", "wrong"],
    &["was", "wrong"],
    &["a", "tort"],
    &["wrongly"],
    &["mistakenly"],
    &["falsely"],
    &["par", "erreur"],
    &["erratum"],
    &["errata"],
    &["rectificatif"],
    &["retracted"],
    &["retracts"],
    &["retractation"],
    &["invente"],
    &["inventee"],
    &["inventees"],
    &["made", "up"],
    &["invented"],
    &["sic"],
    &["fabricated"],
    &["fabricates"],
    &["fabrique"],
    &["fabriquee"],
    &["fabriquees"],
    &["de", "toutes", "pieces"],
    &["mensonger"],
    &["mensongere"],
    &["mensongeres"],
    &["bogus"],
    &["fake"],
    &["n", "ont", "jamais", "existe"],
    &["never", "existed"],
    &["never", "happened"],
    &["ours", "not"],
];

/// "Chiefly, these attacks were …": a word of order that no claim took up, or that stands beside a form and a place or an aim, of which either may be meant.
pub(super) fn order_left(units: &[Unit], words: &[Word], sentence: &str, read: &[Proposition]) -> Option<String> {
    let has = |wanted: &[Predicate]| read.iter().any(|claim| wanted.contains(&claim.predicate));
    let taken = has(&[Predicate::Rank, Predicate::Share]) && !has(&[Predicate::Form]);
    let order = units.iter().find(|unit| matches!(unit.item(), Some(Item::Rank(_)))).filter(|_| !taken)?;
    Some(written(words, sentence, order.from, order.to))
}

/// Words as the sentence has them.
fn written(words: &[Word], sentence: &str, from: usize, to: usize) -> String {
    let end = words.get(to.saturating_sub(1)).map_or(sentence.len(), |word| word.end);
    sentence.get(words[from].start..end).unwrap_or_default().to_owned()
}

/// The words of a sentence that turn it, as written; empty for nearly every sentence.
pub(super) fn turns(units: &[Unit], words: &[Word], sentence: &str) -> Vec<String> {
    let written = |from: usize, to: usize| written(words, sentence, from, to);
    let mut found = Vec::new();
    for at in 0..words.len() {
        let word = words[at].folded.as_str();
        if INVENTED.iter().any(|stem| word.starts_with(stem)) {
            found.push(written(at, at + 1));
        }
        let says = |phrase: &&&[&str]| {
            phrase.iter().enumerate().all(|(step, part)| words.get(at + step).is_some_and(|word| word.folded == *part))
        };
        if let Some(phrase) = TAKEN_BACK.iter().find(says) {
            found.push(written(at, at + phrase.len()));
        }
    }
    for (at, unit) in units.iter().enumerate() {
        let turned = leaves_from_here(units, words, at)
            || goes_to_a_place(units, words, at)
            || is_ratio(units, words, at)
            || is_number_of_flaws(units, words, at)
            || is_part_of_a_part(units, words, at)
            || is_each_of_two(units, words, at)
            || is_nothing_but(units, at)
            || is_somebody_else(units, words, at);
        if turned {
            found.push(written(unit.from, unit.to));
        }
    }
    found
}

fn word<'a>(words: &'a [Word], unit: &Unit) -> &'a str {
    words.get(unit.from).map_or("", |word| word.folded.as_str())
}

/// The first unit after one that is more than an article or a preposition.
fn next_heavy(units: &[Unit], at: usize) -> Option<&Unit> {
    units[at + 1..].iter().find(|unit| !unit.is_light())
}

/// "From our servers", "parties de chez nous": not where attacks on us come from.
fn leaves_from_here(units: &[Unit], words: &[Word], at: usize) -> bool {
    const OURS: &[&str] = &["our", "ours", "us", "nos", "notre", "nous", "here", "ici", "chez"];
    units[at].item() == Some(Item::From)
        && words[units[at].from..]
            .iter()
            .take(units[at].to - units[at].from + 2)
            .any(|word| OURS.contains(&word.folded.as_str()))
}

/// "Vers l'Ukraine", "on systems in Ukraine": a place that attacks went to.
fn goes_to_a_place(units: &[Unit], words: &[Word], at: usize) -> bool {
    const TOWARDS: &[&str] = &["vers", "toward", "towards", "against", "contre", "en direction"];
    const SYSTEMS: &[&str] =
        &["systems", "targets", "networks", "systemes", "cibles", "reseaux", "victims", "victimes"];
    let is_place = |unit: &Unit| matches!(unit.item(), Some(Item::Country(_)));
    TOWARDS.contains(&word(words, &units[at])) && next_heavy(units, at).is_some_and(is_place)
        || SYSTEMS.contains(&word(words, &units[at]))
            && units.get(at + 1).is_some_and(|unit| matches!(word(words, unit), "in" | "en" | "au" | "of" | "d"))
            && next_heavy(units, at).is_some_and(is_place)
}

/// "One in 907", "deux sur trois mille": a ratio that is no fraction of the lexicon.
fn is_ratio(units: &[Unit], words: &[Word], at: usize) -> bool {
    let Some([first, between, second]) = units.get(at..at + 3) else { return false };
    let small = match first.piece {
        Piece::Number(value, 0) => value < 100.0,
        _ => first.item() == Some(Item::One) || matches!(word(words, first), "one" | "un" | "une"),
    };
    small
        && matches!(word(words, between), "in" | "sur" | "out")
        && matches!(second.piece, Piece::Number(value, 0) if value >= 20.0)
}

/// "160 vulnerabilities": flaws are not attempts to use them.
fn is_number_of_flaws(units: &[Unit], words: &[Word], at: usize) -> bool {
    const FLAWS: &[&str] = &["vulnerab", "faille", "flaw", "hole", "weakness"];
    let named =
        words[units[at].from..units[at].to].iter().any(|word| FLAWS.iter().any(|stem| word.folded.starts_with(stem)));
    let number = at.checked_sub(1).map(|before| &units[before].piece);
    named && matches!(number, Some(Piece::Number(..) | Piece::Item(Item::Magnitude(..) | Item::Several)))
}

/// "Parmi les 907 tentatives venues d'Ukraine, 1 364 …": what is counted then is a part of a part.
fn is_part_of_a_part(units: &[Unit], words: &[Word], at: usize) -> bool {
    if !matches!(word(words, &units[at]), "parmi" | "among" | "amongst") {
        return false;
    }
    let end = units[at..].iter().position(|unit| unit.item() == Some(Item::And)).map_or(units.len(), |step| at + step);
    let narrowed =
        units[at..end].iter().any(|unit| matches!(unit.item(), Some(Item::Country(_) | Item::Form(_) | Item::Aim(_))));
    narrowed && units[end..].iter().any(|unit| matches!(unit.piece, Piece::Number(..)))
}

/// "Both incidents were successful", "les deux ont abouti": each of them, which a number of them does not say.
fn is_each_of_two(units: &[Unit], words: &[Word], at: usize) -> bool {
    let both = matches!(word(words, &units[at]), "both" | "chacun" | "chacune" | "each")
        || units[at].from > 0 && words[units[at].from - 1].folded == "les" && word(words, &units[at]) == "deux";
    both && units.iter().any(|unit| matches!(unit.item(), Some(Item::Success | Item::Stolen | Item::Outage)))
}

/// "N'ont visé que le site": one and no other.
fn is_nothing_but(units: &[Unit], at: usize) -> bool {
    units[at].item() == Some(Item::Que)
        && units[..at].iter().rev().take(6).any(|unit| unit.item() == Some(Item::Ne))
        && next_heavy(units, at)
            .is_some_and(|next| matches!(next.item(), Some(Item::Aim(_) | Item::Form(_) | Item::AimedAt | Item::From)))
}

/// "Un autre parti que le nôtre", "another party": it happened to somebody else.
fn is_somebody_else(units: &[Unit], words: &[Word], at: usize) -> bool {
    let another = matches!(word(words, &units[at]), "autre" | "another")
        || word(words, &units[at]) == "un" && words.get(units[at].from + 1).is_some_and(|word| word.folded == "autre");
    let somebody = |unit: &Unit| {
        matches!(unit.piece, Piece::Unread | Piece::Item(Item::Neutral | Item::Actor | Item::Group | Item::Country(_)))
    };
    let than_ours = word(words, &units[at]) == "notre"
        && units[at].from > 1
        && words[units[at].from - 1].folded == "le"
        && words[units[at].from - 2].folded == "que"
        || word(words, &units[at]) == "ours" && units[at].from > 0 && words[units[at].from - 1].folded == "than";
    than_ours || another && next_heavy(units, at).is_some_and(somebody)
}
