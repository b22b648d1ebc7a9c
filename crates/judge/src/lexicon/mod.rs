//! What words mean, as tables: one line is one entry. A pattern is words parted by spaces, folded as [`fold`](crate::text::words::fold) does; `*` at the end
//! of a word stands for any ending. Longest patterns win. How meanings combine is the grammar's business.

mod english;
mod english_verbs;
mod french;
mod french_verbs;
mod neutral;
pub mod numbers;
pub mod places;
mod verbs;

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::proposition::{Aimed, Certainty, Population, Range, Span, Via};
use crate::text::words::Word;

/// What a word or a phrase means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Item {
    /// Something that is counted.
    Counted(Population),
    /// "They", "of them": what was spoken of.
    They,
    /// "These", "the": all of them.
    Definite,
    /// "Des", "some".
    Indefinite,
    /// A place follows: "proviennent de", "from".
    From,
    /// "D'origine": a nationality follows, of a place.
    Origin,
    /// Who does it follows: "par", "by".
    By,
    /// Somebody who attacks: "hackers", "services".
    Actor,
    /// "Hackers", "assaillants": whoever attacks, without a word of who it is.
    Attacker,
    /// "Attaque", "est derrière": somebody acts, who stands before.
    Acts,
    /// "N'est pour rien dans", "had no part in": somebody does not act.
    Uninvolved,
    /// "Tentent de", "tried to": what follows was aimed at, whether it came about or not.
    Try,
    /// What is aimed at.
    Aim(Aimed),
    /// "Visent", "against".
    AimedAt,
    /// A form by its id.
    Form(&'static str),
    /// A kind of relay.
    Via(Via),
    /// "Environ".
    About,
    /// "Plus de".
    MoreThan,
    /// "Au moins".
    AtLeast,
    /// "Moins de".
    LessThan,
    /// "Au plus".
    AtMost,
    /// "Jusqu'à".
    UpTo,
    /// "Entre".
    Between,
    /// "Voire".
    OrEven,
    /// "Or more".
    OrMore,
    /// Tens, hundreds, thousands: one, or when the flag is set several.
    Magnitude(f64, bool),
    /// "Plusieurs".
    Several,
    /// "Quelques".
    AFew,
    /// "Un seul": exactly one.
    One,
    /// "De nombreux".
    Many,
    /// "Innombrables".
    Countless,
    /// "Peu de".
    Few,
    /// A fraction in words.
    Fraction(f64),
    /// A word of share and its meaning.
    Part(Range),
    /// All of them.
    All,
    /// "Aucun".
    No,
    /// Percent.
    Percent,
    /// More than any other; or second, third.
    Rank(u8),
    /// A change and its meaning.
    Change(Range),
    /// "Multiplié par": a number follows.
    Times,
    /// A rate.
    Per(Span),
    /// A period, in the notation.
    Period(&'static str),
    /// "Depuis", "since": a period may follow.
    Since,
    /// "Jusqu'en", "until".
    Until,
    /// A month, 1 to 12.
    Month(u8),
    /// The "ne" of French, which needs its other half.
    Ne,
    /// "Pas", "not".
    Not,
    /// "Que" of "ne … que".
    Que,
    /// "Il est faux que": what follows is denied.
    False,
    /// Acting together.
    Coordinated,
    /// A group.
    Group,
    /// One person.
    Individual,
    /// Aimed at this organisation.
    Targeted,
    /// What everybody receives.
    Opportunistic,
    /// Worked.
    Success,
    /// Did not work.
    Failure,
    /// Taken away.
    Stolen,
    /// Stopped or slowed down.
    Outage,
    /// Went on working.
    Up,
    /// Was hit by, counted, saw.
    Underwent,
    /// A purpose follows.
    Intent,
    /// How sure.
    Sure(Certainty),
    /// "If".
    If,
    /// "Selon": who says so follows.
    AccordingTo,
    /// "Affirme", "said".
    Says,
    /// "Dément", "denied": says that not.
    Denies,
    /// A demand, a promise, a future: nothing is claimed of what was.
    Wish,
    /// "Rien ne prouve", "we do not know": says what is known, not what was.
    Doubt,
    /// "Aucun signe de", "nothing suggests that": looked for and not found. An effect that follows is denied; anything else is a doubt.
    NoSign,
    /// Judgement of taste or worth.
    Opinion,
    /// "Devant", "ahead of": another place follows, that it is compared with.
    Versus,
    /// Ends a clause: "mais", "while".
    But,
    /// "Et", "or".
    And,
    /// Begins a part of what was said: "dont", "including".
    OfWhich,
    /// A country, or several letters of a code for a body of States.
    Country([u8; 2]),
    /// A nationality.
    National([u8; 2]),
    /// A seat of power that stands for its State: "Moscou", "the Kremlin".
    Seat([u8; 2]),
    /// A named group.
    Named(&'static str),
    /// "Représente", "account for": a share follows, of what stands before.
    AccountsFor,
    /// "À" of French, between two numbers or nothing.
    To,
    /// Says nothing that changes a claim, and binds: an article, a preposition, an auxiliary, an adjective or adverb of manner.
    Filler,
    /// Says nothing that changes a claim, and parts: a noun for people, places, papers or times that a claim is not about.
    Neutral,
}

/// A language of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tongue {
    /// French.
    Fr,
    /// English.
    En,
}

/// One line of a table.
pub type Entry = (&'static str, Item);

/// The tables of a language, ready to be asked.
#[derive(Debug)]
pub struct Lexicon {
    /// Patterns by their first word, longest first.
    by_word: HashMap<String, Vec<(Vec<String>, Item)>>,
    /// Patterns whose first word has any ending, by its first two letters.
    by_stem: HashMap<[u8; 2], Vec<(Vec<String>, Item)>>,
}

static FRENCH: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(french::ENTRIES, Tongue::Fr));
static ENGLISH: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(english::ENTRIES, Tongue::En));

/// Words of a pattern, then its letters: longer ones win.
fn weight(words: &[String]) -> (usize, usize) {
    (words.len(), words.iter().map(String::len).sum())
}

impl Lexicon {
    /// The lexicon of a language.
    pub fn of(tongue: Tongue) -> &'static Lexicon {
        match tongue {
            Tongue::Fr => &FRENCH,
            Tongue::En => &ENGLISH,
        }
    }

    /// What is said first wins over what is said later: words of the tables, places, verbs, neutral words.
    fn new(entries: &[Entry], tongue: Tongue) -> Lexicon {
        let mut lexicon = Lexicon { by_word: HashMap::new(), by_stem: HashMap::new() };
        let own = entries.iter().map(|(pattern, item)| ((*pattern).to_owned(), *item));
        let neutral = neutral::entries(tongue).map(|(pattern, item)| (pattern.to_owned(), item));
        for (pattern, item) in own.chain(places::entries(tongue)).chain(verbs::entries(tongue)).chain(neutral) {
            let words: Vec<String> = pattern.split(' ').map(str::to_owned).collect();
            let Some(first) = words.first() else { continue };
            match first.strip_suffix('*') {
                Some(stem) => {
                    if let Some(head) = head(stem) {
                        lexicon.by_stem.entry(head).or_default().push((words, item));
                    }
                }
                None => lexicon.by_word.entry(first.clone()).or_default().push((words, item)),
            }
        }
        for list in lexicon.by_word.values_mut().chain(lexicon.by_stem.values_mut()) {
            list.sort_by_key(|(words, _)| std::cmp::Reverse(weight(words)));
        }
        lexicon
    }

    /// The meaning that begins at the first of these words, and how many words it takes.
    pub fn find(&self, words: &[Word]) -> Option<(Item, usize)> {
        let first = words.first()?;
        let fits = |pattern: &[String], item: Item| {
            let named = matches!(item, Item::Country(_) | Item::Seat(_) | Item::Named(_));
            pattern.len() <= words.len()
                && (!named || first.capital)
                && pattern.iter().zip(words).all(|(pattern, word)| match pattern.strip_suffix('*') {
                    Some(stem) => word.folded.starts_with(stem),
                    None => *pattern == word.folded,
                })
        };
        let best = |list: Option<&Vec<(Vec<String>, Item)>>| {
            list?.iter().find(|(pattern, item)| fits(pattern, *item)).map(|(pattern, item)| (weight(pattern), *item))
        };
        let whole = best(self.by_word.get(&first.folded));
        let stem = best(head(&first.folded).and_then(|head| self.by_stem.get(&head)));
        let ((length, _), item) = match (whole, stem) {
            (Some(whole), Some(stem)) if stem.0 > whole.0 => stem,
            (Some(whole), _) => whole,
            (None, stem) => stem?,
        };
        Some((item, length))
    }
}

/// The first two bytes of a word; a one-letter word and marks have a blank second one.
fn head(word: &str) -> Option<[u8; 2]> {
    let bytes = word.as_bytes();
    Some([*bytes.first()?, if bytes.len() > 1 { bytes[1] } else { b' ' }])
}

/// The language of a text, by words that only one of the two has; `before` where none is there.
pub fn tongue(words: &[Word], before: Tongue) -> Tongue {
    const FRENCH: &[&str] = &[
        "le", "la", "les", "des", "du", "et", "est", "sont", "ont", "une", "nos", "notre", "nous", "ces", "pas", "que",
        "qui", "par", "pour", "dans", "avec", "sur", "aux", "au", "de", "d", "l", "n", "ne", "selon", "aucune", "plus",
        "entre", "elles", "ils",
    ];
    const ENGLISH: &[&str] = &[
        "the", "of", "and", "were", "was", "is", "are", "have", "has", "our", "we", "these", "those", "not", "that",
        "which", "by", "for", "in", "with", "from", "to", "about", "they", "no", "than", "nearly", "had", "did",
        "none", "been", "at",
    ];
    let count = |list: &[&str]| words.iter().filter(|word| list.contains(&word.folded.as_str())).count();
    // Where no small word decides, the lexicon that knows more of the words does.
    let known =
        |tongue: Tongue| (0..words.len()).filter(|at| Lexicon::of(tongue).find(&words[*at..]).is_some()).count();
    let (french, english) = (count(FRENCH), count(ENGLISH));
    match french.cmp(&english).then_with(|| known(Tongue::Fr).cmp(&known(Tongue::En))) {
        std::cmp::Ordering::Greater => Tongue::Fr,
        std::cmp::Ordering::Less => Tongue::En,
        std::cmp::Ordering::Equal => before,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words::fold;

    #[test]
    fn patterns_are_folded_and_stand_once() {
        for (entries, tongue) in [(french::ENTRIES, "fr"), (english::ENTRIES, "en")] {
            let mut seen = std::collections::BTreeSet::new();
            for (pattern, _) in entries {
                assert_eq!(&fold(pattern), pattern, "{tongue}");
                assert!(!pattern.contains(['\'', '-']) && pattern.trim() == *pattern, "{tongue}: {pattern:?}");
                assert!(seen.insert(*pattern), "{tongue}: {pattern:?} stands twice");
            }
        }
    }

    #[test]
    fn forms_named_are_forms_or_known_words() {
        for (_, item) in french::ENTRIES.iter().chain(english::ENTRIES) {
            if let Item::Form(id) = item {
                let known = vigie_facts::form::Form::from_id(id).is_some();
                assert!(known || ["phishing", "malware", "ransomware"].contains(id), "{id}");
            }
        }
    }
}
