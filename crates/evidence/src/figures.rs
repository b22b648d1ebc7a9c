//! Every number of an answer as one line each, with its name, its place in the answer and its unit: what a pack states, and what
//! a verifier computes again from the rows.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use vigie_figures::answer::Answer;
use vigie_figures::figure::{Figure, Share};

/// One number of an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Stated {
    /// A part of a whole.
    Share {
        /// Place in the answer, as a JSON pointer (RFC 6901).
        at: String,
        /// The share.
        share: Share,
    },
    /// A count with its unit.
    Figure {
        /// Place in the answer.
        at: String,
        /// The count.
        figure: Figure,
    },
    /// Any other number: counts of a day, a mean.
    Number {
        /// Place in the answer.
        at: String,
        /// The number.
        number: serde_json::Number,
    },
}

impl Stated {
    /// What a person calls it: its key where it has one, else its place.
    pub fn name(&self) -> &str {
        match self {
            Stated::Share { share, .. } => &share.key,
            Stated::Figure { figure, .. } => &figure.key,
            Stated::Number { at, .. } => at,
        }
    }

    /// Its value in few words.
    pub fn value(&self) -> String {
        match self {
            Stated::Share { share, .. } => {
                let percent = share.percent.map_or_else(|| "-".into(), |percent| format!("{percent} %"));
                let interval = match (share.low, share.high) {
                    (Some(low), Some(high)) => format!(" [{low}; {high}]"),
                    _ => String::new(),
                };
                format!("{}/{} {} = {percent}{interval}", share.numerator, share.denominator, share.unit.id())
            }
            Stated::Figure { figure, .. } => format!("{} {}", figure.value, figure.unit.id()),
            Stated::Number { number, .. } => number.to_string(),
        }
    }
}

/// Members that hold sentences, settings and places of lines: the numbers in them stand elsewhere, or count nothing.
const LEFT_OUT: &[&str] = &[
    "citations",
    "citation",
    "claims",
    "evidence",
    "lead",
    "limits",
    "measures",
    "samples",
    "sentence",
    "settings",
    "spans",
    "verdict",
];

/// The member whose fractions are left out: logarithms of chances, whose last digit differs from one machine to another. Whole numbers
/// of it (clusters, members, what was compared) are stated.
const WHOLE_ONLY: &str = "/together/";

/// Every number of an answer, in the order of its members.
///
/// ```
/// use vigie_figures::{names::Names, questions::{answer, Options}};
/// let options = Options { zone: jiff::tz::TimeZone::UTC, names: Names::Clear };
/// let stated = vigie_evidence::figures::stated(&answer(&Default::default(), &options));
/// assert!(stated.iter().any(|figure| figure.name() == "ladder.attempts" && figure.value() == "0 attempts"));
/// ```
pub fn stated(answer: &Answer) -> Vec<Stated> {
    let mut found = Vec::new();
    // An answer always has a JSON form.
    let mut value = serde_json::to_value(answer).unwrap_or_default();
    walk(&mut value, String::new(), &mut found);
    found
}

fn walk(value: &mut Value, at: String, found: &mut Vec<Stated>) {
    match value {
        Value::Number(number) if at.starts_with(WHOLE_ONLY) && number.is_f64() => {}
        Value::Number(number) => found.push(Stated::Number { at, number: number.clone() }),
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                walk(item, format!("{at}/{index}"), found);
            }
        }
        Value::Object(members) if members.contains_key("key") && members.contains_key("unit") => {
            let whole = value.take();
            if let Ok(share) = serde_json::from_value(whole.clone()) {
                found.push(Stated::Share { at, share });
            } else if let Ok(figure) = serde_json::from_value(whole) {
                found.push(Stated::Figure { at, figure });
            }
        }
        Value::Object(members) => {
            for (name, member) in members.iter_mut().filter(|(name, _)| !LEFT_OUT.contains(&name.as_str())) {
                walk(member, format!("{at}/{name}"), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}
