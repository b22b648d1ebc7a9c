//! The report model: everything a report says, once, without a language and without a medium. Terminal, HTML and JSON only
//! render it. Texts in it are as hostile as the logs; each medium escapes them.
//!
//! Field names are the contract of the JSON form (`docs/report-json.md`); [`SCHEMA_VERSION`] changes with them.

use serde::{Deserialize, Serialize};
use vigie_facts::case::{Aim, Effect, IncidentKind, NetworkKind, Weakness};
use vigie_facts::form::{Form, FormClass};
use vigie_facts::service::{Service, Target};
use vigie_facts::time::TimeBasis;

use crate::calendar::{Day, Moment};
use crate::figure::{Figure, Share};
use crate::sentence::Sentence;
use crate::together::Together;

/// Version of the JSON form. The first number changes when a reader of the old form would misread the new one, the second
/// when something was added.
pub const SCHEMA_VERSION: &str = "2.0";

/// The answer to all questions of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// See [`SCHEMA_VERSION`].
    pub schema_version: String,
    /// What was decided when the case was filled.
    pub settings: SettingsShown,
    /// What was read, and over which time.
    pub header: Header,
    /// Four to eight sentences that a spokesperson could read out.
    pub lead: Vec<Sentence>,
    /// Question 1: what attacked us?
    pub what: What,
    /// Question 2: what were they after?
    pub pursued: Pursued,
    /// Question 3: where did it arrive from?
    pub places: Places,
    /// Question 4: did they act together?
    pub together: Together,
    /// Question 5: us or everyone?
    pub aims: Aims,
    /// Question 6: did they get in?
    pub entry: Entry,
    /// Question 7: what did it cost us?
    pub cost: Cost,
    /// Question 8: what do we do now? At most ten, most urgent first.
    pub measures: Vec<Measure>,
    /// Question 9: may I sign this sentence? What can be said about it.
    pub claims: Vec<Sentence>,
    /// What these logs cannot say.
    pub limits: Vec<Limit>,
    /// The busiest hostile sources.
    pub top_sources: Vec<SourceShown>,
    /// The rules that matched.
    pub rules: Vec<RuleShown>,
    /// Every input.
    pub inputs: Vec<InputShown>,
    /// Oddities over all inputs.
    pub anomalies: Vec<AnomalyShown>,
}

/// What was decided when the case was filled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsShown {
    /// Version of the program that filled the case.
    pub program_version: String,
    /// Zone of days, weeks and months.
    pub time_zone: String,
    /// Zone assumed for records that state none.
    pub log_time_zone: String,
    /// The gap that ends an attempt.
    pub session_gap_seconds: i64,
    /// Date of the network table; empty when none was used.
    pub network_data_date: String,
    /// Name of the network table.
    pub network_data_name: String,
    /// Whom the table is owed to.
    pub network_data_attribution: String,
    /// Digest of the rules applied.
    pub rules_digest: String,
    /// Whether names of accounts are written as they are (true) or as keyed pseudonyms.
    pub names_clear: bool,
}

/// What was read, and over which time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// Inputs given or found.
    pub inputs: Figure,
    /// Inputs left out because they repeat another.
    pub duplicates: Figure,
    /// Inputs that could not be read, or not to their end.
    pub troubled: Figure,
    /// Bytes read, after decompression.
    pub bytes_read: Figure,
    /// Records read; duplicates are not among them.
    pub records: Figure,
    /// Share of records understood.
    pub understood: Share,
    /// First and last datable moment of any record; `None` when there is none.
    pub period: Option<Period>,
    /// First and last moment of records without a year, on the log's own clock.
    pub period_without_year: Option<Period>,
    /// The share of system-hours with usable records, within each system's own span.
    pub coverage: Share,
    /// Sources without any detection or trace, of which nothing but this count is kept.
    pub ordinary_sources: Figure,
}

/// From a first to a last moment, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// First moment.
    pub first: Moment,
    /// Last moment.
    pub last: Moment,
    /// Days of the calendar it touches; `None` without a year.
    pub days: Option<u64>,
}

/// Where a figure can be checked: a line of an input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// Path of the input.
    pub path: String,
    /// 1-based line.
    pub line: u64,
    /// First byte of the record in the decompressed input.
    pub byte_start: u64,
    /// The original line, when the case keeps it: hostile text, cut to a limit.
    pub text: Option<String>,
}

/// Question 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct What {
    /// The ladder from records to incidents.
    pub ladder: Ladder,
    /// Forms seen, most attempts first.
    pub forms: Vec<FormRow>,
    /// Attempts and detections per day; days without any stand there with zeros when their number is bearable.
    pub days: Vec<Bucket>,
    /// Per ISO week.
    pub weeks: Vec<Bucket>,
    /// Per month.
    pub months: Vec<Bucket>,
    /// Attempts whose day is not known (implausible time stamps): in the totals, in no bucket.
    pub undated_attempts: Figure,
    /// Detections whose day is not known, or that have no time at all: in the totals, in no bucket.
    pub undated_detections: Figure,
    /// The day with most attempts; the earliest when several have as many.
    pub peak: Option<Bucket>,
    /// Mean number of attempts a day over the days of the period; `None` without a period.
    pub attempts_per_day: Option<f64>,
}

/// The ladder. Each rung reconciles with the next: the parts named beside a rung add up to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ladder {
    /// Records read = understood + ignored + catch-all + not understood.
    pub records: Figure,
    /// Events: records understood.
    pub events: Figure,
    /// Records recognised and deliberately not interpreted.
    pub ignored: Figure,
    /// Records of a known service that fitted no template.
    pub catch_all: Figure,
    /// Records not understood at all.
    pub not_understood: Figure,
    /// Events that became at least one detection.
    pub hostile_events: Figure,
    /// Detections, one per event and form: at least as many as hostile events.
    pub detections: Figure,
    /// Detections that belong to no attempt because they state no time.
    pub detections_without_attempt: Figure,
    /// Attempts.
    pub attempts: Figure,
    /// Attempts that an incident grew out of.
    pub attempts_in_incidents: Figure,
    /// Incidents (those marked innocent are not among them).
    pub incidents: Figure,
    /// Whether every rung reconciled with the next when this answer was computed.
    pub reconciled: bool,
}

/// One form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FormRow {
    /// The form.
    pub form: Form,
    /// How it works.
    pub class: FormClass,
    /// ATT&CK technique, where there is one.
    pub technique: Option<String>,
    /// Attempts.
    pub attempts: Figure,
    /// Detections.
    pub detections: Figure,
    /// Distinct sources.
    pub sources: Figure,
    /// Share of all attempts.
    pub share: Share,
    /// First and last attempt.
    pub first: Option<Moment>,
    /// See `first`.
    pub last: Option<Moment>,
    /// What was asked for most (paths, commands, recipients), hostile text, at most [`SUBJECTS_MAX`].
    pub subjects: Vec<Counted>,
    /// The first detections, to be checked; `vigie scan --form` lists all.
    pub citations: Vec<Citation>,
}

/// A text and how often it was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Hostile text.
    pub text: String,
    /// How often.
    pub count: Figure,
}

/// Subjects shown per form: a reader looks at a few.
pub const SUBJECTS_MAX: usize = 5;
/// Citations per figure: enough to look, while `vigie scan` lists all.
pub const CITATIONS_MAX: usize = 3;
/// Rows of the tables of sources, networks, accounts and assets.
pub const ROWS_MAX: usize = 25;
/// Days, weeks or months in one series with zeros between; beyond it only those with attempts are listed.
pub const BUCKETS_MAX: usize = 1_500;
/// Spans in a system's coverage strip; beyond it the shortest gaps are closed over and the strip says so.
pub const SPANS_MAX: usize = 120;
/// Incidents shown in full.
pub const INCIDENTS_MAX: usize = 50;
/// Evidence lines shown per incident.
pub const EVIDENCE_MAX: usize = 8;
/// Measures: the first ten things to do.
pub const MEASURES_MAX: usize = 10;
/// Characters of a hostile text kept in the model; longer ones are cut and end in an ellipsis.
pub const TEXT_CHARS_MAX: usize = 400;

/// One day, week or month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// `2017-02-13`, `2017-W07`, `2017-02`; without a year `--02-13`, `--02`.
    pub label: String,
    /// Its first day; of a month without a year, the first.
    pub first_day: Day,
    /// Attempts that began in it.
    pub attempts: u64,
    /// Detections in it.
    pub detections: u64,
    /// Attempts by class of form, in the order exploiting, probing, credential, burdening, following.
    pub attempts_by_class: [u64; 5],
}

/// The classes of form in the order of [`Bucket::attempts_by_class`].
pub const CLASSES: [FormClass; 5] =
    [FormClass::Exploiting, FormClass::Probing, FormClass::Credential, FormClass::Burdening, FormClass::Following];

/// Question 2.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pursued {
    /// Site, databases, mailboxes, infrastructure; most attempts first.
    pub targets: Vec<TargetRow>,
    /// Assets, most attempts first.
    pub assets: Vec<AssetRow>,
    /// How many assets were attacked at all.
    pub assets_total: Figure,
    /// Accounts tried, most detections first.
    pub accounts: Vec<AccountRow>,
    /// How many different accounts were tried.
    pub accounts_total: Figure,
    /// Of these, accounts that exist.
    pub accounts_existing: Figure,
    /// Of these, names that do not exist here: guessed.
    pub accounts_guessed: Figure,
    /// Of these, names of which the logs do not say.
    pub accounts_unknown: Figure,
}

/// One kind of target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetRow {
    /// The kind.
    pub target: Target,
    /// Attempts against it.
    pub attempts: Figure,
    /// Detections against it.
    pub detections: Figure,
    /// Distinct sources.
    pub sources: Figure,
    /// Share of all attempts.
    pub share: Share,
}

/// One asset.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssetRow {
    /// Its name, which may be hostile text (a forged host header).
    pub name: String,
    /// The service that guards it.
    pub service: Service,
    /// Attempts against it.
    pub attempts: Figure,
    /// Detections against it.
    pub detections: Figure,
    /// Distinct sources.
    pub sources: Figure,
    /// Forms seen against it, most attempts first.
    pub forms: Vec<Form>,
    /// The first detections, to be checked.
    pub citations: Vec<Citation>,
}

/// One account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountRow {
    /// Name, or keyed pseudonym: hostile text.
    pub name: String,
    /// Whether the name is a pseudonym.
    pub pseudonym: bool,
    /// Whether the logs show that it exists.
    pub exists: Option<bool>,
    /// Detections that name it.
    pub detections: Figure,
    /// Distinct sources that tried it.
    pub sources: Figure,
    /// The first detections, to be checked.
    pub citations: Vec<Citation>,
}

/// Question 3. Location is not origin, and origin is not a person: "located in", never "from a people".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Places {
    /// Attempts whose source is known: the denominator of attempt-weighted shares.
    pub attempts_with_source: Figure,
    /// Attempts whose records state no source.
    pub attempts_without_source: Figure,
    /// Sources with at least one attempt: the denominator of source-weighted shares.
    pub sources: Figure,
    /// Countries, most attempts first.
    pub countries: Vec<CountryRow>,
    /// Share of attempts whose source no table locates.
    pub unlocated: Share,
    /// The same, of sources.
    pub unlocated_sources: Share,
    /// Share of attempts from networks that relay for others (hosting, VPN, Tor): their country says even less.
    pub relay: Share,
    /// The same, of sources.
    pub relay_sources: Share,
    /// Kinds of network, most attempts first.
    pub kinds: Vec<KindRow>,
    /// Networks (autonomous systems), most attempts first.
    pub networks: Vec<NetworkRow>,
    /// How many networks in all.
    pub networks_total: u64,
    /// Share of attempts located by the low-confidence IPv6 table.
    pub low_confidence: Share,
    /// When nearly all traffic comes from one or a few addresses: what that may mean.
    pub forwarding: Option<Forwarding>,
}

/// One country.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountryRow {
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Attempt-weighted share.
    pub attempts: Share,
    /// Source-weighted share.
    pub sources: Share,
    /// Of its attempts, those from relay networks.
    pub relay: Share,
    /// The first detections, to be checked.
    pub citations: Vec<Citation>,
}

/// One kind of network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KindRow {
    /// The kind.
    pub kind: NetworkKind,
    /// Attempt-weighted share.
    pub attempts: Share,
    /// Source-weighted share.
    pub sources: Share,
}

/// One network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NetworkRow {
    /// Autonomous system number.
    pub asn: u32,
    /// Name of its operator, from the network table.
    pub name: String,
    /// Kind of most of its attempts.
    pub kind: NetworkKind,
    /// Attempt-weighted share.
    pub attempts: Share,
    /// Source-weighted share.
    pub sources: Share,
}

/// Nearly all traffic comes from one or a few addresses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forwarding {
    /// The addresses, busiest first.
    pub sources: Vec<String>,
    /// Their share of the events that state a source.
    pub share: Share,
    /// Whether they look like proxies (private addresses, or forwarded headers that were not believed) rather than like a
    /// few busy visitors.
    pub likely_proxy: bool,
    /// What that means, as a sentence.
    pub sentence: Sentence,
}

/// Question 5.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Aims {
    /// Targeted, opportunistic, unclear, in this order.
    pub rows: Vec<AimRow>,
    /// What the aims rest on, most attempts first.
    pub reasons: Vec<AimReasonRow>,
}

/// One aim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AimRow {
    /// The aim.
    pub aim: Aim,
    /// Its attempts.
    pub attempts: Figure,
    /// Share of all attempts.
    pub share: Share,
    /// Distinct sources.
    pub sources: Figure,
}

/// One reason for an aim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AimReasonRow {
    /// `real-account`, `existing-path`, `organisation-word`, `public-lists-only`, `nothing-to-compare`.
    pub reason: String,
    /// Attempts it was given for.
    pub attempts: Figure,
    /// What it was about, most frequent first (accounts pseudonymised as elsewhere); hostile text.
    pub examples: Vec<String>,
}

/// Question 6.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The answer in a few sentences: what is shown, what is inferred, or that no trace was found; always with coverage.
    pub verdict: Vec<Sentence>,
    /// Incidents whose effect the log shows.
    pub had: Figure,
    /// Incidents with one inferred link.
    pub may_have_had: Figure,
    /// Honeypots that let somebody in, as they are made to: incidents, but not "they got in".
    pub sensors_entered: Figure,
    /// Incidents somebody marked innocent: shown, not counted.
    pub marked_innocent: Figure,
    /// Incidents, shown effects first, then in time order.
    pub incidents: Vec<IncidentShown>,
    /// How much could be seen.
    pub coverage: Coverage,
}

/// One incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IncidentShown {
    /// Stable within the case: `incident-1`, as `vigie mark` takes it.
    pub id: String,
    /// What kind.
    pub kind: IncidentKind,
    /// Shown or inferred.
    pub effect: Effect,
    /// How good the basis is, in the words of ICD 203 (kept apart from how probable it is).
    pub confidence: Confidence,
    /// When the effect shows.
    pub moment: Moment,
    /// Name of the asset.
    pub asset: String,
    /// The service that guards it.
    pub service: Service,
    /// Where from, if one source is known.
    pub source: Option<SourceShort>,
    /// Account, if one is known (pseudonymised as elsewhere).
    pub account: Option<String>,
    /// Forms of the attempts it grew out of.
    pub forms: Vec<Form>,
    /// How many attempts it grew out of.
    pub attempts: Figure,
    /// How many detections these hold.
    pub detections: Figure,
    /// In one sentence.
    pub sentence: Sentence,
    /// The lines it rests on.
    pub evidence: Vec<EvidenceShown>,
    /// Lines it rests on beyond those shown.
    pub evidence_more: u64,
    /// What would weaken it.
    pub weaknesses: Vec<Weakness>,
    /// Somebody's judgement: hostile or not, and why.
    pub mark: Option<MarkShown>,
}

/// How good the basis of a judgement is (ICD 203, D.6.e.2.a): about sources and reasoning, not about probability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// One thin or indirect basis.
    Low,
    /// A plausible basis with a named weakness.
    Moderate,
    /// The log states it and nothing known weakens it.
    High,
}

/// Somebody's judgement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkShown {
    /// True for hostile.
    pub hostile: bool,
    /// That person's words.
    pub why: String,
}

/// One line an incident rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceShown {
    /// `failures-before`, `success`, `answer`, `usual-answer`, `follow-up`, `silence`.
    pub part: String,
    /// When.
    pub moment: Option<Moment>,
    /// Where, with the line.
    pub citation: Citation,
}

/// How much could be seen. Absence of evidence is worth what was looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    /// System-hours with at least one understood record, or quiet as that system usually is, of the hours between each system's
    /// first and last record.
    pub own_spans: Share,
    /// The same, of all systems over the whole period.
    pub whole_period: Share,
    /// Share of records understood.
    pub understood: Share,
    /// Records whose clock ran backwards.
    pub clock_backwards: Figure,
    /// System-hours left out because a wrong clock put them years away from the rest of their log.
    pub stray_hours: Figure,
    /// System-hours without a record that count as seen, because the system is usually quiet then.
    pub quiet_hours: Figure,
    /// One row a system, most records first.
    pub systems: Vec<SystemRow>,
    /// How many systems in all.
    pub systems_total: Figure,
}

/// Coverage of one system.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SystemRow {
    /// The service.
    pub service: Service,
    /// Machine, virtual host or file: may be hostile text.
    pub name: String,
    /// First and last hour with records.
    pub period: Option<Period>,
    /// Hours with at least one understood record, or quiet as usual, of the hours of its own span.
    pub hours: Share,
    /// Of these, hours without a record.
    pub quiet_hours: Figure,
    /// Records.
    pub records: Figure,
    /// Share understood.
    pub understood: Share,
    /// Hours of the longest gap inside its span: a stretch without a record that is not usual for it.
    pub longest_gap_hours: u64,
    /// Stretches between gaps, for a strip; at most [`SPANS_MAX`].
    pub spans: Vec<Span>,
    /// Gaps up to this many hours are closed over in `spans`; 0 when all are shown.
    pub spans_close_gaps_hours: u64,
}

/// A stretch of hours without a gap: from the start of the first to the end of the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Hours since the epoch (UTC), first with records.
    pub first_hour: i64,
    /// Hours since the epoch (UTC), last with records.
    pub last_hour: i64,
}

/// Question 7.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// Answers of status 500 to 599.
    pub server_errors: Figure,
    /// Minutes with a server error, in hours in which at least a tenth of an asset's events were answered with server errors.
    pub disturbed_minutes: Figure,
    /// Of these, minutes of hours in which the asset was also attacked. Together in time, which is not yet a cause.
    pub disturbed_while_attacked_minutes: Figure,
    /// Share of events that became detections.
    pub hostile_events: Share,
    /// Share of bytes sent in answer to them.
    pub hostile_bytes: Share,
    /// Assets with disturbed hours, worst first.
    pub assets: Vec<CostRow>,
}

/// Disturbance of one asset.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CostRow {
    /// Name of the asset.
    pub name: String,
    /// Its service.
    pub service: Service,
    /// Disturbed minutes.
    pub disturbed_minutes: Figure,
    /// Server errors.
    pub server_errors: Figure,
    /// The worst hour.
    pub worst_hour: Option<Moment>,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// Stable id of the kind.
    pub id: String,
    /// How soon.
    pub urgency: Urgency,
    /// What to do.
    pub action: Sentence,
    /// What was seen that asks for it, with counts.
    pub because: Sentence,
    /// What it may break.
    pub side_effect: Sentence,
    /// When it ends, and how to take it back.
    pub undo: Sentence,
    /// What it is about (addresses, accounts, paths), hostile text.
    pub items: Vec<String>,
    /// Keys of the figures it rests on.
    pub figures: Vec<String>,
}

/// How soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Urgency {
    /// Today: somebody may be in.
    Now,
    /// This week: it was tried and could work.
    Soon,
    /// When there is time: it makes the next answer better.
    Later,
}

/// Something these logs cannot say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Limit {
    /// Stable id.
    pub id: String,
    /// The sentence.
    pub sentence: Sentence,
}

/// A source in few words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceShort {
    /// IPv4 address or IPv6 /64.
    pub address: String,
    /// Country, if located.
    pub country: Option<String>,
    /// Autonomous system, if known.
    pub asn: Option<u32>,
    /// Its operator.
    pub network: Option<String>,
    /// Kind of network.
    pub kind: NetworkKind,
}

/// A source with its figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourceShown {
    /// The source.
    pub source: SourceShort,
    /// A known crawler or scanner by name, by its operator's network.
    pub operator: Option<String>,
    /// The organisation's own.
    pub own: bool,
    /// Attempts.
    pub attempts: Figure,
    /// Detections.
    pub detections: Figure,
    /// Events of any kind.
    pub events: Figure,
    /// Forms, most attempts first.
    pub forms: Vec<Form>,
    /// First and last record of any kind.
    pub first: Option<Moment>,
    /// See `first`.
    pub last: Option<Moment>,
    /// The first detections, to be checked.
    pub citations: Vec<Citation>,
}

/// A rule and how often it matched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleShown {
    /// Stable name.
    pub name: String,
    /// Title.
    pub title: String,
    /// Version.
    pub version: String,
    /// The form it says.
    pub form: Form,
    /// Detections it is a reason of.
    pub detections: Figure,
}

/// An input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InputShown {
    /// Path.
    pub path: String,
    /// How its records were framed; empty when nothing was recognised.
    pub envelope: String,
    /// The service most records come from.
    pub service: Option<Service>,
    /// Confidence of the recognition, in percent of the sample.
    pub confidence_percent: u8,
    /// Compression.
    pub compression: String,
    /// Digest of the decompressed bytes, `blake3:…`; empty when not read to its end.
    pub digest: String,
    /// Bytes read.
    pub bytes_read: Figure,
    /// Records.
    pub records: Figure,
    /// Share understood.
    pub understood: Share,
    /// Records of a known service that fitted no template.
    pub catch_all: Figure,
    /// Records deliberately not interpreted.
    pub ignored: Figure,
    /// Records not understood at all.
    pub not_understood: Figure,
    /// First and last moment.
    pub period: Option<Period>,
    /// How its times were obtained.
    pub time_basis: TimeBasis,
    /// Path of the input it repeats.
    pub duplicate_of: Option<String>,
    /// Bytes at its start that another input holds.
    pub overlap_bytes: Figure,
    /// Why it was not read, or not to its end.
    pub trouble: Option<TroubleShown>,
    /// Records that were not understood, hostile text.
    pub samples: Vec<Citation>,
    /// Oddities: id and records.
    pub anomalies: Vec<AnomalyShown>,
}

/// Why an input was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TroubleShown {
    /// `unreadable`, `truncated`, `expansion-limit`, `corrupt`, `binary`.
    pub kind: String,
    /// Detail for people, in the system's words.
    pub detail: String,
}

/// A kind of oddity and how many records had it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnomalyShown {
    /// Id of the kind.
    pub anomaly: String,
    /// Records.
    pub records: Figure,
}
