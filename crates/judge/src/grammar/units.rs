//! Words → units: what the lexicon means, numbers in figures and words, dates. A word nobody knows stays as one, because a claim with such a word must not be
//! called established.

use crate::lexicon::{Item, Lexicon, Tongue, numbers};
use crate::text::words::{Kind, Word};

/// What a unit is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    /// A meaning of the lexicon.
    Item(Item),
    /// A number, and how many digits stood after its point; words have none.
    Number(f64, usize),
    /// A period, in the notation.
    Period(String),
    /// A word that nobody knows.
    Unread,
    /// A mark that means nothing here.
    Mark(char),
}

/// A unit and the words it is made of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Unit {
    pub(crate) piece: Piece,
    /// First word.
    pub(crate) from: usize,
    /// Word after the last.
    pub(crate) to: usize,
}

impl Unit {
    pub(crate) fn item(&self) -> Option<Item> {
        match self.piece {
            Piece::Item(item) => Some(item),
            _ => None,
        }
    }

    /// Whether it binds words without meaning anything: articles, prepositions, auxiliaries.
    pub(crate) fn is_light(&self) -> bool {
        matches!(self.piece, Piece::Item(Item::Filler | Item::To | Item::Definite | Item::Indefinite) | Piece::Mark(_))
    }
}

/// The units of a sentence.
pub(crate) fn units(words: &[Word], tongue: Tongue) -> Vec<Unit> {
    let lexicon = Lexicon::of(tongue);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let rest = &words[at..];
        let before = at.checked_sub(1).map(|at| words[at].folded.as_str());
        let (piece, length) = period(rest, before, tongue)
            .map(|(text, length)| (Piece::Period(text), length))
            .or_else(|| found_number(rest, tongue))
            .or_else(|| from_lexicon(lexicon, rest, tongue))
            .unwrap_or_else(|| match rest[0].kind {
                Kind::Mark(mark) => (Piece::Mark(mark), 1),
                _ => (Piece::Unread, 1),
            });
        found.push(Unit { piece, from: at, to: at + length });
        at += length;
    }
    one_in_several(&mut found, words);
    found
}

/// "Une attaque sur deux": a fraction around its noun. Becomes the fraction, then the noun.
fn one_in_several(units: &mut [Unit], words: &[Word]) {
    for at in 1..units.len().saturating_sub(2) {
        let one = matches!(words[units[at - 1].from].folded.as_str(), "une" | "un" | "1");
        let counted = matches!(units[at].item(), Some(Item::Counted(_)));
        let out_of = words[units[at + 1].from].folded == "sur";
        let Piece::Number(whole, 0) = units[at + 2].piece else { continue };
        if one && counted && out_of && (2.0..=100.0).contains(&whole) {
            units[at - 1].piece = Piece::Item(Item::Fraction(1.0 / whole));
            units[at + 1].piece = Piece::Item(Item::Filler);
            units[at + 2].piece = Piece::Item(Item::Filler);
        }
    }
}

fn found_number(words: &[Word], tongue: Tongue) -> Option<(Piece, usize)> {
    if let Kind::Number(value, digits) = words[0].kind {
        return Some((Piece::Number(value, digits), 1));
    }
    // "Quatre sur cinq", "two thirds", "mille neuf cents": the longer reading wins, so that a fraction is not its first number.
    let (value, length) = numbers::in_words(words, tongue)?;
    let phrase = Lexicon::of(tongue).find(words).filter(|(_, taken)| *taken > length);
    phrase.is_none().then_some((Piece::Number(value, 0), length))
}

fn from_lexicon(lexicon: &Lexicon, words: &[Word], tongue: Tongue) -> Option<(Piece, usize)> {
    let (item, length) = lexicon.find(words)?;
    // "May" and "march" are months only with a capital, and only modal without.
    if let (Tongue::En, Item::Month(_)) = (tongue, item)
        && !words[0].capital
    {
        return Some((
            Piece::Item(if words[0].folded == "may" {
                Item::Sure(crate::proposition::Certainty::Possible)
            } else {
                Item::Filler
            }),
            1,
        ));
    }
    // "Plus d'un tiers", "more than one in five": not "more than one".
    if item == Item::Several && length == 3 && matches!(words[0].folded.as_str(), "plus" | "more") {
        let fraction = matches!(lexicon.find(&words[2..]), Some((Item::Fraction(_) | Item::Magnitude(..), _)));
        let magnitude = matches!(lexicon.find(&words[3..]), Some((Item::Magnitude(..) | Item::Fraction(_), _)));
        let number = numbers::in_words(&words[2..], tongue).is_some();
        if fraction || magnitude || number {
            return Some((Piece::Item(Item::MoreThan), 2));
        }
    }
    Some((Piece::Item(item), length))
}

fn month(word: &Word, tongue: Tongue) -> Option<u8> {
    match Lexicon::of(tongue).find(std::slice::from_ref(word)) {
        Some((Item::Month(month), 1)) if tongue == Tongue::Fr || word.capital => Some(month),
        _ => None,
    }
}

fn whole(word: Option<&Word>, low: u32, high: u32) -> Option<u32> {
    match word?.kind {
        Kind::Number(value, 0) if value.fract() == 0.0 && (f64::from(low)..=f64::from(high)).contains(&value) => {
            Some(value as u32)
        }
        _ => None,
    }
}

/// A date, a month, a year or a length of time.
fn period(words: &[Word], before: Option<&str>, tongue: Tongue) -> Option<(String, usize)> {
    dated(words, tongue)
        .or_else(|| {
            let year = whole(words.first(), 1990, 2100)?;
            let written_as_year = words[0].end - words[0].start == 4;
            let introduced =
                matches!(before, Some("en" | "in" | "depuis" | "since" | "annee" | "during" | "year" | "until"));
            (written_as_year && introduced).then(|| (format!("{year:04}"), 1))
        })
        .or_else(|| length_of_time(words, tongue))
}

/// A day or a month that is dated.
pub(crate) fn dated(words: &[Word], tongue: Tongue) -> Option<(String, usize)> {
    let year_at = |at: usize| {
        let skip = usize::from(words.get(at).is_some_and(|word| word.folded == ","));
        // "On 2 February, 2,017 attacks": a year has no comma.
        let year = words.get(at + skip).filter(|word| word.end - word.start == 4);
        whole(year, 1990, 2100).map(|year| (year, at + skip + 1))
    };
    let day = |day: u32, month: u8, at: usize| match year_at(at) {
        Some((year, end)) => (format!("{year:04}-{month:02}-{day:02}"), end),
        None => (format!("--{month:02}-{day:02}"), at),
    };
    if let (Some(year), Some(month), Some(date)) =
        (whole(words.first(), 1990, 2100), whole(words.get(1), 1, 12), whole(words.get(2), 1, 31))
    {
        let joined = words[0].end + 1 == words[1].start && words[1].end + 1 == words[2].start;
        if joined {
            return Some((format!("{year:04}-{month:02}-{date:02}"), 3));
        }
    }
    if let Some(date) = whole(words.first(), 1, 31) {
        let skip = usize::from(
            words.get(1).is_some_and(|word| matches!(word.folded.as_str(), "er" | "st" | "nd" | "rd" | "th" | "of")),
        );
        if let Some(month) = words.get(1 + skip).and_then(|word| month(word, tongue)) {
            return Some(day(date, month, 2 + skip));
        }
        return None;
    }
    let month = month(words.first()?, tongue)?;
    if tongue == Tongue::En
        && let Some(date) = whole(words.get(1), 1, 31)
    {
        let skip =
            usize::from(words.get(2).is_some_and(|word| matches!(word.folded.as_str(), "st" | "nd" | "rd" | "th")));
        return Some(day(date, month, 2 + skip));
    }
    Some(match year_at(1) {
        Some((year, end)) => (format!("{year:04}-{month:02}"), end),
        None => (format!("--{month:02}"), 1),
    })
}

/// "Trois semaines", "31 days": a length, counted back from the reference day.
fn length_of_time(words: &[Word], tongue: Tongue) -> Option<(String, usize)> {
    const NOUNS: &[(&str, f64)] = &[
        ("jours", 1.0),
        ("jour", 1.0),
        ("semaines", 7.0),
        ("mois", 30.4375),
        ("ans", 365.25),
        ("annees", 365.25),
        ("heures", 1.0 / 24.0),
        ("heure", 1.0 / 24.0),
        ("minutes", 1.0 / 1440.0),
        ("days", 1.0),
        ("day", 1.0),
        ("weeks", 7.0),
        ("months", 30.4375),
        ("years", 365.25),
        ("hours", 1.0 / 24.0),
        ("hour", 1.0 / 24.0),
    ];
    let (value, length) = match words.first()?.kind {
        Kind::Number(value, _) => (value, 1),
        _ => numbers::in_words(words, tongue)?,
    };
    let adjective = words
        .get(length)
        .is_some_and(|word| matches!(word.folded.as_str(), "derniers" | "dernieres" | "last" | "past"));
    let at = length + usize::from(adjective);
    let (_, days) = NOUNS.iter().find(|(noun, _)| words.get(at).is_some_and(|word| word.folded == *noun))?;
    let days = (value * days).ceil().clamp(1.0, 36_600.0);
    Some((format!("last({days} days)"), at + 1))
}
