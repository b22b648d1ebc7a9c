//! The seam between observing and the rules: given an event, which rules match. Tests put rules of their own behind it.

use vigie_facts::event::Event;

use crate::rules::RuleSet;

/// Something that knows which rules an event matches.
pub(crate) trait Matcher: Send {
    /// Appends the place of every rule that matches, in any order.
    fn matches(&mut self, event: &Event<'_>, matched: &mut Vec<u32>);
}

/// A matcher that asks a set of rules.
pub(crate) fn of_rules(_rules: &RuleSet) -> Box<dyn Matcher + '_> {
    Box::new(|_: &Event<'_>, _: &mut Vec<u32>| {})
}

impl<F: FnMut(&Event<'_>, &mut Vec<u32>) + Send> Matcher for F {
    fn matches(&mut self, event: &Event<'_>, matched: &mut Vec<u32>) {
        self(event, matched);
    }
}
