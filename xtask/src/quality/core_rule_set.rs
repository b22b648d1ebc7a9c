//! The regression tests of the OWASP Core Rule Set as samples: those whose payload an access log carries. Knows the tests' layout and
//! which of that set's rules are for attacks; knows no rule of ours.
//!
//! # Which tests count
//! One stage, an expectation that its rule fires, no body, no header but those that logs have or that say nothing (`Host`,
//! `Accept` …), and something to see: a query, a path beyond the test server's own (`/get`, `/anything` …), an agent or a referrer that
//! is not the tester's. Tests of which the owners say that they are false positives of their rule are not attacks. Left out are rules that judge the form of a request and not its intent (911, 920, 922), session fixation (943) and responses
//! (95x), and rules of paranoia level 3 and 4, which by that project's own words object to signs and words as such: its
//! documentation, "Paranoia levels", and the comments of its rule files, from which [`PARANOIA_3_OR_4`] is taken.

use std::path::Path;

use anyhow::Result;
use vigie_facts::form::Form;

use super::corpora::{CODE, Collector, Excluded, Label, PATH, XSS, escape_least, yaml};

/// Families of rules that are for attacks, and the forms that name them right.
const FAMILIES: &[(&str, &[Form])] = &[
    ("REQUEST-913-SCANNER-DETECTION", &[Form::VulnerabilityScan]),
    (
        "REQUEST-921-PROTOCOL-ATTACK",
        &[Form::CrlfInjection, Form::ProtocolAbuse, Form::LdapInjection, Form::MailInjection],
    ),
    ("REQUEST-930-APPLICATION-ATTACK-LFI", PATH),
    ("REQUEST-931-APPLICATION-ATTACK-RFI", &[Form::FileInclusion, Form::ServerSideRequestForgery]),
    (
        "REQUEST-932-APPLICATION-ATTACK-RCE",
        &[
            Form::CommandInjection,
            Form::CodeInjection,
            Form::MailInjection,
            Form::KnownVulnerability,
            Form::SqlInjection,
        ],
    ),
    ("REQUEST-933-APPLICATION-ATTACK-PHP", CODE),
    (
        "REQUEST-934-APPLICATION-ATTACK-GENERIC",
        &[
            Form::CodeInjection,
            Form::TemplateInjection,
            Form::ServerSideRequestForgery,
            Form::NosqlInjection,
            Form::CommandInjection,
            Form::LdapInjection,
        ],
    ),
    ("REQUEST-941-APPLICATION-ATTACK-XSS", XSS),
    ("REQUEST-942-APPLICATION-ATTACK-SQLI", &[Form::SqlInjection, Form::NosqlInjection]),
    (
        "REQUEST-944-APPLICATION-ATTACK-JAVA",
        &[Form::CodeInjection, Form::KnownVulnerability, Form::UnsafeDeserialization, Form::TemplateInjection],
    ),
];

/// Folders whose tests are no attacks that a request shows.
const NO_ATTACKS: &[&str] = &[
    "REQUEST-911-METHOD-ENFORCEMENT",
    "REQUEST-920-PROTOCOL-ENFORCEMENT",
    "REQUEST-922-MULTIPART-ATTACK",
    "REQUEST-943-APPLICATION-ATTACK-SESSION-FIXATION",
];

/// Rules of the families above that run at paranoia level 3 or 4 only.
const PARANOIA_3_OR_4: &[u64] = &[
    921_170, 921_180, 921_210, 921_220, 921_230, 932_190, 932_232, 932_237, 932_238, 932_301, 932_311, 932_321,
    932_331, 933_111, 933_131, 933_161, 933_190, 933_211, 942_251, 942_420, 942_421, 942_431, 942_432, 942_460,
    942_490, 942_511, 942_530, 944_300,
];

/// Parts of a target that belong to the test server.
const SERVER_PATHS: &[&str] = &["/", "/get", "/post", "/anything", "/anything/", "/status/200", "/put", "/index.html"];

/// Reads the tests of rules of which the number, in tens, leaves one of these remainders by four.
pub(super) fn read(data: &Path, remainders: &[u64], to: &mut Collector) -> Result<()> {
    let root = data.join("web-gotestwaf-crs/crs_regression_tests");
    let families = FAMILIES.iter().map(|(family, forms)| (*family, Some(*forms)));
    for (family, forms) in families.chain(NO_ATTACKS.iter().map(|family| (*family, None))) {
        let mut paths: Vec<_> = std::fs::read_dir(root.join(family))?.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            let rule = path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse::<u64>().ok());
            // By the number of the test where one rule has all the examples of a form.
            let Some(rule) = rule.filter(|rule| divided(*rule) || remainders.contains(&(rule / 10 % 4))) else {
                continue;
            };
            let Ok(document) = yaml(&path) else {
                eprintln!("{}: not valid YAML, left out", path.display());
                continue;
            };
            let tests = document.get("tests").and_then(|tests| tests.as_sequence()).cloned().unwrap_or_default();
            for (at, test) in tests.iter().enumerate() {
                let part = 1 + 2 * (at as u64 % 2);
                if divided(rule) && !remainders.contains(&part) {
                    continue;
                }
                match forms {
                    None => to.exclude(&Label::Attack(&[]), Excluded::NoAttack),
                    Some(_) if PARANOIA_3_OR_4.contains(&rule) => to.exclude(&Label::Attack(&[]), Excluded::Paranoia),
                    Some(forms) => read_test(test, &Label::Attack(forms), to),
                }
            }
        }
    }
    Ok(())
}

/// Whether the tests of a rule are divided among the two parts of odd rules, the first to be read, the second not, and so on: 931130 alone
/// has the examples of file inclusion from elsewhere.
fn divided(rule: u64) -> bool {
    rule == 931_130
}

fn read_test(test: &yaml_serde::Value, label: &Label, to: &mut Collector) {
    let stages = test.get("stages").and_then(|stages| stages.as_sequence()).cloned().unwrap_or_default();
    let [stage] = &stages[..] else { return to.exclude(label, Excluded::NotOneRequest) };
    let expects = stage.get("output").and_then(|output| output.get("log")).and_then(|log| log.get("expect_ids"));
    let (Some(input), Some(_)) = (stage.get("input"), expects) else {
        return to.exclude(label, Excluded::NotOneRequest);
    };
    let says = test.get("desc").and_then(|text| text.as_str()).unwrap_or_default().to_ascii_lowercase();
    if says.contains("false positive") {
        return to.exclude(label, Excluded::CalledFalse);
    }
    if input.get("data").is_some() || input.get("encoded_request").is_some() {
        return to.exclude(label, Excluded::Body);
    }
    let (mut agent, mut referrer) = (TESTER, "-");
    if let Some(headers) = input.get("headers").and_then(|headers| headers.as_mapping()) {
        for (name, value) in headers {
            let (Some(name), Some(value)) = (name.as_str(), value.as_str()) else { continue };
            match name.to_ascii_lowercase().as_str() {
                "user-agent" => agent = value,
                "referer" => referrer = value,
                "host" | "accept" | "accept-encoding" | "accept-language" | "accept-charset" | "connection"
                | "cache-control" | "pragma" | "keep-alive" | "content-type" | "content-length" => {}
                _ => return to.exclude(label, Excluded::Body),
            }
        }
    }
    let target = input.get("uri").and_then(|uri| uri.as_str()).unwrap_or("/");
    if SERVER_PATHS.contains(&target) && agent == TESTER && referrer == "-" {
        return to.exclude(label, Excluded::NotVisible);
    }
    to.target(&escape_least(target.as_bytes()), agent, referrer, label);
}

/// The agent of the project's own test runner.
const TESTER: &str = "OWASP CRS test agent";
