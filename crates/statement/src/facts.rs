//! What a statement is made of: the answer to a case, and what was done about attackers. Nothing is counted here.

use serde::Serialize;
use vigie_figures::answer::Answer;
use vigie_figures::calendar::Day;
use vigie_figures::figure::{Figure, Share, Unit};

/// What was done about attackers, by the ledger that stands beside the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Held {
    /// Decisions to hold something back that were applied.
    pub decisions: u64,
    /// Of these, decisions that had not ended at the moment of the statement.
    pub standing: u64,
    /// Of these, decisions that a person took back.
    pub undone: u64,
    /// The day of the first.
    pub first: Day,
}

/// Everything a statement may say.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The answer to the case.
    pub answer: &'a Answer,
    /// What was done; `None` when nothing is recorded.
    pub held: Option<Held>,
}

/// What a figure of a sentence rests on: which question of the report answers it, and in which unit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Anchor {
    /// Number of the question, as the report has it; 0 where no question asks (what was done).
    pub question: u8,
    /// Stable name of the figure, as in the report's JSON.
    pub key: String,
    /// What is counted.
    pub unit: Unit,
    /// How many, of a count; the part, of a share.
    pub value: u64,
    /// The whole, of a share.
    pub denominator: Option<u64>,
    /// The percentage, of a share.
    pub percent: Option<f64>,
    /// 95 % interval of a share, in percent.
    pub low: Option<f64>,
    /// Its upper end.
    pub high: Option<f64>,
}

impl Anchor {
    /// Of a count.
    pub fn of(question: u8, figure: &Figure) -> Anchor {
        Anchor::number(question, figure.key.clone(), figure.value, figure.unit)
    }

    /// Of a count that has no figure of its own in the report.
    pub fn number(question: u8, key: impl Into<String>, value: u64, unit: Unit) -> Anchor {
        Anchor { question, key: key.into(), unit, value, denominator: None, percent: None, low: None, high: None }
    }

    /// Of a share.
    pub fn share(question: u8, share: &Share) -> Anchor {
        Anchor {
            question,
            key: share.key.clone(),
            unit: share.unit,
            value: share.numerator,
            denominator: Some(share.denominator),
            percent: share.percent,
            low: share.low,
            high: share.high,
        }
    }
}

impl Facts<'_> {
    /// Attempts in all.
    pub fn attempts(&self) -> u64 {
        self.answer.what.ladder.attempts.value
    }

    /// First and last day of the logs, when their year is known.
    pub fn days(&self) -> Option<(Day, Day)> {
        let period = self.answer.header.period?;
        (period.first.day.year.is_some()).then_some((period.first.day, period.last.day))
    }

    /// Part of the system-hours that were seen, 0 to 1; `None` without logs.
    pub fn coverage(&self) -> Option<f64> {
        let share = &self.answer.header.coverage;
        (share.denominator > 0).then(|| share.numerator as f64 / share.denominator as f64)
    }
}
