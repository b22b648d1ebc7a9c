//! Propositions → verdicts, one file a kind of claim. What each verdict asks for is `docs/claims.md`, section 4. Reasons are sentences without a language; the
//! program has the words.

mod counts;
mod periods;
mod plain;
mod ranks;
mod shares;
mod wording;

pub use shares::unit_key;

use std::collections::BTreeMap;

use serde::Serialize;
use vigie_figures::answer::Confidence;
use vigie_figures::calendar::Day;
use vigie_figures::figure::Unit;
use vigie_figures::sentence::{Arg, Sentence};

use crate::evidence::{DayNumber, Evidence, date_of};
use crate::proposition::{Certainty, Population, Predicate, Proposition};

/// A verdict, best first; `OutOfScope` stands apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Holds, however it is looked at.
    Established,
    /// Holds, with a reserve.
    Supported,
    /// Does not hold, but might.
    NotEstablished,
    /// These data do not decide it.
    NotDecidable,
    /// True in one unit, window or way of counting only.
    Misleading,
    /// Does not hold.
    Contradicted,
    /// Claims nothing that logs bear on.
    OutOfScope,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: &'static [Verdict] = &[
        Verdict::Established,
        Verdict::Supported,
        Verdict::NotEstablished,
        Verdict::NotDecidable,
        Verdict::Misleading,
        Verdict::Contradicted,
        Verdict::OutOfScope,
    ];

    /// The stable id.
    pub fn id(self) -> &'static str {
        match self {
            Verdict::Established => "established",
            Verdict::Supported => "supported",
            Verdict::NotEstablished => "not-established",
            Verdict::NotDecidable => "not-decidable",
            Verdict::Misleading => "misleading",
            Verdict::Contradicted => "contradicted",
            Verdict::OutOfScope => "out-of-scope",
        }
    }

    /// The verdict of several: the worst, out of scope only where nothing else stands.
    pub fn worst(verdicts: impl IntoIterator<Item = Verdict>) -> Verdict {
        verdicts.into_iter().filter(|verdict| *verdict != Verdict::OutOfScope).max().unwrap_or(Verdict::OutOfScope)
    }
}

/// One way of counting, and whether the claim holds in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trial {
    /// What is counted.
    pub unit: Unit,
    /// Over what: `whole`, `mean`, `peak`, `days`, `weeks`, `months`, `without-relays`, `unlocated-there`.
    pub window: &'static str,
    /// What was found: a count, a mean, a share (0 to 1), a rank.
    pub value: f64,
    /// The part, of shares and counts.
    pub numerator: u64,
    /// The whole, of shares; days (weeks, months) of a window.
    pub denominator: Option<u64>,
    /// 95 % interval of a share, 0 to 1.
    pub low: Option<f64>,
    /// Its upper end.
    pub high: Option<f64>,
    /// Whether the claim holds so.
    pub holds: bool,
}

/// A verdict and what it rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Judgement {
    /// The claim.
    pub claim: Proposition,
    /// The claim in the notation.
    pub notation: String,
    /// The verdict.
    pub verdict: Verdict,
    /// How good the basis is, apart from how probable the claim is.
    pub confidence: Confidence,
    /// First and last day it is about, of the organisation's calendar.
    pub period: Option<(Day, Day)>,
    /// Every way of counting that was tried.
    pub trials: Vec<Trial>,
    /// Why, as sentences.
    pub reasons: Vec<Sentence>,
    /// How to say it truthfully, as sentences.
    pub safer: Vec<Sentence>,
    /// What would decide it, where these data do not.
    pub would_decide: Vec<Sentence>,
    /// Indices of the first attempts it rests on.
    pub cited_attempts: Vec<usize>,
}

/// What a text leaves open and its reader knows.
#[derive(Clone, Debug, Default)]
pub struct Setting {
    /// The day of the text: relative dates count from it. Without one, from the last day of the case.
    pub today: Option<DayNumber>,
    /// Days of named events: `campaign`.
    pub events: BTreeMap<String, DayNumber>,
}

/// Attempts cited by one verdict: enough to look.
const CITED_MAX: usize = 3;

/// A verdict being made.
pub(crate) struct Bench<'a> {
    pub(crate) evidence: &'a Evidence,
    pub(crate) claim: &'a Proposition,
    pub(crate) span: Option<(DayNumber, DayNumber)>,
    pub(crate) trials: Vec<Trial>,
    pub(crate) reasons: Vec<Sentence>,
    pub(crate) safer: Vec<Sentence>,
    pub(crate) would_decide: Vec<Sentence>,
}

/// Decides one claim.
pub fn decide(claim: &Proposition, evidence: &Evidence, setting: &Setting) -> Judgement {
    let resolved = periods::resolve(claim.period.as_deref(), evidence, setting);
    let span = resolved.span.or(evidence.period);
    let mut bench = Bench {
        evidence,
        claim,
        span,
        trials: Vec::new(),
        reasons: Vec::new(),
        safer: Vec::new(),
        would_decide: Vec::new(),
    };
    let verdict = if claim.predicate == Predicate::Intended {
        bench.reasons.push(Sentence::new("claim-intention"));
        Verdict::OutOfScope
    } else if bench.is_blind() {
        bench.reasons.push(Sentence::new("claim-no-logs"));
        bench.would_decide.push(Sentence::new("claim-needs-logs"));
        Verdict::NotDecidable
    } else if let Some(missing) = resolved.missing {
        bench.reasons.push(missing);
        bench.would_decide.push(Sentence::new("claim-needs-period"));
        Verdict::NotDecidable
    } else {
        bench.by_predicate()
    };
    let verdict = bench.capped(verdict, resolved.partial);
    Judgement {
        notation: claim.to_string(),
        verdict,
        confidence: bench.confidence(verdict),
        period: bench.span.map(|(first, last)| (Day::from_date(date_of(first)), Day::from_date(date_of(last)))),
        cited_attempts: bench.cited(),
        claim: claim.clone(),
        trials: bench.trials,
        reasons: bench.reasons,
        safer: bench.safer,
        would_decide: bench.would_decide,
    }
}

impl Bench<'_> {
    fn by_predicate(&mut self) -> Verdict {
        match self.claim.predicate {
            Predicate::Count | Predicate::Peak => self.count(),
            Predicate::Share => self.share(),
            Predicate::Rank => self.rank(),
            Predicate::Change => self.change(),
            Predicate::Targets | Predicate::Form => self.existence(),
            Predicate::Targeted => self.targeted(),
            Predicate::Coordinated => self.coordinated(),
            Predicate::Group | Predicate::Individual | Predicate::Attributed => self.who(),
            Predicate::Succeeded | Predicate::Stolen => self.success(),
            Predicate::Caused => self.outage(),
            Predicate::Intended => Verdict::OutOfScope,
        }
    }

    /// Whether there is no log at all.
    fn is_blind(&self) -> bool {
        self.evidence.coverage.is_none() && self.evidence.attempts.is_empty()
    }

    /// No *Established* where a word was not understood, or the period is only partly covered; certainty without ground is said.
    fn capped(&mut self, verdict: Verdict, partial: bool) -> Verdict {
        let mut capped = verdict;
        if verdict == Verdict::Established && partial {
            self.reasons.push(Sentence::new("claim-period-partly-covered"));
            capped = Verdict::Supported;
        }
        if verdict == Verdict::Established && !self.claim.unread.is_empty() {
            let words = self.claim.unread.iter().take(8).cloned().map(Arg::Text).collect();
            self.reasons.push(Sentence::new("claim-unread-words").with("words", Arg::List(words)));
            capped = Verdict::Supported;
        } else if verdict == Verdict::Established && !self.claim.vouched {
            self.reasons.push(Sentence::new("claim-construction"));
            capped = Verdict::Supported;
        }
        if verdict == Verdict::Established && self.is_through_the_site() {
            self.reasons.push(Sentence::new("claim-databases-by-injection"));
            capped = Verdict::Supported;
        }
        let hedged = self.claim.conditional || self.claim.certainty == Some(Certainty::Possible);
        if verdict == Verdict::Established && hedged {
            capped = Verdict::Supported;
        }
        if self.claim.certainty == Some(Certainty::Certain)
            && capped != Verdict::Established
            && capped != Verdict::OutOfScope
        {
            self.reasons.push(Sentence::new("claim-certainty-not-grounded"));
        }
        capped
    }

    /// How good the basis is: coverage first, then how many sources stand behind it.
    fn confidence(&self, verdict: Verdict) -> Confidence {
        let coverage = self.evidence.coverage.unwrap_or(0.0);
        let few = self.evidence.sources.len() < 30;
        match verdict {
            Verdict::NotDecidable | Verdict::OutOfScope => Confidence::Low,
            _ if coverage < COVERAGE_POOR => Confidence::Low,
            _ if coverage < COVERAGE_GOOD || few || !self.claim.unread.is_empty() => Confidence::Moderate,
            _ => Confidence::High,
        }
    }

    fn cited(&self) -> Vec<usize> {
        if !(self.claim.predicate.is_numeric() || matches!(self.claim.predicate, Predicate::Targets | Predicate::Form))
        {
            return Vec::new();
        }
        let attempts = self.evidence.attempts.iter().enumerate();
        attempts
            .filter(|(_, attempt)| self.in_span(attempt.day) && self.evidence.fits(attempt, &self.claim.filters))
            .map(|(at, _)| at)
            .take(CITED_MAX)
            .collect()
    }

    /// Whether a day belongs to the period in question; undated attempts belong to a claim without a period.
    pub(crate) fn in_span(&self, day: Option<DayNumber>) -> bool {
        match (self.claim.period.is_some(), day, self.span) {
            (false, _, _) | (true, _, None) => true,
            (true, Some(day), Some((first, last))) => (first..=last).contains(&day),
            (true, None, Some(_)) => false,
        }
    }

    pub(crate) fn coverage(&self) -> f64 {
        self.evidence.coverage.unwrap_or(0.0)
    }

    /// What not finding something is worth, by coverage: absence of evidence.
    pub(crate) fn absence(&mut self) -> Verdict {
        let coverage = self.coverage();
        self.reasons.push(Sentence::new("claim-absence").percent("coverage", Some(tenth(100.0 * coverage))));
        if coverage >= COVERAGE_GOOD {
            Verdict::Supported
        } else if coverage >= COVERAGE_POOR {
            Verdict::NotEstablished
        } else {
            self.would_decide.push(Sentence::new("claim-needs-coverage"));
            Verdict::NotDecidable
        }
    }

    /// The units a claim is tried in: the one it names, else print's first and the others after.
    pub(crate) fn units(&self) -> &'static [Unit] {
        match self.claim.population {
            Population::Attacks => &[Unit::Attempts, Unit::Detections, Unit::Events, Unit::Sources],
            Population::Attempts => &[Unit::Attempts],
            Population::Detections => &[Unit::Detections],
            Population::Requests => &[Unit::Events],
            Population::Sources => &[Unit::Sources],
            Population::Records => &[Unit::Records],
            Population::Incidents => &[Unit::Incidents],
            Population::Accounts => &[Unit::Accounts],
            Population::Assets => &[Unit::Assets],
            Population::Countries | Population::Forms => &[],
        }
    }
}

/// Coverage from which absence of evidence supports a denial: nine system-hours of ten.
pub(crate) const COVERAGE_GOOD: f64 = 0.9;
/// Coverage below which nothing can be said of what was not seen: half of the system-hours.
pub(crate) const COVERAGE_POOR: f64 = 0.5;

pub(crate) fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

pub(crate) fn hundredth(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
