//! What is asked of a statement: for whom, how long, in the first hours or later, before a vote or not. Decides nothing.

use serde::Serialize;

use crate::quiet::Quiet;

/// Whom a statement is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Prose that can be quoted.
    Press,
    /// An authority: every figure with unit, period and zone, under headings.
    State,
    /// Members, staff, subscribers: what concerns them and what to do.
    Members,
}

impl Audience {
    /// All of them.
    pub const ALL: [Audience; 3] = [Audience::Press, Audience::State, Audience::Members];

    /// The stable id.
    pub fn id(self) -> &'static str {
        match self {
            Audience::Press => "press",
            Audience::State => "state",
            Audience::Members => "members",
        }
    }
}

/// How much is said. Each says all that the shorter one says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Length {
    /// Every mandatory field, one or two sentences each.
    Short,
    /// With definitions, rates and parts.
    Medium,
    /// With every form, country and limit.
    Long,
}

impl Length {
    /// All of them.
    pub const ALL: [Length; 3] = [Length::Short, Length::Medium, Length::Long];

    /// The stable id.
    pub fn id(self) -> &'static str {
        match self {
            Length::Short => "short",
            Length::Medium => "medium",
            Length::Long => "long",
        }
    }
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// For whom.
    pub audience: Audience,
    /// How much.
    pub length: Length,
    /// Whether it is a holding statement: what is known in the first hours, without figures that may change.
    pub hold: bool,
    /// The quiet period its day lies in, if any: facts only.
    pub quiet: Option<Quiet>,
    /// Whether it keeps to facts for another reason.
    pub facts_only: bool,
}
