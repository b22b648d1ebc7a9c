//! Answers to hand-built cases, and the reconciliation of totals on random ones.

use jiff::tz::TimeZone;
use proptest::prelude::*;
use vigie_facts::case::{
    Account, AccountId, Aim, AimReason, Asset, AssetId, Attempt, AttemptId, Case, CoverageHour, Detection, DetectionId,
    Effect, Few, Incident, IncidentKind, Input, Line, Mark, NetworkKind, Place, ReasonsId, RecordCounts, RuleId,
    RuleRow, SourceId, SourceRow, System, SystemId, TrafficHour, Weakness,
};
use vigie_facts::form::Form;
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::service::Service;
use vigie_facts::source::Source;
use vigie_facts::time::{TimeBasis, Timestamp};

use crate::answer::Answer;
use crate::comparison::{ChangeOf, Compared, Comparison, compare};
use crate::lookup::Lookup;
use crate::names::Names;
use crate::questions::{Options, answer};

/// Builds a case the way the units of DESIGN.md § 2 say, in the smallest way that serves.
struct Builder {
    case: Case,
    next_line: u64,
}

impl Builder {
    fn new() -> Builder {
        let input = Input {
            path: "logs/access.log".into(),
            compression: "none".into(),
            envelope: "bare".into(),
            service: Some(Service::WebAccess),
            confidence_percent: 100,
            ..Input::default()
        };
        let rule =
            RuleRow { name: "test/rule".into(), title: "A rule".into(), version: "0".into(), form: Form::SqlInjection };
        let case = Case { inputs: vec![input], rules: vec![rule], reasons: vec![vec![RuleId(0)]], ..Case::default() };
        Builder { case, next_line: 1 }
    }

    fn ordinary(&mut self, records: u64) -> &mut Self {
        self.case.inputs[0].counts.add(RecordCounts { records, understood: records, ..RecordCounts::default() });
        self.next_line += records;
        self
    }

    fn source(&mut self, address: &str, country: Option<&[u8; 2]>, kind: NetworkKind) -> SourceId {
        let source = Source::of(address.parse().unwrap());
        if let Some(index) = self.case.sources.iter().position(|row| row.source == source) {
            return SourceId(index as u32);
        }
        let place = Place { country: country.copied(), kind, ..Place::default() };
        let row = SourceRow { source, place, time_range: None, events: 0, bytes: 0, own: false, allowed: false };
        self.case.sources.push(row);
        SourceId(self.case.sources.len() as u32 - 1)
    }

    fn asset(&mut self, service: Service, name: &str) -> AssetId {
        let asset = Asset { service, name: name.into() };
        let index = self.case.assets.iter().position(|other| *other == asset).unwrap_or_else(|| {
            self.case.assets.push(asset);
            self.case.assets.len() - 1
        });
        AssetId(index as u32)
    }

    fn account(&mut self, name: &str, exists: Option<bool>) -> AccountId {
        let index = self.case.accounts.iter().position(|other| &*other.name == name).unwrap_or_else(|| {
            self.case.accounts.push(Account { name: name.into(), exists });
            self.case.accounts.len() - 1
        });
        AccountId(index as u32)
    }

    /// An attempt with this many detections, a second apart.
    fn attempt(
        &mut self,
        form: Form,
        source: Option<SourceId>,
        asset: AssetId,
        start: Timestamp,
        detections: u32,
    ) -> AttemptId {
        let id = AttemptId(self.case.attempts.len() as u32);
        for second in 0..detections {
            self.detection(form, source, asset, Some(start.plus_seconds(i64::from(second))), Some(id));
        }
        self.case.attempts.push(Attempt {
            source,
            asset,
            form,
            start,
            end: start.plus_seconds(i64::from(detections.saturating_sub(1))),
            detections,
            accounts: Few::new(),
            accounts_total: 0,
            rules: vec![RuleId(0)].into(),
            aim: Aim::Opportunistic,
            aim_reasons: vec![AimReason::PublicListsOnly].into(),
            cited: Few::new(),
        });
        id
    }

    fn detection(
        &mut self,
        form: Form,
        source: Option<SourceId>,
        asset: AssetId,
        time: Option<Timestamp>,
        attempt: Option<AttemptId>,
    ) -> DetectionId {
        let line = self.next_line;
        self.ordinary(1);
        self.case.detections.push(Detection {
            origin: Origin { input: InputId(0), line, byte_start: line * 100, byte_len: 99 },
            time,
            time_basis: TimeBasis::Stated,
            form,
            service: Service::WebAccess,
            source,
            asset,
            account: None,
            reasons: ReasonsId(0),
            window: None,
            status: None,
            bytes: None,
            subject: None,
            tool: None,
            line: None,
            attempt,
        });
        DetectionId(self.case.detections.len() as u32 - 1)
    }

    fn hours(&mut self, service: Service, name: &str, hours: impl IntoIterator<Item = i64>) -> SystemId {
        let id = SystemId(self.case.systems.len() as u32);
        self.case.systems.push(System { service, name: name.into() });
        let rows = hours.into_iter().map(|hour| CoverageHour { system: id, hour, records: 10, understood: 10 });
        self.case.coverage.extend(rows);
        id
    }

    fn answer(&self) -> Answer {
        let answer = answer(&self.case, &Options { zone: TimeZone::get("Europe/Paris").unwrap(), names: Names::Clear });
        assert!(answer.what.ladder.reconciled);
        // Nothing in an answer may be no number, or be lost on the way through JSON.
        let json = serde_json::to_string(&answer).unwrap();
        assert_eq!(serde_json::from_str::<Answer>(&json).unwrap(), answer);
        answer
    }
}

fn time(text: &str) -> Timestamp {
    Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_microsecond())
}

#[test]
fn an_empty_case_has_an_answer() {
    let answer = answer(&Case::default(), &Options { zone: TimeZone::UTC, names: Names::Clear });
    assert!(answer.what.ladder.reconciled && answer.what.forms.is_empty() && answer.measures.is_empty());
    let keys: Vec<_> = answer.lead.iter().map(|sentence| sentence.key.as_ref()).collect();
    assert_eq!(keys, ["lead-read-without-time", "lead-no-attempt", "entry-nothing-to-see"]);
    assert!(answer.limits.iter().any(|limit| limit.id == "no-record-no-trace"));
}

#[test]
fn only_ordinary_lines_give_no_trace_over_a_stated_share_of_hours() {
    let mut builder = Builder::new();
    builder.ordinary(50).hours(Service::WebAccess, "www.example.org", [413_000, 413_001, 413_003]);
    let answer = builder.answer();
    assert_eq!(answer.entry.verdict[0].key, "entry-no-trace");
    assert_eq!(answer.header.coverage.percent, Some(75.0));
    assert_eq!(answer.entry.coverage.systems[0].longest_gap_hours, 1);
    assert!(answer.limits.iter().any(|limit| limit.id == "gaps"));
    assert!(answer.limits.iter().any(|limit| limit.id == "no-mail-logs"));
    assert!(!answer.limits.iter().any(|limit| limit.id == "no-site-logs"));
}

#[test]
fn attempts_belong_to_the_day_they_began_in_the_organisations_zone() {
    let mut builder = Builder::new();
    let asset = builder.asset(Service::WebAccess, "www.example.org");
    let source = builder.source("192.0.2.1", Some(b"UA"), NetworkKind::Unknown);
    builder.attempt(Form::SqlInjection, Some(source), asset, time("2017-02-12T22:59:59Z"), 3);
    builder.attempt(Form::SqlInjection, Some(source), asset, time("2017-02-14T23:00:00Z"), 1);
    let what = builder.answer().what;
    let days: Vec<_> = what.days.iter().map(|day| (day.label.as_str(), day.attempts, day.detections)).collect();
    assert_eq!(days, [("2017-02-12", 1, 1), ("2017-02-13", 0, 2), ("2017-02-14", 0, 0), ("2017-02-15", 1, 1)]);
    let weeks: Vec<_> = what.weeks.iter().map(|week| (week.label.as_str(), week.attempts)).collect();
    assert_eq!(weeks, [("2017-W06", 1), ("2017-W07", 1)]);
    assert_eq!(what.months.len(), 1);
    assert_eq!(what.attempts_per_day, Some(0.5));
    assert_eq!(what.peak.map(|peak| peak.label).as_deref(), Some("2017-02-12"));
}

#[test]
fn an_unknown_year_is_counted_without_a_year() {
    let mut builder = Builder::new();
    let asset = builder.asset(Service::Sshd, "host");
    let start = Timestamp::from_civil(0, 2, 29, 10, 0, 0, 0).unwrap();
    builder.attempt(Form::PasswordGuessing, None, asset, start, 2);
    builder.case.inputs[0].time_basis = TimeBasis::YearUnknown;
    builder.case.inputs[0].time_range = Some((start, start.plus_seconds(1)));
    let answer = builder.answer();
    assert_eq!(answer.what.days[0].label, "--02-29");
    assert_eq!((answer.header.period, answer.what.attempts_per_day), (None, None));
    assert_eq!(answer.header.period_without_year.unwrap().first.to_string(), "--02-29T10:00:00");
    assert!(answer.limits.iter().any(|limit| limit.id == "year-unknown"));
    assert_eq!(answer.places.attempts_without_source.value, 1);
}

#[test]
fn impossible_years_are_in_the_totals_and_in_no_day() {
    let mut builder = Builder::new();
    let asset = builder.asset(Service::WebAccess, "www.example.org");
    builder.attempt(Form::SqlInjection, None, asset, time("1970-01-01T00:00:00Z"), 2);
    let answer = builder.answer();
    assert_eq!(answer.what.ladder.attempts.value, 1);
    assert_eq!((answer.what.undated_attempts.value, answer.what.undated_detections.value), (1, 2));
    assert!(answer.what.days.is_empty() && answer.header.period.is_none());
}

#[test]
fn shares_of_countries_name_their_unlocated_and_relay_parts() {
    let mut builder = Builder::new();
    let asset = builder.asset(Service::WebAccess, "www.example.org");
    let start = time("2017-02-13T10:00:00Z");
    let rows = [
        ("192.0.2.1", Some(b"UA"), NetworkKind::Unknown, 3),
        ("192.0.2.2", Some(b"UA"), NetworkKind::Hosting, 1),
        ("198.51.100.1", Some(b"FR"), NetworkKind::Tor, 2),
        ("203.0.113.1", None, NetworkKind::Unknown, 2),
    ];
    for (address, country, kind, attempts) in rows {
        let source = builder.source(address, country, kind);
        for hour in 0..attempts {
            builder.attempt(Form::SqlInjection, Some(source), asset, start.plus_seconds(hour * 7_200), 1);
        }
    }
    let places = builder.answer().places;
    let ukraine = &places.countries[0];
    assert_eq!((ukraine.country.as_str(), ukraine.attempts.numerator, ukraine.attempts.denominator), ("UA", 4, 8));
    assert_eq!((ukraine.sources.numerator, ukraine.sources.denominator), (2, 4));
    assert_eq!((ukraine.relay.numerator, ukraine.relay.denominator), (1, 4));
    assert_eq!((places.unlocated.numerator, places.relay.numerator), (2, 3));
    // Both of Ukraine stand in one /24: ½ · ½ · (4+2+2)² ÷ ((4−2)² + 1 + 1), not (3+1+2+2)² ÷ (9+1+4+4); and two degrees of freedom instead of three.
    assert_eq!(ukraine.attempts.effective_sources, Some(1.5));
    let (low, high) = (ukraine.attempts.low.unwrap(), ukraine.attempts.high.unwrap());
    assert!(low < 20.0 && high > 80.0, "{low} {high}");
    assert_eq!(ukraine.citations[0].path, "logs/access.log");
}

#[test]
fn accounts_are_pseudonyms_outside_the_terminal() {
    let mut builder = Builder::new();
    let asset = builder.asset(Service::Dovecot, "mail.example.org");
    let (real, guessed) = (builder.account("marie@example.org", Some(true)), builder.account("oracle", Some(false)));
    for account in [real, real, guessed] {
        let id = builder.detection(Form::PasswordGuessing, None, asset, None, None);
        builder.case.detections.change(id.index(), |row| row.account = Some(account));
    }
    let options = Options { zone: TimeZone::UTC, names: Names::Pseudonyms { key: b"0123456789abcdef" } };
    let hidden = answer(&builder.case, &options);
    assert!(!serde_json::to_string(&hidden).unwrap().contains("marie"));
    assert!(hidden.pursued.accounts[0].pseudonym && !hidden.settings.names_clear);
    assert_eq!(hidden.pursued.accounts[1].name, "oracle");
    let pursued = builder.answer().pursued;
    assert_eq!(pursued.accounts[0].name, "marie@example.org");
    assert_eq!((pursued.accounts_existing.value, pursued.accounts_guessed.value), (1, 1));
}

#[test]
fn what_is_looked_up_has_the_figures_of_the_answer() {
    let mut builder = Builder::new();
    let asset = builder.asset(Service::WebAccess, "www.example.org");
    let quiet = builder.source("192.0.2.1", Some(b"UA"), NetworkKind::Hosting);
    let busy = builder.source("192.0.2.2", Some(b"FR"), NetworkKind::Unknown);
    let ordinary = builder.source("192.0.2.3", Some(b"FR"), NetworkKind::Unknown);
    builder.attempt(Form::SqlInjection, Some(quiet), asset, time("2017-02-11T10:30:00Z"), 5);
    for hour in ["09", "20", "20"] {
        builder.attempt(Form::SqlInjection, Some(busy), asset, time(&format!("2017-02-13T{hour}:30:00Z")), 2);
    }
    let last = time("2017-02-13T20:59:00Z");
    builder.case.inputs[0].time_range = Some((time("2017-02-11T10:30:00Z"), last));
    let lookup = Lookup::new(&builder.case, &Options { zone: TimeZone::UTC, names: Names::Clear });
    let ranking = lookup.ranking(&builder.case);
    assert_eq!(ranking, [busy, quiet], "who did nothing hostile is in no list");
    assert_eq!(lookup.sources(&builder.case, &ranking), builder.answer().top_sources);
    let lately = lookup.lately(&builder.case).unwrap();
    let hours: Vec<(u64, u64)> = lately.hours.iter().map(|hour| (hour.attempts, hour.detections)).collect();
    assert_eq!((hours.len(), hours[12], hours[23]), (24, (1, 2), (2, 4)), "what began before is in no hour");
    assert_eq!(hours.iter().map(|hour| hour.0).sum::<u64>(), 3);
    assert_eq!((lately.sources.len(), lately.sources[0].attempts.value), (1, 3));
    let full = lookup.source(&builder.case, builder.case.sources[busy.index()].source).unwrap();
    assert_eq!((full.shown.attempts.value, full.attempts.len(), full.attempts[0].detections), (3, 3, 2));
    assert_eq!(full.attempts[2].began.clock(), (9, 30, 0), "newest first");
    let nothing = lookup.source(&builder.case, builder.case.sources[ordinary.index()].source).unwrap();
    assert_eq!((nothing.shown.attempts.value, nothing.attempts.len()), (0, 0));
    assert_eq!(lookup.source(&builder.case, Source::of("198.51.100.1".parse().unwrap())), None);
}

#[test]
fn a_search_finds_what_is_written_and_no_name_behind_a_pseudonym() {
    let mut builder = Builder::new();
    let asset = builder.asset(Service::Dovecot, "mail.example.org");
    let source = builder.source("192.0.2.1", Some(b"UA"), NetworkKind::Unknown);
    builder.attempt(Form::PasswordGuessing, Some(source), asset, time("2017-02-13T20:00:00Z"), 2);
    let account = builder.account("marie@example.org", Some(true));
    builder.case.detections.change(0, |row| row.account = Some(account));
    let text = "Feb 13 20:00:00 mail dovecot: failed for marie@example.org from 192.0.2.1".into();
    builder.case.lines.push(Line { origin: builder.case.detections.at(0).origin, text, sha256: "".into() });
    let names = Names::Pseudonyms { key: b"0123456789abcdef" };
    let hidden = Lookup::new(&builder.case, &Options { zone: TimeZone::UTC, names });
    let clear = Lookup::new(&builder.case, &Options { zone: TimeZone::UTC, names: Names::Clear });
    let found = |lookup: &Lookup, words: &str| {
        let hits = lookup.search(&builder.case, &lookup.ranking(&builder.case), words);
        (hits.sources.len(), hits.assets.len(), hits.accounts.len(), hits.lines.len())
    };
    assert_eq!(found(&clear, "Marie"), (0, 0, 1, 1));
    assert_eq!(found(&hidden, "marie"), (0, 0, 0, 0), "trying a name tells nothing");
    assert_eq!(found(&hidden, "192.0.2"), (1, 0, 0, 1));
    assert_eq!(found(&hidden, "ukraine"), (1, 0, 0, 0));
    assert_eq!(found(&hidden, "MAIL.example"), (0, 1, 0, 0));
    assert_eq!(found(&hidden, "  "), (0, 0, 0, 0));
}

fn incident(builder: &mut Builder, kind: IncidentKind, effect: Effect, weakened_by: Vec<Weakness>) {
    let asset = builder.asset(Service::Sshd, "gate.example.org");
    let account = builder.account("deploy", Some(true));
    let start = time("2017-02-13T20:00:00Z");
    let attempt = builder.attempt(Form::PasswordGuessing, None, asset, start, 4);
    builder.case.incidents.push(Incident {
        kind,
        effect,
        time: start.plus_seconds(60),
        asset,
        source: None,
        account: Some(account),
        attempts: vec![attempt],
        evidence: Vec::new(),
        weakened_by,
        mark: None,
    });
}

#[test]
fn incidents_count_unless_marked_innocent_and_sensors_stand_apart() {
    let mut builder = Builder::new();
    incident(&mut builder, IncidentKind::SignInAfterFailures, Effect::Had, vec![]);
    incident(&mut builder, IncidentKind::SignInAfterFailures, Effect::MayHaveHad, vec![Weakness::OwnerMistyped]);
    incident(&mut builder, IncidentKind::HoneypotEntered, Effect::Had, vec![Weakness::SensorByDesign]);
    let answer = builder.answer();
    let entry = &answer.entry;
    assert_eq!((entry.had.value, entry.may_have_had.value, entry.sensors_entered.value), (1, 1, 1));
    assert_eq!(answer.what.ladder.incidents.value, 3);
    assert_eq!(entry.verdict[0].key, "entry-had");
    assert_eq!(answer.measures[0].id, "check-sign-ins");
    assert_eq!(answer.measures[0].items, ["deploy"]);

    builder.case.incidents[0].mark = Some(Mark { hostile: false, why: "our own test".into() });
    let entry = builder.answer().entry;
    assert_eq!((entry.had.value, entry.marked_innocent.value, entry.incidents.len()), (0, 1, 3));
    assert_eq!(entry.incidents[2].id, "incident-1");
}

#[test]
fn traffic_that_all_comes_from_one_private_address_is_said_to_be_a_proxy() {
    let mut builder = Builder::new();
    let asset = builder.asset(Service::WebAccess, "www.example.org");
    let proxy = builder.source("192.0.2.250", None, NetworkKind::Private);
    builder.attempt(Form::SqlInjection, Some(proxy), asset, time("2017-02-13T10:00:00Z"), 150);
    builder.case.sources[0].events = 5_000;
    builder.case.ordinary.events = 100;
    let answer = builder.answer();
    assert!(answer.places.forwarding.as_ref().unwrap().likely_proxy);
    let measures: Vec<_> = answer.measures.iter().map(|measure| measure.id.as_str()).collect();
    assert!(measures.contains(&"name-proxy") && !measures.contains(&"block-busiest"), "{measures:?}");
    assert!(answer.lead.iter().any(|sentence| sentence.key == "forwarding-likely-proxy"));

    builder.case.ordinary.events = 5_000;
    assert!(builder.answer().places.forwarding.is_none());
}

#[test]
fn disturbance_is_counted_in_minutes_of_hours_with_many_server_errors() {
    let mut builder = Builder::new();
    let asset = builder.asset(Service::WebAccess, "www.example.org");
    let hour = |hour, events, server_errors, hostile_events| TrafficHour {
        asset,
        hour,
        events,
        bytes: 0,
        server_errors,
        error_minutes: 5,
        sign_ins: 0,
        hostile_events,
        hostile_bytes: 0,
    };
    builder.case.traffic = vec![hour(1, 100, 10, 5), hour(2, 100, 9, 0), hour(3, 1_000, 20, 0), hour(4, 20, 20, 0)];
    let cost = builder.answer().cost;
    assert_eq!((cost.disturbed_minutes.value, cost.disturbed_while_attacked_minutes.value), (10, 5));
    assert_eq!((cost.server_errors.value, cost.hostile_events.numerator), (59, 5));
    assert_eq!(cost.hostile_bytes.percent, None);
}

#[test]
fn a_copy_counts_nowhere() {
    let mut builder = Builder::new();
    builder.ordinary(10);
    let copy =
        Input { path: "logs/access.log.1.gz".into(), duplicate_of: Some(InputId(0)), ..builder.case.inputs[0].clone() };
    builder.case.inputs.push(copy);
    let header = builder.answer().header;
    assert_eq!((header.records.value, header.inputs.value, header.duplicates.value), (10, 2, 1));
}

fn compared(earlier: &Builder, later: &Builder) -> Comparison {
    let (before, after) = (earlier.answer(), later.answer());
    compare(Compared { answer: &before, case: &earlier.case }, Compared { answer: &after, case: &later.case })
}

#[test]
fn assets_beyond_those_a_report_shows_are_compared() {
    let of = |attempts_on_last: u32| {
        let mut builder = Builder::new();
        let source = builder.source("192.0.2.1", None, NetworkKind::Unknown);
        for number in 0..60_u32 {
            let asset = builder.asset(Service::WebAccess, &format!("site-{number:02}.example.org"));
            for attempt in 0..(if number == 59 { attempts_on_last } else { 3 }) {
                let start = time("2017-02-13T00:00:00Z").plus_seconds(i64::from(number * 100 + attempt) * 3_600);
                builder.attempt(Form::SqlInjection, Some(source), asset, start, 1);
            }
        }
        builder
    };
    let comparison = compared(&of(1), &of(2));
    let assets: Vec<_> = comparison.changes.iter().filter(|change| change.of == ChangeOf::Asset).collect();
    assert_eq!(
        (assets[0].name.as_str(), assets[0].before, assets[0].after),
        ("site-59.example.org (web-access)", 1, 2)
    );
    assert_eq!((assets.len(), comparison.assets_left_out), (25, 35));
}

#[test]
fn two_answers_are_compared_per_unit_and_with_cautions() {
    let mut builder = Builder::new();
    let asset = builder.asset(Service::WebAccess, "www.example.org");
    builder.attempt(Form::SqlInjection, None, asset, time("2017-02-13T10:00:00Z"), 5);
    let earlier = Builder { case: builder.case.clone(), next_line: 0 };
    builder.attempt(Form::CrossSiteScripting, None, asset, time("2017-02-14T10:00:00Z"), 7);
    builder.case.settings.rules_digest = "other".into();
    let comparison = compared(&earlier, &builder);
    let change = comparison.changes.iter().find(|change| change.of == ChangeOf::Form).unwrap();
    assert_eq!((change.name.as_str(), change.before, change.after), ("cross-site-scripting", 0, 1));
    assert_eq!((change.before_per_day, change.after_per_day), (Some(0.0), Some(0.5)));
    let cautions: Vec<_> = comparison.cautions.iter().map(|sentence| sentence.key.as_ref()).collect();
    assert_eq!(cautions, ["caution-rules", "caution-length"]);
    assert_eq!(comparison.changes[0].of, ChangeOf::Total);
}

fn random_case() -> impl Strategy<Value = Case> {
    let row = (0..Form::ALL.len(), 0..6u8, 0..3u8, 0..2_000_000i64, 1..5u32, proptest::bool::ANY);
    proptest::collection::vec(row, 0..60).prop_map(|rows| {
        let mut builder = Builder::new();
        builder.ordinary(7);
        for (form, source, asset, second, detections, in_attempt) in rows {
            let form = Form::ALL[form];
            let asset = builder.asset([Service::WebAccess, Service::Sshd, Service::Dovecot][asset as usize], "host");
            let country = [None, Some(b"FR"), Some(b"UA")][(source % 3) as usize];
            let source =
                (source > 0).then(|| builder.source(&format!("192.0.2.{source}"), country, NetworkKind::Hosting));
            if in_attempt {
                builder.attempt(form, source, asset, Timestamp::from_seconds(1_487_000_000 + second), detections);
            } else {
                builder.detection(form, source, asset, None, None);
            }
        }
        builder.case
    })
}

proptest! {
    #[test]
    fn totals_reconcile_on_any_case(case in random_case()) {
        let answer = answer(&case, &Options { zone: TimeZone::UTC, names: Names::Clear });
        let ladder = &answer.what.ladder;
        prop_assert!(ladder.reconciled);
        let attempts = ladder.attempts.value;
        let sum = |numbers: &mut dyn Iterator<Item = u64>| numbers.sum::<u64>();
        prop_assert_eq!(sum(&mut answer.what.forms.iter().map(|row| row.attempts.value)), attempts);
        prop_assert_eq!(sum(&mut answer.what.forms.iter().map(|row| row.detections.value)), ladder.detections.value);
        prop_assert_eq!(sum(&mut answer.pursued.targets.iter().map(|row| row.attempts.value)), attempts);
        prop_assert_eq!(sum(&mut answer.aims.rows.iter().map(|row| row.attempts.value)), attempts);
        for series in [&answer.what.days, &answer.what.weeks, &answer.what.months] {
            prop_assert_eq!(sum(&mut series.iter().map(|row| row.attempts)) + answer.what.undated_attempts.value, attempts);
            prop_assert_eq!(
                sum(&mut series.iter().map(|row| row.detections)) + answer.what.undated_detections.value,
                ladder.detections.value
            );
            let classes = sum(&mut series.iter().flat_map(|row| row.attempts_by_class));
            prop_assert_eq!(classes + answer.what.undated_attempts.value, attempts);
        }
        let places = &answer.places;
        prop_assert_eq!(places.attempts_with_source.value + places.attempts_without_source.value, attempts);
        let located = sum(&mut places.countries.iter().map(|row| row.attempts.numerator));
        prop_assert_eq!(located + places.unlocated.numerator, places.attempts_with_source.value);
        let sources = sum(&mut places.countries.iter().map(|row| row.sources.numerator));
        prop_assert_eq!(sources + places.unlocated_sources.numerator, places.sources.value);
        prop_assert_eq!(sum(&mut places.kinds.iter().map(|row| row.attempts.numerator)), places.attempts_with_source.value);
        prop_assert!(answer.lead.len() <= 8);
    }
}
