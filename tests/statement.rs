//! Statements end to end: for every exercise world, audience, length and language, each sentence that is written is upheld by `vigie claim check`, and the whole
//! passes the gate. Texts that must not pass are named with their places.
#![expect(clippy::disallowed_types, reason = "the program under test is started")]
#![expect(clippy::disallowed_methods, reason = "tests write and read files of their own")]
#![expect(clippy::unwrap_used, reason = "a test may stop")]

mod trial;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;
use trial::{Folder, show, vigie};
use vigie::publish::statement::{composed, printed, text};
use vigie::report::words::{Language, Words};
use vigie_figures::answer::Answer;
use vigie_figures::calendar::Calendar;
use vigie_figures::names::Names;
use vigie_figures::questions::{self, Options};
use vigie_judge::decide::Verdict;
use vigie_judge::evidence::Evidence;
use vigie_statement::asked::{Asked, Audience, Length};
use vigie_statement::compose::Statement;
use vigie_statement::facts::Facts;
use vigie_statement::fields::{FIELDS, Field};
use vigie_statement::lint::{self, lint};

/// The case of an exercise, in a folder of its own.
fn filled(folder: &Folder, world: &str) -> PathBuf {
    let (logs, case) = (folder.0.join(world), folder.0.join(format!("{world}-case")));
    assert!(vigie(&["exercise", "run", world, "-o", show(&logs), "-q"]).status.success());
    let report =
        vigie(&["report", show(&logs.join("logs")), "--time-zone", "Europe/Paris", "-q", "--case", show(&case)]);
    assert!(report.status.success(), "{world}: {}", String::from_utf8_lossy(&report.stderr));
    case
}

fn answered(folder: &Path) -> (Answer, Evidence) {
    let case = vigie::case::read(folder).unwrap();
    let case = vigie_facts::retain::judged(&case);
    let zone = jiff::tz::TimeZone::get(&case.settings.time_zone).unwrap();
    let nobody = vigie_figures::together::find(&vigie_facts::case::Case::default(), std::num::NonZeroUsize::MIN);
    let answer = questions::answer_with(&case, &Options { zone: zone.clone(), names: Names::Clear }, nobody);
    let evidence = Evidence::of(&case, &answer, &Calendar::new(zone));
    (answer, evidence)
}

/// Every world that `vigie exercise list` names.
fn worlds() -> Vec<String> {
    let list = vigie(&["exercise", "list"]);
    let text = String::from_utf8(list.stdout).unwrap();
    text.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn every_sentence_of_every_statement_of_every_world_is_upheld() {
    let folder = Folder::new("statement-worlds");
    let worlds = worlds();
    assert!(worlds.len() >= 8, "{worlds:?}");
    let mut written = 0;
    for world in &worlds {
        let (answer, evidence) = answered(&filled(&folder, world));
        for language in Language::ALL {
            let words = Words::of(language);
            for audience in Audience::ALL {
                for length in Length::ALL {
                    for hold in [false, true] {
                        let asked = Asked { audience, length, hold, quiet: None, facts_only: false };
                        let facts = Facts { answer: &answer, held: None };
                        let statement = composed(&facts, &asked, &evidence, &words);
                        let name = format!("{world} {language:?} {audience:?} {length:?} hold={hold}");
                        is_whole(&name, &statement, hold);
                        let laid = printed(&statement, &answer.settings, &words);
                        passes(&name, &text::render(&laid, None, true), &facts, &evidence);
                        written += statement.said.len();
                    }
                }
            }
        }
    }
    assert!(written > 3_000, "{written}");
}

/// Every mandatory field is there, nothing was left out, and the sentence on what a place does not say stands in it.
fn is_whole(name: &str, statement: &Statement, hold: bool) {
    assert!(statement.withheld.is_empty(), "{name}: {:?}", statement.withheld);
    for (field, ..) in FIELDS {
        let said = statement.said.iter().any(|said| said.field == *field);
        assert!(said || !field.is_mandatory(), "{name} lacks {field:?}");
    }
    assert!(statement.said.iter().any(|said| said.line.sentence.key == "st-origin-limit"), "{name}");
    for said in &statement.said {
        let fine = matches!(said.checked.verdict, Verdict::Established | Verdict::Supported);
        // What was wanted is never decided, and a statement may say so.
        let outside = said.checked.claims.iter().all(|(_, verdict)| *verdict == Verdict::OutOfScope);
        assert!(fine || !said.line.claims && outside, "{name}: {said:?}");
        // A figure leads to its question, and a holding statement has none.
        let number = said.checked.text.chars().any(|c| c.is_ascii_digit());
        assert!(!(hold && number), "{name}: {}", said.checked.text);
        if number && said.field != Field::Unknown && !CONSTANT.contains(&&*said.line.sentence.key) {
            assert!(!said.line.figures.is_empty(), "{name}: {}", said.checked.text);
        }
    }
}

/// Sentences whose numbers are constants of the method.
const CONSTANT: &[&str] = &["st-nature-attempt", "st-confidence-interval"];

/// The text as published passes the gate, which reads it as `claim check` does and names every claim that is not upheld and every State made into an author.
fn passes(name: &str, text: &str, facts: &Facts<'_>, evidence: &Evidence) {
    let linted = lint(text, facts, evidence, &lint::Options::default());
    assert!(linted.problems.is_empty(), "{name}: {:?}\n{text}", linted.problems);
    assert!(linted.claims > 0 || facts.attempts() == 0, "{name}: {text}");
}

/// What must not be published, by language, and the kinds of problem that are found in it.
const BAD: &[(&str, &[&str])] = &[
    (
        "Nous subissons 4 000 attaques par mois.",
        &["attack-without-unit", "contradicted", "missing-nature", "missing-origin"],
    ),
    ("Des hackers russes nous attaquent ; leur nature est connue.", &["attribution-without-source", "missing-origin"]),
    (
        "907 attempts of SQL injection came from addresses located in Ukraine. Ukraine attacked us.",
        &["attribution-by-location", "contradicted"],
    ),
    ("According to experts, Russia is behind these SQL injections.", &["attribution-by-unnamed", "missing-origin"]),
    ("437 attempts of SQL injection. Their origin is not known. Call 203.0.113.9.", &["personal-address"]),
    ("Write to a.martin@example.org or to press@example.org.", &["personal-mailbox"]),
    ("Nos équipes ont bu 99 999 cafés.", &["figure-not-in-case"]),
    ("We counted 1,922 attempts\u{200b}; their nature and origin are being established.", &["hidden-characters"]),
];

/// What may be published.
const GOOD: &[&str] = &[
    "",
    "We thank our teams.",
    "437 attempts of SQL injection. Their origin is not known. Write to press@example.org.",
    "437 tentatives d’injection SQL. Nous ne connaissons pas leur provenance.",
];

fn linted(case: &str, text: &str, more: &[&str], folder: &Folder) -> (Output, Value) {
    let file = folder.0.join("text.txt");
    fs::write(&file, text).unwrap();
    let mut arguments = vec!["statement", "lint", show(&file), "--case", case, "--json"];
    arguments.extend(more);
    let output = vigie(&arguments);
    let value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output, value)
}

fn kinds(value: &Value) -> Vec<String> {
    let problems = value["problems"].as_array().cloned().unwrap_or_default();
    let mut kinds: Vec<String> = problems.iter().map(|one| one["kind"].as_str().unwrap().to_owned()).collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

/// One case for all: filling it costs most of the time.
#[test]
fn the_gate_names_what_must_be_mended_and_lets_the_rest_pass() {
    let folder = Folder::new("statement-gate");
    let case = filled(&folder, "february-2017");
    let case = show(&case);
    for (text, expected) in BAD {
        let (output, value) = linted(case, text, &[], &folder);
        assert_eq!(output.status.code(), Some(1), "{text}: {value}");
        assert_eq!(kinds(&value), *expected, "{text}: {value}");
    }
    for text in GOOD {
        let (output, value) = linted(case, text, &[], &folder);
        assert_eq!(output.status.code(), Some(0), "{text}: {value}");
    }
    let missing = vigie(&["statement", "lint", "/nonexistent", "--case", case]);
    assert_eq!(missing.status.code(), Some(4));
    assert_eq!(vigie(&["statement", "lint"]).status.code(), Some(2));
    places_are_of_the_text(case, &folder);
    before_a_vote_only_facts(case, &folder);
    what_was_done_is_said(&folder.0.join("february-2017-case"));
    letters_say_unknown_and_leave_the_rest_to_fill_in(case);
    texts_drift(case, &folder);
    packed_texts_are_decided_again(case, &folder);
}

fn places_are_of_the_text(case: &str, folder: &Folder) {
    let (_, value) = linted(case, "Un titre\n\nÀ nos lecteurs : écrivez à a.martin@example.org.", &[], folder);
    let problem = &value["problems"][0];
    assert_eq!((problem["line"].as_u64(), problem["column"].as_u64()), (Some(3), Some(28)), "{value}");
    assert_eq!(problem["words"], "a.martin@example.org");
    assert!(!value["told"][0]["why"].as_array().unwrap().is_empty());
}

fn before_a_vote_only_facts(case: &str, folder: &Folder) {
    let file = folder.0.join("organisation.toml");
    let vote =
        "people = [\"b.durand\"]\n[[votes]]\nday = \"2031-05-11\"\nrules = \"france\"\nreserve_from = \"2031-04-20\"\n";
    fs::write(&file, vote).unwrap();
    let said = |date: &str| {
        let arguments = ["statement", "--case", case, "--for", "press", "--length", "medium", "--lang", "fr", "--json"];
        let output = vigie(&[&arguments[..], &["--date", date, "--organisation", show(&file)]].concat());
        let value: Value = serde_json::from_slice(&output.stdout).unwrap();
        (value["text"].as_str().unwrap().to_owned(), value["statement"]["quiet"]["kind"].clone())
    };
    let (before, reserve, silence) = (said("2031-04-19"), said("2031-04-20"), said("2031-05-10"));
    assert!(before.0.contains("principalement") && before.1.is_null());
    assert!(!reserve.0.contains("principalement") && reserve.1 == "reserve", "{}", reserve.0);
    assert!(silence.0.contains("L. 49") && silence.1 == "silence", "{}", silence.0);
    let text = "Les tentatives d’injection SQL sont arrivées principalement d’adresses localisées en Ukraine. C’est inacceptable. Merci à b.durand.";
    let quiet = ["--date", "2031-05-10", "--organisation", show(&file)];
    let (_, value) = linted(case, text, &quiet, folder);
    assert!(kinds(&value).contains(&"interpretation-in-quiet".to_owned()), "{value}");
    assert!(kinds(&value).contains(&"personal-account".to_owned()), "{value}");
}

fn what_was_done_is_said(case: &Path) {
    let entry = |address: &str, undone: &str| {
        format!(
            r#"{{"source":"{address}","applied":1486512000000000,"expires":1486598400000000,"undone":{undone},"forms":[],"detections":3,"ordinary_events":0}}"#
        )
    };
    let target = serde_json::to_value(vigie::respond::plan::Target::Source("203.0.113.9".parse().unwrap())).unwrap();
    let mut entries = Vec::new();
    for (address, undone) in [("203.0.113.9", "null"), ("203.0.113.10", "1486512100000000")] {
        let mut value: Value = serde_json::from_str(&entry(address, undone)).unwrap();
        value.as_object_mut().unwrap().remove("source");
        for (name, member) in target.as_object().unwrap() {
            value[name] = member.clone();
        }
        entries.push(value);
    }
    fs::write(case.join("decisions.json"), serde_json::json!({ "entries": entries }).to_string()).unwrap();
    let arguments = ["statement", "--case", show(case), "--for", "state", "--date", "2017-02-08"];
    let text = String::from_utf8(vigie(&arguments).stdout).unwrap();
    assert!(text.contains("2 decisions, 1 of which still stand"), "{text}");
}

fn letters_say_unknown_and_leave_the_rest_to_fill_in(case: &str) {
    for kind in ["referral", "complaint", "breach", "warning", "notification", "final"] {
        for (language, fill, advice) in
            [("en", "TO FILL IN", "no legal advice"), ("fr", "À REMPLIR", "pas un avis juridique")]
        {
            let output = vigie(&["statement", "letter", kind, "--case", case, "--lang", language]);
            let text = String::from_utf8(output.stdout).unwrap();
            assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
            assert!(text.contains(advice) && (text.contains(fill) || kind == "complaint"), "{kind}: {text}");
        }
    }
    let text = String::from_utf8(vigie(&["statement", "letter", "breach", "--case", case]).stdout).unwrap();
    for article in ["33(1)", "33(3)(a)", "33(3)(b)", "33(3)(c)", "33(3)(d)"] {
        assert!(text.contains(article), "{text}");
    }
    assert!(text.contains("this notification may not be due") && text.contains("Unknown: which people"), "{text}");
}

fn texts_drift(case: &str, folder: &Folder) {
    let write = |name: &str, text: &str| {
        let path = folder.0.join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let early = write(
        "early.txt",
        "Date: 2017-02-13\nAuthor: A. Martin\n\nAbout half of the attacks come from Ukraine. We counted 1,922 attempts.",
    );
    let late = write(
        "late.txt",
        "Date: 2017-02-14\nAuthor: A wire\n\nRussian hackers attack the campaign. They count 4,000 attacks a month.",
    );
    let arguments = ["claim", "drift", show(&late), show(&early), "--case", case];
    let output = vigie(&[&arguments[..], &["--json", "--exit-code"]].concat());
    assert_eq!(output.status.code(), Some(1));
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(value["tellings"][0]["author"], "A. Martin", "the earlier day comes first");
    let all: Vec<&str> = value["steps"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|step| step["changes"].as_array().unwrap())
        .map(|change| change["kind"].as_str().unwrap())
        .collect();
    for kind in ["place-became-author", "number", "unit", "rate"] {
        assert!(all.contains(&kind), "{kind}: {all:?}");
    }
    let text = String::from_utf8(vigie(&arguments).stdout).unwrap();
    assert!(text.contains("Ukraine → Russia") && text.contains("1,922 → 3,500 to 4,500"), "{text}");
}

fn packed_texts_are_decided_again(case: &str, folder: &Folder) {
    let (text, pack, key) = (folder.0.join("release.txt"), folder.0.join("case.vigie"), folder.0.join("key"));
    fs::write(&text, "437 attempts of SQL injection. Half of the attacks come from Ukraine.").unwrap();
    let arguments = ["pack", "--case", case, "--redact", "--key", show(&key), "--text", show(&text), "-o", show(&pack)];
    let packed = vigie(&arguments);
    assert!(packed.status.success(), "{}", String::from_utf8_lossy(&packed.stderr));
    let verified = vigie(&["verify", show(&pack)]);
    let told = String::from_utf8(verified.stdout).unwrap();
    assert!(verified.status.success() && told.contains("release.txt: 2 claims decided again"), "{told}");
    // Somebody who packs and signs a verdict that the rows do not give is refused by name.
    let file = fs::read(&pack).unwrap();
    let parts = vigie_evidence::verify::parts(&file, &vigie::publish::pack::unpack).unwrap();
    let body =
        String::from_utf8(parts.body).unwrap().replacen("\"verdict\":\"supported\"", "\"verdict\":\"established\"", 1);
    let seed = vigie_evidence::custody::SigningSeed([7; 32]);
    let mut log = Vec::new();
    let zone = jiff::tz::TimeZone::UTC;
    let moment = vigie_evidence::custody::Moment {
        at: jiff::Timestamp::from_second(1_800_000_000).unwrap(),
        zone,
        zone_name: "UTC".into(),
        zone_from: "argument".into(),
    };
    let deed = vigie_evidence::custody::Deed {
        action: vigie_evidence::custody::Action::Made,
        who: "somebody".into(),
        note: String::new(),
        program: vigie_evidence::PROGRAM.into(),
    };
    let name = vigie_evidence::custody::BodyName::of(body.as_bytes());
    vigie_evidence::custody::append(&mut log, deed, name, &moment, &seed);
    fs::write(&pack, vigie::publish::pack::file_of(body.as_bytes(), None, &log).unwrap()).unwrap();
    let refused = vigie(&["verify", show(&pack), "--now", "2030-01-01T00:00:00Z"]);
    let told = String::from_utf8(refused.stdout).unwrap();
    assert!(refused.status.code() == Some(1) && told.contains("wrong-claim"), "{told}");
}
