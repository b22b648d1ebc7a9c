//! Tests of sliding windows on rows made by hand.

use vigie_facts::form::Form;
use vigie_facts::service::Service;
use vigie_facts::source::Source;
use vigie_facts::time::{MICROS_PER_SECOND, TimeBasis};

use super::*;
use crate::row::BYTES_UNKNOWN;
use crate::rulebook::RuleFacts;
use crate::rules::Comparison;

/// A hit as a test says it: seconds, base rule, source, account, tries.
type Said = (i64, u32, u32, u32, u32);

fn rulebook(window: WindowRule) -> Rulebook {
    let facts = |n: u32| RuleFacts {
        name: format!("made-up/{n}").into(),
        title: "".into(),
        version: "".into(),
        form: Form::PasswordGuessing,
        speaks_alone: false,
        is_base: n < 3,
    };
    Rulebook { rules: (0..4).map(facts).collect(), windows: vec![window], extra_fields: Vec::new() }
}

fn rule(group: &[Property], measure: Measure, at_least: u64) -> WindowRule {
    WindowRule {
        rule: 3,
        form: Form::PasswordGuessing,
        bases: vec![0, 1, 2],
        group: group.iter().map(|property| Key::Same(*property)).collect(),
        span_micros: 60 * MICROS_PER_SECOND,
        measure,
        condition: vec![Threshold { comparison: Comparison::GreaterOrEqual, value: at_least }],
    }
}

/// The windows found, as lists of the places of the hits in `said`, which must be in order of time.
fn windows(window: WindowRule, said: &[Said], basis: TimeBasis) -> Vec<Vec<u32>> {
    let mut sets = Words::default();
    let rows: Rows = said
        .iter()
        .enumerate()
        .map(|(at, (seconds, base, source, account, tries))| Row {
            time_micros: seconds * MICROS_PER_SECOND,
            byte_start: at as u64,
            line: at as u64,
            bytes: BYTES_UNKNOWN,
            byte_len: 0,
            input: (at % 2) as u32,
            source: *source,
            asset: 0,
            account: *account,
            subject: NONE,
            tool: NONE,
            extra: NONE,
            hits: sets.intern(&base.to_le_bytes(), 4),
            tries: *tries,
            status: 0,
            kind: None,
            service: Service::Sshd,
            time_basis: basis,
            is_traffic: true,
        })
        .collect();
    // Sources 0 to 3 share a /24, 4 and later do not.
    let sources: Vec<SourceSeen> = (0..8_u32)
        .map(|n| SourceSeen::new(Source::V4(if n < 4 { 0xc000_0200 + n } else { 0xc633_6400 + (n << 8) })))
        .collect();
    let rulebook = rulebook(window);
    let ledger = Ledger {
        rows: &rows,
        sources: &sources,
        sets: &sets,
        extras: &Words::default(),
        rulebook: &rulebook,
        families: &[10, 20],
    };
    find(ledger, &|_, _| true).into_iter().map(|found| found.rows).collect()
}

fn check(window: WindowRule, said: &[Said], expected: &[&[u32]]) {
    assert_eq!(windows(window, said, TimeBasis::Stated), expected, "{said:?}");
}

#[test]
fn events_are_counted_in_every_place_a_window_can_stand() {
    let three = || rule(&[Property::Source], Measure::Events, 3);
    check(three(), &[(0, 0, 0, 0, 1), (30, 0, 0, 0, 1)], &[]);
    check(three(), &[(0, 0, 0, 0, 1), (30, 0, 0, 0, 1), (60, 0, 0, 0, 1)], &[&[0, 1, 2]]);
    check(three(), &[(0, 0, 0, 0, 1), (30, 0, 0, 0, 1), (61, 0, 0, 0, 1)], &[]);
    // Windows that share hits are one; windows that do not are two.
    let chain: Vec<Said> = (0..6).map(|n| (n * 30, 0, 0, 0, 1)).collect();
    check(three(), &chain, &[&[0, 1, 2, 3, 4, 5]]);
    let two: Vec<Said> = [0, 1, 2, 100, 101, 102].iter().map(|s| (*s, 0, 0, 0, 1)).collect();
    check(three(), &two, &[&[0, 1, 2], &[3, 4, 5]]);
}

#[test]
fn tries_weigh_in_thresholds() {
    let five = || rule(&[Property::Source], Measure::Events, 5);
    check(five(), &[(0, 0, 0, 0, 5)], &[&[0]]);
    check(five(), &[(0, 0, 0, 0, 2), (1, 0, 0, 0, 2)], &[]);
    check(five(), &[(0, 0, 0, 0, 2), (1, 0, 0, 0, 3)], &[&[0, 1]]);
}

#[test]
fn groups_are_counted_apart_and_hits_without_the_property_not_at_all() {
    let said = [(0, 0, 0, 0, 1), (1, 0, 1, 0, 1), (2, 0, 4, 1, 1), (3, 0, NONE, 1, 1)];
    check(rule(&[Property::Source], Measure::Events, 2), &said, &[]);
    check(rule(&[Property::Network], Measure::Events, 2), &said, &[&[0, 1]]);
    check(rule(&[Property::Account], Measure::Events, 2), &said, &[&[0, 1], &[2, 3]]);
    check(rule(&[Property::Asset], Measure::Events, 4), &said, &[&[0, 1, 2, 3]]);
    check(rule(&[], Measure::Events, 4), &said, &[&[0, 1, 2, 3]]);
    check(rule(&[Property::Network, Property::Account], Measure::Events, 2), &said, &[&[0, 1]]);
}

#[test]
fn distinct_values_are_counted_once_and_forgotten_when_they_leave() {
    let accounts = || rule(&[Property::Source], Measure::Distinct(Key::Same(Property::Account)), 3);
    check(accounts(), &[(0, 0, 0, 1, 9), (1, 0, 0, 1, 9), (2, 0, 0, 2, 9)], &[]);
    check(accounts(), &[(0, 0, 0, 1, 1), (1, 0, 0, 2, 1), (2, 0, 0, 2, 1), (3, 0, 0, 3, 1)], &[&[0, 1, 2, 3]]);
    check(accounts(), &[(0, 0, 0, 1, 1), (40, 0, 0, 2, 1), (80, 0, 0, 3, 1)], &[]);
    check(accounts(), &[(0, 0, 0, 1, 1), (1, 0, 0, NONE, 1), (2, 0, 0, 2, 1), (3, 0, 0, NONE, 1)], &[]);
}

#[test]
fn different_rules_together_and_in_order() {
    let together = || rule(&[Property::Source], Measure::Together, 3);
    let in_order = || rule(&[Property::Source], Measure::InOrder, 3);
    let said = |order: [u32; 3]| -> Vec<Said> {
        order.iter().enumerate().map(|(n, base)| (n as i64 * 10, *base, 0, 0, 1)).collect()
    };
    assert_eq!((together().least_tries(), in_order().least_tries()), (1, 3), "one hit may be of every base at once");
    check(together(), &said([2, 0, 1]), &[&[0, 1, 2]]);
    check(together(), &said([2, 2, 1]), &[]);
    check(in_order(), &said([0, 1, 2]), &[&[0, 1, 2]]);
    check(in_order(), &said([0, 2, 1]), &[]);
    check(in_order(), &[(0, 0, 0, 0, 1), (50, 1, 0, 0, 1), (70, 2, 0, 0, 1)], &[]);
    check(in_order(), &[(0, 0, 0, 0, 1), (20, 0, 0, 0, 1), (50, 1, 0, 0, 1), (70, 2, 0, 0, 1)], &[&[1, 2, 3]]);
}

#[test]
fn records_without_a_year_are_compared_within_their_log_only() {
    let said = [(0, 0, 0, 0, 1), (1, 0, 0, 0, 1), (2, 0, 0, 0, 1), (3, 0, 0, 0, 1)];
    let two = || rule(&[Property::Source], Measure::Events, 4);
    assert_eq!(windows(two(), &said, TimeBasis::YearInferred).len(), 1);
    assert_eq!(windows(two(), &said, TimeBasis::YearUnknown).len(), 0);
    let half = rule(&[Property::Source], Measure::Events, 2);
    assert_eq!(windows(half, &said, TimeBasis::YearUnknown), [[0, 2], [1, 3]]);
}
