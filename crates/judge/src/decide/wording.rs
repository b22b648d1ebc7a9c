//! Wordings that a case allows, for whoever signs a text: what was counted, and what it was narrowed to. Whether a claim holds is decided elsewhere.

use vigie_figures::calendar::Day;
use vigie_figures::figure::Unit;
use vigie_figures::sentence::{Arg, Sentence};

use super::Bench;
use super::plain::kind_word;
use super::shares::unit_key;
use crate::evidence::date_of;
use crate::proposition::{Filters, Via};

/// What filters narrow to, as words after a noun: "from addresses located in Ukraine, against the site". `None` without a filter.
pub(super) fn scope(filters: &Filters) -> Option<Arg> {
    let sentence = |sentence: Sentence| Arg::Sentence(Box::new(sentence));
    let kinds = |ids: Vec<&str>| Arg::List(ids.into_iter().map(kind_word).collect());
    let mut found = Vec::new();
    if !filters.located_in.is_empty() {
        let places = filters.located_in.iter().cloned().map(Arg::Located).collect();
        found.push(sentence(Sentence::new("claim-scope-place").with("places", Arg::List(places))));
    }
    if !filters.target.is_empty() {
        let targets = kinds(filters.target.iter().map(|aimed| aimed.id()).collect());
        found.push(sentence(Sentence::new("claim-scope-target").with("targets", targets)));
    }
    if !filters.form.is_empty() {
        let forms = kinds(filters.form.iter().map(String::as_str).collect());
        found.push(sentence(Sentence::new("claim-scope-form").with("forms", forms)));
    }
    if let Some(via) = filters.via {
        found.push(sentence(Sentence::new(match via {
            Via::Relay => "claim-scope-relay",
            Via::Tor => "claim-scope-tor",
            Via::Vpn => "claim-scope-vpn",
            Via::Hosting => "claim-scope-hosting",
        })));
    }
    if let Some(targeted) = filters.targeted {
        let (ours, everyone) = ("claim-scope-targeted", "claim-scope-opportunistic");
        found.push(sentence(Sentence::new(if targeted { ours } else { everyone })));
    }
    (!found.is_empty()).then_some(Arg::List(found))
}

impl Bench<'_> {
    /// "From 8 January to 7 February, we counted 907 attempts from addresses located in Ukraine."
    pub(super) fn safer_count(&self, unit: Unit, value: u64) -> Sentence {
        let scope = scope(&self.claim.filters);
        let key = match (value, scope.is_some(), self.span.is_some()) {
            (0, ..) => return Sentence::new("claim-safer-none"),
            (_, false, false) => "claim-safer-count",
            (_, false, true) => "claim-safer-count-period",
            (_, true, false) => "claim-safer-count-of",
            (_, true, true) => "claim-safer-count-of-period",
        };
        let mut sentence = Sentence::new(key).count("count", value).word("unit", unit_key(unit));
        if let Some((first, last)) = self.span {
            let day = |day| Arg::Day(Day::from_date(date_of(day)));
            sentence = sentence.with("first", day(first)).with("last", day(last));
        }
        match scope {
            Some(scope) => sentence.with("scope", scope),
            None => sentence,
        }
    }
}
