//! The seam between observing and the rules: given an event, which rules match, and what do fields say that stateful rules
//! ask for. Tests put rules of their own behind it.

use vigie_facts::event::Event;
use vigie_facts::field::{Field, Fields, Value};

use super::recall::{Reader, Recall};
use crate::normalise::{NormalisedEvent, Normaliser, Scratch, Slices};
use crate::rules::{self, RuleIndex, RuleSet};

/// Something that knows which rules an event matches.
pub(crate) trait Matcher: Send {
    /// Appends the place of every rule that matches, in any order.
    fn matches(&mut self, event: &Event<'_>, record: &[u8], matched: &mut Vec<u32>);

    /// Tells the values of fields of the event asked about last, in their order.
    fn values(&mut self, event: &Event<'_>, fields: &[Field], tell: &mut dyn FnMut(Option<Value<'_>>)) {
        for field in fields {
            tell(event.get(*field));
        }
    }
}

impl<F: FnMut(&Event<'_>, &mut Vec<u32>) + Send> Matcher for F {
    fn matches(&mut self, event: &Event<'_>, _record: &[u8], matched: &mut Vec<u32>) {
        self(event, matched);
    }
}

/// An event with its normalised request and the record it was read from: everything rules can look at.
#[derive(Clone, Copy, Debug)]
pub struct WithRecord<'a> {
    /// The event and its normalised request.
    pub event: NormalisedEvent<'a>,
    /// The record as written.
    pub record: &'a [u8],
}

impl Fields for WithRecord<'_> {
    fn get(&self, field: Field) -> Option<Value<'_>> {
        match field {
            Field::EventOriginal => Some(Value::Text(self.record)),
            other => self.event.get(other),
        }
    }
}

/// A matcher that normalises requests once and asks a set of rules.
pub(crate) fn of_rules(rules: &RuleSet) -> Box<dyn Matcher + '_> {
    Box::new(OfRules {
        rules,
        normaliser: Normaliser::new(),
        normalised: Scratch::default(),
        scratch: rules::Scratch::default(),
        hits: Vec::new(),
        recall: Recall::default(),
        slices: Slices::default(),
    })
}

struct OfRules<'r> {
    rules: &'r RuleSet,
    normaliser: Normaliser,
    normalised: Scratch,
    scratch: rules::Scratch,
    hits: Vec<RuleIndex>,
    recall: Recall,
    /// Where the target of the event asked about last stands in `normalised`.
    slices: Slices,
}

impl Matcher for OfRules<'_> {
    fn matches(&mut self, event: &Event<'_>, record: &[u8], matched: &mut Vec<u32>) {
        // Most records of a system log are of no interest to any rule; those with a request always are.
        if !self.rules.has_rules_for(event) {
            return;
        }
        let reader = &mut Reader { rules: self.rules, space: &mut self.normalised, scratch: &mut self.scratch };
        if let Some(recalled) = self.recall.read(event, reader) {
            self.slices = recalled.slices;
            let fields = WithRecord { event: NormalisedEvent::new(event, &self.normalised, self.slices), record };
            let settled = self.recall.settled(&recalled, event, &fields, self.rules);
            let (proposed, settled) = (self.recall.proposed(&recalled), self.recall.rules(settled));
            self.rules.evaluate_proposed(event, &fields, proposed, settled, &mut self.scratch, &mut self.hits);
        } else {
            let normalised = self.normaliser.apply(event, &mut self.normalised);
            self.slices = normalised.slices();
            let fields = WithRecord { event: normalised, record };
            self.rules.evaluate(event, &fields, &mut self.scratch, &mut self.hits);
        }
        matched.extend(self.hits.iter().map(|rule| rule.0));
    }

    fn values(&mut self, event: &Event<'_>, fields: &[Field], tell: &mut dyn FnMut(Option<Value<'_>>)) {
        let normalised = NormalisedEvent::new(event, &self.normalised, self.slices);
        for field in fields {
            tell(normalised.get(*field));
        }
    }
}
