//! What `vigie scan` writes: one detection a line, for people like grep, or as JSON. The contract of the JSON form is
//! `docs/detections-jsonl.md`.

use std::fmt::Write;

use vigie_facts::case::{Case, Detection, RuleRow, Window, WindowId};
use vigie_figures::figure::Unit;
use vigie_figures::names::Naming;
use vigie_figures::sentence::Sentence;

use super::escape::Terminal;
use super::events::{time_shown, write_origin, write_time};
use super::jsonl::{Object, write_to};
use super::words::Words;

/// Says why detections are some, in one language. What a window holds is said once and remembered: all detections of a flood name the
/// same one.
pub struct Whys<'a> {
    words: &'a Words,
    windows: Vec<Option<Box<str>>>,
}

impl std::fmt::Debug for Whys<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Whys").field("windows", &self.windows.len()).finish_non_exhaustive()
    }
}

impl<'a> Whys<'a> {
    /// For the detections of one case.
    pub fn new(case: &Case, words: &'a Words) -> Whys<'a> {
        Whys { words, windows: vec![None; case.windows.len()] }
    }
}

/// Writes a detection for people: `path:line: time source form rule why`, with a dash where the record says nothing. Names are as in
/// the log: a terminal shows them.
pub fn write_line(out: &mut Vec<u8>, case: &Case, detection: &Detection, whys: &mut Whys<'_>) {
    let rules = rules(case, detection);
    let source = source(case, detection).unwrap_or_else(|| "-".into());
    write_to(
        out,
        format_args!(
            "{}:{}: {} {source} {} {} {}\n",
            Terminal(path(case, detection)),
            detection.origin.line,
            time_shown(detection.time, detection.time_basis),
            detection.form.id(),
            Terminal(rules.first().map_or("-", |rule| &rule.name)),
            Terminal(&why(case, detection, subject(case, detection), whys)),
        ),
    );
}

/// Writes a detection as one JSON object and a line end. Names of accounts that exist are written as `naming` says.
pub fn write_json(out: &mut Vec<u8>, case: &Case, naming: &Naming, detection: &Detection, whys: &mut Whys<'_>) {
    let rules = rules(case, detection);
    let asset = case.assets.get(detection.asset.index());
    let subject = subject(case, detection).map(|subject| naming.text(subject));
    let mut object = Object::new(out);
    write_time(&mut object, "time", detection.time, detection.time_basis);
    write_origin(&mut object, path(case, detection), detection.origin);
    object.text_or_null("source.ip", source(case, detection).as_deref());
    object.text("service", detection.service.id().as_bytes());
    object.text_or_null("asset", asset.map(|asset| &*asset.name));
    object.text("form", detection.form.id().as_bytes());
    object.text_or_null("technique", detection.form.technique());
    object.text_or_null("rule", rules.first().map(|rule| &*rule.name));
    object.texts("rules", rules.iter().map(|rule| &*rule.name));
    object.text("why", why(case, detection, subject.as_deref(), whys).as_bytes());
    if let Some(account) = detection.account {
        object.text("user.name", naming.account(case, account).0.as_bytes());
    }
    if let Some(status) = detection.status {
        object.number("http.response.status_code", status);
    }
    if let Some(subject) = &subject {
        object.text("subject", subject.as_bytes());
    }
    object.finish();
}

fn path<'a>(case: &'a Case, detection: &Detection) -> &'a str {
    case.inputs.get(detection.origin.input.0 as usize).map_or("-", |input| &input.path)
}

fn source(case: &Case, detection: &Detection) -> Option<String> {
    case.sources.get(detection.source?.index()).map(|row| row.source.to_string())
}

fn subject<'a>(case: &'a Case, detection: &Detection) -> Option<&'a str> {
    case.texts.get(detection.subject?.index()).map(|text| &**text)
}

fn rules<'a>(case: &'a Case, detection: &Detection) -> Vec<&'a RuleRow> {
    let set = case.reasons.get(detection.reasons.index()).map(Vec::as_slice).unwrap_or_default();
    set.iter().filter_map(|rule| case.rules.get(rule.index())).collect()
}

/// Why: the titles of the rules that say so, what they were said of, and the window of a rule that counts.
fn why(case: &Case, detection: &Detection, subject: Option<&str>, whys: &mut Whys<'_>) -> String {
    let words = whys.words;
    let titles: Vec<&str> = rules(case, detection).into_iter().map(|rule| words.rule_title(&rule.title)).collect();
    let mut why = titles.join("; ");
    if let Some(at) = detection.window.map(WindowId::index)
        && let (Some(window), Some(said)) = (case.windows.get(at), whys.windows.get_mut(at))
    {
        let _ = write!(why, " ({})", said.get_or_insert_with(|| counted(window, words).into()));
    }
    if let Some(subject) = subject {
        let _ = write!(why, ": {subject}");
    }
    why
}

/// What a window holds: `6 events, 3 sources, 5 accounts in 60 s`.
fn counted(window: &Window, words: &Words) -> String {
    let seconds = window.time_range.1.seconds_since(window.time_range.0).max(0.0);
    let counts = [(window.events, Unit::Events), (window.sources, Unit::Sources), (window.accounts, Unit::Accounts)];
    let counts: Vec<String> = counts
        .into_iter()
        .filter(|(count, unit)| *count > 0 || *unit == Unit::Events)
        .map(|(count, unit)| words.count(u64::from(count), unit))
        .collect();
    let sentence = Sentence::new("why-counted").text("counts", counts.join(", ")).count("seconds", seconds as u64);
    // One space, so that a line can be searched like any other.
    words.sentence(&sentence, &|text| text.to_owned()).replace(['\u{a0}', '\u{202f}'], " ")
}

#[cfg(test)]
mod tests {
    use vigie_facts::case::{
        Account, AccountId, Asset, AssetId, Input, ReasonsId, RuleId, SourceId, SourceRow, TextId, WindowKey,
    };
    use vigie_facts::form::Form;
    use vigie_facts::origin::{InputId, Origin};
    use vigie_facts::service::Service;
    use vigie_facts::source::Source;
    use vigie_facts::time::{TimeBasis, Timestamp};
    use vigie_figures::names::Names;

    use super::*;
    use crate::report::words::Language;

    fn input() -> Input {
        Input { path: "auth\u{1b}[2J.log".into(), compression: "none".into(), ..Input::default() }
    }

    fn case() -> (Case, Detection) {
        let time = Timestamp::from_civil(2017, 2, 13, 20, 0, 0, 0);
        let detection = Detection {
            origin: Origin { input: InputId(0), line: 12, byte_start: 900, byte_len: 80 },
            time,
            time_basis: TimeBasis::Stated,
            form: Form::PasswordGuessing,
            service: Service::Sshd,
            source: Some(SourceId(0)),
            asset: AssetId(0),
            account: Some(AccountId(0)),
            reasons: ReasonsId(0),
            window: Some(WindowId(0)),
            status: None,
            bytes: None,
            subject: Some(TextId(0)),
            tool: None,
            line: None,
            attempt: None,
        };
        let rule = |name: &str, title: &str| RuleRow {
            name: name.into(),
            title: title.into(),
            version: "0".into(),
            form: Form::PasswordGuessing,
        };
        let source = SourceRow {
            source: Source::of("2001:db8::7".parse().unwrap()),
            place: vigie_facts::case::Place::default(),
            time_range: None,
            events: 1,
            bytes: 0,
            own: false,
            allowed: false,
        };
        let case = Case {
            inputs: vec![input()],
            sources: vec![source],
            assets: vec![Asset { service: Service::Sshd, name: "gate.example.org".into() }],
            accounts: vec![Account { name: "marie".into(), exists: Some(true) }],
            texts: vec!["marie\r\n\u{202e}x".into()],
            rules: vec![rule("password/guessing", "Password guessing"), rule("password/slow", "Slow guessing")],
            reasons: vec![vec![RuleId(0), RuleId(1)]],
            windows: vec![Window {
                rule: RuleId(0),
                key: WindowKey::Source(SourceId(0)),
                time_range: (Timestamp::from_seconds(0), Timestamp::from_seconds(90)),
                events: 12,
                sources: 1,
                accounts: 3,
            }],
            detections: vec![detection].into(),
            ..Case::default()
        };
        (case, detection)
    }

    #[test]
    fn a_line_reads_like_grep() {
        let (case, detection) = case();
        let mut out = Vec::new();
        write_line(&mut out, &case, &detection, &mut Whys::new(&case, &Words::of(Language::English)));
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "auth\\u{1b}[2J.log:12: 2017-02-13T20:00:00Z 2001:db8::/64 password-guessing password/guessing Password guessing; \
             Slow guessing (12 events, 1 source, 3 accounts in 90 s): marie\\r\\n\\u{202e}x\n"
        );
    }

    #[test]
    fn reasons_are_said_in_french_too() {
        let (mut case, detection) = case();
        case.rules[1].title = "Many accounts tried by one source".into();
        let mut out = Vec::new();
        write_line(&mut out, &case, &detection, &mut Whys::new(&case, &Words::of(Language::French)));
        let line = String::from_utf8(out).unwrap();
        let why =
            "Password guessing; Nombreux comptes essayés par une source (12 événements, 1 source, 3 comptes en 90 s):";
        assert!(line.contains(why), "{line}");
    }

    #[test]
    fn json_has_every_member_of_the_contract_and_no_name_of_a_person() {
        let (case, detection) = case();
        let naming = Naming::new(&case, Names::Pseudonyms { key: b"0123456789abcdef" });
        let mut out = Vec::new();
        write_json(&mut out, &case, &naming, &detection, &mut Whys::new(&case, &Words::of(Language::English)));
        let json: serde_json::Value = serde_json::from_slice(&out).unwrap();
        for member in [
            "time",
            "origin.path",
            "origin.line",
            "origin.byte_start",
            "source.ip",
            "service",
            "asset",
            "form",
            "technique",
            "rule",
            "why",
        ] {
            assert!(!json[member].is_null(), "{member}");
        }
        assert_eq!((&json["origin.line"], &json["technique"]), (&12.into(), &"T1110.001".into()));
        assert!(!json.to_string().contains("marie"), "{json}");
        let page = include_str!("../../docs/detections-jsonl.md");
        for member in json.as_object().unwrap().keys() {
            assert!(page.contains(&format!("`{member}`")), "{member}");
        }
    }
}
