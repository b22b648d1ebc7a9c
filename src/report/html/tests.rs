//! The structure of the page, read back from its bytes: well-formed, no id twice, no link to nowhere, nothing that runs,
//! every figure of the model present, hostile words inert.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use vigie_facts::case::Case;
use vigie_figures::answer::Answer;
use vigie_figures::names::Names;
use vigie_figures::questions::{Options, answer};
use vigie_simulate::{cases, group_case};

use super::{HtmlOptions, render, style_hash, words};
use crate::report::escape::is_hidden;
use crate::report::words::Language;

fn answered(case: &Case) -> Answer {
    answer(case, &Options { zone: TimeZone::get("Europe/Paris").unwrap(), names: Names::Clear })
}

fn all_cases() -> [Case; 5] {
    let group = group_case::group_among_strangers();
    [Case::default(), cases::ordinary_week(), cases::month(), cases::hostile_month(), group]
}

/// A tag as read back: its name, its attributes, whether it closes.
struct Tag {
    name: String,
    attributes: BTreeMap<String, String>,
    closes: bool,
}

/// Reads a page as strictly as it is written: lower-case tags, attributes in double quotes, every element closed in order.
/// Returns its tags and the texts between them.
fn read(page: &str) -> (Vec<Tag>, Vec<String>) {
    let (mut tags, mut texts, mut open) = (Vec::new(), Vec::new(), Vec::<String>::new());
    let mut rest = page.strip_prefix("<!doctype html>").unwrap();
    while let Some(start) = rest.find('<') {
        texts.push(rest[..start].to_owned());
        let end = start + rest[start..].find('>').unwrap();
        let inside = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = inside.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "closed in another order than opened");
            tags.push(Tag { name: name.to_owned(), attributes: BTreeMap::new(), closes: true });
            continue;
        }
        let (name, mut written) = inside.split_once(' ').unwrap_or((inside, ""));
        assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()), "tag {name:?}");
        let mut attributes = BTreeMap::new();
        while !written.is_empty() {
            let (key, value) = written.split_once("=\"").unwrap();
            let (value, after) = value.split_once('"').unwrap();
            assert!(key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'), "attribute {key:?}");
            assert!(attributes.insert(key.to_owned(), value.to_owned()).is_none(), "{key} twice in one tag");
            written = after.strip_prefix(' ').unwrap_or(after);
        }
        if name == "style" {
            let (_, after) = rest.split_once("</style>").unwrap();
            rest = after;
        } else if !["meta", "link"].contains(&name) {
            open.push(name.to_owned());
        }
        tags.push(Tag { name: name.to_owned(), attributes, closes: false });
    }
    assert!(open.is_empty() && rest.trim().is_empty());
    (tags, texts)
}

fn pages() -> Vec<String> {
    let answers = all_cases().map(|case| answered(&case));
    let of = |answer: &Answer| Language::ALL.map(|language| render(answer, language, &HtmlOptions::default()));
    answers.iter().flat_map(of).collect()
}

#[test]
fn pages_are_well_formed_and_nothing_in_them_runs() {
    const KNOWN: &str = " html head meta link title style body a header nav main section article footer h1 h2 h3 h4 p ol ul li \
        dl dt dd div span strong data bdi pre table caption thead tbody tr th td figure figcaption svg rect line text path \
        circle details summary ";
    for page in pages() {
        for tag in read(&page).0 {
            assert!(KNOWN.contains(&format!(" {} ", tag.name)), "element {}", tag.name);
            for (key, value) in &tag.attributes {
                assert!(!key.starts_with("on") && key != "style" && key != "src", "attribute {key}");
                if key == "href" {
                    let inside = value.starts_with('#') || value == "data:,";
                    assert!(inside || value.starts_with("https://attack.mitre.org/techniques/T"), "{value}");
                }
            }
        }
    }
}

#[test]
fn every_id_is_single_and_every_link_arrives() {
    for page in pages() {
        let (tags, _) = read(&page);
        let mut ids = BTreeSet::new();
        for id in tags.iter().filter_map(|tag| tag.attributes.get("id")) {
            assert!(!id.contains(char::is_whitespace) && ids.insert(id.clone()), "id {id}");
        }
        for tag in tags.iter().filter(|tag| !tag.closes) {
            let href = tag.attributes.get("href").and_then(|href| href.strip_prefix('#'));
            let label = tag.attributes.get("aria-labelledby").map(String::as_str);
            for target in href.into_iter().chain(label) {
                assert!(ids.contains(target), "nothing has the id {target}");
            }
        }
    }
}

#[test]
fn hostile_words_are_shown_and_inert() {
    let answer = answered(&cases::hostile_month());
    for language in Language::ALL {
        let page = render(&answer, language, &HtmlOptions { title: Some("<b>\u{202e}title</b>".into()) });
        let (_, texts) = read(&page);
        assert!(!page.chars().any(|letter| is_hidden(letter) && letter != '\n'), "something hidden passed");
        let text = texts.concat();
        for shown in
            ["&lt;script&gt;alert(document.domain)&lt;/script&gt;", "\\u{202e}gpj.exe\\u{2066}", "\\u{1b}]0;owned"]
        {
            assert!(text.contains(shown), "{shown} is not shown");
        }
        assert!(text.contains("&lt;b&gt;\\u{202e}title&lt;/b&gt;"));
        assert!(!text.contains(&"A".repeat(2_100)), "a token of 10 kB was not cut");
    }
}

#[test]
fn every_figure_of_the_model_stands_in_the_page() {
    for case in [cases::ordinary_week(), cases::month()] {
        let answer = answered(&case);
        for language in Language::ALL {
            let page = render(&answer, language, &HtmlOptions::default());
            let (tags, _) = read(&page);
            let shown: BTreeMap<_, _> = tags
                .iter()
                .filter_map(|tag| {
                    Some((tag.attributes.get("data-key")?.as_str(), tag.attributes.get("value")?.as_str()))
                })
                .collect();
            let mut checked = 0;
            walk(&serde_json::to_value(&answer).unwrap(), &mut |key, value| {
                checked += 1;
                assert!(
                    shown.get(key) == Some(&value) || (value == "0" && !shown.contains_key(key)),
                    "{key} = {value}"
                );
            });
            assert!(checked > 30, "only {checked} figures");
        }
    }
}

fn walk(value: &serde_json::Value, see: &mut impl FnMut(&str, &str)) {
    if let Some(key) = value.get("key").and_then(|key| key.as_str())
        && let Some(number) = value.get("value").or_else(|| value.get("numerator")).filter(|number| number.is_number())
    {
        see(key, &number.to_string());
    }
    match value {
        serde_json::Value::Object(members) => members.values().for_each(|member| walk(member, see)),
        serde_json::Value::Array(items) => items.iter().for_each(|item| walk(item, see)),
        _ => {}
    }
}

#[test]
fn no_shared_word_is_missing() {
    // A key without words is shown as the key; these are the families of keys the page asks for by the id of a thing.
    const FAMILIES: [&str; 12] = [
        ">class-",
        ">target-",
        ">network-kind-",
        ">aim-",
        ">confidence-",
        ">weakness-",
        ">urgency-",
        ">evidence-",
        ">basis-",
        ">trouble-",
        ">anomaly-",
        ">unit-",
    ];
    for page in pages() {
        for family in FAMILIES {
            assert!(!page.contains(family), "{family}");
        }
    }
}

#[test]
fn an_empty_case_still_has_every_section() {
    let page = render(&answered(&Case::default()), Language::French, &HtmlOptions::default());
    for id in ["answer", "what", "pursued", "places", "entry", "cost", "measures", "limits", "inputs", "units", "lines"]
    {
        assert!(page.contains(&format!("<section id=\"{id}\"")), "{id}");
    }
    assert!(page.contains(words::FRENCH.no_period) && page.contains(words::FRENCH.none_seen));
}

#[test]
fn the_same_answer_gives_the_same_page() {
    let answer = answered(&cases::month());
    let once = render(&answer, Language::English, &HtmlOptions::default());
    assert_eq!(once, render(&answer, Language::English, &HtmlOptions::default()));
}

#[test]
fn the_policy_names_the_style_sheet() {
    // The digest of the empty text, as the specification's own tools print it.
    assert_eq!(style_hash(""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    let page = render(&answered(&Case::default()), Language::English, &HtmlOptions::default());
    let (_, sheet) = page.split_once("<style>").unwrap();
    let (sheet, _) = sheet.split_once("</style>").unwrap();
    let policy = format!("default-src &#39;none&#39;; style-src &#39;{}&#39;;", style_hash(sheet));
    assert!(page.contains(&policy), "{policy}");
}

#[test]
fn a_group_stands_in_the_page_with_its_graph_its_sessions_and_its_evidence() {
    let answer = answered(&group_case::group_among_strangers());
    let together = &answer.together;
    assert_eq!((together.counts.together(), together.clusters[0].members.len()), (1, group_case::MEMBERS));
    for (language, alternative, people) in [
        (Language::English, "12 members, 66 links", "not decidable from logs"),
        (Language::French, "12 membres, 66 liens", "indécidable d’après des journaux"),
    ] {
        let page = render(&answer, language, &HtmlOptions::default());
        let (tags, texts) = read(&page);
        let graph =
            tags.iter().find(|tag| tag.attributes.get("aria-label").is_some_and(|label| label.contains(alternative)));
        assert_eq!(graph.map(|tag| tag.name.as_str()), Some("svg"), "{alternative}");
        assert!(texts.concat().contains(people));
        let member = &together.clusters[0].members[0].actor;
        assert!(texts.concat().contains(member.as_str()));
    }
}
