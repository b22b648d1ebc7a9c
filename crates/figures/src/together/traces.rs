//! From the rows of a case to observations: who left which trace when. Only sources with a detection are compared, with everything they left;
//! what was left out, and why, is counted. Judges nobody.

use serde::{Deserialize, Serialize};
use vigie_correlate::{KindId, Nature, Observations};
use vigie_facts::case::{AccountId, Case, SourceId, TextId};
use vigie_facts::form::FormClass;
use vigie_facts::service::{Service, Target};
use vigie_facts::source::Source;
use vigie_facts::time::{MICROS_PER_SECOND, TimeBasis, Timestamp};

/// Events of one source that are compared one by one. A flood of one source says no more after so many; from here on only the first
/// event of each of its minutes is.
pub const EVENTS_PER_SOURCE_MAX: u32 = 20_000;

/// Events compared in all, four observations each: about 100 MiB. Above it the limit of each source is halved until they fit.
pub const EVENTS_MAX: u64 = 400_000;

/// A log of at least so many events that all fall on whole minutes states minutes only: once in 60^20 by chance.
const EVENTS_TELLING_GRAIN: u64 = 20;

/// Microseconds of a minute.
const MINUTE_MICROS: i64 = 60 * MICROS_PER_SECOND;

/// What could not be compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Detections whose records state no source, or one whose name was erased.
    pub without_source: u64,
    /// Events without a time, or of a year nobody knows: they stand at no moment that others could share.
    pub without_time: u64,
    /// Sources of the organisation and those it said to expect.
    pub own_or_allowed: u64,
    /// Sources so busy that only the first event of each of their minutes was compared.
    pub thinned_sources: u64,
    /// Events left out by that.
    pub thinned_events: u64,
    /// Whether rows of these hours were dropped from the case: days before its first row have coverage no more.
    pub pruned: bool,
}

/// Observations of a case.
#[derive(Debug)]
pub(super) struct Observed {
    pub(super) observations: Observations,
    pub(super) left_out: LeftOut,
    /// The coarsest grain of a log's instants, milliseconds; 0 when none is coarser than a second.
    pub(super) grain_ms: i64,
}

/// One event of a source.
struct Act<'a> {
    source: SourceId,
    time: Timestamp,
    service: Service,
    subject: Option<TextId>,
    account: Option<AccountId>,
    tool: Option<&'a str>,
}

/// Everything the hostile sources of a case left.
pub(super) fn observed(case: &Case) -> Observed {
    let mut left_out = LeftOut { pruned: was_pruned(case), ..LeftOut::default() };
    let compared = compared(case, &mut left_out);
    let per_source_max = per_source_max(case, &compared);
    let mut taker = Taker::new(case, per_source_max, left_out);
    each_act(case, &compared, &mut |act| taker.take(case, &act));
    Observed { grain_ms: grain_ms(case), observations: taker.observations, left_out: taker.left_out }
}

/// Whether rows were dropped from the case: inputs reach further back than anything kept of them.
fn was_pruned(case: &Case) -> bool {
    let first_seen = case.inputs.iter().filter_map(|input| input.time_range).map(|range| range.0.hour()).min();
    let first_kept = case.coverage.iter().map(|row| row.hour).min();
    first_seen.zip(first_kept).is_some_and(|(seen, kept)| seen < kept)
}

/// Whether each source is compared: it attacked, and nobody said it is ours or expected.
fn compared(case: &Case, left_out: &mut LeftOut) -> Vec<bool> {
    let mut hostile = vec![false; case.sources.len()];
    let rows = &case.detections;
    for row in 0..rows.len() {
        match rows.source(row) {
            None => left_out.without_source += 1,
            Some(_) if rows.time(row).is_none_or(|time| !crate::calendar::is_datable(time)) => {
                left_out.without_time += 1;
            }
            Some(id) if rows.form(row).class() != FormClass::Following => hostile[id.index()] = true,
            Some(_) => {}
        }
    }
    for (row, hostile) in case.sources.iter().zip(&mut hostile) {
        if *hostile && (row.own || row.allowed) {
            left_out.own_or_allowed += 1;
            *hostile = false;
        }
    }
    hostile
}

/// Every event of the compared sources that stands at a known moment: detections first, then traces.
fn each_act<'a>(case: &'a Case, compared: &[bool], each: &mut dyn FnMut(Act<'a>)) {
    let usable = |source: Option<SourceId>, time: Option<Timestamp>, basis: TimeBasis| {
        let time = time.filter(|time| basis != TimeBasis::YearUnknown && crate::calendar::is_datable(*time))?;
        source.filter(|id| compared[id.index()]).map(|source| (source, time))
    };
    let rows = &case.detections;
    for row in 0..rows.len() {
        let used = usable(rows.source(row), rows.time(row), rows.time_basis(row));
        let Some((source, time)) = used else { continue };
        let (service, subject, account) = (rows.service(row), rows.subject(row), rows.account(row));
        let tool = rows.tool(row).map(|id| &*case.texts[id.index()]);
        each(Act { source, time, service, subject, account, tool });
    }
    let rows = &case.traces;
    for row in 0..rows.len() {
        let used = usable(rows.source(row), Some(rows.time(row)), rows.time_basis(row));
        let Some((source, time)) = used else { continue };
        let (service, subject, account) = (rows.service(row), rows.subject(row), rows.account(row));
        each(Act { source, time, service, subject, account, tool: None });
    }
}

/// The limit of each source by which all events fit.
fn per_source_max(case: &Case, compared: &[bool]) -> u32 {
    let mut events = vec![0_u32; case.sources.len()];
    each_act(case, compared, &mut |act| events[act.source.index()] += 1);
    let fits = |max: u32| events.iter().map(|&count| u64::from(count.min(max))).sum::<u64>() <= EVENTS_MAX;
    let mut max = EVENTS_PER_SOURCE_MAX;
    while max > 1 && !fits(max) {
        max /= 2;
    }
    max
}

/// Turns events into observations, within the limits.
struct Taker {
    observations: Observations,
    names: Vec<Option<String>>,
    networks: Vec<Option<String>>,
    kinds: Kinds,
    per_source_max: u32,
    taken: Vec<u32>,
    /// The last minute of which a source beyond its limit left something.
    minute: Vec<i64>,
    left_out: LeftOut,
}

/// Kinds of trace, as `docs/coordination.md` names them.
struct Kinds {
    path: KindId,
    recipient: KindId,
    statement: KindId,
    command: KindId,
    port: KindId,
    account: KindId,
    agent: KindId,
    greeting: KindId,
    client: KindId,
    network: KindId,
}

impl Kinds {
    fn of(observations: &mut Observations) -> Kinds {
        let mut kind = |name, nature| observations.kind(name, nature);
        Kinds {
            path: kind("path", Nature::Content),
            recipient: kind("recipient", Nature::Content),
            statement: kind("statement", Nature::Content),
            command: kind("command", Nature::Content),
            port: kind("port", Nature::Content),
            account: kind("account", Nature::Content),
            agent: kind("agent", Nature::Tool),
            greeting: kind("greeting", Nature::Tool),
            client: kind("client", Nature::Tool),
            network: kind("network", Nature::Place),
        }
    }

    fn subject(&self, service: Service, text: &str) -> KindId {
        match service.target() {
            Target::Site => self.path,
            Target::Mailboxes => self.recipient,
            Target::Databases => self.statement,
            Target::Infrastructure if text.bytes().all(|byte| byte.is_ascii_digit()) => self.port,
            Target::Infrastructure => self.command,
        }
    }

    fn tool(&self, service: Service) -> KindId {
        match service.target() {
            Target::Site => self.agent,
            Target::Mailboxes => self.greeting,
            Target::Databases | Target::Infrastructure => self.client,
        }
    }
}

impl Taker {
    fn new(case: &Case, per_source_max: u32, left_out: LeftOut) -> Taker {
        let mut observations = Observations::default();
        let kinds = Kinds::of(&mut observations);
        let count = case.sources.len();
        Taker {
            observations,
            names: vec![None; count],
            networks: vec![None; count],
            kinds,
            per_source_max,
            taken: vec![0; count],
            minute: vec![i64::MIN; count],
            left_out,
        }
    }

    fn take(&mut self, case: &Case, act: &Act<'_>) {
        let at = act.source.index();
        self.taken[at] += 1;
        if self.taken[at] > self.per_source_max {
            self.left_out.thinned_sources += u64::from(self.taken[at] == self.per_source_max + 1);
            let minute = act.time.0.div_euclid(MINUTE_MICROS);
            if std::mem::replace(&mut self.minute[at], minute) == minute {
                self.left_out.thinned_events += 1;
                return;
            }
        }
        let row = &case.sources[at];
        let actor = self.names[at].get_or_insert_with(|| row.source.to_string());
        let network = self.networks[at].get_or_insert_with(|| network_of(row.source));
        let time_ms = act.time.0.div_euclid(1_000);
        let observations = &mut self.observations;
        let mut nameless = true;
        // What is refused is counted by the observations.
        let mut push = |kind, trace: &str| {
            nameless = false;
            observations.push(actor, kind, trace, time_ms, 1.0);
        };
        if let Some(text) = act.subject.map(|id| &*case.texts[id.index()]).filter(|text| !text.is_empty()) {
            push(self.kinds.subject(act.service, text), text);
        }
        if let Some(account) = act.account.map(|id| &*case.accounts[id.index()].name).filter(|name| !name.is_empty()) {
            push(self.kinds.account, account);
        }
        if let Some(tool) = act.tool.filter(|tool| !tool.is_empty()) {
            push(self.kinds.tool(act.service), tool);
        }
        // An event that names nothing still stands at its moment.
        if nameless || self.taken[at] == 1 {
            observations.push(actor, self.kinds.network, network, time_ms, 1.0);
        }
    }
}

/// The network a source is in, as far as its address tells: /24 or /48.
fn network_of(source: Source) -> String {
    match source.first_address() {
        std::net::IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        std::net::IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            format!("{}/48", std::net::Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
        }
    }
}

/// A minute when one of the logs states minutes only: what was seen together in it may be a minute apart.
fn grain_ms(case: &Case) -> i64 {
    let mut of_input: Vec<(u64, bool)> = vec![(0, true); case.inputs.len()];
    let (detections, traces) = (&case.detections, &case.traces);
    let times = (0..detections.len()).filter_map(|row| Some((detections.origin(row).input, detections.time(row)?)));
    for (input, time) in times.chain((0..traces.len()).map(|row| (traces.origin(row).input, traces.time(row)))) {
        if let Some((events, whole)) = of_input.get_mut(input.0 as usize) {
            *events += 1;
            *whole &= time.0.rem_euclid(MINUTE_MICROS) == 0;
        }
    }
    let coarse = of_input.iter().any(|&(events, whole)| whole && events >= EVENTS_TELLING_GRAIN);
    if coarse { 60_000 } else { 0 }
}

#[cfg(test)]
mod tests {
    use vigie_facts::case::{Asset, AssetId, Detection, Input, Place, ReasonsId, SourceRow};
    use vigie_facts::form::Form;
    use vigie_facts::origin::{InputId, Origin};

    use super::*;

    const START: i64 = 1_486_944_000;

    /// A detection of each (source, second), of three sources: the first is ordinary, the second our own, the third expected.
    fn case(seen: &[(u32, i64)]) -> Case {
        let source = |number: u32| SourceRow {
            source: Source::V4(0xc000_0201 + number),
            place: Place::default(),
            time_range: None,
            events: 1,
            bytes: 0,
            own: number == 1,
            allowed: number == 2,
        };
        let detection = |&(source, second): &(u32, i64)| Detection {
            origin: Origin { input: InputId(0), line: 1, byte_start: 0, byte_len: 1 },
            time: Some(Timestamp::from_seconds(START + second)),
            time_basis: TimeBasis::Stated,
            form: Form::SensitiveFileProbe,
            service: Service::WebAccess,
            source: Some(SourceId(source)),
            asset: AssetId(0),
            account: None,
            reasons: ReasonsId(0),
            window: None,
            status: None,
            bytes: None,
            subject: Some(TextId(0)),
            tool: Some(TextId(1)),
            line: None,
            attempt: None,
        };
        Case {
            inputs: vec![Input::default()],
            sources: (0..3).map(source).collect(),
            assets: vec![Asset { service: Service::WebAccess, name: "www".into() }],
            texts: vec!["/backup.sql".into(), "tool/1".into()],
            detections: seen.iter().map(detection).collect(),
            ..Case::default()
        }
    }

    #[test]
    fn only_strangers_who_attacked_at_a_known_moment_are_compared() {
        let mut case = case(&[(0, 0), (0, 5), (1, 0), (2, 0), (0, 9)]);
        case.detections.change(1, |row| row.source = None);
        case.detections.change(4, |row| row.time_basis = TimeBasis::YearUnknown);
        case.detections.change(4, |row| row.time = Some(Timestamp::from_civil(0, 2, 13, 0, 0, 0, 0).unwrap()));
        let observed = observed(&case);
        // Path, tool, network: one event of one source.
        assert_eq!((observed.observations.len(), observed.observations.actors()), (3, 1));
        let expected = LeftOut { without_source: 1, without_time: 1, own_or_allowed: 2, ..LeftOut::default() };
        assert_eq!(observed.left_out, expected);
    }

    #[test]
    fn a_log_that_states_minutes_only_is_told_to_the_engine() {
        let whole: Vec<(u32, i64)> = (0..20).map(|at| (0, at * 420)).collect();
        assert_eq!(observed(&case(&whole)).grain_ms, 60_000);
        assert_eq!(observed(&case(&whole[..19])).grain_ms, 0, "so few may fall on whole minutes by chance");
        let mut fine = whole;
        fine[7].1 += 1;
        assert_eq!(observed(&case(&fine)).grain_ms, 0);
    }

    #[test]
    fn a_flood_is_compared_by_the_minute_from_its_limit_on() {
        let flood: Vec<(u32, i64)> = (0..i64::from(EVENTS_PER_SOURCE_MAX) + 600).map(|second| (0, second)).collect();
        let observed = observed(&case(&flood));
        assert_eq!(observed.left_out.thinned_sources, 1);
        // Ten minutes after the limit; the limit falls into one that is begun already.
        assert_eq!(observed.left_out.thinned_events, 600 - 11);
    }

    #[test]
    fn a_case_whose_older_days_were_dropped_says_so() {
        let mut case = case(&[(0, 0)]);
        let day = |seconds: i64| Timestamp::from_seconds(START + seconds);
        case.inputs[0].time_range = Some((day(0), day(86_400)));
        let hour = |seconds: i64| vigie_facts::case::CoverageHour {
            system: vigie_facts::case::SystemId(0),
            hour: day(seconds).hour(),
            records: 1,
            understood: 1,
        };
        case.coverage = vec![hour(0), hour(86_400)];
        assert!(!observed(&case).left_out.pruned);
        case.coverage.remove(0);
        assert!(observed(&case).left_out.pruned);
    }
}
