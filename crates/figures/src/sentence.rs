//! Sentences without a language: a key and what it is filled with. The words stand in the language files of the program,
//! so that every output says the same in French and in English, and a test can hold the two equal.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vigie_facts::form::Form;

use crate::calendar::{Day, Moment};

/// A sentence: the key of its words, and what fills its gaps.
///
/// ```
/// use vigie_figures::sentence::Sentence;
/// let sentence = Sentence::new("lead-attempts").count("attempts", 1922);
/// assert_eq!(sentence.args.len(), 1);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sentence {
    /// Key of the words.
    pub key: Cow<'static, str>,
    /// What fills the gaps, by name.
    pub args: BTreeMap<Cow<'static, str>, Arg>,
}

/// What fills a gap. How it is written depends on the language, and for texts on the medium.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "value")]
pub enum Arg {
    /// A number that also decides singular or plural.
    Count(u64),
    /// A percentage.
    Percent(f64),
    /// A number of bytes, written with a decimal prefix.
    Bytes(u64),
    /// Text as it is: a path, a name, an attacker's words. Every medium escapes it.
    Text(String),
    /// The key of other words.
    Word(Cow<'static, str>),
    /// A form, by its name in the language.
    Form(Form),
    /// A country, ISO 3166-1 alpha-2, by its name in the language.
    Country(String),
    /// A country with its preposition: "in Ukraine".
    Located(String),
    /// A day of the organisation's calendar.
    Day(Day),
    /// A moment on the organisation's clock.
    Moment(Moment),
    /// Several things, with commas.
    List(Vec<Arg>),
    /// A whole sentence.
    Sentence(Box<Sentence>),
}

impl Sentence {
    /// A sentence without gaps.
    pub fn new(key: &'static str) -> Sentence {
        Sentence { key: Cow::Borrowed(key), args: BTreeMap::new() }
    }

    /// Fills a gap.
    #[must_use]
    pub fn with(mut self, name: &'static str, arg: Arg) -> Sentence {
        self.args.insert(Cow::Borrowed(name), arg);
        self
    }

    /// Fills a gap with a number.
    #[must_use]
    pub fn count(self, name: &'static str, value: u64) -> Sentence {
        self.with(name, Arg::Count(value))
    }

    /// Fills a gap with a percentage; `None` (a share of nothing) is written as a dash.
    #[must_use]
    pub fn percent(self, name: &'static str, value: Option<f64>) -> Sentence {
        self.with(name, value.map_or(Arg::Text("–".into()), Arg::Percent))
    }

    /// Fills a gap with text.
    #[must_use]
    pub fn text(self, name: &'static str, value: impl Into<String>) -> Sentence {
        self.with(name, Arg::Text(value.into()))
    }

    /// Fills a gap with other words.
    #[must_use]
    pub fn word(self, name: &'static str, key: impl Into<Cow<'static, str>>) -> Sentence {
        self.with(name, Arg::Word(key.into()))
    }
}
