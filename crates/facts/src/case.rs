//! The rows of a case: what is kept of the logs so that every question can be answered again without them. Only what
//! concerns attackers enters, plus counts of the rest; ordinary visitors stay in the logs. How rows are made is the business of
//! `vigie-detect`, how they are stored that of the program; figures are computed from them by `vigie-figures`.
//!
//! Texts and sets that repeat stand once in a table and are named by a small id, the index in that table.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::anomaly::{Anomalies, Anomaly};
use crate::form::Form;
use crate::origin::{InputId, Origin};
use crate::service::Service;
use crate::source::Source;
use crate::tables::{Detections, Traces};
use crate::time::{TimeBasis, Timestamp};

macro_rules! ids {
    ($($(#[doc = $doc:literal])+ $name:ident;)+) => {
        $(
            $(#[doc = $doc])+
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
            pub struct $name(pub u32);

            impl $name {
                /// The index into its table.
                pub fn index(self) -> usize {
                    self.0 as usize
                }
            }

            impl From<$name> for usize {
                fn from(id: $name) -> usize {
                    id.index()
                }
            }
        )+
    };
}

ids! {
    /// Row of [`Case::sources`].
    SourceId;
    /// Row of [`Case::assets`].
    AssetId;
    /// Row of [`Case::accounts`].
    AccountId;
    /// Row of [`Case::texts`]: request paths, tools and other words of the attacker.
    TextId;
    /// Row of [`Case::rules`].
    RuleId;
    /// Row of [`Case::reasons`]: a set of rules that say the same form of one event.
    ReasonsId;
    /// Row of [`Case::windows`].
    WindowId;
    /// Row of [`Case::lines`].
    LineId;
    /// Row of [`Case::systems`].
    SystemId;
    /// Row of [`Case::detections`].
    DetectionId;
    /// Row of [`Case::attempts`].
    AttemptId;
    /// Row of [`Case::incidents`].
    IncidentId;
}

/// All tables of a case.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Case {
    /// What the case was filled with.
    pub inputs: Vec<Input>,
    /// Systems seen: one service on one machine (or in one file, when records name no machine).
    pub systems: Vec<System>,
    /// Per system and hour, what was seen.
    pub coverage: Vec<CoverageHour>,
    /// Per asset and hour, ordinary and hostile traffic together.
    pub traffic: Vec<TrafficHour>,
    /// Sources with at least one detection or trace, and where they are.
    pub sources: Vec<SourceRow>,
    /// What was attacked, or could have been.
    pub assets: Vec<Asset>,
    /// Accounts named in detections or traces.
    pub accounts: Vec<Account>,
    /// Words of the attacker that detections and traces cite.
    pub texts: Vec<Box<str>>,
    /// The rules that were applied and matched at least once, with their versions.
    pub rules: Vec<RuleRow>,
    /// Sets of rules, sorted.
    pub reasons: Vec<Vec<RuleId>>,
    /// Windows in which a stateful rule crossed its threshold, unless all their events are in larger ones of the same form.
    pub windows: Vec<Window>,
    /// Original lines of cited detections.
    pub lines: Vec<Line>,
    /// Detections, sorted by time, then origin, then form; those without a time come first.
    pub detections: Detections,
    /// Attempts, sorted by start, then source, asset, form.
    pub attempts: Vec<Attempt>,
    /// Incidents, sorted by time.
    pub incidents: Vec<Incident>,
    /// Events kept for questions that look across events, sorted by time, then origin.
    pub traces: Traces,
    /// Judgements that people added later; see [`judged`](crate::retain::judged).
    pub marks: Vec<MarkRow>,
    /// Sources that are in no other table: how many, and how many records they sent.
    pub ordinary: Ordinary,
    /// What was decided when the case was filled.
    pub settings: Settings,
}

/// What was decided when the case was filled; repeated beside every figure it decides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Version of the program that filled the case.
    pub program_version: Box<str>,
    /// IANA name of the zone that days, weeks and months are counted in.
    pub time_zone: Box<str>,
    /// IANA name of the zone assumed for records that state none.
    pub log_time_zone: Box<str>,
    /// See [`SESSION_GAP_SECONDS`](crate::unit::SESSION_GAP_SECONDS).
    pub session_gap_seconds: i64,
    /// Date of the built-in or given network table, `YYYY-MM-DD`.
    pub network_data_date: Box<str>,
    /// Where that table came from.
    pub network_data_name: Box<str>,
    /// Whom that table is owed to, one line; the licences of its sources ask that it stands wherever results are shown.
    #[serde(default)]
    pub network_data_attribution: Box<str>,
    /// Digest of the rule pack that was applied.
    pub rules_digest: Box<str>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            program_version: env!("CARGO_PKG_VERSION").into(),
            time_zone: "UTC".into(),
            log_time_zone: "UTC".into(),
            session_gap_seconds: crate::unit::SESSION_GAP_SECONDS,
            network_data_date: "".into(),
            network_data_name: "".into(),
            network_data_attribution: "".into(),
            rules_digest: "".into(),
        }
    }
}

/// One file, archive member or stream that was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// As given, or as found below a folder that was given; `-` for standard input.
    pub path: Box<str>,
    /// Compression, by content: `gzip`, `zstd`, `xz`, `bzip2`, or `none`.
    pub compression: Box<str>,
    /// Bytes as stored.
    pub bytes_stored: u64,
    /// Bytes after decompression that were read.
    pub bytes_read: u64,
    /// Digest of the decompressed bytes, `blake3:` and 64 hexadecimal digits (`b3sum` recomputes it); empty when the input
    /// was not read to its end. BLAKE3, because SHA-256 without hardware help would cost more than reading the log.
    pub digest: Box<str>,
    /// How most of its records were framed: `rfc3164`, `journald-json`, `bare` …; empty when nothing was recognised.
    pub envelope: Box<str>,
    /// The service most of its records come from.
    pub service: Option<Service>,
    /// Confidence of the recognition, in percent: records of the sample that were understood.
    pub confidence_percent: u8,
    /// What became of its records.
    pub counts: RecordCounts,
    /// Kinds of oddity and how many records had them.
    pub anomalies: Vec<(Anomaly, u64)>,
    /// First few records that were not understood, cut to a limit: hostile text.
    pub samples: Vec<Sample>,
    /// Earliest and latest time of its records.
    pub time_range: Option<(Timestamp, Timestamp)>,
    /// Whether its times were stated or inferred.
    pub time_basis: TimeBasis,
    /// The input that it repeats, if it is a copy; then its records are counted nowhere.
    pub duplicate_of: Option<InputId>,
    /// Bytes at its start that another input already holds (an overlapping rotation); their records are counted nowhere.
    pub overlap_bytes: u64,
    /// Why it was not read, or not to its end: a stable word, and the operating system's message.
    pub trouble: Option<Trouble>,
}

/// Why an input could not be read (to its end).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trouble {
    /// `unreadable`, `truncated`, `expansion-limit`, `corrupt`, `binary`.
    pub kind: Box<str>,
    /// Detail for people.
    pub detail: Box<str>,
}

/// What became of the records of an input. The parts add up to `records`; a test proves it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordCounts {
    /// Every record (empty lines are not records).
    pub records: u64,
    /// Matched a template with a typed action: events.
    pub understood: u64,
    /// Recognised and deliberately not interpreted.
    pub ignored: u64,
    /// The envelope was read, the service is known, the message fitted no template.
    pub catch_all: u64,
    /// Not understood at all.
    pub not_understood: u64,
}

impl RecordCounts {
    /// Adds the counts of another part of the input.
    pub fn add(&mut self, other: RecordCounts) {
        self.records += other.records;
        self.understood += other.understood;
        self.ignored += other.ignored;
        self.catch_all += other.catch_all;
        self.not_understood += other.not_understood;
    }
}

/// A record shown because it was not understood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// Where it stands.
    pub origin: Origin,
    /// Its text, lossily decoded and cut: hostile.
    pub text: Box<str>,
}

/// One service on one machine, or in one file when records name no machine.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct System {
    /// The service.
    pub service: Service,
    /// Machine, virtual host or file.
    pub name: Box<str>,
}

/// What was seen of one system in one hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageHour {
    /// Which system.
    pub system: SystemId,
    /// Hours since the epoch (UTC).
    pub hour: i64,
    /// Records with a time in that hour.
    pub records: u64,
    /// Of these, understood.
    pub understood: u64,
}

/// Traffic of one asset in one hour, whoever sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrafficHour {
    /// Which asset.
    pub asset: AssetId,
    /// Hours since the epoch (UTC).
    pub hour: i64,
    /// Events (requests, connections, mails, sign-ins).
    pub events: u64,
    /// Bytes sent in answer, where the logs say.
    pub bytes: u64,
    /// Answers of status 500 to 599.
    pub server_errors: u64,
    /// Minutes of the hour, 0 to 60, in which at least one was written.
    pub error_minutes: u8,
    /// Sign-ins that worked.
    pub sign_ins: u64,
    /// Of the events, those that became detections.
    pub hostile_events: u64,
    /// Of the bytes, those sent in answer to detections.
    pub hostile_bytes: u64,
}

/// A source and where it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourceRow {
    /// The source.
    pub source: Source,
    /// Where it is, by the network table.
    pub place: Place,
    /// First and last record of any kind.
    pub time_range: Option<(Timestamp, Timestamp)>,
    /// Events of any kind it caused.
    pub events: u64,
    /// Bytes sent to it.
    pub bytes: u64,
    /// Whether the organisation said it is its own (`--own`).
    pub own: bool,
    /// Whether the organisation said to trust it (`--allow`).
    pub allowed: bool,
}

/// Where a source is, by the network table. Location is not origin.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// ISO 3166-1 alpha-2 code; `None` is *unlocated*, and counted as such.
    pub country: Option<[u8; 2]>,
    /// Whether the country is of low confidence (IPv6).
    pub country_low_confidence: bool,
    /// Autonomous system number.
    pub asn: Option<u32>,
    /// Name of the network's operator.
    pub network: Option<Box<str>>,
    /// Kind of network.
    pub kind: NetworkKind,
    /// A known crawler or scanner whose operator's network this is, by name.
    pub operator: Option<Box<str>>,
}

/// Kind of network a source is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NetworkKind {
    /// Residential, mobile, office, or simply not known to be anything else.
    #[default]
    Unknown,
    /// Hosting and cloud.
    Hosting,
    /// A VPN's exit.
    Vpn,
    /// A Tor exit.
    Tor,
    /// A known crawler's own network.
    Crawler,
    /// A research or commercial scanner's own network.
    Scanner,
    /// The organisation's own (`--own`).
    Own,
    /// Private, loopback, link-local.
    Private,
    /// Documentation and benchmarking ranges.
    Documentation,
    /// Reserved, multicast, unallocated.
    Reserved,
}

impl NetworkKind {
    /// Whether traffic from there is relayed for somebody else, as hosting, VPN and Tor do: the country says even less.
    pub fn is_relay(self) -> bool {
        matches!(self, NetworkKind::Hosting | NetworkKind::Vpn | NetworkKind::Tor)
    }
}

/// Something that was attacked, or could have been: a virtual host for web, host and service for the rest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Asset {
    /// The service that guards it.
    pub service: Service,
    /// Virtual host, machine, or the file's name when records name neither.
    pub name: Box<str>,
}

/// An account named in detections or traces.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// The name as tried: hostile text when the account does not exist.
    pub name: Box<str>,
    /// Whether the logs show that it exists: a sign-in that worked, or the service's own word.
    pub exists: Option<bool>,
}

/// A rule that matched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleRow {
    /// Stable name, `family/bad-pattern`.
    pub name: Box<str>,
    /// Title of the rule.
    pub title: Box<str>,
    /// Version: the digest of its text, first 12 hexadecimal digits.
    pub version: Box<str>,
    /// The form it says.
    pub form: Form,
}

/// Why a stateful rule crossed its threshold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Window {
    /// The rule.
    pub rule: RuleId,
    /// What it was counted by.
    pub key: WindowKey,
    /// First and last event of the window.
    pub time_range: (Timestamp, Timestamp),
    /// Events in it.
    pub events: u32,
    /// Distinct sources in it.
    pub sources: u32,
    /// Distinct accounts in it.
    pub accounts: u32,
}

/// What a stateful rule counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WindowKey {
    /// One source.
    Source(SourceId),
    /// One /24 or /48, named by its first address.
    Network(Source),
    /// One account, whoever tried it.
    Account(AccountId),
    /// One asset, whoever came.
    Asset(AssetId),
    /// Something whose name was erased.
    Unnamed,
}

/// An original line that a detection cites: hostile text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Where it stands.
    pub origin: Origin,
    /// Its bytes, lossily decoded and cut to a limit.
    pub text: Box<str>,
    /// SHA-256 of the whole record, in hexadecimal, so that the line can be found again and proved.
    pub sha256: Box<str>,
}

/// One event that at least one rule matched, for one form.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Detection {
    /// Where the record stands.
    pub origin: Origin,
    /// When; `None` when the record states no usable time.
    pub time: Option<Timestamp>,
    /// How the instant was obtained.
    pub time_basis: TimeBasis,
    /// The form.
    pub form: Form,
    /// The service that wrote the record.
    pub service: Service,
    /// Where it arrived from.
    pub source: Option<SourceId>,
    /// What it was against.
    pub asset: AssetId,
    /// The account it named.
    pub account: Option<AccountId>,
    /// Every rule that said this form of this event.
    pub reasons: ReasonsId,
    /// The window of the stateful rule that said it, if one did.
    pub window: Option<WindowId>,
    /// Status of the answer, for requests.
    pub status: Option<u16>,
    /// Bytes of the answer, for requests.
    pub bytes: Option<u64>,
    /// The path asked for, or the command, statement or recipient: the attacker's words.
    pub subject: Option<TextId>,
    /// The tool as it names itself (user agent, SSH version).
    pub tool: Option<TextId>,
    /// The original line, when this detection is one of those a report may cite.
    pub line: Option<LineId>,
    /// The attempt it belongs to; `None` only without a time.
    pub attempt: Option<AttemptId>,
}

/// Detections of one source against one asset with one form, without a gap over the session gap: "an attack" in print.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// The source; `None` when the records state none.
    pub source: Option<SourceId>,
    /// The asset.
    pub asset: AssetId,
    /// The form.
    pub form: Form,
    /// First detection. The attempt belongs to the day of this instant.
    pub start: Timestamp,
    /// Last detection.
    pub end: Timestamp,
    /// How many detections.
    pub detections: u32,
    /// Accounts tried: not part of the key. At most [`ATTEMPT_ACCOUNTS_MAX`] are listed.
    pub accounts: Few<AccountId>,
    /// How many distinct accounts were tried.
    pub accounts_total: u32,
    /// Union of the detections' reasons.
    pub rules: Few<RuleId>,
    /// Targeted, opportunistic or unclear.
    pub aim: Aim,
    /// What the aim rests on.
    pub aim_reasons: AimReasons,
    /// The detections to cite, in time order: the first few and the last.
    pub cited: Few<DetectionId>,
}

/// Ids of which there are rarely more than four: these stand in the row itself, for there may be an attempt for every hostile source.
pub type Few<T> = SmallVec<[T; 4]>;

/// As [`Few`]: nearly every aim rests on one thing.
pub type AimReasons = SmallVec<[AimReason; 1]>;

/// Accounts listed in an attempt; more are only counted. A guessing run may try thousands; a reader looks at a few.
pub const ATTEMPT_ACCOUNTS_MAX: usize = 32;

/// Us, or everyone?
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aim {
    /// Uses what is not in public lists and belongs here.
    Targeted,
    /// Only public-list material, and the same as everybody receives.
    Opportunistic,
    /// Neither can be shown.
    Unclear,
}

/// What an aim rests on. Each has a sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "what")]
pub enum AimReason {
    /// An account that exists here and is in no public list.
    RealAccount(AccountId),
    /// A path that answers here and is in no public list.
    ExistingPath(TextId),
    /// A word of the organisation (`organisation.toml`).
    OrganisationWord(Box<str>),
    /// Everything it tried stands in public lists.
    PublicListsOnly,
    /// Nothing it tried could be compared.
    NothingToCompare,
}

/// Attempts that had, or may have had, an effect.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// What kind.
    pub kind: IncidentKind,
    /// Whether the log shows the effect, or one link is inferred.
    pub effect: Effect,
    /// When the effect shows.
    pub time: Timestamp,
    /// Against what.
    pub asset: AssetId,
    /// From where, if one source is known.
    pub source: Option<SourceId>,
    /// Which account, if one is known.
    pub account: Option<AccountId>,
    /// The attempts it grew out of, if any were seen.
    pub attempts: Vec<AttemptId>,
    /// The records it rests on, in time order, each with the part it plays.
    pub evidence: Vec<Evidence>,
    /// What would weaken it: keys of sentences that exist in both languages.
    pub weakened_by: Vec<Weakness>,
    /// Somebody's judgement, added later (`vigie mark`).
    pub mark: Option<Mark>,
}

/// Kind of incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IncidentKind {
    /// A sign-in worked after failures of the same source, account or campaign.
    SignInAfterFailures,
    /// An account signed in from a network it never used before, from a source that also attacked.
    SignInFromNewNetwork,
    /// An exploiting request got an answer that differs in kind from what the same request otherwise gets.
    ExploitAnsweredDifferently,
    /// A web shell answered.
    WebShellAnswered,
    /// After a suspicious sign-in: rights of another account, a new account, a mail rule, an export, a command.
    FollowUp,
    /// An asset stopped answering while it was burdened.
    StoppedAnswering,
    /// A honeypot let somebody in: by design, and worth knowing.
    HoneypotEntered,
}

/// Whether an effect is shown or inferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// The log shows it.
    Had,
    /// One link is inferred.
    MayHaveHad,
}

/// A record an incident rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The part it plays: `failures-before`, `success`, `answer`, `usual-answer`, `follow-up`, `silence`.
    pub part: Box<str>,
    /// When.
    pub time: Option<Timestamp>,
    /// Where it stands.
    pub origin: Origin,
    /// The original line.
    pub line: Option<LineId>,
}

/// What would weaken an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weakness {
    /// The account's owner may have mistyped, then succeeded.
    OwnerMistyped,
    /// The account's owner may travel or use a new network.
    OwnerTravels,
    /// The source is shared by many ordinary users.
    SharedSource,
    /// Too few answers to the same request to say what is usual.
    FewComparisons,
    /// The page may vary by itself.
    PageVaries,
    /// Logs have a gap there, so silence may be the log's, not the asset's.
    LogGap,
    /// A sensor made to be entered.
    SensorByDesign,
    /// The administrator may have done it.
    Administration,
}

/// Somebody's judgement on an incident, attempt or source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// True for hostile, false for innocent.
    pub hostile: bool,
    /// Why, in that person's words.
    pub why: Box<str>,
}

/// A judgement and what it is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MarkRow {
    /// What is judged.
    pub target: MarkTarget,
    /// The judgement.
    pub mark: Mark,
}

/// What a judgement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MarkTarget {
    /// An incident.
    Incident(IncidentId),
    /// An attempt.
    Attempt(AttemptId),
    /// A source, whatever it did.
    Source(Source),
}

/// An event kept for questions that look across events: thresholds over days, coordination, success after failure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// Where the record stands.
    pub origin: Origin,
    /// When.
    pub time: Timestamp,
    /// How the instant was obtained.
    pub time_basis: TimeBasis,
    /// What it shows.
    pub kind: TraceKind,
    /// The service.
    pub service: Service,
    /// Where it arrived from.
    pub source: Option<SourceId>,
    /// Against what.
    pub asset: AssetId,
    /// Which account.
    pub account: Option<AccountId>,
    /// Path, command, recipient or port.
    pub subject: Option<TextId>,
    /// Status of the answer, for requests.
    pub status: Option<u16>,
    /// Tries the record stands for; at least 1.
    pub tries: u32,
}

/// What a trace shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TraceKind {
    /// A sign-in failed.
    SignInFailure,
    /// A sign-in failed and the service says that the account does not exist.
    SignInUnknownAccount,
    /// A sign-in worked.
    SignInSuccess,
    /// A connection ended, was refused or broke before anybody signed in.
    ConnectionWithoutSignIn,
    /// A page that does not exist was asked for (404, 410).
    PageMissing,
    /// A page was refused (401, 403).
    PageRefused,
    /// A form or an API was posted to.
    FormPost,
    /// A mail was refused because we are no relay.
    MailRefusedRelay,
    /// A mail was refused because its recipient does not exist.
    MailRefusedRecipient,
    /// A mail was refused for another reason.
    MailRefused,
    /// A packet was logged or blocked by a packet filter or taken by a sensor.
    Packet,
    /// Another account's rights were used.
    PrivilegeUsed,
    /// Another account's rights were refused.
    PrivilegeRefused,
    /// An account or group was created or changed.
    AccountChanged,
    /// A mailbox rule was changed.
    MailRuleChanged,
    /// A command was entered or a file fetched.
    CommandEntered,
    /// A statement that reads or exports a lot.
    Export,
    /// The service started.
    Started,
    /// The service stopped.
    Stopped,
    /// The service answered with an error of its own (5xx) or said it is overloaded.
    ServerError,
}

/// The rest: sources and records in no other table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ordinary {
    /// Distinct sources without detection or trace.
    pub sources: u64,
    /// Their events.
    pub events: u64,
    /// Events without any source.
    pub events_without_source: u64,
}

/// Anomalies of an input as a sum.
pub type AnomalyCounts = std::collections::BTreeMap<Anomaly, u64>;

/// Adds the kinds of one record to a sum.
pub fn count_anomalies(counts: &mut AnomalyCounts, anomalies: Anomalies) {
    if anomalies.is_empty() {
        return;
    }
    for anomaly in anomalies.iter() {
        *counts.entry(anomaly).or_default() += 1;
    }
}
