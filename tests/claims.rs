//! Claims end to end: the exercise of February is written, read into a case, and the sentences of that week are decided by the program, in both
//! languages.
#![expect(clippy::disallowed_types, reason = "the program under test is started")]
#![expect(clippy::disallowed_methods, reason = "tests write and read files of their own")]
#![expect(clippy::unwrap_used, reason = "a test may stop")]

mod trial;

use std::fs;
use std::path::Path;

use serde_json::Value;
use trial::{Folder, vigie};

fn february() -> (Folder, String) {
    let folder = Folder::new("claims");
    let (world, case) = (folder.0.join("world"), folder.0.join("case"));
    let show = |path: &Path| path.to_str().unwrap().to_owned();
    assert!(vigie(&["exercise", "run", "february-2017", "-o", &show(&world)]).status.success());
    let (logs, answer) = (show(&world.join("logs")), show(&folder.0.join("report.json")));
    let filled =
        vigie(&["report", &logs, "--time-zone", "Europe/Paris", "-q", "--case", &show(&case), "--json", &answer]);
    assert!(filled.status.success(), "{}", String::from_utf8_lossy(&filled.stderr));
    let case = show(&case);
    (folder, case)
}

fn checked(case: &str, text: &str) -> Value {
    let output = vigie(&["claim", "check", "--case", case, "--text", text, "--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Sentences of that week, what each claims, and the verdict.
const SENTENCES: &[(&str, &[(&str, &str)])] = &[
    (
        "Ces attaques proviennent principalement d'Ukraine, pour près de la moitié d'entre elles",
        &[
            ("rank(attacks, located_in=UA) = 1", "established"),
            ("share(attacks, located_in=UA) in [0.4, 0.6]", "supported"),
        ],
    ),
    (
        "Nous avons subi 1 922 attaques, dont 907 localisées en Ukraine.",
        &[("count(attacks) = 1922", "established"), ("count(attacks, located_in=UA) = 907", "established")],
    ),
    ("Nous subissons 4 000 attaques par mois.", &[("count(attacks, per=month) in [3500, 4500)", "contradicted")]),
    ("We face 2,000 attacks a day.", &[("count(attacks, per=day) in [1500, 2500)", "contradicted")]),
    ("We face a few hundred attacks a day.", &[("count(attacks, per=day) in [200, 600)", "misleading")]),
    (
        "They are organised and coordinated by a structured group, not lone hackers.",
        &[("coordinated()", "misleading"), ("group()", "not-decidable")],
    ),
    ("Les attaques russes nous visent.", &[("attributed(RU)", "not-decidable"), ("targeted()", "misleading")]),
];

/// One case for all: filling it costs most of the time.
#[test]
fn claims_about_february_are_decided_and_its_ladder_reconciles() {
    let (folder, case) = february();
    the_sentences_are_decided(&case);
    an_interval_of_a_claim_is_that_of_the_report(&folder, &case);
    a_gate_can_ask_for_the_exit_code_and_pages_are_read(&folder, &case);
    the_ladder_reconciles(&case);
}

fn the_sentences_are_decided(case: &str) {
    for (text, expected) in SENTENCES {
        let answer = checked(case, text);
        let judgements = answer["sentences"][0]["judgements"].as_array().unwrap();
        let found: Vec<(&str, &str)> = judgements
            .iter()
            .map(|one| (one["notation"].as_str().unwrap(), one["verdict"].as_str().unwrap()))
            .collect();
        assert_eq!(found, *expected, "{text}");
    }
    let answer = checked(case, SENTENCES[0].0);
    let share = &answer["sentences"][0]["judgements"][1];
    let trial = &share["trials"][0];
    assert_eq!((trial["numerator"].as_u64(), trial["denominator"].as_u64()), (Some(907), Some(1_922)));
    assert!(
        (trial["value"].as_f64().unwrap() - 0.471_904).abs() < 1e-6
            && trial["low"].as_f64() < Some(0.4719)
            && trial["high"].as_f64() > Some(0.4719)
    );
    assert!(share["reasons"].as_array().unwrap().iter().any(|reason| reason["key"] == "claim-location-is-not-origin"));
    assert!(!answer["lines"].as_object().unwrap().is_empty());
    let texts = [
        ("fr", ["Étayé", "47,19", "Localisé ne veut pas dire envoyé par"]),
        ("en", ["Supported", "47.19", "Located in is not sent by"]),
    ];
    for (lang, words) in texts {
        let output = vigie(&["claim", "check", "--case", case, "--lang", lang, "--text", SENTENCES[0].0]);
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(words.iter().all(|word| said.contains(word)), "{said}");
    }
}

/// Both round to a tenth of a percent.
fn an_interval_of_a_claim_is_that_of_the_report(folder: &Folder, case: &str) {
    let report: Value = serde_json::from_slice(&fs::read(folder.0.join("report.json")).unwrap()).unwrap();
    let countries = report["places"]["countries"].as_array().unwrap();
    let of_report = &countries.iter().find(|row| row["country"] == "UA").unwrap()["attempts"];
    let answer = checked(case, SENTENCES[0].0);
    let of_claim = &answer["sentences"][0]["judgements"][1]["trials"][0];
    for end in ["low", "high"] {
        let (report, claim) = (of_report[end].as_f64().unwrap(), 100.0 * of_claim[end].as_f64().unwrap());
        assert!((report - claim).abs() < 0.051, "{end}: {report} in the report, {claim} in the claim");
    }
}

fn a_gate_can_ask_for_the_exit_code_and_pages_are_read(folder: &Folder, case: &str) {
    let page = folder.0.join("page.html");
    let html = "<html><body><nav>Menu : 9 999 attaques par jour</nav><article><h1>Attaques russes</h1><p>Près de la moitié des attaques viennent d&rsquo;Ukraine.</p></article></body></html>";
    fs::write(&page, html).unwrap();
    let run = |more: &[&str]| {
        let mut arguments = vec!["claim", "check", "--case", case];
        arguments.extend(more);
        vigie(&arguments)
    };
    let answer: Value = serde_json::from_slice(&run(&[page.to_str().unwrap(), "--json"]).stdout).unwrap();
    assert_eq!(answer["sentences"].as_array().unwrap().len(), 2);
    assert_eq!(answer["remarks"][0]["key"], "claim-remark-state-in-title");
    let false_claim = ["--text", "2 000 attaques par jour.", "--exit-code"];
    assert_eq!(run(&false_claim).status.code(), Some(1));
    assert_eq!(run(&["--text", "1 922 attaques.", "--exit-code"]).status.code(), Some(0));
    assert_eq!(run(&[]).status.code(), Some(2));
    assert_eq!(run(&["--text", "x", "--date", "hier"]).status.code(), Some(2));
    assert_eq!(run(&["/nonexistent"]).status.code(), Some(4));
}

/// Names of parties, exchanged in the logs and in the text, change nothing of the answer but the names.
#[test]
fn names_exchanged_in_text_and_case_change_nothing_but_names() {
    const TEXT: &str = "Le parti ALPHA dit avoir subi des milliers d'attaques, dont près de la moitié d'Ukraine. Selon BRAVO, le site d'ALPHA \
        n'a été la cible d'aucune injection SQL. « Les attaques sont russes », répond ALPHA. BRAVO denies that the attacks came from Ukraine. \
        Both ALPHA and BRAVO were attacked; none of the attacks on ALPHA succeeded.";
    let folder = Folder::new("claims-names");
    let world = folder.0.join("world");
    assert!(vigie(&["exercise", "run", "february-2017", "-o", trial::show(&world)]).status.success());
    let logs = fs::read_to_string(world.join("logs/www1/access.log")).unwrap();
    let end = logs.char_indices().filter(|(_, c)| *c == '\n').nth(20_000).map_or(logs.len(), |(at, _)| at + 1);
    let named = logs[..end]
        .replace("www.example.org", "www.alpha.example")
        .replace("adherents.example.org", "www.bravo.example");
    let exchanged = |text: &str| {
        let one = text.replace("ALPHA", "#").replace("BRAVO", "ALPHA").replace('#', "BRAVO");
        one.replace("alpha", "\u{1}").replace("bravo", "alpha").replace('\u{1}', "bravo")
    };
    let told = |name: &str, logs: &str, text: &str| {
        let (input, case) = (folder.0.join(name), folder.0.join(format!("case-{name}")));
        fs::create_dir_all(&input).unwrap();
        fs::write(input.join("access.log"), logs).unwrap();
        let filled = ["report", trial::show(&input), "--time-zone", "Europe/Paris", "-q", "--case", trial::show(&case)];
        assert!(vigie(&filled).status.success());
        let output = vigie(&["claim", "check", "--case", trial::show(&case), "--text", text, "--json"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().replace(trial::show(&input), "")
    };
    let own = told("own", &named, TEXT);
    assert!(own.contains("alpha") && own.contains("\"verdict\""), "{own}");
    assert_eq!(own, exchanged(&told("own2", &exchanged(&named), &exchanged(TEXT))));
}

fn the_ladder_reconciles(case: &str) {
    let output = vigie(&["count", "--case", case, "--by", "unit,day,week,month", "--json"]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &answer["unit"]["reconciled"]), (Some(0), &Value::Bool(true)));
    for by in ["day", "week", "month"] {
        let sum = |what: &str| {
            answer[by].as_array().unwrap().iter().map(|bucket| bucket[what].as_u64().unwrap()).sum::<u64>()
        };
        assert_eq!((sum("attempts"), sum("detections")), (1_922, 12_475), "{by}");
    }
    let text = String::from_utf8(vigie(&["count", "--case", case, "--lang", "fr"]).stdout).unwrap();
    assert!(text.contains("chaque échelon concorde avec le suivant") && text.contains("1\u{202f}922"), "{text}");
}
