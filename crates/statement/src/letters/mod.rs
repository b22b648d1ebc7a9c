//! Drafts with fixed fields for those who must be told: a referral to the State, the annex of a complaint, notifications that laws ask for. Each letter is one
//! file and one line in [`LETTERS`]. What the case says fills a field; what only the organisation knows is left to it; what nobody knows is said to
//! be unknown. Never legal advice: which law applies is not decided here.

mod breach;
mod complaint;
mod nis2;
mod referral;

use serde::Serialize;
use vigie_figures::sentence::Sentence;

use crate::asked::{Asked, Audience, Length};
use crate::compose::{Reader, Said, Statement, compose};
use crate::facts::Facts;
use crate::fields::Field;

/// A letter.
#[derive(Clone, Copy, Debug)]
pub struct Letter {
    /// The stable id.
    pub id: &'static str,
    /// The key of its title.
    pub title: &'static str,
    /// Whether it keeps to facts: nothing in it is of order, will or worth.
    pub facts_only: bool,
    /// How much of each field it takes.
    pub length: Length,
    /// Its sections, in order.
    pub sections: &'static [Section],
}

/// A section.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// The key of its heading.
    pub heading: &'static str,
    /// Where a law asks for it, as cited in both languages; empty where none does.
    pub law: &'static str,
    /// What stands in it.
    pub items: &'static [Item],
}

/// What stands in a section.
#[derive(Clone, Copy, Debug)]
pub enum Item {
    /// What the statement says of a field.
    Field(Field),
    /// A sentence.
    Says(&'static str),
    /// A sentence, where the case asks for it.
    SaysIf(fn(&Facts<'_>) -> bool, &'static str),
    /// What only the organisation knows: the key of what to fill in.
    Fill(&'static str),
    /// What these logs do not say: the key of what is unknown.
    Unknown(&'static str),
}

/// Every letter.
pub const LETTERS: &[&Letter] =
    &[&referral::LETTER, &complaint::LETTER, &breach::LETTER, &nis2::WARNING, &nis2::NOTIFICATION, &nis2::FINAL];

/// The letter of an id.
pub fn letter(id: &str) -> Option<&'static Letter> {
    LETTERS.iter().copied().find(|letter| letter.id == id)
}

/// A letter, filled in.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Filled {
    /// Which one.
    pub letter: &'static str,
    /// The key of its title.
    pub title: &'static str,
    /// Its sections.
    pub sections: Vec<FilledSection>,
    /// What the case does not bear out as worded.
    pub withheld: Vec<Said>,
}

/// A section, filled in.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FilledSection {
    /// The key of its heading.
    pub heading: &'static str,
    /// Where a law asks for it.
    pub law: &'static str,
    /// What stands in it.
    pub entries: Vec<Entry>,
}

/// An item, filled in.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Entry {
    /// A sentence that the claim engine upholds.
    Said(Box<Said>),
    /// A sentence of the letter itself.
    Letter {
        /// The sentence.
        sentence: Sentence,
    },
    /// To be filled in by the organisation.
    Fill {
        /// What.
        what: Sentence,
    },
    /// Unknown.
    Unknown {
        /// What.
        what: Sentence,
    },
}

/// Fills in a letter. The reader words sentences and asks the claim engine, as for a statement.
pub fn fill(letter: &Letter, facts: &Facts<'_>, reader: &mut dyn Reader) -> Filled {
    let (audience, length) = (Audience::State, letter.length);
    let asked = Asked { audience, length, hold: false, quiet: None, facts_only: letter.facts_only };
    let statement = compose(facts, &asked, reader);
    let sections = letter.sections.iter().map(|section| FilledSection {
        heading: section.heading,
        law: section.law,
        entries: section.items.iter().flat_map(|item| entries(item, facts, &statement)).collect(),
    });
    Filled { letter: letter.id, title: letter.title, sections: sections.collect(), withheld: statement.withheld }
}

fn entries(item: &Item, facts: &Facts<'_>, statement: &Statement) -> Vec<Entry> {
    match *item {
        Item::Field(field) => {
            let said = statement.said.iter().filter(|said| said.field == field);
            said.map(|said| Entry::Said(Box::new(said.clone()))).collect()
        }
        Item::Says(key) => vec![Entry::Letter { sentence: Sentence::new(key) }],
        Item::SaysIf(when, key) if when(facts) => vec![Entry::Letter { sentence: Sentence::new(key) }],
        Item::SaysIf(..) => Vec::new(),
        Item::Fill(key) => vec![Entry::Fill { what: Sentence::new(key) }],
        Item::Unknown(key) => vec![Entry::Unknown { what: Sentence::new(key) }],
    }
}

/// Whether no incident was found.
fn nothing_found(facts: &Facts<'_>) -> bool {
    facts.answer.entry.had.value + facts.answer.entry.may_have_had.value == 0
}

/// Whether attempts were counted.
fn attempted(facts: &Facts<'_>) -> bool {
    facts.attempts() > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_have_their_own_ids_and_no_empty_section() {
        let mut ids: Vec<&str> = LETTERS.iter().map(|letter| letter.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), LETTERS.len());
        for one in LETTERS {
            assert!(
                !one.sections.is_empty() && one.sections.iter().all(|section| !section.items.is_empty()),
                "{}",
                one.id
            );
            assert!(letter(one.id).is_some());
        }
    }

    #[test]
    fn a_breach_notification_has_every_field_of_article_33() {
        let laws: Vec<&str> = breach::LETTER.sections.iter().map(|section| section.law).collect();
        for wanted in ["33(1)", "33(3)(a)", "33(3)(b)", "33(3)(c)", "33(3)(d)", "33(4)"] {
            assert!(laws.iter().any(|law| law.contains(wanted)), "{wanted}");
        }
    }
}
