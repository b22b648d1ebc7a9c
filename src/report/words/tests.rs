//! The two languages have the same words, all of them used, none missing.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;
use vigie_facts::anomaly::Anomaly;
use vigie_facts::service::Service;

use super::*;

/// Keys and the gaps each has.
fn keys(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let resource = FluentResource::try_new(source.to_owned()).expect("the language file parses");
    assert!(resource.entries().count() > 100);
    let mut keys = BTreeMap::new();
    let mut current = String::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if let Some((key, _)) = line.split_once(" = ").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase())) {
            assert!(keys.insert(key.to_owned(), BTreeSet::new()).is_none(), "{key} stands twice");
            key.clone_into(&mut current);
        }
        let gaps: &mut BTreeSet<String> = keys.entry(current.clone()).or_default();
        for part in line.split("{ $").skip(1) {
            gaps.insert(part.split([' ', '}']).next().unwrap_or_default().to_owned());
        }
    }
    keys.remove("");
    keys
}

#[test]
fn both_languages_have_the_same_keys_and_gaps() {
    let (english, french) = (keys(ENGLISH), keys(FRENCH));
    for key in english.keys().chain(french.keys()) {
        assert_eq!(english.get(key), french.get(key), "{key}");
    }
}

#[test]
fn words_hold_no_markup_and_nothing_hidden() {
    for language in Language::ALL {
        let words = Words::of(language);
        for key in keys(ENGLISH).keys() {
            let text = words.text(key);
            assert!(!text.is_empty() && text != *key, "{key} has no words in {language:?}");
            assert!(!text.contains(['<', '>', '&', '"', '\'']), "{key}: {text}");
            assert!(!text.chars().any(crate::report::escape::is_hidden), "{key}: {text}");
        }
    }
}

/// The sources that name keys: of this program and of the figures.
fn sources() -> Vec<String> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![
        root.join("src/report"),
        root.join("src/top"),
        root.join("crates/figures/src"),
        root.join("crates/judge/src"),
        root.join("crates/statement/src"),
        root.join("src/cli/claim"),
        root.join("src/cli/statement"),
        root.join("src/publish/statement"),
    ];
    let mut texts = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs" || extension == "html") {
                texts.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }
    texts
}

/// Families of keys made of an id; the ids are checked here.
fn families() -> BTreeSet<String> {
    let ids = |prefix: &'static str, ids: Vec<&'static str>| ids.into_iter().map(move |id| format!("{prefix}{id}"));
    let mut keys: BTreeSet<String> = BTreeSet::new();
    keys.extend(ids("anomaly-", Anomaly::ALL.iter().map(|anomaly| anomaly.id()).collect()));
    keys.extend(ids("service-", Service::ALL.iter().map(|service| service.id()).collect()));
    keys.extend(ids("unit-", Unit::ALL.iter().map(|unit| unit.id()).collect()));
    keys.extend(ids("aim-", vec!["targeted", "opportunistic", "unclear"]));
    let reasons = vec!["real-account", "existing-path", "organisation-word", "public-lists-only", "nothing-to-compare"];
    keys.extend(ids("aim-reason-", reasons));
    let kinds =
        ["unknown", "hosting", "vpn", "tor", "crawler", "scanner", "own", "private", "documentation", "reserved"];
    keys.extend(ids("network-kind-", kinds.to_vec()));
    let parts = ["failures-before", "success", "answer", "usual-answer", "follow-up", "silence"];
    keys.extend(ids("evidence-", parts.to_vec()));
    keys.extend(ids(
        "trouble-",
        vec!["unreadable", "truncated", "expansion-limit", "corrupt", "binary", "internal-error"],
    ));
    keys.extend(ids("lint-", vigie_statement::lint::Kind::ALL.iter().map(|kind| kind.id()).collect()));
    let bases = ["stated", "zone-assumed", "year-inferred", "year-unknown", "fold-inferred", "neighbour"];
    keys.extend(ids("basis-", bases.to_vec()));
    keys
}

#[test]
fn every_key_is_used_and_every_used_key_exists() {
    let known = keys(ENGLISH);
    let families = families();
    for key in &families {
        assert!(known.contains_key(key), "{key} has no words");
    }
    let sources = sources();
    let is_named = |text: &str| sources.iter().any(|source| source.contains(&format!("\"{text}\"")));
    let mut unused = Vec::new();
    for key in known.keys().filter(|key| !families.contains(*key)) {
        // A measure's four sentences are named by its id.
        let measure = key.strip_prefix("measure-").and_then(|rest| {
            ["-action", "-because", "-side-effect", "-undo"].iter().find_map(|part| rest.strip_suffix(part))
        });
        if !is_named(key) && !measure.is_some_and(is_named) {
            unused.push(key);
        }
    }
    assert!(unused.is_empty(), "used nowhere: {unused:?}");
    let pattern = regex::Regex::new(r#"(?:Sentence::new|\.text|\.word)\(\s*"([a-z][a-z0-9-]+)"\s*\)"#).unwrap();
    let drafts = regex::Regex::new(r#"Draft::(?:now|soon|later)\("([a-z-]+)"\)"#).unwrap();
    let mut named = 0;
    for source in &sources {
        for found in pattern.captures_iter(source) {
            named += 1;
            // The examples in documentation use a key of no language.
            assert!(known.contains_key(&found[1]), "{} has no words", &found[1]);
        }
        for found in drafts.captures_iter(source) {
            for part in ["action", "because", "side-effect", "undo"] {
                assert!(known.contains_key(&format!("measure-{}-{part}", &found[1])), "{} lacks {part}", &found[1]);
            }
        }
    }
    assert!(named > 50, "the search finds what it should");
}

#[test]
fn numbers_dates_and_bytes_are_written_as_each_language_does() {
    let (english, french) = (Words::of(Language::English), Words::of(Language::French));
    assert_eq!((english.number(1_922).as_str(), french.number(1_922).as_str()), ("1,922", "1\u{202f}922"));
    assert_eq!((english.number(907).as_str(), english.number(12_345_678).as_str()), ("907", "12,345,678"));
    assert_eq!(english.percent(Some(47.2)), "47.2\u{202f}%");
    assert_eq!(french.interval(Some(0.0), Some(47.2)), "0–47,2\u{202f}%");
    assert_eq!(
        (english.bytes(999), english.bytes(999_950), french.bytes(1_234_567)),
        ("999\u{a0}B".into(), "1\u{a0}MB".into(), "1,2\u{a0}Mo".into())
    );
    let moment = Moment { day: Day { year: Some(2017), month: 2, day: 1 }, second: 72_000, offset_minutes: Some(60) };
    assert_eq!(english.moment(moment), "1\u{a0}February\u{a0}2017, 20:00:00");
    assert_eq!(french.moment(moment), "1er\u{a0}février\u{a0}2017 à 20:00:00");
    assert_eq!(french.day(Day { year: None, ..moment.day }), "1er\u{a0}février");
    assert_eq!(french.count(0, Unit::Attempts), "0\u{a0}tentative");
    assert_eq!(english.count(0, Unit::Attempts), "0\u{a0}attempts");
}

#[test]
fn hostile_text_in_a_sentence_is_escaped_and_words_are_not() {
    let words = Words::of(Language::French);
    let sentence = Sentence::new("limit-year-unknown").count("inputs", 1_200).text("example", "a\u{1b}[2J");
    let text = words.sentence(&sentence, &|text| crate::report::escape::Terminal(text).to_string());
    assert!(text.starts_with("1\u{202f}200 entrées ne disent pas l’année"), "{text}");
    assert!(text.contains("a\\u{1b}[2J"), "{text}");
}

#[test]
fn units_are_explained_in_both_languages() {
    for language in Language::ALL {
        let text = Words::of(language).explain_units();
        assert_eq!(text.lines().count(), EXPLAINED.len());
        assert!(text.contains("30 minutes"), "{text}");
    }
}
