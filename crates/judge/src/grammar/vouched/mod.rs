//! Sentences whose whole construction is known. The grammar reads what it can of any sentence; this module asks the opposite question: is every word
//! of it, in its place, one that these tables foresee? Only such a sentence may be *Established*, because a construction that nobody foresaw may turn what it
//! holds around ("the ministry denies that …", "in a novel, …"). What a sentence claims is not read here.

mod english;
mod french;
mod kinds;

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use super::units::dated;
use crate::lexicon::{Item, Lexicon, Tongue, numbers};
use crate::proposition::Proposition;
use crate::text::words::{Kind, Word};
pub(crate) use kinds::Named;

/// One rule: its name, and its alternatives parted by `|`. A word stands for itself, `<name>` for a rule, `#name` for a [`Slot`]; `?` after either makes it optional,
/// `*` lets it stand any number of times, up to [`REPEATED_MAX`].
type Rule = (&'static str, &'static str);

/// Times that a repeated part may stand: the members of a list in one sentence.
const REPEATED_MAX: usize = 8;

/// Something of the lexicon, or of the text, that no table lists word by word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    /// A number in figures or words.
    Number,
    /// A country by its name.
    Country,
    /// A day or a month.
    Date,
    /// A year in figures.
    Year,
    /// A word with a capital that the lexicon does not know: a name.
    Name,
}

impl Slot {
    fn named(name: &str) -> Option<Slot> {
        Some(match name {
            "number" => Slot::Number,
            "country" => Slot::Country,
            "date" => Slot::Date,
            "year" => Slot::Year,
            "name" => Slot::Name,
            _ => return None,
        })
    }

    /// How many words it takes at the first of these.
    fn length(self, words: &[Word], tongue: Tongue) -> Option<usize> {
        let first = words.first()?;
        let known = Lexicon::of(tongue).find(words);
        match self {
            Slot::Number => match first.kind {
                Kind::Number(..) => Some(1),
                _ => numbers::in_words(words, tongue).map(|(_, length)| length),
            },
            Slot::Country => known.filter(|(item, _)| matches!(item, Item::Country(_))).map(|(_, taken)| taken),
            Slot::Date => dated(words, tongue).map(|(_, length)| length),
            Slot::Year => matches!(first.kind, Kind::Number(year, 0) if (1990.0..=2100.0).contains(&year)).then_some(1),
            Slot::Name => (known.is_none() && first.kind == Kind::Word && first.capital).then_some(1),
        }
    }
}

/// One part of an alternative.
#[derive(Clone, Debug)]
enum Part {
    Word(String),
    Slot(Slot),
    Rule(usize),
}

/// How often a part may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Times {
    Once,
    Optional,
    Repeated,
}

/// The rules of a language, ready to be asked.
struct Grammar {
    tongue: Tongue,
    /// Alternatives by rule.
    rules: Vec<Vec<Vec<(Part, Times)>>>,
    sentence: usize,
    /// The rule whose alternatives are the [kinds](kinds::KINDS).
    claim: usize,
}

static FRENCH: LazyLock<Grammar> = LazyLock::new(|| Grammar::new(french::RULES, Tongue::Fr));
static ENGLISH: LazyLock<Grammar> = LazyLock::new(|| Grammar::new(english::RULES, Tongue::En));

impl Grammar {
    /// A part that names no rule and no slot is a word, so that a mistyped name matches nothing; a test finds those.
    fn new(rules: &[Rule], tongue: Tongue) -> Grammar {
        let place = |name: &str| rules.iter().position(|(known, _)| *known == name);
        let part = |text: &str| {
            let (text, times) = match text.as_bytes().last() {
                Some(b'?') if text.len() > 1 => (&text[..text.len() - 1], Times::Optional),
                Some(b'*') if text.len() > 1 => (&text[..text.len() - 1], Times::Repeated),
                _ => (text, Times::Once),
            };
            let rule = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).and_then(place).map(Part::Rule);
            let slot = text.strip_prefix('#').and_then(Slot::named).map(Part::Slot);
            (rule.or(slot).unwrap_or_else(|| Part::Word(text.to_owned())), times)
        };
        let alternatives = |body: &str| body.split('|').map(|one| one.split_whitespace().map(part).collect()).collect();
        Grammar {
            tongue,
            rules: rules.iter().map(|(_, body)| alternatives(body)).collect(),
            sentence: place("sentence").unwrap_or(0),
            claim: place("claim").unwrap_or(0),
        }
    }
}

/// A sentence being looked at: where each rule may end, by where it begins.
struct Look<'a> {
    grammar: &'a Grammar,
    words: &'a [Word],
    kind: usize,
    known: HashMap<(usize, usize), BTreeSet<usize>>,
}

impl Look<'_> {
    fn ends_of_rule(&mut self, rule: usize, at: usize) -> BTreeSet<usize> {
        if let Some(known) = self.known.get(&(rule, at)) {
            return known.clone();
        }
        let grammar = self.grammar;
        let mut ends = BTreeSet::new();
        let alternatives = &grammar.rules[rule];
        let asked = if rule == grammar.claim { self.kind..self.kind + 1 } else { 0..alternatives.len() };
        for alternative in alternatives.get(asked).unwrap_or_default() {
            let mut reached = BTreeSet::from([at]);
            for (part, times) in alternative {
                reached = self.ends_of_part(part, *times, &reached);
            }
            ends.extend(reached);
        }
        self.known.insert((rule, at), ends.clone());
        ends
    }

    fn ends_of_part(&mut self, part: &Part, times: Times, starts: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut ends = if times == Times::Once { BTreeSet::new() } else { starts.clone() };
        let mut fresh = starts.clone();
        for _ in 0..if times == Times::Repeated { REPEATED_MAX } else { 1 } {
            let reached: BTreeSet<usize> = fresh.iter().flat_map(|at| self.ends_once(part, *at)).collect();
            fresh = reached.difference(&ends).copied().collect();
            ends.extend(&fresh);
            if fresh.is_empty() {
                break;
            }
        }
        ends
    }

    fn ends_once(&mut self, part: &Part, at: usize) -> BTreeSet<usize> {
        let rest = &self.words[at.min(self.words.len())..];
        match part {
            Part::Word(word) => {
                rest.first().filter(|first| first.folded == *word).map(|_| at + 1).into_iter().collect()
            }
            Part::Slot(slot) => slot.length(rest, self.grammar.tongue).map(|length| at + length).into_iter().collect(),
            Part::Rule(rule) => self.ends_of_rule(*rule, at),
        }
    }
}

/// Whether every word of a sentence stands where the tables foresee it, and its claims are those that its construction is to make: one for each figure, narrowed by
/// each place, target and form that stands with it and by nothing else. Costs as much as the words of the sentence times the rules.
///
/// ```
/// use vigie_judge::grammar::{Context, read};
/// let vouched = |text: &str| read(text, &mut Context::default()).propositions[0].vouched;
/// assert!(vouched("Nous avons subi 1 922 attaques."));
/// assert!(!vouched("Le romancier raconte que nous avons subi 1 922 attaques."));
/// ```
pub(crate) fn is_vouched(words: &[Word], named: &Named, tongue: Tongue, read: &[Proposition]) -> bool {
    (0..kinds::KINDS.len()).any(|kind| kinds::KINDS[kind].agrees(named, read) && is_foreseen(words, tongue, kind))
}

/// Whether a sentence is built as one kind foresees.
fn is_foreseen(words: &[Word], tongue: Tongue, kind: usize) -> bool {
    let grammar: &Grammar = match tongue {
        Tongue::Fr => &FRENCH,
        Tongue::En => &ENGLISH,
    };
    let mut look = Look { grammar, words, kind, known: HashMap::new() };
    look.ends_of_rule(grammar.sentence, 0).contains(&words.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words::{fold, words};

    /// Words of a sentence alone, without its claims.
    fn fits_any(sentence: &str, tongue: Tongue) -> bool {
        let (words, _) = words(sentence);
        (0..kinds::KINDS.len()).any(|kind| is_foreseen(&words, tongue, kind))
    }

    #[test]
    fn every_rule_is_named_once_and_used_and_its_parts_exist() {
        for (rules, name) in [(french::RULES, "french"), (english::RULES, "english")] {
            let names: Vec<&str> = rules.iter().map(|(name, _)| *name).collect();
            let claims = rules.iter().find(|(rule, _)| *rule == "claim").map_or(0, |(_, body)| body.split('|').count());
            assert_eq!(claims, kinds::KINDS.len(), "{name}: one alternative a kind");
            for (at, (rule, body)) in rules.iter().enumerate() {
                assert!(!names[..at].contains(rule), "{name}: {rule} stands twice");
                let used = rules[..at].iter().any(|(_, body)| body.contains(&format!("<{rule}>")));
                assert!(used || *rule == "sentence", "{name}: {rule} is used by no rule before it");
                for part in body.split_whitespace() {
                    let plain = part.trim_end_matches(['?', '*']);
                    let known = match (plain.strip_prefix('<'), plain.strip_prefix('#')) {
                        (Some(rule), _) => rules[at + 1..].iter().any(|(other, _)| format!("{other}>") == rule),
                        (_, Some(slot)) => Slot::named(slot).is_some(),
                        _ => fold(plain) == plain && !plain.contains(['\'', '-']),
                    };
                    assert!(known, "{name}: {part} in {rule}");
                }
            }
        }
    }

    #[test]
    fn plain_sentences_are_foreseen_and_others_are_not() {
        for (tongue, sentence, foreseen) in [
            (Tongue::Fr, "Nous avons subi 1 922 attaques.", true),
            (Tongue::Fr, "Nous avons subi 1 922 attaques, dont 907 venues d'Ukraine.", true),
            (Tongue::Fr, "Près de la moitié des attaques proviennent d'Ukraine.", true),
            (Tongue::Fr, "Une soixantaine d'attaques par jour.", true),
            (Tongue::Fr, "Nous aurions subi 1 922 attaques.", false),
            (Tongue::Fr, "Nous n'avons pas subi 1 922 attaques.", false),
            (Tongue::Fr, "Nous avons subi 1 922 attaques imaginaires.", false),
            (Tongue::Fr, "907 attaques sont parties de chez nous vers l'Ukraine.", false),
            (Tongue::En, "We suffered 1,922 attacks.", true),
            (Tongue::En, "907 of the 1,922 attacks came from Ukraine.", true),
            (Tongue::En, "According to the report, 47% of the attacks came from Ukraine.", true),
            (Tongue::En, "One in 907 of the attempts came from Ukraine.", false),
            (Tongue::En, "According to a novel, 47% of the attacks came from Ukraine.", false),
            (Tongue::En, "The newspaper writes that there were 1,922 attacks; we deny it.", false),
        ] {
            assert_eq!(fits_any(sentence, tongue), foreseen, "{sentence}");
        }
    }
}
