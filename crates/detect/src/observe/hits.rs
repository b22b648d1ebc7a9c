//! The seam between observing and the rules: given an event, which rules match, and what do fields say that stateful rules
//! ask for. Tests put rules of their own behind it.

use vigie_facts::event::Event;
use vigie_facts::field::{Field, Fields, Value};

use super::recall::{Reader, Recall, Recalled};
use super::tries::Tries;
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
        tries: Tries::default(),
        last: Last::Read(Slices::default()),
    })
}

struct OfRules<'r> {
    rules: &'r RuleSet,
    normaliser: Normaliser,
    normalised: Scratch,
    scratch: rules::Scratch,
    hits: Vec<RuleIndex>,
    recall: Recall,
    tries: Tries,
    last: Last,
}

/// How the request of the event asked about last can be had.
#[derive(Clone, Copy, Debug)]
enum Last {
    /// It stands in the working space, its target here.
    Read(Slices),
    /// It is remembered and has to be put there.
    Remembered(Recalled),
}

impl Matcher for OfRules<'_> {
    fn matches(&mut self, event: &Event<'_>, record: &[u8], matched: &mut Vec<u32>) {
        // Most records of a system log are of no interest to any rule; those with a request always are.
        if !self.rules.has_rules_for(event) {
            return;
        }
        self.hits.clear();
        if self.recalls(event, record) || self.recalls_try(event, record) {
            matched.extend(self.hits.iter().map(|rule| rule.0));
            return;
        }
        let normalised = self.normaliser.apply(event, &mut self.normalised);
        self.last = Last::Read(normalised.slices());
        let fields = WithRecord { event: normalised, record };
        self.rules.evaluate(event, &fields, &mut self.scratch, &mut self.hits);
        matched.extend(self.hits.iter().map(|rule| rule.0));
    }

    fn values(&mut self, event: &Event<'_>, fields: &[Field], tell: &mut dyn FnMut(Option<Value<'_>>)) {
        let slices = self.slices();
        let normalised = NormalisedEvent::new(event, &self.normalised, slices);
        for field in fields {
            tell(normalised.get(*field));
        }
    }
}

impl OfRules<'_> {
    /// Fills the hits from what is remembered of the request. False if it is of a kind that is not.
    fn recalls(&mut self, event: &Event<'_>, record: &[u8]) -> bool {
        let reader = &mut Reader { rules: self.rules, space: &mut self.normalised, scratch: &mut self.scratch };
        let Some(recalled) = self.recall.read(event, reader) else { return false };
        let (verdict, slices) = self.recall.verdict(&recalled, event, record, reader);
        let said = self.recall.said(verdict);
        self.hits.extend_from_slice(said.matched);
        self.last = slices.map_or(Last::Remembered(recalled), Last::Read);
        if !said.undecided.is_empty() || self.rules.looks_elsewhere(event) {
            let slices = slices.unwrap_or_else(|| self.recall.assemble(&recalled, &mut self.normalised));
            self.last = Last::Read(slices);
            let fields = WithRecord { event: NormalisedEvent::new(event, &self.normalised, slices), record };
            self.rules.ask(event, &fields, said.undecided, &mut self.scratch, &mut self.hits);
        }
        true
    }

    /// Fills the hits from what is remembered of sign-ins and connections. False if the event is none, or not of a kind that is.
    fn recalls_try(&mut self, event: &Event<'_>, record: &[u8]) -> bool {
        let nothing = Slices::default();
        let fields = WithRecord { event: NormalisedEvent::new(event, &self.normalised, nothing), record };
        let recalled = self.tries.recall(event, &fields, self.rules, &mut self.hits);
        if recalled {
            self.last = Last::Read(nothing);
        }
        recalled
    }

    /// Where the target of the event asked about last stands in the working space, put there if it is not.
    fn slices(&mut self) -> Slices {
        let slices = match self.last {
            Last::Read(slices) => return slices,
            Last::Remembered(recalled) => self.recall.assemble(&recalled, &mut self.normalised),
        };
        self.last = Last::Read(slices);
        slices
    }
}
