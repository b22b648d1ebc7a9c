//! What the rows of a case come to one by one and together: a finding for each row and form, and the attempts that findings make up.
//! What they were aimed at, and what came of them, is judged elsewhere.

use vigie_facts::form::Form;

use crate::attempts::{self, Step};
use crate::grouped::Grouped;
use crate::observe::AssetSeen;
use crate::picture::{AttemptDraft, Finding, Tried};
use crate::row::{NONE, Row, some};
use crate::windows::{FoundWindow, Ledger};
use crate::words::Words;

/// One finding for each row and form: rules that speak alone and windows, united. Sorted by row, then form.
pub(super) fn findings(ledger: Ledger<'_>, found: &[FoundWindow]) -> (Vec<Finding>, Words) {
    let claims: Grouped = Grouped::of(
        ledger.rows.len(),
        found.iter().zip(0..).flat_map(|(found, window)| found.rows.iter().map(move |row| (*row, window))),
    );
    let mut reasons = Words::default();
    // A row has one for each form, so hardly more than windows claim it; growing would copy a million of them again and again.
    let mut findings = Vec::with_capacity(found.iter().map(|window| window.rows.len()).sum());
    let mut said: Vec<(Form, u32, u32)> = Vec::new();
    let mut set = Set::default();
    for (at, row) in ledger.rows.iter().enumerate() {
        said.clear();
        let alone = ledger.rules_of(row).filter(|rule| ledger.rulebook.rule(*rule).speaks_alone);
        said.extend(alone.map(|rule| (ledger.rulebook.rule(rule).form, rule, NONE)));
        for window in claims.group(at) {
            let rule = &ledger.rulebook.windows[found[*window as usize].rule_at];
            said.push((rule.form, rule.rule, *window));
        }
        said.sort_unstable();
        for one_form in said.chunk_by(|a, b| a.0 == b.0) {
            findings.push(finding(at as u32, one_form, found, &mut reasons, &mut set));
        }
    }
    (findings, reasons)
}

/// The rules of the finding written last, and their number: neighbours nearly always have the same.
#[derive(Default)]
struct Set {
    rules: Vec<u8>,
    last: Vec<u8>,
    number: u32,
}

impl Set {
    fn number(&mut self, reasons: &mut Words) -> u32 {
        if self.rules != self.last {
            self.number = reasons.intern(&self.rules, usize::MAX);
            self.last.clone_from(&self.rules);
        }
        self.number
    }
}

/// The finding of one form of a row; of several windows the one with most rows is named.
fn finding(at: u32, said: &[(Form, u32, u32)], found: &[FoundWindow], reasons: &mut Words, set: &mut Set) -> Finding {
    set.rules.clear();
    for one_rule in said.chunk_by(|a, b| a.1 == b.1) {
        set.rules.extend_from_slice(&one_rule[0].1.to_le_bytes());
    }
    let window = said
        .iter()
        .filter_map(|(_, _, window)| some(*window))
        .max_by_key(|window| (found[*window as usize].rows.len(), std::cmp::Reverse(*window)));
    Finding { row: at, form: said[0].0, reasons: set.number(reasons), window: window.unwrap_or(NONE), attempt: NONE }
}

/// Drops windows that no finding names, because each of their rows is in a larger one of the same form: the sources of a
/// campaign that also cross a threshold of their own are part of the campaign. Their rules stay among the reasons.
pub(super) fn drop_swallowed(found: &mut Vec<FoundWindow>, findings: &mut [Finding]) {
    let mut place_of = vec![NONE; found.len()];
    for finding in findings.iter().filter(|finding| finding.window != NONE) {
        place_of[finding.window as usize] = 0;
    }
    for (next, place) in place_of.iter_mut().filter(|place| **place != NONE).enumerate() {
        *place = next as u32;
    }
    for finding in findings.iter_mut().filter(|finding| finding.window != NONE) {
        finding.window = place_of[finding.window as usize];
    }
    let mut places = place_of.iter();
    found.retain(|_| places.next().is_some_and(|place| *place != NONE));
}

/// Attempts in order of their beginning, the findings that each has a stretch of, and beside these what they tried.
pub(super) fn attempts_of(
    ledger: Ledger<'_>,
    assets: &[AssetSeen],
    findings: &mut [Finding],
    gap_seconds: i64,
) -> (Vec<AttemptDraft>, Vec<u32>, Vec<Tried>) {
    let row_of = |finding: &Finding| ledger.rows.at(finding.row as usize);
    let timed = findings.iter().zip(0..).filter_map(|(finding, number)| {
        let row = row_of(finding);
        let step = Step { source: row.source(), asset: row.asset(), form: finding.form, family: ledger.family(row) };
        (row.time_micros() != Row::NO_TIME).then_some((step, number))
    });
    let times: Vec<i64> = findings.iter().map(|finding| row_of(finding).time_micros()).collect();
    let (steps, ranges) = attempts::split(timed, |number| times[number as usize], gap_seconds);
    let mut drafts: Vec<(i64, AttemptDraft)> = ranges
        .into_iter()
        .map(|range| {
            let first = &findings[steps[range.start] as usize];
            let draft = AttemptDraft {
                source: row_of(first).source(),
                asset: row_of(first).asset(),
                form: first.form,
                steps: range.start as u32..range.end as u32,
            };
            (row_of(first).time_micros(), draft)
        })
        .collect();
    // By what ids stand for: ids depend on the order of reading. Two attempts that still tie differ in their log.
    let key = |draft: &AttemptDraft| {
        let first = steps[draft.steps.start as usize];
        let asset = &assets[draft.asset as usize];
        let source = ledger.sources.get(draft.source as usize).map(|seen| seen.source);
        (source, asset.service, &asset.name, draft.form, first)
    };
    drafts.sort_unstable_by(|(start, a), (other_start, b)| start.cmp(other_start).then_with(|| key(a).cmp(&key(b))));
    let drafts: Vec<AttemptDraft> = drafts.into_iter().map(|(_, draft)| draft).collect();
    let mut tried = vec![Tried::default(); steps.len()];
    for (at, draft) in drafts.iter().enumerate() {
        let stretch = draft.steps.start as usize..draft.steps.end as usize;
        for (step, tried) in steps[stretch.clone()].iter().zip(&mut tried[stretch]) {
            let finding = &mut findings[*step as usize];
            finding.attempt = at as u32;
            let (row, reasons) = (ledger.rows.at(finding.row as usize), finding.reasons);
            let path = if row.status() == 0 { NONE } else { row.subject() };
            *tried = Tried { account: row.account(), path, reasons };
        }
    }
    (drafts, steps, tried)
}
