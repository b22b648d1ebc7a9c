//! The shape of question 4 in a report: what every output tells of clusters. Field names are part of the contract of the JSON form.

use serde::{Deserialize, Serialize};
use vigie_correlate::clusters::{Basis, Confidence, Decoys, Explained, Link, NotDecidable, Outcome, Tested, Verdict};
use vigie_correlate::evidence::{Class, Dependence};

use super::LeftOut;
use crate::answer::SourceShort;
use crate::calendar::Moment;
use crate::sentence::Sentence;

/// Question 4.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Together {
    /// The answer in a few sentences.
    pub verdict: Vec<Sentence>,
    /// The rung R3, coordinated control.
    pub control: Sentence,
    /// The rung R4, a group rather than one person: never decidable from logs, and what would decide it.
    pub people: Sentence,
    /// How much was compared, so that "no" has a meaning.
    pub tested: Tested,
    /// Clusters, strongest verdict first.
    pub clusters: Vec<ClusterShown>,
    /// How many there are of each verdict, those not shown included.
    pub counts: Counts,
    /// What surrogate worlds gave.
    pub decoys: Decoys,
    /// The same in a sentence; `None` without clusters that acted together.
    pub check: Option<Sentence>,
    /// What could not be seen.
    pub limits: Vec<Sentence>,
    /// What was not compared, and why.
    pub left_out: LeftOut,
}

/// Clusters by verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// At least two independent kinds of evidence, one of command.
    pub common_control: u64,
    /// Together beyond chance by one kind of evidence.
    pub acted_together: u64,
    /// A rare tool or list in common.
    pub same_tool: u64,
    /// What many do independently.
    pub commodity: u64,
}

impl Counts {
    /// Clusters whose members acted together.
    pub fn together(&self) -> u64 {
        self.common_control + self.acted_together
    }

    /// Clusters by tool alone.
    pub fn by_tool(&self) -> u64 {
        self.same_tool + self.commodity
    }
}

/// One cluster.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClusterShown {
    /// Position in the engine's answer, from 1; `vigie clusters CASE show` takes it.
    pub id: u32,
    /// By which test it was found.
    pub basis: Basis,
    /// What may be said of it.
    pub verdict: Verdict,
    /// Likelihood of common control in per cent, 1 to 99; `None` where only a tool is known.
    pub likelihood_percent: Option<u8>,
    /// How good the basis is; apart from likelihood.
    pub confidence: Confidence,
    /// Always not decidable.
    pub people: NotDecidable,
    /// log10 of the chance that fewer than two independent kinds of evidence are real.
    pub two_kinds_log10: f64,
    /// In one sentence.
    pub sentence: Sentence,
    /// What makes it look more innocent than it is counted: one known operator runs its members.
    pub caution: Option<Sentence>,
    /// Members.
    pub members: Vec<MemberShown>,
    /// Sessions in order of time; none of a tool.
    pub sessions: Vec<SessionShown>,
    /// Proven links.
    pub links: Vec<Link>,
    /// Every kind of evidence, for and against.
    pub findings: Vec<FindingShown>,
    /// Innocent explanations and their state.
    pub explanations: Vec<Explained>,
    /// Traces that most members left, rarest first.
    pub traces: Vec<TraceShown>,
}

/// One member.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MemberShown {
    /// The actor: hostile text where a table named it.
    pub actor: String,
    /// Where it is, for sources of a case.
    pub source: Option<SourceShort>,
    /// A known crawler or scanner by name.
    pub operator: Option<String>,
    /// Sessions or shared traces at which it was there.
    pub attended: u32,
    /// log10 of the chance of so many.
    pub chance_log10: f64,
}

/// One session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionShown {
    /// Its first instant on the organisation's clock.
    pub from: Moment,
    /// The last.
    pub to: Moment,
    /// The same in Unix milliseconds.
    pub from_ms: i64,
    /// See `from_ms`.
    pub to_ms: i64,
    /// Members whose own session began in it.
    pub present: u32,
}

/// What one kind of evidence says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FindingShown {
    /// The kind's id.
    pub evidence: String,
    /// Of what it is evidence.
    pub class: Class,
    /// Evidence of equal dependence counts once.
    pub dependence: Dependence,
    /// What came out.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// A trace most members left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceShown {
    /// Kind of trace, or the column of a table.
    pub kind: String,
    /// The trace, names of people written as elsewhere: hostile text.
    pub trace: String,
    /// Members that left it.
    pub members: u32,
    /// Others that left it.
    pub others: u32,
}
