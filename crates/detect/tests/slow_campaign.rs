//! A slow campaign: four hundred sources with three tries each over days, on many accounts, then one sign-in that works. It must
//! be one campaign, the sign-in must be named, and the honest administrator who signs in meanwhile must not.

#[allow(dead_code, reason = "each test file uses its own part of the made-up world")]
mod world;

use vigie_detect::options::Options;
use vigie_facts::case::{Case, Effect, IncidentKind, WindowKey};
use vigie_facts::form::Form;

use world::{FAILURES_OF_ONE_SOURCE, Happening, START, at, case_of, failures_of_one_source, ssh, who};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// Guessing per source in minutes; spraying per asset in a day, by distinct sources.
const RULES: &[(&str, &str)] = &[
    (FAILURES_OF_ONE_SOURCE, failures_of_one_source!("6")),
    (
        "rules/sign-in/failures-of-many-sources/rule.yml",
        "title: Failed sign-ins of many sources in a day
tags: [vigie.form.password-spraying]
correlation:
    type: value_count
    rules: [sign-in-failure]
    group-by: [vigie.asset]
    timespan: 1d
    condition: { field: source.ip, gte: 20 }
",
    ),
];

/// Where the administrator works, and from where the account that falls is owned.
const OFFICE: &str = "192.0.2.10";
const OWNER: &str = "192.0.2.99";
const WINNER: &str = "198.51.100.77";

/// Four hundred sources, three tries each, spread over five days and forty accounts.
fn campaign() -> Vec<Happening> {
    let mut happenings = Vec::new();
    for n in 0..400_i64 {
        let source = match n {
            0..200 => format!("198.51.100.{}", n + 1),
            _ => format!("203.0.113.{}", n - 199),
        };
        for t in 0..3 {
            let account = match (n * 3 + t) % 40 {
                0 => "admin".to_owned(),
                1 => "treasurer".to_owned(),
                k => format!("user{k}"),
            };
            let seconds = 2 * DAY + n * 1_080 + t * 7 * HOUR;
            happenings.push(ssh(seconds, &source, &account, false));
        }
    }
    happenings
}

/// The administrator signs in every working hour or so, and mistypes now and then; the treasurer twice a day.
fn honest_people() -> Vec<Happening> {
    let mut happenings = Vec::new();
    for day in 0..9 {
        for hour in [9, 11, 14, 16] {
            let seconds = day * DAY + hour * HOUR;
            if (day + hour) % 5 == 0 {
                happenings.push(ssh(seconds - 12, OFFICE, "admin", false));
            }
            happenings.push(ssh(seconds, OFFICE, "admin", true));
        }
        happenings.push(ssh(day * DAY + 10 * HOUR, OWNER, "treasurer", true));
        happenings.push(ssh(day * DAY + 15 * HOUR, OWNER, "treasurer", true));
    }
    happenings
}

fn world() -> Vec<Happening> {
    let mut happenings = campaign();
    happenings.extend(honest_people());
    happenings.push(ssh(7 * DAY + 3 * HOUR, WINNER, "treasurer", true));
    happenings
}

fn sources_named(case: &Case) -> Vec<String> {
    case.attempts.iter().filter_map(|a| a.source).map(|id| case.sources[id.index()].source.to_string()).collect()
}

#[test]
fn the_campaign_is_one_window_with_every_source() {
    let case = case_of(world(), RULES, &Options::default());
    assert_eq!(case.windows.len(), 1);
    let window = &case.windows[0];
    assert_eq!(case.rules[window.rule.index()].form, Form::PasswordSpraying);
    assert!(matches!(window.key, WindowKey::Asset(_)));
    assert_eq!((window.events, window.sources, window.accounts), (1_200, 400, 40));
    assert_eq!(case.detections.len(), 1_200);
}

#[test]
fn the_sign_in_that_worked_is_named() {
    let case = case_of(world(), RULES, &Options::default());
    assert_eq!(case.incidents.len(), 1, "{:?}", case.incidents);
    let incident = &case.incidents[0];
    assert_eq!(incident.kind, IncidentKind::SignInAfterFailures);
    assert_eq!(incident.effect, Effect::Had);
    assert_eq!(who(&case, incident), (WINNER.to_owned(), "treasurer".to_owned()));
    assert_eq!(incident.time.seconds(), START + 7 * DAY + 3 * HOUR);
    assert!(!incident.attempts.is_empty());
    assert!(incident.evidence.iter().any(|e| &*e.part == "failures-before"));
    assert!(incident.evidence.iter().any(|e| &*e.part == "success" && e.line.is_some()));
}

#[test]
fn honest_people_are_in_no_attempt_and_no_incident() {
    let case = case_of(world(), RULES, &Options::default());
    let named = sources_named(&case);
    assert!(!named.is_empty());
    assert!(named.iter().all(|source| source != OFFICE && source != OWNER));
}

#[test]
fn honest_people_alone_are_no_campaign() {
    let case = case_of(honest_people(), RULES, &Options::default());
    assert_eq!((case.detections.len(), case.incidents.len()), (0, 0));
}

/// A log may begin with the administrator's typing error: then no sign-in came before it.
#[test]
fn an_owner_who_mistypes_in_the_first_line_is_not_named() {
    let mut happenings = campaign();
    happenings.extend(honest_people().into_iter().filter(|h| h.seconds > 3 * DAY + 9 * HOUR));
    happenings.push(ssh(3 * DAY + 9 * HOUR - 20, OFFICE, "admin", false));
    happenings.push(ssh(3 * DAY + 9 * HOUR - 10, OFFICE, "admin", true));
    let case = case_of(happenings, RULES, &Options::default());
    assert!(sources_named(&case).iter().all(|source| source != OFFICE));
    assert!(case.incidents.is_empty(), "{:?}", case.incidents);
}

/// A stranger who never failed here and signs in to an account under the campaign is a traveller for all we know.
#[test]
fn a_stranger_without_failures_is_no_incident_after_failures() {
    let mut happenings = campaign();
    happenings.extend(honest_people());
    happenings.push(ssh(7 * DAY, "2001:db8:1::1", "treasurer", true));
    let case = case_of(happenings, RULES, &Options::default());
    assert!(case.incidents.is_empty(), "{:?}", case.incidents);
}

#[test]
fn guessing_then_signing_in_then_sudo_are_two_incidents() {
    let mut happenings = honest_people();
    for n in 0..12 {
        happenings.push(ssh(4 * DAY + n * 20, "203.0.113.5", "treasurer", false));
    }
    happenings.push(ssh(4 * DAY + 300, "203.0.113.5", "treasurer", true));
    happenings.push(at(4 * DAY + 400, "", world::What::Sudo("treasurer".into(), "/usr/bin/cat /etc/shadow".into())));
    happenings.push(at(4 * DAY + 500, "", world::What::Sudo("admin".into(), "/usr/bin/apt upgrade".into())));
    let case = case_of(happenings, RULES, &Options::default());
    let kinds: Vec<IncidentKind> = case.incidents.iter().map(|incident| incident.kind).collect();
    assert_eq!(kinds, [IncidentKind::SignInAfterFailures, IncidentKind::FollowUp]);
    assert_eq!(case.incidents[1].evidence.len(), 2, "the administrator's own sudo is not part of it");
}

/// An owner who forgot the password tries it ten times from the usual place; a burglar's tries look the same from outside.
#[test]
fn an_owner_who_forgot_the_password_is_told_from_a_stranger() {
    for (source, incidents) in [(OWNER, 0), ("203.0.113.5", 1)] {
        let mut happenings = honest_people();
        for n in 0..10 {
            happenings.push(ssh(4 * DAY + n * 20, source, "treasurer", false));
        }
        happenings.push(ssh(4 * DAY + 300, source, "treasurer", true));
        let case = case_of(happenings, RULES, &Options::default());
        assert_eq!(case.incidents.len(), incidents, "{source}: {:?}", case.incidents);
        assert_eq!(case.detections.len(), 10, "ten failures are guessing whoever sits there");
    }
}

#[test]
fn an_allowed_source_is_counted_and_not_named() {
    let options = Options { allow: vec!["198.51.100.77/32".parse().unwrap()], ..Options::default() };
    let case = case_of(world(), RULES, &options);
    assert!(case.incidents.is_empty());
    assert_eq!(case.detections.len(), 1_200);
    assert!(case.sources.iter().any(|row| row.allowed));
}
