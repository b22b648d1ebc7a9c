//! Votes and the days before them on which a statement gives facts only. The dates are the organisation's; what a law says of the eve of a vote is a table
//! of rules by country, so that no vote is built in. It says when to hold back, never whether a text is lawful.

use jiff::civil::Date;
use serde::Serialize;
use vigie_figures::calendar::Day;

/// What a country's law says about the last days before a vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Name in `organisation.toml`.
    pub id: &'static str,
    /// Days before the day of the vote on which the silence begins, at midnight.
    pub silence_days_before: i32,
    /// Where it is written.
    pub source: &'static str,
}

/// The rules known. France: Code électoral, article L. 49: from midnight of the eve of the vote, no message of electoral propaganda may be distributed or
/// broadcast; article L. 52-2: no result before the last polling station closes, so the day of the vote belongs to it.
pub const RULES: &[Rules] = &[
    Rules { id: "france", silence_days_before: 1, source: "Code électoral, art. L. 49 et L. 52-2" },
    Rules { id: "none", silence_days_before: 0, source: "" },
];

/// A vote, as the organisation wrote it down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
    /// What people call it; may be empty.
    pub name: String,
    /// The day of the vote. Where a territory votes a day earlier, that day is written as a vote of its own.
    pub day: Date,
    /// Which rules hold.
    pub rules: &'static Rules,
    /// First day of the reserve: no law fixes it, the circular of each vote does. `None` where there is none.
    pub reserve_from: Option<Date>,
}

/// Why facts only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuietKind {
    /// Custom or circular: those who serve the State, and those who deal with them, keep to facts.
    Reserve,
    /// Law: the eve and the day of the vote.
    Silence,
}

/// The quiet period that a day lies in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quiet {
    /// Why.
    pub kind: QuietKind,
    /// The day of the vote.
    pub vote: Day,
    /// What people call it.
    pub name: String,
    /// First day of the period.
    pub first: Day,
    /// Last day of it: that of the vote.
    pub last: Day,
    /// Where it is written; empty for a reserve.
    pub source: &'static str,
}

/// The rules of a name.
pub fn rules(id: &str) -> Option<&'static Rules> {
    RULES.iter().find(|rules| rules.id == id)
}

/// The quiet period of a day: the silence before the reserve, the nearest vote first. `None` on any other day.
///
/// ```
/// use jiff::civil::date;
/// use vigie_statement::quiet::{QuietKind, Vote, quiet, rules};
/// let vote = Vote { name: String::new(), day: date(2031, 5, 11), rules: rules("france").unwrap(), reserve_from: Some(date(2031, 4, 20)) };
/// let kind = |day| quiet(&[vote.clone()], day).map(|quiet| quiet.kind);
/// assert_eq!(kind(date(2031, 4, 19)), None);
/// assert_eq!(kind(date(2031, 4, 20)), Some(QuietKind::Reserve));
/// assert_eq!(kind(date(2031, 5, 10)), Some(QuietKind::Silence));
/// assert_eq!(kind(date(2031, 5, 12)), None);
/// ```
pub fn quiet(votes: &[Vote], day: Date) -> Option<Quiet> {
    let mut coming: Vec<&Vote> = votes.iter().filter(|vote| vote.day >= day).collect();
    coming.sort_by_key(|vote| vote.day);
    let silence = coming.iter().find_map(|vote| {
        let first = vote.day.checked_sub(jiff::Span::new().days(vote.rules.silence_days_before)).ok()?;
        (!vote.rules.source.is_empty() && day >= first).then(|| period(vote, QuietKind::Silence, first))
    });
    silence.or_else(|| {
        coming.iter().find_map(|vote| {
            let first = vote.reserve_from?;
            (day >= first).then(|| period(vote, QuietKind::Reserve, first))
        })
    })
}

fn period(vote: &Vote, kind: QuietKind, first: Date) -> Quiet {
    let source = if kind == QuietKind::Silence { vote.rules.source } else { "" };
    Quiet {
        kind,
        vote: Day::from_date(vote.day),
        name: vote.name.clone(),
        first: Day::from_date(first),
        last: Day::from_date(vote.day),
        source,
    }
}
