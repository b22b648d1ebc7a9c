//! The report as one JSON object: the answer as it is, with the words of both languages beside every sentence. The contract is
//! `docs/report-json.md`; its version is `schema_version`.

use serde_json::{Map, Value};
use vigie_figures::answer::Answer;
use vigie_figures::comparison::Comparison;
use vigie_figures::sentence::Sentence;

use super::jsonl::inert_json;
use super::words::{Language, Words};

/// The answer as JSON, indented, with a line end. Hidden characters in texts are written as escapes.
pub fn render(answer: &Answer) -> serde_json::Result<String> {
    written(serde_json::to_value(answer)?)
}

/// Two answers side by side as JSON.
pub fn render_comparison(comparison: &Comparison) -> serde_json::Result<String> {
    written(serde_json::to_value(comparison)?)
}

fn written(mut value: Value) -> serde_json::Result<String> {
    let words = Language::ALL.map(Words::of);
    add_words(&mut value, &words);
    let mut text = inert_json(&serde_json::to_string_pretty(&value)?);
    text.push('\n');
    Ok(text)
}

/// Adds `en` and `fr` to every sentence: an object of exactly `key` and `args`. Sentences inside sentences are already in their words.
/// The depth is that of the model, which does not grow with the input.
fn add_words(value: &mut Value, words: &[Words; 2]) {
    match value {
        Value::Object(object) if is_sentence(object) => {
            if let Ok(sentence) = serde_json::from_value::<Sentence>(Value::Object(object.clone())) {
                for words in words {
                    let text = words.sentence(&sentence, &|text| text.to_owned());
                    object.insert(words.language().code().into(), Value::String(text));
                }
            }
        }
        Value::Object(object) => object.values_mut().for_each(|value| add_words(value, words)),
        Value::Array(array) => array.iter_mut().for_each(|value| add_words(value, words)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn is_sentence(object: &Map<String, Value>) -> bool {
    object.len() == 2 && object.contains_key("key") && object.get("args").is_some_and(Value::is_object)
}

#[cfg(test)]
mod tests {
    use vigie_figures::names::Names;

    use super::*;
    use crate::report::escape::is_hidden;
    use crate::report::samples::{answered, case_with, hostile_case};

    #[test]
    fn the_object_reads_back_as_the_answer_and_carries_both_languages() {
        let answer = answered(&case_with(str::to_owned), Names::Clear);
        let text = render(&answer).unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["schema_version"], vigie_figures::answer::SCHEMA_VERSION);
        for language in ["en", "fr"] {
            assert!(value["lead"][0][language].as_str().unwrap().contains("922"), "{}", value["lead"][0]);
        }
        assert_eq!(serde_json::from_str::<Answer>(&text).unwrap(), answer);
    }

    #[test]
    fn nothing_hidden_leaves_as_it_is_and_no_name_of_a_person_leaves_at_all() {
        let answer = answered(&hostile_case(), Names::Pseudonyms { key: b"0123456789abcdef" });
        let text = render(&answer).unwrap();
        assert!(!text.replace('\n', "").chars().any(is_hidden));
        let answer = answered(&case_with(str::to_owned), Names::Pseudonyms { key: b"0123456789abcdef" });
        assert!(!render(&answer).unwrap().contains("deploy"));
    }

    /// Names of members, without those of sentences' gaps.
    fn members(value: &Value, names: &mut std::collections::BTreeSet<String>) {
        match value {
            Value::Object(object) => {
                names.extend(object.keys().cloned());
                object.iter().filter(|(name, _)| *name != "args").for_each(|(_, value)| members(value, names));
            }
            Value::Array(array) => array.iter().for_each(|value| members(value, names)),
            _ => {}
        }
    }

    #[test]
    fn every_member_is_documented() {
        let page = include_str!("../../../docs/report-json.md");
        let case = case_with(str::to_owned);
        let answer = answered(&case, Names::Clear);
        let side = vigie_figures::comparison::Compared { answer: &answer, case: &case };
        let comparison = vigie_figures::comparison::compare(side, side);
        for text in [render(&answer).unwrap(), render_comparison(&comparison).unwrap()] {
            let mut names = std::collections::BTreeSet::new();
            members(&serde_json::from_str(&text).unwrap(), &mut names);
            for name in names {
                assert!(page.contains(&format!("`{name}`")) || page.contains(&format!("\"{name}\"")), "{name}");
            }
        }
        assert!(page.contains(vigie_figures::answer::SCHEMA_VERSION));
    }
}
