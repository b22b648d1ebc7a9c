//! Tests of putting chunks together, on made-up events and rules.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};

use proptest::prelude::*;
use vigie_facts::case::{Attempt, Case, IncidentKind, Place, SourceId};
use vigie_facts::event::{Action, Event, HttpRequest, Outcome, Protocol, SignIn};
use vigie_facts::form::Form;
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::service::Service;
use vigie_facts::source::Source;
use vigie_facts::time::{TimeBasis, Timestamp};

use super::Fold;
use crate::observe::{Observer, SystemName};
use crate::options::Options;
use crate::rulebook::{Key, Measure, Property, RuleFacts, Rulebook, WindowRule};
use crate::rules::{Comparison, RuleSet, Threshold};

/// A made-up event: what a test varies.
#[derive(Clone, Copy, Debug)]
struct Made {
    input: u32,
    seconds: Option<i64>,
    source: u8,
    host: u8,
    path: u8,
    status: u16,
    /// A failed sign-in of that account instead of a request.
    account: Option<u8>,
}

/// Rule 0 says SQL injection of path 0, rule 1 and 2 say web shell of path 1; 3 is a missing page, 4 a failed sign-in;
/// 5 counts 3 missing pages a source and minute, 6 counts 3 accounts a source and hour; 7 is an answer of path 3, 8 counts 3 of these a source and minute.
fn rulebook() -> Rulebook {
    let rule = |form, speaks_alone, is_base| RuleFacts {
        name: format!("made-up/{form:?}-{speaks_alone}-{is_base}").into(),
        title: "".into(),
        version: "".into(),
        form,
        speaks_alone,
        is_base,
    };
    let window = |rule, form, base, measure, seconds: i64| WindowRule {
        rule,
        form,
        bases: vec![base],
        group: vec![Key::Same(Property::Source)],
        span_micros: seconds * 1_000_000,
        measure,
        condition: vec![Threshold { comparison: Comparison::GreaterOrEqual, value: 3 }],
    };
    let accounts = Measure::Distinct(Key::Same(Property::Account));
    Rulebook {
        rules: vec![
            rule(Form::SqlInjection, true, false),
            rule(Form::WebShell, true, false),
            RuleFacts { name: "made-up/second".into(), ..rule(Form::WebShell, true, false) },
            rule(Form::ContentDiscovery, false, true),
            rule(Form::PasswordGuessing, false, true),
            rule(Form::ContentDiscovery, false, false),
            rule(Form::PasswordSpraying, false, false),
            rule(Form::DenialOfService, false, true),
            rule(Form::DenialOfService, false, false),
        ],
        windows: vec![
            window(5, Form::ContentDiscovery, 3, Measure::Events, 60),
            window(6, Form::PasswordSpraying, 4, accounts, 3_600),
            window(8, Form::DenialOfService, 7, Measure::Events, 60),
        ],
        extra_fields: Vec::new(),
    }
}

fn matches(event: &Event<'_>, matched: &mut Vec<u32>) {
    match &event.action {
        Action::Http(http) => {
            match http.path {
                Some(b"/0") => matched.push(0),
                Some(b"/1") => matched.extend([2, 1]),
                Some(b"/3") if http.status == Some(200) => matched.push(7),
                _ => {}
            }
            if http.status == Some(404) {
                matched.push(3);
            }
        }
        Action::SignIn(sign_in) if sign_in.outcome == Outcome::Failure => matched.push(4),
        _ => {}
    }
}

/// Runs made-up events through observers and a fold; `cuts` says after which events a chunk ends.
fn case_of(made: &[Made], cuts: &[bool]) -> Case {
    case_within(made, cuts, super::ROWS_MAX)
}

/// As [`case_of`], with room for so many rows.
fn case_within(made: &[Made], cuts: &[bool], rows_max: usize) -> Case {
    super::conclude::conclude(fold_of(made, cuts, rows_max), &mut |_| Place::default())
}

fn fold_of(made: &[Made], cuts: &[bool], rows_max: usize) -> Fold {
    let options = Options::default();
    let mut fold = Fold::with_rulebook(&options, rulebook().into());
    (fold.rows_limit, fold.rows_max) = (rows_max, rows_max);
    let mut observer = Observer::with_matcher(rulebook(), Box::new(matches), &options);
    for (at, one) in made.iter().enumerate() {
        observe(&mut observer, one, at as u64);
        let input_ends = made.get(at + 1).is_some_and(|next| next.input != one.input);
        if input_ends || cuts.get(at) == Some(&true) {
            fold.absorb(observer.finish_chunk());
        }
    }
    fold.absorb(observer.finish_chunk());
    fold
}

fn observe(observer: &mut Observer<'_>, made: &Made, at: u64) {
    let origin = Origin { input: InputId(made.input), line: at + 1, byte_start: at * 100, byte_len: 20 };
    let path = format!("/{}", made.path);
    let host = format!("host{}.example.org", made.host);
    let account = made.account.map(|account| format!("account{account}"));
    let (service, action) = match &account {
        None => (
            Service::WebAccess,
            Action::Http(HttpRequest {
                path: Some(path.as_bytes()),
                host: Some(host.as_bytes()),
                status: Some(made.status),
                bytes_sent: Some(u64::from(made.path)),
                ..HttpRequest::default()
            }),
        ),
        Some(account) => (
            Service::Sshd,
            Action::SignIn(SignIn {
                outcome: if made.status == 200 { Outcome::Success } else { Outcome::Failure },
                user: Some(account.as_bytes()),
                user_exists: None,
                method: None,
                protocol: Protocol::Ssh,
                password: None,
                tries: 1,
                echo: false,
            }),
        ),
    };
    let mut event = Event::new(origin, service, action);
    event.host = Some(host.as_bytes());
    event.time = made.seconds.map(|seconds| Timestamp::from_seconds(1_500_000_000 + seconds));
    event.time_basis = TimeBasis::Stated;
    if made.source > 0 {
        event.source = Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, made.source)));
    }
    let record = format!("record {at} {made:?}");
    observer.observe(&event, record.as_bytes(), &SystemName { system: "log", asset: "log", family: made.input });
}

fn made() -> impl Strategy<Value = Made> {
    (
        0..3_u32,
        prop::option::weighted(0.95, 0..200_000_i64),
        0..5_u8,
        0..2_u8,
        0..4_u8,
        prop::sample::select(vec![200_u16, 404, 500]),
        prop::option::weighted(0.3, 0..4_u8),
    )
        .prop_map(|(input, seconds, source, host, path, status, account)| Made {
            input,
            seconds,
            source,
            host,
            path,
            status,
            account,
        })
}

/// Events as logs have them: input after input, each nearly in order of time.
fn log() -> impl Strategy<Value = Vec<Made>> {
    prop::collection::vec(made(), 0..250).prop_map(|mut made| {
        made.sort_by_key(|one| (one.input, one.seconds.map(|seconds| seconds / 300)));
        made
    })
}

fn check_reconciles(case: &Case, events: usize) {
    let understood: u64 = case.inputs.iter().map(|input| input.counts.understood).sum();
    assert_eq!(understood, events as u64);
    for input in &case.inputs {
        let counts = input.counts;
        assert_eq!(counts.records, counts.understood + counts.ignored + counts.catch_all + counts.not_understood);
    }
    let in_attempts: u64 = case.attempts.iter().map(|attempt| u64::from(attempt.detections)).sum();
    let timed = case.detections.iter().filter(|detection| detection.time.is_some()).count();
    assert_eq!(in_attempts, timed as u64);
    for (at, attempt) in case.attempts.iter().enumerate() {
        let own = case.detections.iter().filter(|d| d.attempt.is_some_and(|id| id.index() == at));
        let key = |a: &Attempt| (a.source, a.asset, a.form);
        let mut count = 0;
        for detection in own {
            assert_eq!(key(attempt), (detection.source, detection.asset, detection.form));
            let time = detection.time.expect("only detections with a time are in attempts");
            assert!(attempt.start <= time && time <= attempt.end);
            count += 1;
        }
        assert_eq!(count, attempt.detections);
        assert!(attempt.end.seconds_since(attempt.start) <= 86_400.0);
    }
    let hostile: u64 = case.traffic.iter().map(|hour| hour.hostile_events).sum();
    let mut origins: Vec<_> = case.detections.iter().filter(|d| d.time.is_some()).map(|d| d.origin).collect();
    origins.sort_unstable();
    origins.dedup();
    assert_eq!(hostile, origins.len() as u64);
    assert!(case.traffic.iter().all(|hour| hour.hostile_events <= hour.events));
    let named: u64 = case.sources.iter().map(|source| source.events).sum();
    assert_eq!(named + case.ordinary.events + case.ordinary.events_without_source, events as u64);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn totals_reconcile_whatever_the_input(log in log()) {
        check_reconciles(&case_of(&log, &[]), log.len());
    }

    #[test]
    fn a_case_does_not_depend_on_where_chunks_were_cut(log in log(), cuts in prop::collection::vec(any::<bool>(), 250)) {
        prop_assert_eq!(case_of(&log, &cuts), case_of(&log, &[]));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn letting_go_of_rows_changes_no_detection_of_a_log_in_order(log in log(), cuts in prop::collection::vec(any::<bool>(), 250)) {
        let mut log: Vec<Made> = log.into_iter().filter(|one| one.seconds.is_some()).collect();
        for one in &mut log {
            (one.input, one.account) = (0, None);
            one.seconds = one.seconds.map(|seconds| seconds / 20);
        }
        log.sort_by_key(|one| one.seconds);
        let (small, large) = (case_within(&log, &cuts, 8), case_of(&log, &[]));
        let places = |case: &Case| -> Vec<_> { case.detections.iter().map(|d| (d.origin, d.form, d.attempt)).collect() };
        prop_assert_eq!(places(&small), places(&large));
        prop_assert_eq!(&small.windows, &large.windows);
        check_reconciles(&small, log.len());
    }
}

/// What of a case decisions are made of, by what stands in the logs and not by ids.
type Decisive = (Vec<(Origin, Form, Source, u64)>, Vec<(Form, Timestamp, u32)>, Vec<(IncidentKind, Timestamp)>);

fn decisive(case: &Case, of: &dyn Fn(Source) -> bool) -> Decisive {
    let row = |id: Option<SourceId>| id.map(|id| &case.sources[id.index()]).filter(|row| of(row.source));
    let detections = case.detections.iter().filter_map(|one| {
        let source = row(one.source)?;
        Some((one.origin, one.form, source.source, source.events))
    });
    let attempts = case.attempts.iter().filter(|one| row(one.source).is_some());
    let incidents = case.incidents.iter().filter(|one| row(one.source).is_some());
    (
        detections.collect(),
        attempts.map(|one| (one.form, one.start, one.detections)).collect(),
        incidents.map(|one| (one.kind, one.time)).collect(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_look_finds_what_the_whole_case_has_of_those_looked_at(log in log(), cut in 0..250_usize, rows_max in 8..250_usize) {
        let log: Vec<Made> = log.into_iter().filter(|one| one.seconds.is_some()).collect();
        let (early, late) = log.split_at(cut.min(log.len()));
        let mut fold = fold_of(early, &[], rows_max);
        // A look in between leaves something behind to go on from.
        let one = BTreeSet::from([Source::of("192.0.2.1".parse().unwrap())]);
        let _ = fold.excerpt(Some(&one), Timestamp(i64::MIN));
        fold.absorb({
            let options = Options::default();
            let mut observer = Observer::with_matcher(rulebook(), Box::new(matches), &options);
            late.iter().zip(early.len() as u64..).for_each(|(made, at)| observe(&mut observer, made, at));
            observer.finish_chunk()
        });
        let conclude = |fold| super::conclude::conclude(fold, &mut |_| Place::default());
        let everybody = conclude(fold.excerpt(None, Timestamp(i64::MIN)));
        let some = conclude(fold.excerpt(Some(&one), Timestamp(i64::MIN)));
        let whole = conclude(fold);
        prop_assert_eq!(decisive(&everybody, &|_| true), decisive(&whole, &|_| true));
        // Whether a sign-in that failed was a slip is known by what others did on the account, too.
        let of_web = |found: Decisive| found.0.into_iter().filter(|one| one.1 != Form::PasswordSpraying).collect::<Vec<_>>();
        prop_assert_eq!(of_web(decisive(&some, &|_| true)), of_web(decisive(&whole, &|source| one.contains(&source))));
    }
}

#[test]
fn a_look_at_everybody_passes_over_visitors_who_stay_below_every_threshold() {
    let log: Vec<Made> =
        [(1, 2), (2, 3)].iter().flat_map(|(source, count)| (0..*count).map(|at| web(at, *source, 3, 200))).collect();
    let mut fold = fold_of(&log, &[], super::ROWS_MAX);
    assert_eq!(fold.rows.len(), 5);
    let seen = fold.excerpt(None, Timestamp(i64::MIN));
    assert_eq!((seen.rows.len(), seen.sources.rows().len()), (3, 1));
}

fn web(seconds: i64, source: u8, path: u8, status: u16) -> Made {
    Made { input: 0, seconds: Some(seconds), source, host: 0, path, status, account: None }
}

#[test]
fn several_rules_of_one_form_are_one_detection_with_several_reasons() {
    let case = case_of(&[web(0, 1, 1, 200)], &[]);
    assert_eq!(case.detections.len(), 1);
    assert_eq!(case.reasons[case.detections.at(0).reasons.index()].len(), 2);
    assert_eq!(case.rules.len(), 2);
}

#[test]
fn a_window_that_crosses_turns_all_its_events_into_detections_and_below_none() {
    for (seconds, detections) in [
        (&[0, 30][..], 0),
        (&[0, 30, 60], 3),
        (&[0, 30, 61], 0),
        (&[0, 30, 60, 90, 500], 4),
        (&[0, 10, 20, 200, 210, 220], 6),
    ] {
        let log: Vec<Made> = seconds.iter().map(|seconds| web(*seconds, 1, 3, 404)).collect();
        assert_eq!(case_of(&log, &[]).detections.len(), detections, "{seconds:?}");
    }
    let other_sources: Vec<Made> = (0..3).map(|n| web(n, n as u8 + 1, 3, 404)).collect();
    assert_eq!(case_of(&other_sources, &[]).detections.len(), 0);
}

#[test]
fn windows_stand_in_the_order_in_which_they_began_whatever_was_seen_of_their_source_before() {
    let alone = [web(0, 2, 3, 404)];
    let crossing = |source: u8, began: i64| [0, 10, 20].map(|seconds| web(began + seconds, source, 3, 404));
    let log = [&alone[..], &crossing(1, 1_000), &crossing(2, 90_000)].concat();
    let began: Vec<_> = case_of(&log, &[]).windows.iter().map(|window| window.time_range.0).collect();
    assert_eq!(began, [1_000, 90_000].map(|seconds| Timestamp::from_seconds(1_500_000_000 + seconds)));
}

#[test]
fn the_first_three_lines_and_the_last_of_an_attempt_are_kept() {
    let log: Vec<Made> = (0..10).map(|n| web(n * 60, 1, 0, 200)).collect();
    let case = case_of(&log, &[]);
    assert_eq!(case.attempts.len(), 1);
    let cited: Vec<u64> = case.attempts[0].cited.iter().map(|id| case.detections.at(id.index()).origin.line).collect();
    assert_eq!(cited, [1, 2, 3, 10]);
    assert_eq!(case.lines.len(), 4);
    assert!(case.lines[3].text.starts_with("record 9 "));
}

#[test]
fn ordinary_sources_leave_counts_only() {
    let case = case_of(&[web(0, 1, 2, 200), web(1, 1, 3, 404), web(2, 2, 0, 200)], &[]);
    assert_eq!(case.sources.len(), 1);
    assert_eq!((case.ordinary.sources, case.ordinary.events), (1, 2));
    assert!(case.traces.is_empty());
}

#[test]
fn concluding_an_empty_fold_gives_an_empty_case() {
    let case =
        Fold::new(&Options::default(), &RuleSet::default()).conclude(&RuleSet::default(), &mut |_| Place::default());
    assert_eq!(case, Case::default());
}
