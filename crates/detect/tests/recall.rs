//! What is remembered of the parts of requests changes nothing: the observer, which remembers them, finds in each request what the
//! slow way finds that decodes every request anew and evaluates every rule.
#![expect(clippy::disallowed_methods, reason = "the rules of the repository are read from disk")]

use std::fmt::Write;
use std::path::Path;

use bumpalo::Bump;
use vigie_detect::normalise::{Normaliser, Scratch};
use vigie_detect::observe::{Observer, SystemName, WithRecord};
use vigie_detect::options::Options;
use vigie_detect::rules::{RuleIndex, RuleRole, RuleSet};
use vigie_facts::origin::{InputId, Origin};
use vigie_parse::{Options as ParseOptions, Parsed, Parser, YearClock, recognise};

/// Requests that are compared. The slow way takes its time in a debug build.
const REQUESTS: usize = 2_000;

/// Rules that parts read one by one could get wrong: what stands across two parts, what must not stand in any, words without a
/// field, and what the tokenisers or the decoder say of all parts together.
const TRICKY: &str = r"
title: Across parts
tags: [vigie.form.protocol-abuse]
logsource: { category: webserver }
detection:
    across: { request.text|re: 'index\nhttps?://' }
    ends: { request.text|contains: 'b' }
    starts: { request.text|re: '^/a[^z]*\n.*mozilla' }
    condition: across or (starts and not ends)
---
title: Counted by status
name: refused
tags: [vigie.form.protocol-abuse]
logsource: { category: webserver }
detection:
    refused: { http.response.status_code: [403, 503] }
    asked: { http.request.method|endswith: T }
    condition: refused and asked
---
title: Words anywhere
tags: [vigie.form.protocol-abuse]
logsource: { category: webserver }
detection:
    keywords: [wp-login, 'curl/8']
    condition: keywords
---
title: Both at once
tags: [vigie.form.protocol-abuse]
logsource: { category: webserver }
detection:
    encoded: { request.encoding|contains: nested-percent }
    agent: { user_agent.original|contains: Bot }
    referrer: { http.request.referrer|contains: example }
    user: { user.name|startswith: al }
    condition: 2 of them
---
title: Large answers to bots
tags: [vigie.form.protocol-abuse]
logsource: { category: webserver }
detection:
    large: { http.response.body.bytes|gte: 4096 }
    agent: { request.text|contains: [bot, curl] }
    condition: large and agent
---
title: Old version
tags: [vigie.form.protocol-abuse]
logsource: { category: webserver }
detection:
    version: { http.version|startswith: '1.0' }
    path: { request.path|contains: index }
    condition: version and not path
---
title: From one network
tags: [vigie.form.protocol-abuse]
logsource: { category: webserver }
detection:
    source: { source.ip|cidr: 198.51.100.0/25 }
    service: { service.type|contains: access }
    refused: { http.response.status_code: 404 }
    condition: source and service and refused
";

const PATHS: &[&str] = &[
    "/",
    "/index",
    "/a",
    "/a/../b.php",
    "/wp-login.php",
    "/.env",
    "/%2e%2e/%252e/etc/passwd",
    "/caf%C3%A9",
    "//x",
    "/admin/config.php",
    "*",
    "/a%0aset-cookie:x",
];
const QUERIES: &[&str] = &[
    "",
    "?id=1",
    "?id=1%27%20or%201=1--",
    "?q=l%27union+select",
    "?q=<script>alert(1)</script>",
    "?u=http://127.0.0.1/",
    "?f=php://filter/convert.base64-encode",
    "?",
    "?x=%25252e",
    "?a=1&a=;cat+/etc/passwd",
    "?-d+allow_url_include%3d1",
];
const REFERRERS: &[&str] = &[
    "-",
    "https://example.org/",
    "https://example.org/?q=%27+union+select+1",
    "http://evil.example/%252525",
    "() { :; }; id",
    "${jndi:ldap://192.0.2.9/a}",
];
const AGENTS: &[&str] = &[
    "-",
    "Mozilla/5.0 (X11; Linux x86_64)",
    "curl/8.0",
    "sqlmap/1.7",
    "ExampleBot/1.0",
    "<script>x</script>",
    "' or 1=1 --",
];
const METHODS: &[&str] = &["GET", "GET", "POST", "HEAD", "TRACE", "PROPFIND", "VERSION-CONTROL"];
const STATUSES: &[&str] = &["200", "200", "404", "403", "503", "-"];
const USERS: &[&str] = &["-", "-", "-", "alice", "root"];
const SOURCES: &[&str] = &["198.51.100.7", "198.51.100.200", "2001:db8::7"];
const VERSIONS: &[&str] = &["1.1", "1.1", "1.0", "2.0"];
const BYTES: &[&str] = &["512", "51200", "-"];

#[test]
fn every_automaton_of_our_rules_has_its_faster_form() {
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules"), &mut files);
    let borrowed: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let (rules, _) = RuleSet::load(&borrowed);
    let slow = rules.slow_automata();
    assert!(
        slow.is_empty(),
        "automata with {slow:?} bytes of literals are too large for the form that reads fast: shorten lists of the rules, or raise \
         LITERAL_BYTES_MAX in rules/literals.rs with its cost in memory measured"
    );
}

#[test]
fn requests_remembered_in_parts_match_as_requests_read_anew() {
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules"), &mut files);
    files.push(("tricky/parts/rule.yml".to_owned(), TRICKY.to_owned()));
    let borrowed: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let (rules, _) = RuleSet::load(&borrowed);
    let mut log = String::new();
    let mut state = 7;
    for _ in 0..REQUESTS {
        let mut pick = |of: &[&'static str]| of[below(&mut state, of.len())];
        let (path, query, referrer, agent, user) =
            (pick(PATHS), pick(QUERIES), pick(REFERRERS), pick(AGENTS), pick(USERS));
        let (method, status) = (pick(METHODS), pick(STATUSES));
        let (source, version, bytes) = (pick(SOURCES), pick(VERSIONS), pick(BYTES));
        let _ = writeln!(
            log,
            "{source} - {user} [07/Feb/2017:10:05:03 +0100] \"{method} {path}{query} HTTP/{version}\" {status} {bytes} \"{referrer}\" \"{agent}\""
        );
    }
    let matched = compare(&rules, log.as_bytes());
    assert!(matched > REQUESTS / 2, "only {matched} hits: the comparison is nearly empty");
}

fn compare(rules: &RuleSet, log: &[u8]) -> usize {
    let (parse, options) = (ParseOptions::default(), Options::default());
    let recognition = recognise(&log[..log.len().min(64 << 10)], &parse);
    let mut parser = Parser::new(&recognition, &parse, YearClock::starting(None));
    let mut at_length = parser.clone();
    at_length.forgo_shortcuts();
    let mut observer = Observer::new(rules, &options);
    let place = SystemName { system: "access.log", asset: "access.log", family: 0 };
    let (mut space, mut each, mut matched) = (Scratch::default(), Vec::new(), 0);
    for (at, record) in log.split(|byte| *byte == b'\n').filter(|record| !record.is_empty()).enumerate() {
        let arena = Bump::new();
        let origin = Origin { input: InputId(0), line: at as u64 + 1, byte_start: 0, byte_len: record.len() as u32 };
        let parsed = parser.parse(record, origin, &arena);
        assert_eq!(parsed, at_length.parse(record, origin, &arena), "{}", String::from_utf8_lossy(record));
        let Parsed::Event(event) = parsed else { panic!("not understood: {record:?}") };
        let mut fast: Vec<RuleIndex> = observer.observe(&event, record, &place).iter().map(|hit| hit.rule).collect();
        fast.sort_unstable();
        let whole = WithRecord { event: Normaliser::new().apply(&event, &mut space), record };
        rules.evaluate_each(&event, &whole, &mut each);
        each.retain(|rule| rules.rule(*rule).role == RuleRole::Detection);
        assert_eq!(fast, each, "{}", String::from_utf8_lossy(record));
        matched += each.len();
    }
    matched
}

/// A number below a bound, from a small generator with a fixed start (Knuth's MMIX constants).
fn below(state: &mut u64, bound: usize) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize % bound
}

fn collect(folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            collect(&entry.path(), files);
        } else if entry.file_name() == "rule.yml"
            && let Ok(text) = std::fs::read_to_string(entry.path())
        {
            files.push((entry.path().display().to_string(), text));
        }
    }
    files.sort();
}
