//! What counting needs to know of a set of rules, in the smallest words: which rule says which form by itself, which rules
//! only feed a stateful one, and what the stateful ones count. The rules' language and how they match are not its business.

use vigie_facts::field::Field;
use vigie_facts::form::Form;

/// A rule, by its place in the set.
pub(crate) type RuleIndex = u16;

/// One rule as counting sees it.
#[derive(Clone, Debug)]
pub(crate) struct RuleFacts {
    /// Stable name, `family/bad-pattern`.
    pub(crate) name: Box<str>,
    /// Title.
    pub(crate) title: Box<str>,
    /// Digest of its text, first 12 hexadecimal digits.
    pub(crate) version: Box<str>,
    /// The form that one matching event already shows; `None` for rules that only feed stateful ones.
    pub(crate) form: Option<Form>,
}

/// A stateful rule: something counted over the base hits of one group within a span of time.
#[derive(Clone, Debug)]
pub(crate) struct WindowRule {
    /// Its own place among the rules: the reason its detections give.
    pub(crate) rule: RuleIndex,
    /// The form it says.
    pub(crate) form: Form,
    /// The rules whose hits it counts, in the order it names them.
    pub(crate) bases: Vec<RuleIndex>,
    /// What must be equal for hits to be counted together. Empty means all of them.
    pub(crate) group: Vec<Property>,
    /// Hits further apart than this are not counted together.
    pub(crate) span_micros: i64,
    /// When the threshold is crossed.
    pub(crate) measure: Measure,
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
    /// The path, command, recipient or port.
    Subject,
    /// The tool as it names itself.
    Tool,
    /// Status of the answer.
    Status,
    /// Any other field, as text.
    Field(Field),
}

/// When a window crosses its threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measure {
    /// At least so many hits, each counted as often as the record says it was tried.
    Events {
        /// The threshold.
        at_least: u64,
    },
    /// At least so many different values of a property.
    Distinct {
        /// The property.
        of: Property,
        /// The threshold.
        at_least: u64,
    },
    /// Every base rule at least once, in any order.
    Together,
    /// Every base rule at least once, in the order named.
    InOrder,
}

/// What counting needs to know of a set of rules.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rulebook {
    /// Every rule, stateful ones too, by [`RuleIndex`].
    pub(crate) rules: Vec<RuleFacts>,
    /// The stateful ones.
    pub(crate) windows: Vec<WindowRule>,
    /// Per rule, whether a stateful one counts it.
    pub(crate) is_base: Vec<bool>,
    /// Fields that no column holds and that some stateful rule groups by or counts, sorted.
    pub(crate) extra_fields: Vec<Field>,
}

impl Rulebook {
    /// The rulebook of rules and stateful rules.
    pub(crate) fn new(rules: Vec<RuleFacts>, windows: Vec<WindowRule>) -> Rulebook {
        let mut is_base = vec![false; rules.len()];
        let mut extra_fields = Vec::new();
        for window in &windows {
            for base in &window.bases {
                if let Some(flag) = is_base.get_mut(usize::from(*base)) {
                    *flag = true;
                }
            }
            let counted = match window.measure {
                Measure::Distinct { of, .. } => Some(of),
                Measure::Events { .. } | Measure::Together | Measure::InOrder => None,
            };
            for property in window.group.iter().copied().chain(counted) {
                if let Property::Field(field) = property {
                    extra_fields.push(field);
                }
            }
        }
        extra_fields.sort_unstable();
        extra_fields.dedup();
        Rulebook { rules, windows, is_base, extra_fields }
    }

    /// The form that the rule says of one event by itself.
    pub(crate) fn form_alone(&self, rule: RuleIndex) -> Option<Form> {
        self.rules.get(usize::from(rule)).and_then(|facts| facts.form)
    }

    /// Whether a stateful rule counts the rule's hits.
    pub(crate) fn feeds_a_window(&self, rule: RuleIndex) -> bool {
        self.is_base.get(usize::from(rule)).copied().unwrap_or(false)
    }
}
