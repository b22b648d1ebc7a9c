//! A text before it is published: what it lacks, what the case does not bear out, whom it names, each with its place in the text and how to say it. One
//! file a kind of problem and one line in `RULES`. It never says that a text is lawful.

mod attributions;
mod claims;
mod figures;
mod people;
mod place;
mod presence;
mod quiet_days;
mod scan;

use serde::Serialize;
use vigie_figures::sentence::Sentence;
use vigie_judge::claims::{Checked, SentenceChecked, check};
use vigie_judge::decide::Setting;
use vigie_judge::evidence::Evidence;

use self::place::Places;
pub use self::scan::without_notes;
use crate::facts::Facts;
use crate::quiet::Quiet;

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident = $id:literal,)+) => {
        /// A kind of problem.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Kind { $($(#[doc = $doc])+ $variant,)+ }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Kind] = &[$(Kind::$variant,)+];

            /// The stable id.
            pub fn id(self) -> &'static str {
                match self { $(Kind::$variant => $id,)+ }
            }

            /// The key of its name.
            pub fn name_key(self) -> &'static str {
                match self { $(Kind::$variant => concat!("lint-", $id),)+ }
            }
        }
    };
}

kinds! {
    /// Nothing says what the attacks were.
    MissingNature = "missing-nature",
    /// Nothing says where they arrived from, or that it is not known.
    MissingOrigin = "missing-origin",
    /// "Attacks" are counted and nothing says what one is.
    AttackWithoutUnit = "attack-without-unit",
    /// The case says otherwise.
    Contradicted = "contradicted",
    /// True in one unit or window only.
    Misleading = "misleading",
    /// The case finds too little for it.
    NotEstablished = "not-established",
    /// No log decides it, or these do not.
    NotDecidable = "not-decidable",
    /// Surer than the evidence.
    CertaintyWithoutGround = "certainty-without-ground",
    /// A State, a people or a group is said to have acted, and nobody is named who says so.
    AttributionWithoutSource = "attribution-without-source",
    /// Those who are said to say so have no name.
    AttributionByUnnamed = "attribution-by-unnamed",
    /// A place of addresses is made into an author.
    AttributionByLocation = "attribution-by-location",
    /// A number that is no figure of the case.
    FigureNotInCase = "figure-not-in-case",
    /// The address of a machine: of a person, until shown otherwise.
    PersonalAddress = "personal-address",
    /// A mailbox of a person.
    PersonalMailbox = "personal-mailbox",
    /// The name of an account or of a person of the organisation.
    PersonalAccount = "personal-account",
    /// More than facts, in a quiet period before a vote.
    InterpretationInQuiet = "interpretation-in-quiet",
    /// The text says a thing and denies it.
    ContradictsItself = "contradicts-itself",
    /// Characters that no reader sees.
    HiddenCharacters = "hidden-characters",
    /// The text was longer than what is read of one.
    NotReadWhole = "not-read-whole",
}

/// A problem.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Problem {
    /// Its kind.
    pub kind: Kind,
    /// Line of the text, from 1.
    pub line: usize,
    /// Column of the line, in characters, from 1.
    pub column: usize,
    /// The words in question; empty when something is missing.
    pub words: String,
    /// The claim in the notation, when a claim is in question.
    pub notation: Option<String>,
    /// Why, as sentences.
    pub why: Vec<Sentence>,
    /// How to say it, as sentences.
    pub instead: Vec<Sentence>,
}

/// A text, looked at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Linted {
    /// Its sentences.
    pub sentences: usize,
    /// Its claims.
    pub claims: usize,
    /// Whether it was HTML: places are then of the article as text.
    pub was_html: bool,
    /// What must be mended, in the order of the text.
    pub problems: Vec<Problem>,
}

/// What is known beside the case.
#[derive(Clone, Debug, Default)]
pub struct Options<'a> {
    /// The day of the text, and the days of events that it names.
    pub setting: Setting,
    /// The quiet period it is published in.
    pub quiet: Option<&'a Quiet>,
    /// Names that must not be in it: accounts that exist, people of the organisation.
    pub people: Vec<String>,
}

/// Everything a rule looks at.
pub(crate) struct Desk<'a> {
    /// The text as given.
    pub(crate) text: &'a str,
    /// Its sentences and claims.
    pub(crate) checked: &'a Checked,
    pub(crate) facts: &'a Facts<'a>,
    pub(crate) options: &'a Options<'a>,
    pub(crate) places: &'a Places,
}

type Rule = fn(&Desk<'_>) -> Vec<Problem>;

/// Every rule, one file each.
const RULES: &[Rule] =
    &[presence::look, claims::look, attributions::look, figures::look, people::look, quiet_days::look];

/// Problems shown of one text: a text with more is not close to being published.
const PROBLEMS_MAX: usize = 1_000;

/// Looks at a text.
///
/// ```
/// use vigie_judge::{decide::Setting, evidence::Evidence};
/// use vigie_statement::{facts::Facts, lint::{Kind, Options, lint}};
/// let options = vigie_figures::questions::Options { zone: jiff::tz::TimeZone::UTC, names: vigie_figures::names::Names::Clear };
/// let answer = vigie_figures::questions::answer(&vigie_facts::case::Case::default(), &options);
/// let facts = Facts { answer: &answer, held: None };
/// let linted = lint("Write to a.martin@example.org.", &facts, &Evidence::default(), &Options::default());
/// assert_eq!(linted.problems[0].kind, Kind::PersonalMailbox);
/// assert_eq!((linted.problems[0].line, linted.problems[0].column), (1, 10));
/// ```
pub fn lint(text: &str, facts: &Facts<'_>, evidence: &Evidence, options: &Options<'_>) -> Linted {
    let prose = scan::without_notes(text);
    let checked = check(&prose, evidence, &options.setting);
    let places = Places::new(&prose, &checked.cleaned);
    let desk = Desk { text, checked: &checked, facts, options, places: &places };
    let mut problems: Vec<Problem> = RULES.iter().flat_map(|rule| rule(&desk)).collect();
    problems.sort_by_key(|problem| (problem.line, problem.column, problem.kind));
    problems.dedup_by(|a, b| (a.line, a.column, a.kind, &a.words) == (b.line, b.column, b.kind, &b.words));
    problems.truncate(PROBLEMS_MAX);
    Linted {
        sentences: checked.sentences.len(),
        claims: checked.sentences.iter().map(|sentence| sentence.judgements.len()).sum(),
        was_html: checked.cleaned.was_html,
        problems,
    }
}

impl Desk<'_> {
    /// A problem with words of a sentence, by their bytes in it.
    pub(crate) fn problem(&self, kind: Kind, sentence: &SentenceChecked, (from, to): (usize, usize)) -> Problem {
        let (line, column) = self.places.of(sentence.start + from);
        Problem {
            kind,
            line,
            column,
            words: sentence.text.get(from..to).unwrap_or_default().to_owned(),
            notation: None,
            why: Vec::new(),
            instead: Vec::new(),
        }
    }

    /// A problem with a whole sentence.
    pub(crate) fn problem_of(&self, kind: Kind, sentence: &SentenceChecked) -> Problem {
        self.problem(kind, sentence, (0, sentence.text.len()))
    }
}

impl Problem {
    /// Says why.
    #[must_use]
    pub(crate) fn because(mut self, why: impl IntoIterator<Item = Sentence>) -> Problem {
        self.why.extend(why);
        self
    }

    /// Says how to say it.
    #[must_use]
    pub(crate) fn rather(mut self, instead: impl IntoIterator<Item = Sentence>) -> Problem {
        self.instead.extend(instead);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_are_the_names_of_the_json_form() {
        let mut seen = std::collections::BTreeSet::new();
        for kind in Kind::ALL {
            assert!(seen.insert(kind.id()), "{} stands twice", kind.id());
            let json = serde_json::to_value(kind).unwrap();
            assert!(json == kind.id(), "{json}");
        }
    }
}
