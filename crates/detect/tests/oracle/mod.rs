//! `rsigma-eval` behind the fields of our events, as the reference that our own evaluator is compared with.

use std::borrow::Cow;
use std::net::IpAddr;

use rsigma_eval::{Engine, Event as EngineEvent, EventValue};
use vigie_detect::rules::KEYWORD_FIELDS;
use vigie_facts::event::{Action, Event, HttpRequest};
use vigie_facts::field::{Field, Fields, Value};
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::service::Service;

/// An event made of any fields at all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    values: Vec<(Field, Held)>,
}

#[derive(Clone, Debug)]
enum Held {
    Text(Vec<u8>),
    Word(&'static str),
    Number(i64),
    Bool(bool),
    Ip(IpAddr),
}

#[allow(dead_code, reason = "each test binary uses its own part of this module")]
impl Record {
    pub(crate) fn text(&mut self, field: Field, bytes: Vec<u8>) {
        self.values.push((field, Held::Text(bytes)));
    }

    pub(crate) fn word(&mut self, field: Field, word: &'static str) {
        self.values.push((field, Held::Word(word)));
    }

    pub(crate) fn number(&mut self, field: Field, number: i64) {
        self.values.push((field, Held::Number(number)));
    }

    pub(crate) fn yes_or_no(&mut self, field: Field, yes: bool) {
        self.values.push((field, Held::Bool(yes)));
    }

    pub(crate) fn address(&mut self, field: Field, address: &str) {
        self.values.push((field, Held::Ip(address.parse().expect("an address"))));
    }
}

impl Fields for Record {
    fn get(&self, field: Field) -> Option<Value<'_>> {
        let (_, held) = self.values.iter().find(|(name, _)| *name == field)?;
        Some(match held {
            Held::Text(bytes) => Value::Text(bytes),
            Held::Word(word) => Value::Word(word),
            Held::Number(number) => Value::Number(*number),
            Held::Bool(yes) => Value::Bool(*yes),
            Held::Ip(address) => Value::Ip(*address),
        })
    }
}

/// An event whose kind does not matter.
#[allow(dead_code, reason = "each test binary uses its own part of this module")]
pub(crate) fn any_event() -> Event<'static> {
    let origin = Origin { input: InputId(0), line: 1, byte_start: 0, byte_len: 0 };
    Event::new(origin, Service::WebAccess, Action::Http(HttpRequest::default()))
}

/// Fields as the reference engine asks for them: by name; texts that are no UTF-8 mended, as JSON would have them.
struct Shown<'a, F>(&'a F);

impl<F: Fields> EngineEvent for Shown<'_, F> {
    fn get_field(&self, path: &str) -> Option<EventValue<'_>> {
        Some(match self.0.get(Field::from_name(path)?)? {
            Value::Text(bytes) => EventValue::Str(String::from_utf8_lossy(bytes)),
            Value::Word(word) => EventValue::Str(Cow::Borrowed(word)),
            Value::Number(number) => EventValue::Int(number),
            Value::Bool(yes) => EventValue::Bool(yes),
            Value::Ip(address) => EventValue::Str(Cow::Owned(address.to_string())),
        })
    }

    fn any_string_value(&self, pred: &dyn Fn(&str) -> bool) -> bool {
        self.all_string_values().iter().any(|text| pred(text))
    }

    fn all_string_values(&self) -> Vec<Cow<'_, str>> {
        KEYWORD_FIELDS
            .iter()
            .filter_map(|field| match self.0.get(*field)? {
                Value::Text(bytes) => Some(String::from_utf8_lossy(bytes)),
                _ => None,
            })
            .collect()
    }

    fn to_json(&self) -> serde_json::Value {
        serde_json::Value::Null
    }
}

/// The reference engine with the rules it accepts.
pub(crate) struct Oracle {
    engine: Engine,
    titles: std::collections::BTreeSet<String>,
}

impl Oracle {
    /// Loads the detection rules of files, one by one; what it refuses is left out.
    pub(crate) fn new(files: &[(&str, &str)]) -> Oracle {
        let mut accepted = Vec::new();
        for (_, yaml) in files {
            let Ok(collection) = rsigma_parser::parse_sigma_yaml(yaml) else { continue };
            for rule in collection.rules {
                if rsigma_eval::compile_rule(&rule).is_ok() {
                    accepted.push(rule);
                }
            }
        }
        let titles = accepted.iter().map(|rule| rule.title.clone()).collect();
        let mut engine = Engine::new();
        assert!(engine.add_rules(&accepted).is_empty());
        Oracle { engine, titles }
    }

    /// The rules it accepted.
    #[allow(dead_code, reason = "each test binary uses its own part of this module")]
    pub(crate) fn titles(&self) -> &std::collections::BTreeSet<String> {
        &self.titles
    }

    /// Titles of the rules that match, sorted.
    pub(crate) fn matches(&self, fields: &impl Fields) -> Vec<String> {
        let mut titles: Vec<String> =
            self.engine.evaluate(&Shown(fields)).into_iter().map(|result| result.header.rule_title).collect();
        titles.sort_unstable();
        titles
    }
}
