//! Runs the test pages of rules through the real parser, normaliser, evaluator and windows. Judging is done in `vigie-detect`;
//! this file only brings pages and program together.

use vigie_detect::options::Options as DetectOptions;
use vigie_detect::rules::page::{Page, PageBlock, PageVerdict, RecordOutcome};
use vigie_detect::rules::{RuleIndex, RuleRole, RuleSet};
use vigie_facts::case::{Case, Settings};
use vigie_facts::service::Service;
use vigie_parse::Options as ParseOptions;

use crate::fill::{Means, fill_text};

/// Year of records on pages that state none: pages are about messages, not about calendars.
const PAGE_YEAR: i32 = 2017;

/// Judges the page of a rule, with all rules of the set looking on.
pub fn check_page(rules: &RuleSet, rule: RuleIndex, text: &str) -> PageVerdict {
    let page = Page::read(text);
    page.check(rule, |block| outcomes(rules, block))
}

/// The rule a file is about: its correlation rule if it has one, else its only rule.
pub fn rule_of(rules: &RuleSet, file: &str) -> Option<RuleIndex> {
    let of_file = || rules.rules().iter().enumerate().filter(|(_, rule)| &*rule.file == file);
    let (at, _) = of_file().find(|(_, rule)| rule.role == RuleRole::Correlation).or_else(|| of_file().next())?;
    Some(RuleIndex(at as u32))
}

/// What becomes of each record of a block, read as one input.
fn outcomes(rules: &RuleSet, block: &PageBlock) -> Vec<RecordOutcome> {
    let as_service = block.service.as_deref().and_then(Service::from_id);
    let parse = ParseOptions { as_service, year: Some(PAGE_YEAR), ..ParseOptions::default() };
    let (detect, settings) = (DetectOptions::default(), Settings::default());
    let means = Means { parse: &parse, detect: &detect, rules, settings: &settings, workers: 1 };
    let mut text: Vec<u8> = Vec::new();
    for record in &block.records {
        text.extend_from_slice(record.text.as_bytes());
        text.push(b'\n');
    }
    let (case, records) = fill_text("page.log", &text, &means);
    let outcome_of = |line: u64| RecordOutcome {
        understood: records.iter().any(|(at, understood)| *at == line && *understood),
        hits: rules_on_line(&case, rules, line),
    };
    (1..=block.records.len() as u64).map(outcome_of).collect()
}

fn rules_on_line(case: &Case, rules: &RuleSet, line: u64) -> Vec<RuleIndex> {
    let detections = case.detections.iter().filter(|detection| detection.origin.line == line);
    let names = detections.flat_map(|detection| &case.reasons[detection.reasons.index()]);
    let mut hits: Vec<RuleIndex> = names.filter_map(|rule| rules.find(&case.rules[rule.index()].name)).collect();
    hits.sort_unstable();
    hits.dedup();
    hits
}
