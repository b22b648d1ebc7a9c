//! The fields of a statement, one file each: what the case says of it, in full and in the first hours. A field is one file and one line in [`FIELDS`].

mod advice;
mod confidence;
mod extent;
mod measures;
mod nature;
mod origin;
mod success;
mod targets;
mod unknown;

use serde::Serialize;

use crate::compose::Slot;
use crate::facts::Facts;

/// A field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// What it was.
    Nature,
    /// How much.
    Extent,
    /// Where it arrived from, and what that does not say.
    Origin,
    /// What it was after.
    Targets,
    /// Whether it worked.
    Success,
    /// What was done.
    Measures,
    /// How good the basis is.
    Confidence,
    /// What is not known.
    Unknown,
    /// What whoever reads it should do.
    Advice,
}

impl Field {
    /// The key of its heading.
    pub fn heading(self) -> &'static str {
        match self {
            Field::Nature => "st-head-nature",
            Field::Extent => "st-head-extent",
            Field::Origin => "st-head-origin",
            Field::Targets => "st-head-targets",
            Field::Success => "st-head-success",
            Field::Measures => "st-head-measures",
            Field::Confidence => "st-head-confidence",
            Field::Unknown => "st-head-unknown",
            Field::Advice => "st-head-advice",
        }
    }

    /// Whether every statement must have it.
    pub fn is_mandatory(self) -> bool {
        self != Field::Advice
    }
}

/// What a field has to say of a case.
pub type Fill = fn(&Facts<'_>) -> Vec<Slot>;

/// Every field, in the order of a statement: in full, and in the first hours.
pub const FIELDS: &[(Field, Fill, Fill)] = &[
    (Field::Nature, nature::full, nature::holding),
    (Field::Extent, extent::full, extent::holding),
    (Field::Origin, origin::full, origin::holding),
    (Field::Targets, targets::full, targets::holding),
    (Field::Success, success::full, success::holding),
    (Field::Measures, measures::full, measures::holding),
    (Field::Confidence, confidence::full, confidence::holding),
    (Field::Unknown, unknown::full, unknown::holding),
    (Field::Advice, advice::full, advice::full),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_stands_once_and_has_its_own_heading() {
        let mut fields: Vec<Field> = FIELDS.iter().map(|(field, ..)| *field).collect();
        let mut headings: Vec<&str> = fields.iter().map(|field| field.heading()).collect();
        fields.sort();
        fields.dedup();
        headings.sort_unstable();
        headings.dedup();
        assert_eq!((fields.len(), headings.len()), (FIELDS.len(), FIELDS.len()));
    }
}
