//! The test page of a rule: `test.md`, prose with log blocks that say what is expected of each record. This file reads pages
//! and judges results; it parses no logs and evaluates no rules. `rules/README.md` documents the format.

use super::RuleIndex;

/// The headings of a page, in their order.
pub const HEADINGS: [&str; 6] =
    ["What it catches", "Why it matters", "Example", "Innocent look-alikes", "What it cannot see", "References"];

/// Bytes of one page. The longest of ours has a tenth.
const PAGE_BYTES_MAX: usize = 256 << 10;

/// What is expected of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Expectation {
    /// The rule hits it.
    Hit,
    /// The rule does not hit it.
    NoHit,
    /// No rule of the set hits it.
    Nothing,
    /// Hostile, and the rule does not hit it: a known miss.
    Missed,
    /// Innocent, and the rule hits it: a known false alarm.
    FalseAlarm,
}

impl Expectation {
    /// Every expectation.
    pub const ALL: [Expectation; 5] =
        [Expectation::Hit, Expectation::NoHit, Expectation::Nothing, Expectation::Missed, Expectation::FalseAlarm];

    /// How pages write it.
    pub fn words(self) -> &'static str {
        match self {
            Expectation::Hit => "hit",
            Expectation::NoHit => "no hit",
            Expectation::Nothing => "nothing",
            Expectation::Missed => "missed",
            Expectation::FalseAlarm => "false alarm",
        }
    }

    fn read(words: &str) -> Option<Expectation> {
        Expectation::ALL.into_iter().find(|expectation| expectation.words() == words.trim())
    }

    /// What records below a heading are taken for when nothing is said.
    fn below(heading: &str) -> Option<Expectation> {
        match heading {
            "Example" => Some(Expectation::Hit),
            "Innocent look-alikes" => Some(Expectation::Nothing),
            "What it cannot see" => Some(Expectation::Missed),
            _ => None,
        }
    }
}

/// A record of a page and what is expected of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRecord {
    /// 1-based line of the page.
    pub line: u32,
    /// The record.
    pub text: String,
    /// What is expected.
    pub expectation: Expectation,
}

/// A block of records, read together as one input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageBlock {
    /// 1-based line of its fence.
    pub line: u32,
    /// Stable id of the service that wrote the records, when the page says it.
    pub service: Option<String>,
    /// The records, in order.
    pub records: Vec<PageRecord>,
}

/// A test page, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Its blocks of records, in order.
    pub blocks: Vec<PageBlock>,
    /// What is wrong with the page itself.
    pub faults: Vec<PageFault>,
}

/// Something wrong: with the page, or with what happened to one of its records.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PageFault {
    /// 1-based line of the page.
    pub line: u32,
    /// What, in lower case without a final full stop.
    pub reason: String,
}

/// What became of one record of a block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordOutcome {
    /// Whether it was understood as an event.
    pub understood: bool,
    /// Rules that made a detection of it, base rules excepted, rules that count included.
    pub hits: Vec<RuleIndex>,
}

/// How a page was judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageVerdict {
    /// Records that were judged.
    pub records: usize,
    /// Known misses among them.
    pub known_misses: usize,
    /// Known false alarms among them.
    pub known_false_alarms: usize,
    /// What is wrong; a page passes when this is empty.
    pub faults: Vec<PageFault>,
}

impl Page {
    /// Reads a page. What is wrong with it is in [`Page::faults`]; what can be read is read.
    ///
    /// ```
    /// use vigie_detect::rules::page::{Expectation, Page};
    /// let page = Page::read("## Example\n```log\nGET /.env\n=> no hit\n```\n");
    /// assert_eq!(page.blocks[0].records[0].expectation, Expectation::NoHit);
    /// assert!(page.faults.iter().any(|fault| fault.reason.contains("What it catches")));
    /// ```
    pub fn read(text: &str) -> Page {
        let mut reader = Reader::default();
        if text.len() > PAGE_BYTES_MAX {
            reader.fault(1, format!("the page has {} bytes; {PAGE_BYTES_MAX} is the limit", text.len()));
            return reader.page;
        }
        let mut line = 0;
        for text in text.lines() {
            line += 1;
            reader.line(line, text);
        }
        reader.finish(line);
        reader.page
    }

    /// Judges the page of a rule. `run` reads a block as one input and tells what became of each of its records; counting
    /// rules see the whole block.
    pub fn check(&self, rule: RuleIndex, mut run: impl FnMut(&PageBlock) -> Vec<RecordOutcome>) -> PageVerdict {
        let mut verdict = PageVerdict { faults: self.faults.clone(), ..PageVerdict::default() };
        for block in &self.blocks {
            let outcomes = run(block);
            for (at, record) in block.records.iter().enumerate() {
                verdict.records += 1;
                verdict.known_misses += usize::from(record.expectation == Expectation::Missed);
                verdict.known_false_alarms += usize::from(record.expectation == Expectation::FalseAlarm);
                let reason = match outcomes.get(at) {
                    Some(outcome) => judge(rule, record.expectation, outcome),
                    None => Some("the record was lost on the way: it is no record of its own".to_owned()),
                };
                verdict.faults.extend(reason.map(|reason| PageFault { line: record.line, reason }));
            }
        }
        verdict.faults.sort();
        verdict
    }
}

/// What is wrong with the outcome of one record, if anything.
fn judge(rule: RuleIndex, expectation: Expectation, outcome: &RecordOutcome) -> Option<String> {
    if !outcome.understood {
        return Some("the record is not understood as an event".to_owned());
    }
    let hit = outcome.hits.contains(&rule);
    let reason = match expectation {
        Expectation::Hit if !hit => "the rule should hit this record and does not",
        Expectation::NoHit if hit => "the rule should not hit this record and does",
        Expectation::Nothing if hit => "the rule hits this innocent record",
        Expectation::Nothing if !outcome.hits.is_empty() => "another rule hits this innocent record",
        Expectation::Missed if hit => "the rule hits this record by now: move it to the examples",
        Expectation::FalseAlarm if !hit => "the rule does not hit this record any more: it is no false alarm",
        _ => return None,
    };
    Some(reason.to_owned())
}

/// Where the reader is.
#[derive(Clone, Copy, Default, PartialEq)]
enum Inside {
    /// Between blocks.
    #[default]
    Prose,
    /// In a block of records, with what its records are taken for.
    Records(Option<Expectation>),
    /// In a block of another kind.
    Foreign,
}

#[derive(Default)]
struct Reader {
    page: Page,
    /// Headings seen, and whether a text stands below each.
    headings: Vec<(String, u32, bool)>,
    inside: Inside,
}

impl Reader {
    fn fault(&mut self, line: u32, reason: impl Into<String>) {
        self.page.faults.push(PageFault { line, reason: reason.into() });
    }

    fn line(&mut self, line: u32, text: &str) {
        let fence = text.trim_start().strip_prefix("```");
        match (self.inside, fence) {
            (Inside::Records(_) | Inside::Foreign, Some(_)) => self.inside = Inside::Prose,
            (Inside::Records(default), None) => self.record(line, text, default),
            (Inside::Foreign, None) => {}
            (Inside::Prose, Some(info)) => match info.trim().strip_prefix("log") {
                Some(rest) if rest.is_empty() || rest.starts_with(' ') => self.open_block(line, rest.trim()),
                _ => self.inside = Inside::Foreign,
            },
            (Inside::Prose, None) => self.prose(line, text),
        }
    }

    fn prose(&mut self, line: u32, text: &str) {
        if let Some(heading) = text.strip_prefix("## ") {
            self.headings.push((heading.trim().to_owned(), line, false));
        } else if !text.trim().is_empty()
            && let Some((.., has_text)) = self.headings.last_mut()
        {
            *has_text = true;
        }
    }

    fn open_block(&mut self, line: u32, info: &str) {
        let (service, expectation) = match info.split_once("=>") {
            Some((service, expectation)) => (service.trim(), Some(expectation)),
            None => (info, None),
        };
        let heading = self.headings.last_mut().map(|(heading, _, has_text)| {
            *has_text = true;
            heading.clone()
        });
        let mut default = heading.and_then(|heading| Expectation::below(&heading));
        if let Some(words) = expectation {
            default = Expectation::read(words);
            if default.is_none() {
                self.fault(line, unknown(words));
            }
        }
        let service = (!service.is_empty()).then(|| service.to_owned());
        if let Some(id) = &service
            && vigie_facts::service::Service::from_id(id).is_none()
        {
            let reason = format!("`{id}` is no service; `web-access` and `sshd` are");
            self.fault(line, reason);
        }
        self.page.blocks.push(PageBlock { line, service, records: Vec::new() });
        self.inside = Inside::Records(default);
    }

    fn record(&mut self, line: u32, text: &str, default: Option<Expectation>) {
        let Some(block) = self.page.blocks.last_mut() else { return };
        if let Some(words) = text.strip_prefix("=> ") {
            match (block.records.last_mut(), Expectation::read(words)) {
                (Some(record), Some(expectation)) => record.expectation = expectation,
                (_, None) => self.fault(line, unknown(words)),
                (None, _) => self.fault(line, "an expectation stands before the first record of its block"),
            }
            return;
        }
        if text.trim().is_empty() {
            return;
        }
        // Without a default the record needs its own; NoHit stands in until it comes, and the fault says so if it does not.
        let expectation = default.unwrap_or(Expectation::NoHit);
        block.records.push(PageRecord { line, text: text.to_owned(), expectation });
        if default.is_none() {
            self.fault(line, "a log block here needs an expectation: ```log => no hit");
        }
    }

    fn finish(&mut self, last_line: u32) {
        if self.inside != Inside::Prose {
            self.fault(last_line, "a block is not closed");
        }
        let names: Vec<String> = self.headings.iter().map(|(name, ..)| name.clone()).collect();
        for heading in HEADINGS {
            if !names.iter().any(|name| name == heading) {
                self.fault(1, format!("the heading `## {heading}` is missing"));
            }
        }
        if HEADINGS.iter().all(|heading| names.iter().any(|name| name == heading)) && names != HEADINGS {
            self.fault(1, format!("the headings are to be exactly these, in this order: {}", HEADINGS.join(", ")));
        }
        let bare: Vec<(u32, String)> = self
            .headings
            .iter()
            .filter(|(.., has_text)| !has_text)
            .map(|(name, line, _)| (*line, format!("nothing stands below `{name}`")))
            .collect();
        for (line, reason) in bare {
            self.fault(line, reason);
        }
        let records = || self.page.blocks.iter().flat_map(|block| &block.records);
        let has_hit = records().any(|record| record.expectation == Expectation::Hit);
        let has_innocent = records().any(|r| matches!(r.expectation, Expectation::Nothing | Expectation::NoHit));
        if !has_hit {
            self.fault(1, "no record is expected to be hit");
        }
        if !has_innocent {
            self.fault(1, "no innocent look-alike is shown: no record is expected not to be hit");
        }
        self.page.faults.sort();
    }
}

fn unknown(words: &str) -> String {
    let known: Vec<&str> = Expectation::ALL.iter().map(|expectation| expectation.words()).collect();
    format!("`{}` is no expectation; these are: {}", words.trim(), known.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "# T\n\n## What it catches\nx\n## Why it matters\nx\n## Example\n```log\none\ntwo\n=> no hit\n```\n\
        ## Innocent look-alikes\n```log sshd\nthree\n```\n## What it cannot see\n```log\nfour\n```\n```log => false alarm\n\
        five\n```\n## References\n- x\n";

    #[test]
    fn expectations_come_from_the_heading_the_fence_or_the_line() {
        let page = Page::read(WHOLE);
        assert_eq!(page.faults, []);
        let found: Vec<_> =
            page.blocks.iter().flat_map(|b| &b.records).map(|r| (r.text.as_str(), r.expectation)).collect();
        assert_eq!(
            found,
            [
                ("one", Expectation::Hit),
                ("two", Expectation::NoHit),
                ("three", Expectation::Nothing),
                ("four", Expectation::Missed),
                ("five", Expectation::FalseAlarm)
            ]
        );
        assert_eq!(page.blocks[1].service.as_deref(), Some("sshd"));
    }

    #[test]
    fn each_expectation_fails_when_it_is_not_met() {
        let page = Page::read(WHOLE);
        let (rule, other) = (RuleIndex(7), RuleIndex(8));
        let run = |hits: [&[RuleIndex]; 5], understood: bool| {
            let mut hits = hits.into_iter();
            page.check(rule, |block| {
                let outcome = |hits: &[RuleIndex]| RecordOutcome { understood, hits: hits.to_vec() };
                block.records.iter().map(|_| outcome(hits.next().unwrap())).collect()
            })
        };
        let good = run([&[rule, other], &[other], &[], &[other], &[rule]], true);
        assert_eq!((good.faults.len(), good.records, good.known_misses, good.known_false_alarms), (0, 5, 1, 1));
        for (hits, part) in [
            ([&[][..], &[], &[], &[], &[rule]], "should hit"),
            ([&[rule], &[rule], &[], &[], &[rule]], "should not hit"),
            ([&[rule], &[], &[rule], &[], &[rule]], "the rule hits this innocent"),
            ([&[rule], &[], &[other], &[], &[rule]], "another rule"),
            ([&[rule], &[], &[], &[rule], &[rule]], "by now"),
            ([&[rule], &[], &[], &[], &[]], "no false alarm"),
        ] {
            let verdict = run(hits, true);
            assert!(verdict.faults.len() == 1 && verdict.faults[0].reason.contains(part), "{part}: {verdict:?}");
        }
        assert_eq!(run([&[rule], &[], &[], &[], &[rule]], false).faults.len(), 5);
    }

    #[test]
    fn what_is_wrong_with_a_page_is_said_with_its_line() {
        for (text, line, part) in [
            (WHOLE.replace("## Why it matters\nx\n", ""), 1, "`## Why it matters` is missing"),
            (WHOLE.replace("# T\n\n", "## Odd\nx\n"), 1, "exactly these"),
            (WHOLE.replace("=> no hit", "=> maybe"), 11, "`maybe` is no expectation"),
            (WHOLE.replace("log sshd", "log ssh"), 14, "`ssh` is no service"),
            (WHOLE.replace("## References\n- x\n", "## References\n"), 24, "nothing stands below"),
            (format!("{WHOLE}```log\n"), 26, "not closed"),
            (format!("{WHOLE}```log\nx\n```\n"), 27, "needs an expectation"),
        ] {
            let faults = Page::read(&text).faults;
            assert!(faults.iter().any(|f| f.line == line && f.reason.contains(part)), "{part}: {faults:?}");
        }
    }
}
