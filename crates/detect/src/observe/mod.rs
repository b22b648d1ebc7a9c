//! What a worker does with the events of a chunk: resolves the source behind trusted proxies, asks the rules, and keeps a
//! compact row of what matched or leaves a trace; of everything else only counts remain. A worker knows nothing of other
//! chunks: whatever needs neighbours (windows, attempts, incidents) is left to [`Fold`](crate::fold::Fold).

mod forwarded;
mod hits;
pub(crate) mod reading;
mod recall;
mod tally;
mod tries;
mod unheard;

use std::hash::BuildHasher;
use std::net::IpAddr;

use foldhash::quality::FixedState;
use serde::{Deserialize, Serialize};
use vigie_facts::anomaly::{Anomalies, Anomaly};
use vigie_facts::event::{Action, Event, Outcome};
use vigie_facts::field::Value;
use vigie_facts::form::Form;
use vigie_facts::origin::InputId;
use vigie_facts::service::Service;
use vigie_facts::source::Source;
use vigie_facts::time::Timestamp;

use crate::options::{Options, any_contains};
use crate::row::{BYTES_UNKNOWN, NONE, Row};
use crate::rulebook::Rulebook;
use crate::rules::{RuleIndex, RuleSet};
use crate::words::{Table, Words};
use hits::Matcher;
pub use hits::WithRecord;
use reading::Subject;
pub(crate) use tally::{
    ACCOUNT_EXISTS, ACCOUNT_MISSING, AssetSeen, CoverageSeen, FamilyOf, InputTally, PathSeen, SourceSeen, SystemSeen,
    TrafficSeen,
};
use unheard::Unheard;

/// Bytes of a subject that are kept: a request path that is longer is padding, and its line is kept whole elsewhere.
const SUBJECT_BYTES_MAX: usize = 512;

/// Bytes of a tool's name that are kept.
const TOOL_BYTES_MAX: usize = 256;

/// Bytes of an account's name that are kept; longer ones are attacks on the log, not accounts (RFC 5321 allows 64 + 255).
const ACCOUNT_BYTES_MAX: usize = 320;

/// Bytes of the name of a virtual host or machine that are kept (RFC 1035 allows 255).
const NAME_BYTES_MAX: usize = 255;

/// Bytes of a field's value that stateful rules compare.
const VALUE_BYTES_MAX: usize = 256;

/// Bytes of records one chunk hands on for citation. A chunk is a few MiB; this only bounds a chunk that is not.
const RECORD_BYTES_MAX: usize = 256 << 20;

/// The names that records of an input go by when they name neither machine nor virtual host.
#[derive(Clone, Copy, Debug)]
pub struct SystemName<'a> {
    /// Name of the system: the file's.
    pub system: &'a str,
    /// Name of the asset: the folder's or file's.
    pub asset: &'a str,
    /// Inputs of one family are one log (rotated files of one name): the same number for all of them. Records whose year
    /// nobody knows are compared only within a family.
    pub family: u32,
}

/// A rule that matched an event by itself, and the form it says. Sorted by form, then rule: the hits of one form are one
/// detection with several reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// The form.
    pub form: Form,
    /// The rule.
    pub rule: RuleIndex,
}

/// What became of a record that is no event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Recognised and deliberately not interpreted.
    Ignored,
    /// The service is known, the message fitted no template.
    CatchAll,
    /// Not understood at all.
    NotUnderstood,
}

/// A record that is no event: counted, and part of the coverage of its system where it states a time.
#[derive(Clone, Copy, Debug)]
pub struct OtherRecord<'a> {
    /// The input it stands in.
    pub input: InputId,
    /// What became of it.
    pub fate: Fate,
    /// The service, as far as known.
    pub service: Option<Service>,
    /// The machine it names.
    pub host: Option<&'a [u8]>,
    /// When it was written.
    pub time: Option<Timestamp>,
    /// What was odd.
    pub anomalies: Anomalies,
}

/// What one chunk comes to: compact, owned, ready to be sent to the [`Fold`](crate::fold::Fold).
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ChunkYield {
    pub(crate) inputs: Vec<InputTally>,
    pub(crate) families: Vec<FamilyOf>,
    pub(crate) sources: Vec<SourceSeen>,
    pub(crate) assets: Vec<AssetSeen>,
    pub(crate) systems: Vec<SystemSeen>,
    pub(crate) coverage: Vec<CoverageSeen>,
    pub(crate) traffic: Vec<TrafficSeen>,
    pub(crate) paths: Vec<PathSeen>,
    pub(crate) accounts: Words,
    pub(crate) account_flags: Vec<u8>,
    pub(crate) texts: Words,
    pub(crate) sets: Words,
    pub(crate) extras: Words,
    pub(crate) rows: Vec<Row>,
    /// The records of the rows, end to end.
    pub(crate) records: Vec<u8>,
    pub(crate) record_ends: Vec<u32>,
    pub(crate) events_without_source: u64,
}

impl ChunkYield {
    /// How many events matched a rule or left a trace.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Sources of events that a rule matched, and how many such events; a source may stand here more than once.
    pub fn matched(&self) -> impl Iterator<Item = (Source, u32)> {
        let matched = self.rows.iter().filter(|row| row.hits != NONE && row.source != NONE);
        let runs: Vec<(u32, u32)> = matched.fold(Vec::new(), |mut runs, row| {
            match runs.last_mut() {
                Some((source, count)) if *source == row.source => *count += 1,
                _ => runs.push((row.source, 1)),
            }
            runs
        });
        runs.into_iter().map(|(source, count)| (self.sources[source as usize].source, count))
    }
}

/// Turns events into hits and rows, one chunk after the other.
pub struct Observer<'r> {
    options: &'r Options,
    rulebook: Rulebook,
    matcher: Box<dyn Matcher + 'r>,
    matched: Vec<u32>,
    hits: Vec<Hit>,
    /// What was interned last, and its id in the chunk: records that follow each other often match the same.
    last_set: (Vec<u32>, u32),
    blob: Vec<u8>,
    sources: Table<SourceSeen>,
    assets: Table<AssetSeen>,
    systems: Table<SystemSeen>,
    coverage: Table<CoverageSeen>,
    traffic: Table<TrafficSeen>,
    paths: Table<PathSeen>,
    nameless: Option<Nameless>,
    unheard: Unheard,
    chunk: ChunkYield,
}

impl std::fmt::Debug for Observer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Observer").field("chunk", &self.chunk).finish_non_exhaustive()
    }
}

impl<'r> Observer<'r> {
    /// An observer that asks these rules. One for each worker.
    pub fn new(rules: &'r RuleSet, options: &'r Options) -> Observer<'r> {
        Observer::with_matcher(Rulebook::of(rules), hits::of_rules(rules), options)
    }

    pub(crate) fn with_matcher(
        rulebook: Rulebook,
        matcher: Box<dyn Matcher + 'r>,
        options: &'r Options,
    ) -> Observer<'r> {
        Observer {
            options,
            rulebook,
            matcher,
            matched: Vec::new(),
            hits: Vec::new(),
            last_set: (Vec::new(), NONE),
            blob: Vec::new(),
            sources: Table::default(),
            assets: Table::default(),
            systems: Table::default(),
            coverage: Table::default(),
            traffic: Table::default(),
            paths: Table::default(),
            nameless: None,
            unheard: Unheard::default(),
            chunk: ChunkYield::default(),
        }
    }

    /// Takes in one event and the record it was read from. The hits are the rules that matched it by themselves; hits that
    /// only feed stateful rules are kept inside.
    pub fn observe(&mut self, event: &Event<'_>, record: &[u8], place: &SystemName<'_>) -> &[Hit] {
        let mut settled;
        let event = if is_settled(event) {
            event
        } else {
            settled = *event;
            self.unheard.settle(&mut settled);
            resolve_forwarded(&mut settled, &self.options.trusted_proxies);
            settled.time = plausible(settled.time, settled.anomalies);
            &settled
        };
        let time_micros = event.time.map_or(Row::NO_TIME, |time| time.0);
        let (system, asset) = self.system_and_asset(event, place);
        self.count_record(event.origin.input, time_micros, event.anomalies, place.family).understood += 1;
        let hour = event.time.map(Timestamp::hour);
        if let Some(hour) = hour {
            let coverage = self.coverage_hour(system, hour);
            coverage.records += 1;
            coverage.understood += 1;
        }
        let bytes = match &event.action {
            Action::Http(http) => http.bytes_sent.unwrap_or(BYTES_UNKNOWN),
            _ => BYTES_UNKNOWN,
        };
        let source = self.source(event.source, time_micros, bytes);
        let is_traffic = reading::is_traffic(&event.action);
        if is_traffic && let Some(hour) = hour {
            self.count_traffic(asset, hour, &event.action);
        }
        self.ask_rules(event, record);
        self.keep(event, record, Ids { source, asset, bytes, time_micros, is_traffic });
        &self.hits
    }

    /// Counts a record that is no event.
    pub fn observe_other(&mut self, other: &OtherRecord<'_>, place: &SystemName<'_>) {
        let time = plausible(other.time, other.anomalies);
        let time_micros = time.map_or(Row::NO_TIME, |time| time.0);
        let counts = self.count_record(other.input, time_micros, other.anomalies, place.family);
        match other.fate {
            Fate::Ignored => counts.ignored += 1,
            Fate::CatchAll => counts.catch_all += 1,
            Fate::NotUnderstood => counts.not_understood += 1,
        }
        if let (Some(service), Some(time)) = (other.service, time) {
            let system = self.system(service, other.host, place);
            self.coverage_hour(system, time.hour()).records += 1;
        }
    }

    /// What the events since the last call come to. The observer is ready for the next chunk.
    pub fn finish_chunk(&mut self) -> ChunkYield {
        self.unheard.forget();
        self.finish_part()
    }

    /// What the events since the last call come to, with more of the same chunk to come: a log that is being written is taken
    /// in as it grows, and must come to the same as if its chunks had been whole.
    pub fn finish_part(&mut self) -> ChunkYield {
        let mut chunk = std::mem::take(&mut self.chunk);
        self.last_set.1 = NONE;
        self.nameless = None;
        chunk.sources = self.sources.take();
        chunk.assets = self.assets.take();
        chunk.systems = self.systems.take();
        chunk.coverage = self.coverage.take();
        chunk.traffic = self.traffic.take();
        chunk.paths = self.paths.take();
        chunk
    }

    fn count_record(
        &mut self,
        input: InputId,
        time_micros: i64,
        anomalies: Anomalies,
        family: u32,
    ) -> &mut vigie_facts::case::RecordCounts {
        let inputs = &mut self.chunk.inputs;
        // A chunk is a piece of one input, so the last tally is nearly always the one.
        let at = inputs.iter().rposition(|tally| tally.input == input.0).unwrap_or(inputs.len());
        if at == inputs.len() {
            inputs.push(InputTally::new(input.0));
            self.chunk.families.push(FamilyOf { input: input.0, family });
        }
        let tally = &mut inputs[at];
        tally.counts.records += 1;
        tally.note_time(time_micros);
        if !anomalies.is_empty() {
            for anomaly in anomalies.iter() {
                tally.anomalies[anomaly as usize] += 1;
            }
        }
        &mut tally.counts
    }

    /// The system that wrote an event and the asset it was against.
    fn system_and_asset(&mut self, event: &Event<'_>, place: &SystemName<'_>) -> (u32, u32) {
        let is_nameless = event.host.is_none() && matches!(&event.action, Action::Http(http) if http.host.is_none());
        let of = (event.origin.input, event.service);
        if let Some(known) = &self.nameless
            && is_nameless
            && known.of == of
        {
            return (known.system, known.asset);
        }
        let (system, asset) = (self.system(event.service, event.host, place), self.asset(event, place));
        if is_nameless {
            self.nameless = Some(Nameless { of, system, asset });
        }
        (system, asset)
    }

    fn system(&mut self, service: Service, host: Option<&[u8]>, place: &SystemName<'_>) -> u32 {
        let name = host.filter(|host| !host.is_empty()).unwrap_or(place.system.as_bytes());
        let name = &name[..name.len().min(NAME_BYTES_MAX)];
        self.systems.intern_by(
            &(service, name),
            |seen| seen.service == service && *seen.name == *name,
            |hasher, seen| hasher.hash_one((seen.service, &*seen.name)),
            || SystemSeen { service, name: name.into() },
        )
    }

    fn coverage_hour(&mut self, system: u32, hour: i64) -> &mut CoverageSeen {
        let id = self.coverage.intern_by(
            &(system, hour),
            |seen| (seen.system, seen.hour) == (system, hour),
            |hasher, seen| hasher.hash_one((seen.system, seen.hour)),
            || CoverageSeen { system, hour, records: 0, understood: 0 },
        );
        &mut self.coverage.rows_mut()[id as usize]
    }

    fn source(&mut self, address: Option<IpAddr>, time_micros: i64, bytes: u64) -> u32 {
        let Some(address) = address else {
            self.chunk.events_without_source += 1;
            return NONE;
        };
        let source = Source::of(address);
        let id = self.sources.intern_by(
            &source,
            |seen| seen.source == source,
            |hasher, seen| hasher.hash_one(seen.source),
            || SourceSeen::new(source),
        );
        let seen = &mut self.sources.rows_mut()[id as usize];
        seen.events += 1;
        seen.note_time(time_micros);
        if bytes != BYTES_UNKNOWN {
            seen.bytes = seen.bytes.saturating_add(bytes);
        }
        id
    }

    /// The asset an event was against: a virtual host for web, else the machine, else what the input is called.
    fn asset(&mut self, event: &Event<'_>, place: &SystemName<'_>) -> u32 {
        let service = reading::guard(event.service);
        let named = self.options.asset.as_deref().unwrap_or(place.asset).as_bytes();
        let machine = event.host.filter(|host| !host.is_empty());
        let fallback = machine.unwrap_or(named);
        let host = if reading::is_web(event.service) { virtual_host(&event.action) } else { None };
        let mut buffer;
        let name = host.unwrap_or(fallback);
        let mut name = &name[..name.len().min(NAME_BYTES_MAX)];
        if host.is_some() && name.iter().any(u8::is_ascii_uppercase) {
            buffer = [0_u8; NAME_BYTES_MAX];
            buffer[..name.len()].copy_from_slice(name);
            buffer.make_ascii_lowercase();
            name = &buffer[..name.len()];
        }
        self.assets.intern_by(
            &(service, name),
            |seen| seen.service == service && *seen.name == *name,
            |hasher, seen| hasher.hash_one((seen.service, &*seen.name)),
            || AssetSeen { service, name: name.into(), fallback: fallback.into() },
        )
    }

    fn count_traffic(&mut self, asset: u32, hour: i64, action: &Action<'_>) {
        let id = self.traffic.intern_by(
            &(asset, hour),
            |seen| (seen.asset, seen.hour) == (asset, hour),
            |hasher, seen| hasher.hash_one((seen.asset, seen.hour)),
            || TrafficSeen { asset, hour, ..TrafficSeen::default() },
        );
        let seen = &mut self.traffic.rows_mut()[id as usize];
        seen.events += 1;
        match action {
            Action::Http(http) => {
                seen.bytes = seen.bytes.saturating_add(http.bytes_sent.unwrap_or(0));
                seen.server_errors += u64::from(matches!(http.status, Some(500..=599)));
            }
            Action::SignIn(sign_in) => seen.sign_ins += u64::from(sign_in.outcome == Outcome::Success),
            _ => {}
        }
    }

    /// Fills `matched` with every rule that matches, and `hits` with those that speak alone.
    fn ask_rules(&mut self, event: &Event<'_>, record: &[u8]) {
        self.matched.clear();
        self.hits.clear();
        self.matcher.matches(event, record, &mut self.matched);
        let is_echo = matches!(&event.action, Action::SignIn(sign_in) if sign_in.echo);
        let (rulebook, hits) = (&self.rulebook, &mut self.hits);
        self.matched.retain(|rule| {
            let facts = rulebook.rule(*rule);
            if facts.speaks_alone {
                hits.push(Hit { form: facts.form, rule: RuleIndex(*rule) });
            }
            // An echo tells of a try that another record already stands for: it is no try of its own.
            facts.speaks_alone || (facts.is_base && !is_echo)
        });
        self.matched.sort_unstable();
        self.matched.dedup();
        self.hits.sort_unstable();
        self.hits.dedup();
    }

    fn keep(&mut self, event: &Event<'_>, record: &[u8], ids: Ids) {
        let kind = reading::trace_kind(event);
        if self.hits.is_empty() {
            self.note_path(event, &ids);
        }
        if kind.is_none() && self.matched.is_empty() {
            return;
        }
        let account = event.action.user().map_or(NONE, |user| self.account(user, event));
        let chunk = &mut self.chunk;
        let row = Row {
            time_micros: ids.time_micros,
            byte_start: event.origin.byte_start,
            line: event.origin.line,
            bytes: ids.bytes,
            byte_len: event.origin.byte_len,
            input: event.origin.input.0,
            source: ids.source,
            asset: ids.asset,
            account,
            subject: match reading::subject(event) {
                Some(Subject::Text(text)) => chunk.texts.intern(text, SUBJECT_BYTES_MAX),
                Some(Subject::Port(port)) => chunk.texts.intern(port.to_string().as_bytes(), SUBJECT_BYTES_MAX),
                None => NONE,
            },
            tool: reading::tool(event).map_or(NONE, |tool| chunk.texts.intern(tool, TOOL_BYTES_MAX)),
            extra: NONE,
            hits: NONE,
            tries: match &event.action {
                Action::SignIn(sign_in) => sign_in.tries.max(1),
                _ => 1,
            },
            status: match &event.action {
                Action::Http(http) => http.status.unwrap_or(0),
                _ => 0,
            },
            kind,
            service: event.service,
            time_basis: event.time_basis,
            is_traffic: ids.is_traffic,
        };
        let row = Row { hits: self.set_of_matched(), extra: self.extra_values(event), ..row };
        self.chunk.rows.push(row);
        if self.chunk.records.len() + record.len() <= RECORD_BYTES_MAX {
            self.chunk.records.extend_from_slice(record);
        }
        self.chunk.record_ends.push(self.chunk.records.len() as u32);
    }

    fn account(&mut self, user: &[u8], event: &Event<'_>) -> u32 {
        if user.is_empty() {
            return NONE;
        }
        let id = self.chunk.accounts.intern(user, ACCOUNT_BYTES_MAX);
        if id as usize == self.chunk.account_flags.len() {
            self.chunk.account_flags.push(0);
        }
        if let Some(flags) = self.chunk.account_flags.get_mut(id as usize) {
            *flags |= match reading::account_exists(event.service, &event.action) {
                Some(true) => ACCOUNT_EXISTS,
                Some(false) => ACCOUNT_MISSING,
                None => 0,
            };
        }
        id
    }

    fn set_of_matched(&mut self) -> u32 {
        if self.matched.is_empty() {
            return NONE;
        }
        if self.last_set.1 != NONE && self.last_set.0 == self.matched {
            return self.last_set.1;
        }
        self.blob.clear();
        for rule in &self.matched {
            self.blob.extend_from_slice(&rule.to_le_bytes());
        }
        self.last_set.0.clone_from(&self.matched);
        self.last_set.1 = self.chunk.sets.intern(&self.blob, usize::MAX);
        self.last_set.1
    }

    /// The values stateful rules ask for that no column holds, as one text: for each field its length plus one (0 for
    /// none) in two bytes, then its bytes.
    fn extra_values(&mut self, event: &Event<'_>) -> u32 {
        let feeds_a_window = self.matched.iter().any(|rule| self.rulebook.rule(*rule).is_base);
        if self.rulebook.extra_fields.is_empty() || !feeds_a_window {
            return NONE;
        }
        self.blob.clear();
        let blob = &mut self.blob;
        self.matcher.values(event, &self.rulebook.extra_fields, &mut |value| write_value(blob, value));
        self.chunk.extras.intern(&self.blob, usize::MAX)
    }

    /// Remembers that a path answers, for "does this path exist here" and for "what does it usually answer".
    fn note_path(&mut self, event: &Event<'_>, ids: &Ids) {
        let Action::Http(http) = &event.action else { return };
        let (Some(path), Some(200..=299 | 304)) = (http.path, http.status) else { return };
        if ids.source == NONE {
            return;
        }
        let asset = &self.assets.rows()[ids.asset as usize];
        let key = path_key(&asset.name, &path[..path.len().min(SUBJECT_BYTES_MAX)]);
        let id = self.paths.intern_by(
            &key,
            |seen| seen.key == key,
            |hasher, seen| hasher.hash_one(seen.key),
            || PathSeen::new(key, ids.source),
        );
        let bytes = if http.status == Some(200) { ids.bytes } else { BYTES_UNKNOWN };
        self.paths.rows_mut()[id as usize].note(ids.source, bytes);
    }
}

/// System and asset of requests that name neither machine nor virtual host: the same for all of one input and service.
struct Nameless {
    of: (InputId, Service),
    system: u32,
    asset: u32,
}

/// Ids and numbers of one event on its way into a row.
struct Ids {
    source: u32,
    asset: u32,
    bytes: u64,
    time_micros: i64,
    is_traffic: bool,
}

/// The fingerprint of a path of an asset: the same in every worker of a run. Two paths with one fingerprint would be taken
/// for one; with 64 bits and [bounded](crate::fold) tables that does not happen by accident.
pub(crate) fn path_key(asset: &[u8], path: &[u8]) -> u64 {
    FixedState::with_seed(0x7669_6769_6500).hash_one((asset, path))
}

fn write_value(blob: &mut Vec<u8>, value: Option<Value<'_>>) {
    let text;
    let bytes = match value {
        None => {
            blob.extend_from_slice(&0_u16.to_le_bytes());
            return;
        }
        Some(Value::Text(bytes)) => bytes,
        Some(Value::Word(word)) => word.as_bytes(),
        Some(Value::Number(number)) => {
            text = number.to_string();
            text.as_bytes()
        }
        Some(Value::Bool(yes)) => {
            if yes {
                &b"true"[..]
            } else {
                b"false"
            }
        }
        Some(Value::Ip(ip)) => {
            text = ip.to_string();
            text.as_bytes()
        }
    };
    let bytes = &bytes[..bytes.len().min(VALUE_BYTES_MAX)];
    blob.extend_from_slice(&(bytes.len() as u16 + 1).to_le_bytes());
    blob.extend_from_slice(bytes);
}

/// The value of the field at `place` among the extra fields, as [`Observer::extra_values`] wrote it.
pub(crate) fn read_value(mut blob: &[u8], place: usize) -> Option<&[u8]> {
    for at in 0.. {
        let (head, rest) = blob.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_le_bytes(*head));
        let (value, rest) = rest.split_at_checked(length.saturating_sub(1))?;
        if at == place {
            return (length > 0).then_some(value);
        }
        blob = rest;
    }
    None
}

/// Whether nothing about an event has to be settled before it is counted: nearly all requests.
fn is_settled(event: &Event<'_>) -> bool {
    matches!(&event.action, Action::Http(http) if http.forwarded_for.is_none())
        && !event.anomalies.contains(Anomaly::ImplausibleTime)
}

/// The time, unless it is implausible: such a time is no usable one, and no figure is computed from it.
fn plausible(time: Option<Timestamp>, anomalies: Anomalies) -> Option<Timestamp> {
    time.filter(|_| !anomalies.contains(Anomaly::ImplausibleTime))
}

/// Replaces the source by the right-most untrusted forwarded address when the peer is a trusted proxy; else marks the
/// header as not believed.
fn resolve_forwarded(event: &mut Event<'_>, trusted: &[vigie_facts::cidr::Cidr]) {
    let Action::Http(http) = &event.action else { return };
    let Some(list) = http.forwarded_for.filter(|list| !list.is_empty() && *list != b"-") else { return };
    match event.source {
        Some(peer) if any_contains(trusted, peer) => {
            let claim = forwarded::claim(list, trusted);
            if let Some(source) = claim.source {
                event.source = Some(source);
                event.source_port = None;
            }
            if claim.malformed {
                event.anomalies.add(Anomaly::BadAddress);
            }
        }
        Some(_) | None => event.anomalies.add(Anomaly::UntrustedForwarded),
    }
}

/// The virtual host of a web event, without port and final dot; `None` when it names none.
fn virtual_host<'a>(action: &Action<'a>) -> Option<&'a [u8]> {
    let host = match action {
        Action::Http(http) => http.host,
        Action::ServerMessage(message) => message.host,
        _ => None,
    }?;
    let host = match host.iter().rposition(|byte| *byte == b':') {
        Some(colon) if !host.ends_with(b"]") && host[colon + 1..].iter().all(u8::is_ascii_digit) => &host[..colon],
        _ => host,
    };
    let host = host.strip_suffix(b".").unwrap_or(host);
    (!host.is_empty() && host != b"-" && host != b"_").then_some(host)
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod value_tests {
    use super::*;

    #[test]
    fn values_written_are_read_back_at_their_place() {
        let mut blob = Vec::new();
        let values =
            [None, Some(Value::Text(b"")), Some(Value::Number(-4)), Some(Value::Bool(true)), Some(Value::Word("x"))];
        for value in values {
            write_value(&mut blob, value);
        }
        let read: Vec<Option<&[u8]>> = (0..6).map(|place| read_value(&blob, place)).collect();
        assert_eq!(read, [None, Some(&b""[..]), Some(b"-4"), Some(b"true"), Some(b"x"), None]);
    }
}
