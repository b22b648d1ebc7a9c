//! The answer: clusters with their members, sessions, links, evidence, explanations and verdict, in the names that were put in. Data only;
//! ids are stable and words for people are the edge's.

use serde::{Deserialize, Serialize};

use crate::evidence::{Class, Dependence};
use crate::observations::Refused;
use crate::settings::Settings;

/// What a whole analysis found. Serialises to the same bytes for the same observations in any order.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Clusters {
    /// Clusters, strongest verdict first, then largest.
    pub clusters: Vec<Cluster>,
    /// What was tested, so that "nothing" has a meaning.
    pub tested: Tested,
    /// What surrogate worlds gave.
    pub decoys: Decoys,
    /// What this analysis could not see.
    pub limits: Vec<Limit>,
    /// Rows refused.
    pub refused: Refused,
    /// Parameters used.
    pub settings: Settings,
}

/// How much was tested.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tested {
    /// Actors.
    pub actors: u64,
    /// Rows without duplicates.
    pub observations: u64,
    /// Sessions.
    pub sessions: u64,
    /// Actors whose sessions were compared with everybody's.
    pub anchors: u64,
    /// Pairs whose shared traces were compared.
    pub pairs: u64,
    /// Actors set aside because they follow a schedule.
    pub scheduled: u64,
    /// Actors set aside because they are always there.
    pub ever_present: u64,
    /// Pairs of users of one tool, at one pace, that were asked whether they take turns.
    #[serde(default)]
    pub paced_pairs: u64,
    /// Pairs that are together more than chance, but compatible with independent fast automations.
    pub fast_pairs: u64,
}

/// Groups found in worlds where, by construction, nobody acts together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Decoys {
    /// Surrogate worlds.
    pub worlds: u32,
    /// Worlds in which any group was found.
    pub worlds_with_groups: u32,
    /// Groups found in all of them.
    pub groups: u32,
    /// (1 + decoy groups at least as surprising as the weakest of their basis that is said) / (worlds × groups said), at most 1: the share of this answer's
    /// groups that may be false. `None` where worlds times groups are fewer than twenty: then it is not known.
    pub false_discovery_rate: Option<f64>,
}

/// By which test a cluster was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Its members begin sessions together.
    Sessions,
    /// Its members use the same traces at the same moments.
    Traces,
    /// Its members use one tool, one after the other.
    Turns,
    /// Its members leave the same traces, whenever.
    Tool,
}

/// One cluster.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cluster {
    /// Position in the answer, from 1.
    pub id: u32,
    /// How it was found.
    pub basis: Basis,
    /// What may be said of it.
    pub verdict: Verdict,
    /// Likelihood of common control in per cent, 1 to 99; `None` where only a tool is known, and where too few surrogate worlds were made to say.
    pub likelihood_percent: Option<u8>,
    /// How good the basis of the verdict is; apart from likelihood.
    pub confidence: Confidence,
    /// Whether this is a group of people rather than one person: never decidable from logs.
    pub people: NotDecidable,
    /// log10 of the chance that fewer than two independent kinds of evidence are real.
    pub two_kinds_log10: f64,
    /// Members by name.
    pub members: Vec<Member>,
    /// Sessions in order of time; empty for a tool.
    pub sessions: Vec<Session>,
    /// Actors of no group that came to the sessions as often as a member has to, and not because they are always there.
    pub outsiders: u32,
    /// Proven links.
    pub links: Vec<Link>,
    /// What every kind of evidence says, for and against.
    pub findings: Vec<Finding>,
    /// Innocent explanations, and what became of each.
    pub explanations: Vec<Explained>,
    /// The traces that most members have in common, rarest first.
    pub traces: Vec<Trace>,
}

/// The only answer there is to "a group, not one person".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotDecidable {
    /// One person renting sixty relays leaves the same traces.
    NotDecidableFromLogs,
}

/// What may be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// At least two independent kinds of evidence, at least one of them of command.
    CommonControl,
    /// Together beyond chance by one kind of evidence only.
    ActedTogether,
    /// A rare tool or list in common, used independently as far as can be seen.
    SameTool,
    /// What many do independently: a public tool, or the answer of a crowd to one message.
    Commodity,
}

/// How good the basis is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// One kind of evidence, or untested explanations remain.
    Low,
    /// Two kinds of evidence.
    Moderate,
    /// Three kinds, surrogate worlds without groups, and no open explanation.
    High,
}

/// One member.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Member {
    /// The actor.
    pub actor: String,
    /// Sessions (or shared traces) at which it was there.
    pub attended: u32,
    /// log10 of the chance of so many under the null; 0 where nothing was tested.
    pub chance_log10: f64,
}

/// One session of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Session {
    /// Its first instant, milliseconds.
    pub from_ms: i64,
    /// Its last instant.
    pub to_ms: i64,
    /// Members whose own session began in it.
    pub present: u32,
}

/// A proven link between two members.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// Position of one member in `members`.
    pub a: u32,
    /// Position of the other.
    pub b: u32,
    /// log10 of its chance under the null.
    pub chance_log10: f64,
    /// How often they were together …
    pub together: u32,
    /// … of so many occasions …
    pub occasions: u32,
    /// … of which chance would give so many.
    pub expected: f64,
}

/// What one kind of evidence says of one cluster.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// The kind's id.
    pub evidence: &'static str,
    /// Of what it is evidence.
    pub class: Class,
    /// Evidence of equal dependence counts once.
    pub dependence: Dependence,
    /// What came out.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What came out of one test.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
pub enum Outcome {
    /// It could be tested.
    Tested {
        /// log10 of the chance under the null.
        chance_log10: f64,
        /// The statistic …
        observed: f64,
        /// … and its mean under the null.
        expected: f64,
        /// Whether this speaks for the cluster at one in a hundred.
        speaks_for: bool,
    },
    /// It could not, and why.
    NotTestable {
        /// Why.
        reason: Reason,
    },
}

/// Why something could not be tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Too few members, sessions or traces.
    TooLittle,
    /// Nobody else used the same tool, so there is nobody to compare with.
    NobodyToCompare,
    /// The observations have no trace of the kind that it needs.
    NoSuchTrace,
    /// It is what the cluster was found by: it cannot also confirm it.
    FoundByIt,
}

/// An innocent explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Explanation {
    /// The same public tool or word list.
    PublicTool,
    /// News that everybody reacts to on the same days.
    CommonEvent,
    /// Schedulers that fire at the same time of day.
    Schedule,
    /// Automations that all react within seconds.
    FastAutomation,
    /// Readers of one message.
    Crowd,
    /// Several users behind one address, or one user behind several.
    SharedAddress,
}

/// What became of an explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    /// The explanation.
    pub explanation: Explanation,
    /// Whether the tests rule it out, leave it open, or could not ask.
    pub state: State,
}

/// State of an explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// The null model contains it, and the cluster is beyond it.
    RuledOut,
    /// It remains possible.
    Open,
    /// Nothing here can ask.
    NotTested,
}

/// A trace most members have in common.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trace {
    /// Kind.
    pub kind: String,
    /// The trace.
    pub trace: String,
    /// Members that left it.
    pub members: u32,
    /// Other actors that left it.
    pub others: u32,
}

/// What the analysis could not see. "Absence of evidence" must say so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "limit")]
pub enum Limit {
    /// There was nothing to compare: under two actors.
    NothingToCompare,
    /// Members that start further apart than this are not together.
    JitterBeyond {
        /// Widest width examined, milliseconds.
        width_ms: i64,
    },
    /// Groups that met once cannot be told from a coincidence.
    SingleSession,
    /// Traces that hardly anybody but a group left: the group itself makes their density, so it cannot be told from a crowd that reacts to
    /// one message.
    OwnTraces,
    /// A source that is used for one session only cannot repeat anything.
    OneSessionPerSource {
        /// Actors of one session.
        actors: u64,
    },
    /// Windows of these widths are too crowded to examine.
    Crowded {
        /// Widths, milliseconds.
        widths_ms: Vec<i64>,
    },
    /// Actors active without a break have no sessions.
    EverPresent {
        /// How many.
        actors: u64,
    },
    /// Actors that follow a schedule are set aside, an organisation's too.
    Scheduled {
        /// How many.
        actors: u64,
    },
    /// Traces that too many left make no candidates.
    CommonTraces {
        /// How many.
        traces: u64,
    },
    /// Groups were found whose like shuffled worlds show as well: they are not said.
    AsIfShuffled {
        /// How many.
        groups: u64,
    },
    /// Candidates above the limit were left out.
    PairsLeftOut {
        /// How many.
        pairs: u64,
    },
    /// Instants are given to this grain only, and nothing finer was tested.
    CoarseTimes {
        /// The grain, milliseconds.
        grain_ms: i64,
    },
}
