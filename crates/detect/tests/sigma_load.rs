//! Loading rules: what is kept, what is left out and why, how rules are named, what correlation rules become; and hostile
//! files, which must be refused quickly and clearly.

use std::fmt::Write as _;

use vigie_detect::rules::{
    Comparison, CorrelationKind, FormBasis, GroupKey, ProblemEffect, RuleIndex, RuleRole, RuleSet, Scratch, Threshold,
};
use vigie_facts::event::{Action, Event, HttpRequest, Outcome, Protocol, SignIn};
use vigie_facts::field::Field;
use vigie_facts::form::Form;
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::service::Service;

fn rule(title: &str, detection: &str) -> String {
    format!("title: {title}\nlogsource: {{ category: webserver }}\ndetection:\n{detection}\n    condition: s\n")
}

/// Loads one file and checks that its only problem has the effect and the words.
fn check_problem(yaml: &str, effect: ProblemEffect, words: &str) -> RuleSet {
    let (rules, problems) = RuleSet::load(&[("rules/web/odd/rule.yml", yaml)]);
    let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(problems.len(), 1, "{shown:?}");
    assert_eq!(problems[0].effect, effect, "{shown:?}");
    assert!(shown[0].contains(words), "{words}: {shown:?}");
    rules
}

#[test]
fn what_cannot_be_used_is_left_out_with_a_reason() {
    for (detection, words) in [
        ("    s: { url.path|re: '(?=a)' }", "look-around"),
        ("    s: { url.path|re: '((a{99}){99}){99}' }", "needs more than"),
        ("    s: { url.path|expand: '%x%' }", "`expand` is not supported"),
        ("    s: { event.duration|hour: 3 }", "parts of a time stamp"),
        ("    s: { url.path|contains|re: x }", "contradict each other"),
        ("    s: { url.path|wat: x }", "unknown modifier"),
        ("    s: { source.ip|cidr: 192.0.2.0/99 }", "is no network"),
        ("    s: { sc-status|gt: many }", "is no number"),
        ("    s: { url.path|all: x }", "more than one value"),
        ("    s: { }", "empty"),
        ("    t: { url.path: x }", "did you mean `t`?"),
    ] {
        let rules = check_problem(&rule("Odd", detection), ProblemEffect::Skipped, words);
        assert!(rules.rules().is_empty());
    }
    check_problem("title: [", ProblemEffect::Skipped, "YAML");
    check_problem("- a list", ProblemEffect::Skipped, "mapping");
}

#[test]
fn a_rule_that_can_never_match_is_listed_and_said() {
    let rules =
        check_problem(&rule("Odd", "    s: { url.qery: x }"), ProblemEffect::Inert, "did you mean `url.query`?");
    assert!(rules.rules()[0].inert.as_deref().unwrap().contains("`url.qery`"));
    let windows = rule("Odd", "    s: { url.path: x }").replace("category: webserver", "product: windows");
    check_problem(&windows, ProblemEffect::Inert, "product `windows`");
    // The rest of the rule still works.
    let half = "    s:\n        - url.path: x\n        - Image: y";
    let rules = check_problem(&rule("Odd", half), ProblemEffect::Weakened, "`Image` is carried by no event");
    assert_eq!(rules.rules()[0].inert, None);
}

#[test]
fn one_bad_rule_does_not_sink_the_pack() {
    let (good, bad) = (rule("Good", "    s: { url.path: x }"), rule("Bad", "    s: { url.path|re: '(' }"));
    let two = format!("{good}---\n{bad}");
    let (rules, problems) = RuleSet::load(&[("b/two.yml", &two), ("a/web/good/rule.yml", &good)]);
    let names: Vec<&str> = rules.rules().iter().map(|rule| &*rule.name).collect();
    assert_eq!(names, ["web/good", "b/two#1"]);
    assert_eq!(problems.len(), 1);
    assert_eq!(&*problems[0].title, "Bad");
}

#[test]
fn names_versions_and_digest_do_not_depend_on_the_order_of_files() {
    let (one, two) = (rule("One", "    s: { url.path: x }"), rule("Two", "    s: { url.path: y }"));
    let (a, _) = RuleSet::load(&[("r/web/one/rule.yml", &one), ("r/web/two/rule.yml", &two)]);
    let (b, _) = RuleSet::load(&[("r/web/two/rule.yml", &two), ("r/web/one/rule.yml", &one)]);
    assert_eq!(a.rules(), b.rules());
    assert_eq!(a.digest(), b.digest());
    assert!(a.rules()[0].version.len() == 12 && a.rules()[0].version != a.rules()[1].version);
    let (c, _) = RuleSet::load(&[("r/web/one/rule.yml", &two), ("r/web/two/rule.yml", &two)]);
    assert_ne!(a.digest(), c.digest());
    let (d, problems) = RuleSet::load(&[("a/web/one/rule.yml", &one), ("b/web/one/rule.yml", &two)]);
    assert_eq!((&*d.rules()[1].name, problems.len()), ("web/one~2", 1));
}

#[test]
fn a_rule_says_its_form_by_tag_and_others_get_the_nearest() {
    let tagged = format!("tags: [vigie.form.web-shell, attack.t1505.003]\n{}", rule("Odd", "    s: { url.path: x }"));
    let foreign = rule("Path Traversal Attempts", "    s: { url.path: x }");
    let (rules, _) = RuleSet::load(&[("a/a.yml", &tagged), ("b/b.yml", &foreign)]);
    let said: Vec<_> =
        rules.rules().iter().map(|rule| (rule.form, rule.form_basis, rule.technique.as_deref().unwrap())).collect();
    assert_eq!(
        said,
        [(Form::WebShell, FormBasis::Tag, "T1505.003"), (Form::PathTraversal, FormBasis::Mapped, "T1190")]
    );
}

#[test]
fn filters_narrow_the_rules_they_name() {
    let filter = "title: Ours\nlogsource: { category: webserver }\nfilter:\n    rules: [Odd]\n    selection: { \
                  source.ip|cidr: 192.0.2.0/24 }\n    condition: not selection\n";
    let odd = rule("Odd", "    s: { url.path: /x }");
    let (rules, problems) = RuleSet::load(&[("a/odd.yml", &odd), ("f/filter.yml", filter)]);
    assert_eq!(problems, []);
    let mut event = request(b"/x");
    assert_eq!(hits(&rules, &event).len(), 1);
    event.source = Some("192.0.2.9".parse().unwrap());
    assert_eq!(hits(&rules, &event).len(), 0);
}

fn request(path: &'static [u8]) -> Event<'static> {
    let origin = Origin { input: InputId(0), line: 1, byte_start: 0, byte_len: 0 };
    let http = HttpRequest { path: Some(path), ..HttpRequest::default() };
    Event::new(origin, Service::WebAccess, Action::Http(http))
}

fn hits(rules: &RuleSet, event: &Event<'_>) -> Vec<RuleIndex> {
    let (mut scratch, mut hits) = (Scratch::default(), Vec::new());
    rules.evaluate(event, event, &mut scratch, &mut hits);
    hits
}

#[test]
fn rules_are_tried_on_their_log_source_only() {
    let web = rule("Web", "    s: { service.type|contains: s }");
    let sshd = web.replace("category: webserver", "product: linux, service: sshd").replace("Web", "Sshd");
    let (rules, problems) = RuleSet::load(&[("a/web.yml", &web), ("b/sshd.yml", &sshd)]);
    assert_eq!(problems, []);
    let sign_in = SignIn {
        outcome: Outcome::Failure,
        user: None,
        user_exists: None,
        method: None,
        protocol: Protocol::Ssh,
        password: None,
        tries: 1,
        echo: false,
    };
    let origin = Origin { input: InputId(0), line: 1, byte_start: 0, byte_len: 0 };
    let event = Event::new(origin, Service::Sshd, Action::SignIn(sign_in));
    assert_eq!(hits(&rules, &event), [rules.find("b/sshd").unwrap()]);
    assert_eq!(hits(&rules, &request(b"/x")), [rules.find("a/web").unwrap()]);
    assert!(rules.has_rules_for(&event));
}

const BASES: &str = "title: Failure\nname: failure\nlogsource: { category: authentication }\ndetection:\n    s: { \
                     event.outcome: failure }\n    condition: s\n---\ntitle: Success\nname: success\nlogsource: { category: \
                     authentication }\ndetection:\n    s: { event.outcome: success }\n    condition: s\n---\n";

fn correlation(body: &str) -> String {
    let indented = body.replace('\n', "\n    ");
    format!("{BASES}title: Counted\ntags: [vigie.form.password-guessing]\ncorrelation:\n    {indented}\n")
}

#[test]
fn correlation_rules_become_plain_counting_rules() {
    let at_least = |value| vec![Threshold { comparison: Comparison::GreaterOrEqual, value }];
    for (body, kind, group_by, seconds, condition, bases) in [
        (
            "type: event_count\nrules: [failure]\ngroup-by: [c-ip]\ntimespan: 10m\ncondition: { gte: 10 }",
            CorrelationKind::EventCount,
            vec![GroupKey::Source],
            600,
            at_least(10),
            vec!["odd#failure"],
        ),
        (
            "type: value_count\nrules: failure\ngroup-by: [vigie.source.network, vigie.asset]\ntimespan: 7d\n\
             condition: { gte: 5, field: user }",
            CorrelationKind::ValueCount { value: GroupKey::Account },
            vec![GroupKey::Network, GroupKey::Asset],
            604_800,
            at_least(5),
            vec!["odd#failure"],
        ),
        (
            "type: temporal_ordered\nrules: [failure, success]\ngroup-by: [who, service.type]\ntimespan: 1h\naliases:\n    \
             who: { failure: user.name, success: user.effective.name }",
            CorrelationKind::TemporalOrdered,
            vec![
                GroupKey::PerBase(vec![GroupKey::Account, GroupKey::Field(Field::UserEffectiveName)]),
                GroupKey::Field(Field::ServiceType),
            ],
            3_600,
            at_least(2),
            vec!["odd#failure", "odd#success"],
        ),
    ] {
        let (rules, problems) = RuleSet::load(&[("rules/sign-in/odd/rule.yml", &correlation(body))]);
        assert_eq!(problems, []);
        let [found] = rules.correlations() else { panic!("{body}") };
        assert_eq!((&found.kind, &found.group_by, found.timespan_seconds), (&kind, &group_by, seconds));
        assert_eq!(found.condition, condition);
        let names: Vec<&str> = found.bases.iter().map(|base| &*rules.rule(*base).name).collect();
        assert_eq!(names, bases.iter().map(|base| format!("sign-in/{base}")).collect::<Vec<_>>());
        assert_eq!(rules.rule(found.rule).role, RuleRole::Correlation);
        assert_eq!(&*rules.rule(found.rule).name, "sign-in/odd");
        assert!(found.bases.iter().all(|base| rules.rule(*base).role == RuleRole::BaseOnly));
    }
}

#[test]
fn bases_of_a_generating_correlation_speak_for_themselves() {
    let body = "type: event_count\nrules: [failure]\ntimespan: 1h\ncondition: { gt: 1 }\ngenerate: true";
    let (rules, _) = RuleSet::load(&[("rules/sign-in/odd/rule.yml", &correlation(body))]);
    let base = rules.correlations()[0].bases[0];
    assert_eq!(rules.rule(base).role, RuleRole::Detection);
}

#[test]
fn correlations_that_are_not_supported_are_left_out_with_a_reason() {
    for (body, words) in [
        ("type: event_count\nrules: [failur]\ntimespan: 1h\ncondition: { gte: 1 }", "did you mean `failure`?"),
        ("type: value_sum\nrules: [failure]\ntimespan: 1h\ncondition: { gte: 1, field: sc-bytes }", "sums"),
        ("type: event_count\nrules: [failure]\ntimespan: 999d\ncondition: { gte: 1 }", "100 days"),
        ("type: event_count\nrules: [failure]\ntimespan: 1h\ncondition: { lt: 5 }", "count of nothing"),
        ("type: value_count\nrules: [failure]\ntimespan: 1h\ncondition: { gte: 5 }", "one field"),
        (
            "type: event_count\nrules: [failure]\ngroup-by: [user.nam]\ntimespan: 1h\ncondition: { gte: 1 }",
            "`user.name`",
        ),
        ("type: event_count\nrules: [failure]\nwindow: tumbling\ntimespan: 1h\ncondition: { gte: 1 }", "sliding"),
        (
            "type: temporal\nrules: [failure, success]\ntimespan: 1h\ncondition: failure and not success",
            "names of rules",
        ),
    ] {
        let rules = check_problem(&correlation(body), ProblemEffect::Skipped, words);
        assert_eq!((rules.correlations().len(), rules.rules().len()), (0, 2));
    }
}

#[test]
fn hostile_files_are_refused_with_a_reason() {
    let laughs: String = (1..30).fold("a0: &a0 [x, x]\n".to_owned(), |mut text, level| {
        let _ = writeln!(text, "a{level}: &a{level} [*a{0}, *a{0}, *a{0}]", level - 1);
        text
    });
    let condition = |condition: &str| {
        format!(
            "title: Odd\nlogsource: {{ category: webserver }}\ndetection:\n    s: {{ url.path: x }}\n    condition: {condition}\n"
        )
    };
    for (yaml, words) in [
        ("x".repeat(2 << 20), "bytes"),
        (laughs, "YAML aliases"),
        (format!("title: {}x{}", "[".repeat(400_000), "]".repeat(400_000)), "nesting"),
        (format!("title:\n  {}x", "- ".repeat(400_000)), "nesting"),
        (format!("title:\n  {}x", "? ".repeat(400_000)), "nesting"),
        (format!("title: x\ndetection: {}x{}", "{a: ".repeat(60), "}".repeat(60)), "nesting"),
        (condition(&format!("{}s{}", "(".repeat(4_000), ")".repeat(4_000))), "brackets"),
        (condition(&format!("{}s", "not ".repeat(1_000))), "negations"),
        (condition(&format!("\"{}s\"", "\\x28".repeat(2_000))), "brackets"),
        (condition(&format!("s{}", " or s".repeat(3_000))), "bytes in one condition"),
        (rule("Odd", &format!("    s: {{ url.path|re: '{}x' }}", "(".repeat(4_000))), "cannot be used"),
        (rule("Odd", &format!("    s: {{ url.path|contains: '{}' }}", "x".repeat(9_000))), "longer than"),
        (rule("Odd", &format!("    s: {{ url.path|re: [{}] }}", "'[a-z]{900}', ".repeat(200))), "too much memory"),
        ("---\n".repeat(3_000), ""),
    ] {
        let (rules, problems) = RuleSet::load(&[("rules/web/odd/rule.yml", &yaml)]);
        assert!(rules.rules().is_empty(), "{words}");
        assert!(
            problems.iter().any(|p| p.effect == ProblemEffect::Skipped && p.cause.contains(words)),
            "{words}: {problems:?}"
        );
    }
}

#[test]
fn long_lists_load_and_match() {
    let values = (0..20_000).fold(String::new(), |mut values, number| {
        let _ = writeln!(values, "        - word{number}x");
        values
    });
    let (rules, problems) =
        RuleSet::load(&[("a/list.yml", &rule("List", &format!("    s:\n      url.path|contains:\n{values}")))]);
    assert_eq!(problems, []);
    assert_eq!(hits(&rules, &request(b"/WORD19999X")).len(), 1);
    assert_eq!(hits(&rules, &request(b"/word20000x")).len(), 0);
}
