//! What counting needs to know of a set of rules, in the smallest words: which rule says which form by itself, which rules
//! only feed a stateful one, and what the stateful ones count. The rules' language and how they match are not its business.

use vigie_facts::field::Field;
use vigie_facts::form::Form;
use vigie_facts::time::MICROS_PER_SECOND;

use crate::rules::{Comparison, CorrelationKind, CorrelationRule, GroupKey, RuleRole, RuleSet, Threshold};

/// One rule as counting sees it.
#[derive(Clone, Debug)]
pub(crate) struct RuleFacts {
    /// Stable name, `family/bad-pattern`.
    pub(crate) name: Box<str>,
    /// Title.
    pub(crate) title: Box<str>,
    /// Digest of its text, first 12 hexadecimal digits.
    pub(crate) version: Box<str>,
    /// The form it says.
    pub(crate) form: Form,
    /// Whether one matching event is already a detection.
    pub(crate) speaks_alone: bool,
    /// Whether a stateful rule counts its hits.
    pub(crate) is_base: bool,
}

/// A stateful rule: something counted over the base hits of one group within a span of time.
#[derive(Clone, Debug)]
pub(crate) struct WindowRule {
    /// Its own place among the rules: the reason its detections give.
    pub(crate) rule: u32,
    /// The form it says.
    pub(crate) form: Form,
    /// The rules whose hits it counts, in the order it names them.
    pub(crate) bases: Vec<u32>,
    /// What must be equal for hits to be counted together. Empty: all hits are.
    pub(crate) group: Vec<Key>,
    /// Hits further apart than this are not counted together.
    pub(crate) span_micros: i64,
    /// What is counted.
    pub(crate) measure: Measure,
    /// When the count crosses: all must hold.
    pub(crate) condition: Vec<Threshold>,
}

impl WindowRule {
    /// The lowest count that crosses, or 1 when the condition has no lower bound.
    pub(crate) fn lowest_count(&self) -> u64 {
        let bound = |threshold: &Threshold| match threshold.comparison {
            Comparison::GreaterOrEqual | Comparison::Equal => Some(threshold.value),
            Comparison::Greater => Some(threshold.value.saturating_add(1)),
            Comparison::Less | Comparison::LessOrEqual | Comparison::NotEqual => None,
        };
        self.condition.iter().filter_map(bound).max().unwrap_or(1).max(1)
    }

    /// Tries that a window which crosses holds at least. One hit of several base rules is all of them when they are counted together;
    /// whatever else is measured, a try counts once.
    pub(crate) fn least_tries(&self) -> u64 {
        match self.measure {
            Measure::Together => 1,
            Measure::Events | Measure::Distinct(_) | Measure::InOrder => self.lowest_count(),
        }
    }
}

/// What hits are grouped by or counted: one property, or one for each base rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    /// The same for every hit.
    Same(Property),
    /// One for each base rule, in their order.
    PerBase(Vec<Property>),
}

impl Key {
    /// The property that hits of the base at this place are read by.
    pub(crate) fn of_base(&self, base: usize) -> Option<Property> {
        match self {
            Key::Same(property) => Some(*property),
            Key::PerBase(properties) => properties.get(base).copied(),
        }
    }

    /// Whether hits of different bases are read by different properties.
    pub(crate) fn is_per_base(&self) -> bool {
        matches!(self, Key::PerBase(_))
    }

    fn properties(&self) -> &[Property] {
        match self {
            Key::Same(property) => std::slice::from_ref(property),
            Key::PerBase(properties) => properties,
        }
    }

    fn of(key: &GroupKey) -> Key {
        match key {
            GroupKey::PerBase(keys) => Key::PerBase(keys.iter().map(Property::of).collect()),
            GroupKey::Source | GroupKey::Network | GroupKey::Account | GroupKey::Asset | GroupKey::Field(_) => {
                Key::Same(Property::of(key))
            }
        }
    }
}

/// Something of a hit that can be grouped by or counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Property {
    /// Where it arrived from.
    Source,
    /// The /24 or /48 around the source.
    Network,
    /// The account it names.
    Account,
    /// What it was against.
    Asset,
    /// The service that wrote it.
    Service,
    /// Status of the answer.
    Status,
    /// Any other field, as text.
    Field(Field),
}

impl Property {
    /// The property of a key. A list inside a list does not occur (rules refuse it) and reads as the source.
    fn of(key: &GroupKey) -> Property {
        match key {
            GroupKey::Source | GroupKey::PerBase(_) => Property::Source,
            GroupKey::Network => Property::Network,
            GroupKey::Account => Property::Account,
            GroupKey::Asset => Property::Asset,
            GroupKey::Field(Field::ServiceType) => Property::Service,
            GroupKey::Field(Field::HttpStatus) => Property::Status,
            GroupKey::Field(field) => Property::Field(*field),
        }
    }
}

/// What a stateful rule counts in a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Measure {
    /// Hits, each as often as its record says it was tried.
    Events,
    /// Different values.
    Distinct(Key),
    /// Different base rules, in any order.
    Together,
    /// Base rules in the order named.
    InOrder,
}

/// What counting needs to know of a set of rules.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rulebook {
    /// Every rule, stateful ones too, by their place in the set.
    pub(crate) rules: Vec<RuleFacts>,
    /// The stateful ones.
    pub(crate) windows: Vec<WindowRule>,
    /// Fields that no column holds and that some stateful rule groups by or counts, sorted.
    pub(crate) extra_fields: Vec<Field>,
}

impl Rulebook {
    /// The rulebook of a set of rules.
    pub(crate) fn of(set: &RuleSet) -> Rulebook {
        let mut rules: Vec<RuleFacts> = set
            .rules()
            .iter()
            .map(|rule| RuleFacts {
                name: rule.name.clone(),
                title: rule.title.clone(),
                version: rule.version.clone(),
                form: rule.form,
                speaks_alone: rule.role == RuleRole::Detection,
                is_base: false,
            })
            .collect();
        let windows: Vec<WindowRule> = set.correlations().iter().map(|correlation| window(correlation, set)).collect();
        for base in windows.iter().flat_map(|window| &window.bases) {
            if let Some(facts) = rules.get_mut(*base as usize) {
                facts.is_base = true;
            }
        }
        let extra_fields = extra_fields(&windows);
        Rulebook { rules, windows, extra_fields }
    }

    /// The rule at a place that the set itself named.
    pub(crate) fn rule(&self, index: u32) -> &RuleFacts {
        &self.rules[index as usize]
    }
}

fn window(correlation: &CorrelationRule, set: &RuleSet) -> WindowRule {
    WindowRule {
        rule: correlation.rule.0,
        form: set.rule(correlation.rule).form,
        bases: correlation.bases.iter().map(|base| base.0).collect(),
        group: correlation.group_by.iter().map(Key::of).collect(),
        span_micros: correlation.timespan_seconds.saturating_mul(MICROS_PER_SECOND),
        measure: match &correlation.kind {
            CorrelationKind::EventCount => Measure::Events,
            CorrelationKind::ValueCount { value } => Measure::Distinct(Key::of(value)),
            CorrelationKind::Temporal => Measure::Together,
            CorrelationKind::TemporalOrdered => Measure::InOrder,
        },
        condition: correlation.condition.clone(),
    }
}

fn extra_fields(windows: &[WindowRule]) -> Vec<Field> {
    let mut fields: Vec<Field> = windows
        .iter()
        .flat_map(|window| {
            let counted = match &window.measure {
                Measure::Distinct(key) => Some(key),
                Measure::Events | Measure::Together | Measure::InOrder => None,
            };
            window.group.iter().chain(counted)
        })
        .flat_map(Key::properties)
        .filter_map(|property| match property {
            Property::Field(field) => Some(*field),
            _ => None,
        })
        .collect();
    fields.sort_unstable();
    fields.dedup();
    fields
}
