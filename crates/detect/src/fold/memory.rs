//! What a fold has seen, put away so that more logs can be added later with the same answer as if all had been read at once.
//! Holds names in clear; of ordinary visitors only how many there were. Where it is kept is the edge's business.

use hashbrown::HashSet;
use serde::{Deserialize, Serialize};
use vigie_facts::source::Source;
use vigie_facts::time::Timestamp;

use super::lines::{Lines, LinesMemory};
use super::{Fold, NONE};
use crate::observe::{ChunkYield, FamilyOf, PathSeen, SourceSeen};
use crate::options::Options;
use crate::rules::RuleSet;
use crate::words::Words;

/// The first of the sources that stand in for erased ones; addresses that no traffic has, like those of strangers.
const ERASED_FIRST: u32 = 2;

/// The last of them: the block that RFC 1122 § 3.2.1.3 keeps from traffic has 2^24.
const ERASED_LAST: u32 = (1 << 24) - 1;

/// What stands where the name of an erased account was, before a number.
const ERASED_ACCOUNT: &str = "[erased] ";

/// Two sources that stand for everybody who asked for a page and did nothing else: that there were two strangers is all that
/// has to be remembered of them. Addresses that no traffic has (RFC 1122 § 3.2.1.3).
const STRANGERS: [Source; 2] = [Source::V4(0), Source::V4(1)];

/// What a fold has seen.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Memory {
    /// Digest of the rules the rows were matched with: rows matched with other rules cannot be counted together.
    rules_digest: Box<str>,
    chunk: ChunkYield,
    lines: LinesMemory,
    /// Rows after which some are let go next.
    rows_limit: u64,
    ordinary_sources: u64,
    ordinary_events: u64,
    /// Minutes with server errors, in the order of the chunk's traffic.
    error_minutes: Vec<u64>,
}

/// Why a memory cannot be taken up again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherRules;

impl std::fmt::Display for OtherRules {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the case was filled with other rules, so logs cannot be added to it: fill it again from all logs")
    }
}

impl std::error::Error for OtherRules {}

impl Fold {
    /// Everything seen so far, to be taken up by [`Fold::resume`].
    pub fn memory(&self, rules: &RuleSet) -> Memory {
        self.memory_with(rules, None)
    }

    /// As [`Fold::memory`], and ordinary sources seen since an instant stay known by their address: whoever watches live has to know
    /// who else uses an address before it is held back, and goes on exactly where it stopped. It is a list of visitors, and to
    /// be kept like one.
    pub fn memory_with_visitors(&self, rules: &RuleSet, since: Timestamp) -> Memory {
        self.memory_with(rules, Some(since))
    }

    fn memory_with(&self, rules: &RuleSet, visitors_since: Option<Timestamp>) -> Memory {
        let stays = |seen: &SourceSeen| visitors_since.is_some_and(|since| seen.last_micros >= since.0);
        let mut named = self.with_rows();
        for (named, seen) in named.iter_mut().zip(self.sources.rows()) {
            *named |= stays(seen);
        }
        let mut places = vec![NONE; self.sources.rows().len()];
        let mut sources = Vec::with_capacity(STRANGERS.len() + named.iter().filter(|named| **named).count());
        sources.extend(STRANGERS.map(SourceSeen::new));
        let (mut ordinary_sources, mut ordinary_events) = (self.forgotten.0, self.forgotten.1);
        for (id, seen) in self.sources.rows().iter().enumerate() {
            if named[id] {
                places[id] = sources.len() as u32;
                sources.push(*seen);
            } else if seen.events > 0 {
                ordinary_sources += 1;
                ordinary_events += u64::from(seen.events);
            }
        }
        let mut rows = self.rows.clone();
        for row in rows.iter_mut().filter(|row| row.source != NONE) {
            row.source = places[row.source as usize];
        }
        let families = (0..).zip(&self.families).filter(|(_, family)| **family != NONE);
        Memory {
            rules_digest: rules.digest().into(),
            lines: self.lines.memory(|source| {
                let place = places.get(source as usize).copied();
                if source == NONE { Some(NONE) } else { place.filter(|place| *place != NONE) }
            }),
            rows_limit: self.rows_limit as u64,
            chunk: ChunkYield {
                inputs: self.inputs.clone(),
                families: families.map(|(input, family)| FamilyOf { input, family: *family }).collect(),
                sources,
                assets: self.assets.rows().to_vec(),
                systems: self.systems.rows().to_vec(),
                coverage: self.coverage.rows().to_vec(),
                traffic: self.traffic.rows().to_vec(),
                paths: self.paths.rows().iter().map(|seen| with_strangers(seen, &places)).collect(),
                accounts: self.accounts.clone(),
                account_flags: self.account_flags.clone(),
                texts: self.texts.clone(),
                sets: self.sets.clone(),
                extras: self.extras.clone(),
                record_ends: vec![0; rows.len()],
                rows,
                records: Vec::new(),
                events_without_source: self.events_without_source,
            },
            ordinary_sources,
            ordinary_events,
            error_minutes: self.error_minutes.clone(),
        }
    }

    /// A fold that goes on where another stopped. Inputs read from now on need numbers and families above those the memory
    /// knows: see [`Memory::next_family`].
    pub fn resume(memory: Memory, options: &Options, rules: &RuleSet) -> Result<Fold, OtherRules> {
        if *memory.rules_digest != *rules.digest() {
            return Err(OtherRules);
        }
        let mut fold = Fold::new(options, rules);
        fold.adopt(memory.chunk);
        fold.rows_limit = usize::try_from(memory.rows_limit).unwrap_or(usize::MAX);
        fold.lines = Lines::resume(memory.lines);
        // Rows that were let go had minutes too.
        for (known, minutes) in fold.error_minutes.iter_mut().zip(memory.error_minutes) {
            *known |= minutes;
        }
        fold.forgotten = (memory.ordinary_sources, memory.ordinary_events);
        Ok(fold)
    }

    /// For each source whether a row is kept of it: the others are ordinary.
    fn with_rows(&self) -> Vec<bool> {
        let mut named = vec![false; self.sources.rows().len()];
        for row in self.rows.iter().filter(|row| row.source != NONE) {
            named[row.source as usize] = true;
        }
        named
    }
}

impl Memory {
    /// The first family number that no input of the memory has.
    pub fn next_family(&self) -> u32 {
        self.chunk.families.iter().map(|of| of.family + 1).max().unwrap_or(0)
    }
}

/// Forgetting. What is forgotten is gone from every table, names in texts included; counts stay as they were.
impl Memory {
    /// Forgets everything before an instant, and records without a time, like
    /// [`prune`](vigie_facts::retain::prune) does for a case.
    pub fn forget_before(&mut self, before: Timestamp) {
        let chunk = &mut self.chunk;
        chunk.rows.retain(|row| row.time().is_some_and(|time| time >= before));
        chunk.record_ends = vec![0; chunk.rows.len()];
        let places: HashSet<(u32, u64)> = chunk.rows.iter().map(|row| (row.input, row.byte_start)).collect();
        self.lines.kept.retain(|line| places.contains(&(line.input, line.byte_start)));
        chunk.coverage.retain(|seen| seen.hour >= before.hour());
        let mut hours = chunk.traffic.iter().map(|seen| seen.hour >= before.hour());
        self.error_minutes.retain(|_| hours.next().unwrap_or(false));
        chunk.traffic.retain(|seen| seen.hour >= before.hour());
        self.forget_unnamed();
    }

    /// Takes a source's identity out. Returns whether it was there.
    pub fn erase_source(&mut self, source: Source) -> bool {
        let taken = self.erased_sources().count() as u32;
        let Some(seen) = self.chunk.sources.iter_mut().find(|seen| seen.source == source) else { return false };
        if ERASED_FIRST + taken > ERASED_LAST {
            return false;
        }
        seen.source = Source::V4(ERASED_FIRST + taken);
        self.erase_texts(&source.first_address().to_string());
        true
    }

    /// Takes an account's name out. Returns whether it was there.
    pub fn erase_account(&mut self, name: &str) -> bool {
        let known = |accounts: &Words| accounts.iter().any(|account| account == name.as_bytes());
        if !known(&self.chunk.accounts) {
            return false;
        }
        let taken = self.chunk.accounts.iter().filter(|account| account.starts_with(ERASED_ACCOUNT.as_bytes())).count();
        let mut accounts = Words::default();
        for account in self.chunk.accounts.iter() {
            if account == name.as_bytes() {
                accounts.intern(format!("{ERASED_ACCOUNT}{taken}").as_bytes(), usize::MAX);
            } else {
                accounts.intern(account, usize::MAX);
            }
        }
        self.chunk.accounts = accounts;
        self.erase_texts(name);
        true
    }

    /// The sources that stand in for erased ones: no address, and to be named in no case.
    pub fn erased_sources(&self) -> impl Iterator<Item = Source> {
        let stands_in = |source: &Source| matches!(source, Source::V4(ERASED_FIRST..=ERASED_LAST));
        self.chunk.sources.iter().map(|seen| seen.source).filter(stands_in)
    }

    /// Drops lines, texts and values that hold a text.
    fn erase_texts(&mut self, needle: &str) {
        let holds = |text: &[u8]| memchr::memmem::find(text, needle.as_bytes()).is_some();
        self.lines.kept.retain(|line| !holds(&line.text));
        let chunk = &mut self.chunk;
        for row in &mut chunk.rows {
            for id in [&mut row.subject, &mut row.tool] {
                if *id != NONE && holds(chunk.texts.get(*id)) {
                    *id = NONE;
                }
            }
            if row.extra != NONE && holds(chunk.extras.get(row.extra)) {
                row.extra = NONE;
            }
        }
        self.forget_unnamed();
    }

    /// Drops sources, accounts, texts and values that no row names any more.
    fn forget_unnamed(&mut self) {
        let chunk = &mut self.chunk;
        let mut sources: Vec<SourceSeen> = chunk.sources.iter().take(STRANGERS.len()).copied().collect();
        let mut places = vec![NONE; chunk.sources.len()];
        let (mut accounts, mut texts, mut extras) = (Words::default(), Words::default(), Words::default());
        let mut flags = Vec::new();
        for row in &mut chunk.rows {
            if row.source != NONE {
                let place = &mut places[row.source as usize];
                if *place == NONE {
                    *place = sources.len() as u32;
                    sources.push(chunk.sources[row.source as usize]);
                }
                row.source = *place;
            }
            if row.account != NONE {
                let flag = chunk.account_flags[row.account as usize];
                row.account = accounts.intern(chunk.accounts.get(row.account), usize::MAX);
                flags.resize(accounts.len() as usize, flag);
            }
            for id in [&mut row.subject, &mut row.tool].into_iter().filter(|id| **id != NONE) {
                *id = texts.intern(chunk.texts.get(*id), usize::MAX);
            }
            if row.extra != NONE {
                row.extra = extras.intern(chunk.extras.get(row.extra), usize::MAX);
            }
        }
        self.lines.rename_sources(&places);
        for seen in &mut chunk.paths {
            // Whoever is forgotten becomes a stranger like all others.
            *seen = with_strangers(seen, &places);
        }
        for (at, seen) in chunk.sources.iter().enumerate().skip(STRANGERS.len()) {
            if places[at] == NONE {
                self.ordinary_sources += u64::from(seen.events > 0);
                self.ordinary_events += u64::from(seen.events);
            }
        }
        (chunk.sources, chunk.accounts, chunk.texts, chunk.extras) = (sources, accounts, texts, extras);
        chunk.account_flags = flags;
    }
}

/// The same path, asked for by sources that are kept or by strangers.
fn with_strangers(seen: &PathSeen, places: &[u32]) -> PathSeen {
    let mut askers = seen.askers;
    for (at, asker) in askers.iter_mut().enumerate() {
        if *asker != NONE {
            let place = places[*asker as usize];
            *asker = if place == NONE { at as u32 } else { place };
        }
    }
    PathSeen { askers, ..*seen }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use vigie_facts::case::Place;
    use vigie_facts::event::{Action, Event, HttpRequest};
    use vigie_facts::origin::{InputId, Origin};
    use vigie_facts::service::Service;
    use vigie_facts::time::Timestamp;

    use super::*;
    use crate::observe::{Observer, SystemName};

    const RULE: &str = "
title: Environment file
tags: [vigie.form.sensitive-file-probe]
logsource: { category: webserver }
detection:
    selection: { url.path|endswith: /.env }
    condition: selection
";

    fn chunk(rules: &RuleSet, options: &Options, input: u32) -> ChunkYield {
        let mut observer = Observer::new(rules, options);
        let place = SystemName { system: "a.log", asset: "a", family: input };
        for line in 0..40_u64 {
            let path: &[u8] = if line % 5 == 0 { b"/.env" } else { b"/page" };
            let http = HttpRequest {
                method: Some(b"GET"),
                path: Some(path),
                target: Some(path),
                status: Some(200),
                bytes_sent: Some(9),
                ..HttpRequest::default()
            };
            let origin = Origin { input: InputId(input), line: line + 1, byte_start: line * 100, byte_len: 99 };
            let mut event = Event::new(origin, Service::WebAccess, Action::Http(http));
            event.time = Some(Timestamp::from_seconds(1_486_000_000 + i64::from(input) * 600 + line as i64));
            event.source = Some(format!("192.0.2.{}", line % 7).parse().unwrap());
            observer.observe(
                &event,
                format!("record {line} of input {input} GET {}", String::from_utf8_lossy(path)).as_bytes(),
                &place,
            );
        }
        observer.finish_chunk()
    }

    #[test]
    fn logs_added_later_give_the_same_case() {
        let (rules, problems) = RuleSet::load(&[("rules/web/environment-file/rule.yml", RULE)]);
        assert!(problems.is_empty());
        let options = Options::default();
        let mut at_once = Fold::new(&options, &rules);
        at_once.absorb(chunk(&rules, &options, 0));
        let memory = at_once.memory(&rules);
        let bytes = serde_json::to_vec(&memory).unwrap();
        let mut later = Fold::resume(serde_json::from_slice(&bytes).unwrap(), &options, &rules).unwrap();
        for fold in [&mut at_once, &mut later] {
            fold.absorb(chunk(&rules, &options, 1));
        }
        let at_once = at_once.conclude(&rules, &mut |_| Place::default());
        let later = later.conclude(&rules, &mut |_| Place::default());
        assert!(at_once.detections.len() >= 16 && !at_once.lines.is_empty());
        assert_eq!(at_once.detections, later.detections);
        assert_eq!(at_once.lines, later.lines);
        assert_eq!(at_once.attempts, later.attempts);
        assert_eq!(at_once.coverage, later.coverage);
        assert_eq!(at_once.sources, later.sources);
    }

    #[test]
    fn what_is_forgotten_is_in_no_table() {
        let (rules, _) = RuleSet::load(&[("rules/web/environment-file/rule.yml", RULE)]);
        let options = Options::default();
        let mut fold = Fold::new(&options, &rules);
        fold.absorb(chunk(&rules, &options, 0));
        fold.absorb(chunk(&rules, &options, 1));
        let whole = fold.memory(&rules);
        let conclude = |memory: Memory| {
            let fold = Fold::resume(memory, &options, &rules).unwrap();
            fold.conclude(&rules, &mut |_| Place::default())
        };
        let before = conclude(whole.clone());
        let mut erased = whole.clone();
        let source: Source = before.sources[0].source;
        assert!(erased.erase_source(source) && !erased.erase_source(source));
        assert_eq!(erased.erased_sources().count(), 1);
        let case = conclude(erased);
        assert!(case.sources.iter().all(|row| row.source != source));
        assert_eq!((case.sources.len(), case.attempts.len()), (before.sources.len(), before.attempts.len()));
        assert_eq!(case.detections.len(), before.detections.len());
        let mut later = whole;
        let cut = Timestamp::from_seconds(1_486_000_000 + 600);
        later.forget_before(cut);
        let case = conclude(later);
        let kept = before.detections.iter().filter(|row| row.time.unwrap() >= cut).count();
        assert!(kept > 0 && case.detections.len() == kept);
        assert!(case.lines.iter().all(|line| line.origin.input == InputId(1)) && !case.lines.is_empty());
    }

    #[test]
    fn with_visitors_nothing_tells_that_there_was_a_pause() {
        let (rules, _) = RuleSet::load(&[("rules/web/environment-file/rule.yml", RULE)]);
        let options = Options::default();
        let mut at_once = Fold::new(&options, &rules);
        at_once.absorb(chunk(&rules, &options, 0));
        let memory = at_once.memory_with_visitors(&rules, Timestamp(i64::MIN));
        let mut later = Fold::resume(memory, &options, &rules).unwrap();
        for fold in [&mut at_once, &mut later] {
            fold.absorb(chunk(&rules, &options, 1));
        }
        let network = Source::of("192.0.2.0".parse().unwrap());
        let named = BTreeSet::from([Source::of("192.0.2.3".parse().unwrap())]);
        assert_eq!(at_once.others_in(network, &named), later.others_in(network, &named));
        // All seven of them have rows; only who is named is left out.
        assert_eq!(at_once.others_in(network, &BTreeSet::new()).0, 7);
        assert_eq!(at_once.others_in(network, &named).0, 6);
        let locate = &mut |_| Place::default();
        assert_eq!(at_once.conclude(&rules, locate), later.conclude(&rules, locate));
    }

    #[test]
    fn an_excerpt_says_of_its_sources_what_the_whole_says() {
        let (rules, _) = RuleSet::load(&[("rules/web/environment-file/rule.yml", RULE)]);
        let options = Options::default();
        let mut fold = Fold::new(&options, &rules);
        fold.absorb(chunk(&rules, &options, 0));
        fold.absorb(chunk(&rules, &options, 1));
        let one: BTreeSet<Source> = std::iter::once(Source::of("192.0.2.3".parse().unwrap())).collect();
        let locate = &mut |_| Place::default();
        let part = fold.excerpt(Some(&one), Timestamp(i64::MIN)).conclude(&rules, locate);
        let young = fold.excerpt(None, Timestamp::from_seconds(1_486_000_600)).conclude(&rules, locate);
        let whole = fold.conclude(&rules, locate);
        assert_eq!(part.sources.len(), 1);
        let of_one = |row: &&vigie_facts::case::SourceRow| one.contains(&row.source);
        assert_eq!(part.sources, whole.sources.iter().filter(of_one).cloned().collect::<Vec<_>>());
        assert!(!part.detections.is_empty() && part.detections.len() < whole.detections.len());
        let is_young = |row: &&vigie_facts::case::Detection| row.origin.input == InputId(1);
        assert_eq!(young.detections.len(), whole.detections.iter().filter(is_young).count());
    }

    #[test]
    fn rows_of_other_rules_are_refused() {
        let (rules, _) = RuleSet::load(&[("rules/web/environment-file/rule.yml", RULE)]);
        let options = Options::default();
        let memory = Fold::new(&options, &rules).memory(&rules);
        let (others, _) = RuleSet::load(&[("rules/web/environment-file/rule.yml", &RULE.replace("/.env", "/.git"))]);
        assert!(Fold::resume(memory, &options, &others).is_err());
    }
}
