//! Question 5: us or everyone? Counts of attempts by aim, and what the aims rest on.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use vigie_facts::case::{Aim, AimReason};

use super::Asked;
use crate::answer::{AimReasonRow, AimRow, Aims, SUBJECTS_MAX};
use crate::figure::{Figure, Share, Unit};
use crate::tally::tally;

/// The aims, in the order of the report.
pub const AIMS: [Aim; 3] = [Aim::Targeted, Aim::Opportunistic, Aim::Unclear];

pub(super) fn aims(asked: &Asked<'_>) -> Aims {
    let case = asked.case;
    let total = case.attempts.len() as u64;
    let tallies = tally(case, |attempt| Some(attempt.aim), |_| None);
    let rows = AIMS.into_iter().map(|aim| {
        let tally = tallies.get(&aim).cloned().unwrap_or_default();
        let key = |name: &str| format!("aims.{}.{name}", aim_id(aim));
        AimRow {
            aim,
            attempts: Figure::new(key("attempts"), tally.attempts, Unit::Attempts),
            share: Share::census(key("share"), tally.attempts, total, Unit::Attempts),
            sources: Figure::new(key("sources"), tally.sources, Unit::Sources),
        }
    });
    Aims { rows: rows.collect(), reasons: reasons(asked) }
}

/// The stable id of an aim, as in JSON.
pub fn aim_id(aim: Aim) -> &'static str {
    match aim {
        Aim::Targeted => "targeted",
        Aim::Opportunistic => "opportunistic",
        Aim::Unclear => "unclear",
    }
}

fn reasons(asked: &Asked<'_>) -> Vec<AimReasonRow> {
    let mut attempts: BTreeMap<&'static str, u64> = BTreeMap::new();
    let mut examples: BTreeMap<&'static str, BTreeMap<&AimReason, u64>> = BTreeMap::new();
    for attempt in &asked.case.attempts {
        let reasons = &attempt.aim_reasons;
        for (at, kind) in reasons.iter().map(reason_id).enumerate() {
            if !reasons[..at].iter().any(|before| reason_id(before) == kind) {
                *attempts.entry(kind).or_default() += 1;
            }
        }
        for reason in reasons.iter().filter(|reason| names_something(reason)) {
            *examples.entry(reason_id(reason)).or_default().entry(reason).or_default() += 1;
        }
    }
    let mut rows: Vec<_> = attempts.into_iter().collect();
    rows.sort_by_key(|(id, count)| (Reverse(*count), *id));
    rows.into_iter()
        .map(|(id, count)| {
            let mut seen: Vec<_> = examples.remove(id).unwrap_or_default().into_iter().collect();
            seen.sort_by_key(|(reason, count)| (Reverse(*count), *reason));
            AimReasonRow {
                reason: id.into(),
                attempts: Figure::new(format!("aim-reasons.{id}.attempts"), count, Unit::Attempts),
                examples: seen
                    .into_iter()
                    .filter_map(|(reason, _)| example(asked, reason))
                    .take(SUBJECTS_MAX)
                    .collect(),
            }
        })
        .collect()
}

/// The stable id of a reason, as in JSON.
pub fn reason_id(reason: &AimReason) -> &'static str {
    match reason {
        AimReason::RealAccount(_) => "real-account",
        AimReason::ExistingPath(_) => "existing-path",
        AimReason::OrganisationWord(_) => "organisation-word",
        AimReason::PublicListsOnly => "public-lists-only",
        AimReason::NothingToCompare => "nothing-to-compare",
    }
}

/// Whether a reason has an [example].
fn names_something(reason: &AimReason) -> bool {
    match reason {
        AimReason::RealAccount(_) | AimReason::ExistingPath(_) | AimReason::OrganisationWord(_) => true,
        AimReason::PublicListsOnly | AimReason::NothingToCompare => false,
    }
}

fn example(asked: &Asked<'_>, reason: &AimReason) -> Option<String> {
    match reason {
        AimReason::RealAccount(id) => Some(asked.naming.account(asked.case, *id).0),
        AimReason::ExistingPath(id) => asked.case.texts.get(id.index()).map(|text| asked.naming.text(text)),
        AimReason::OrganisationWord(word) => Some(asked.naming.text(word)),
        AimReason::PublicListsOnly | AimReason::NothingToCompare => None,
    }
}
