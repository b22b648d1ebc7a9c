//! What a fold has seen, put away so that more logs can be added later with the same answer as if all had been read at once.
//! Holds names in clear; of ordinary visitors only how many there were. Where it is kept is the edge's business.

use std::rc::Rc;
use std::sync::Arc;

use hashbrown::HashSet;
use serde::ser::SerializeSeq as _;
use serde::{Deserialize, Serialize, Serializer};
use vigie_facts::source::Source;
use vigie_facts::time::Timestamp;

use super::lines::{Lines, LinesMemory, LinesView};
use super::{Fold, NONE};
use crate::observe::{
    AssetSeen, ChunkYield, CoverageSeen, FamilyOf, InputTally, PathSeen, SourceSeen, SystemSeen, TrafficSeen,
};
use crate::options::Options;
use crate::row::{Row, some};
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
    /// Everything seen so far, in the shape of a [`Memory`], to be written and taken up by [`Fold::resume`]. It is not copied.
    pub fn memory<'a>(&'a self, rules: &'a RuleSet) -> impl Serialize + 'a {
        self.memory_with(rules, None)
    }

    /// As [`Fold::memory`], and ordinary sources seen since an instant stay known by their address: whoever watches live has to know
    /// who else uses an address before it is held back, and goes on exactly where it stopped. It is a list of visitors, and to
    /// be kept like one.
    pub fn memory_with_visitors<'a>(&'a self, rules: &'a RuleSet, since: Timestamp) -> impl Serialize + 'a {
        self.memory_with(rules, Some(since))
    }

    fn memory_with<'a>(&'a self, rules: &'a RuleSet, visitors_since: Option<Timestamp>) -> impl Serialize + 'a {
        let mut places = vec![NONE; self.sources.rows().len()];
        for row in self.rows.iter().filter(|row| row.source() != NONE) {
            places[row.source() as usize] = 0;
        }
        let (mut named, mut ordinary_sources, mut ordinary_events) = (0, self.forgotten.0, self.forgotten.1);
        for (place, seen) in places.iter_mut().zip(self.sources.rows()) {
            if *place != NONE || visitors_since.is_some_and(|since| seen.last_micros >= since.0) {
                *place = (STRANGERS.len() + named) as u32;
                named += 1;
            } else if seen.events > 0 {
                ordinary_sources += 1;
                ordinary_events += u64::from(seen.events);
            }
        }
        let place_of = |source: u32| if source == NONE { Some(NONE) } else { some(places[source as usize]) };
        let lines = self.lines.view(place_of);
        let places: Rc<[u32]> = places.into();
        let families = (0..).zip(&self.families).filter(|(_, family)| **family != NONE);
        let strangers = STRANGERS.into_iter().map(SourceSeen::new);
        let sources = (0..).zip(self.sources.rows());
        let is_named = Rc::clone(&places);
        let sources = sources.filter(move |(id, _)| is_named[*id as usize] != NONE).map(|(_, seen)| *seen);
        let place_of = Rc::clone(&places);
        let rows = self.rows.iter().map(move |row| match row.source() {
            NONE => row.made(),
            source => Row { source: place_of[source as usize], ..row.made() },
        });
        View {
            rules_digest: rules.digest(),
            lines,
            rows_limit: self.rows_limit as u64,
            chunk: ChunkView {
                inputs: &self.inputs,
                families: families.map(|(input, family)| FamilyOf { input, family: *family }).collect(),
                sources: Each { length: STRANGERS.len() + named, items: strangers.chain(sources) },
                assets: self.assets.rows(),
                systems: self.systems.rows(),
                coverage: self.coverage.rows(),
                traffic: self.traffic.rows(),
                paths: Each {
                    length: self.paths.rows().len(),
                    items: self.paths.rows().iter().map(move |seen| with_strangers(seen, &places)),
                },
                accounts: &self.accounts,
                account_flags: &self.account_flags,
                texts: &self.texts,
                sets: &self.sets,
                extras: &self.extras,
                rows: Each { length: self.rows.len(), items: rows },
                records: &[],
                record_ends: Each { length: self.rows.len(), items: std::iter::repeat_n(0_u32, self.rows.len()) },
                events_without_source: self.events_without_source,
            },
            ordinary_sources,
            ordinary_events,
            error_minutes: &self.error_minutes,
        }
    }

    /// All that a case is made of as things stand, as a fold of its own, to be concluded while this one goes on. It has no rows that come
    /// to nothing and of ordinary visitors only how many there were; what it concludes is what this one would.
    #[must_use]
    pub fn part_for_case(&self) -> Fold {
        let rows = self.rows_that_matter(Timestamp(i64::MIN));
        let start = ChunkYield {
            inputs: self.inputs.clone(),
            sources: STRANGERS.map(SourceSeen::new).to_vec(),
            systems: self.systems.rows().to_vec(),
            coverage: self.coverage.rows().to_vec(),
            traffic: self.traffic.rows().to_vec(),
            accounts: self.accounts.clone(),
            account_flags: self.account_flags.clone(),
            events_without_source: self.events_without_source,
            ..ChunkYield::default()
        };
        let (mut chunk, named) = self.chunk_of(&rows, start);
        let mut places = vec![NONE; self.sources.rows().len()];
        for (source, place) in named {
            places[source as usize] = place;
        }
        chunk.paths = self.paths.rows().iter().map(|seen| with_strangers(seen, &places)).collect();
        let mut fold = Fold::with_rulebook(&self.options, Arc::clone(&self.rulebook));
        fold.adopt(chunk);
        fold.lines = self.lines.kept_only();
        fold.error_minutes.clone_from(&self.error_minutes);
        fold.forgotten = self.forgotten;
        let ordinary =
            self.sources.rows().iter().zip(&places).filter(|(seen, place)| **place == NONE && seen.events > 0);
        for (seen, _) in ordinary {
            fold.forgotten.0 += 1;
            fold.forgotten.1 += u64::from(seen.events);
        }
        fold
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
}

/// A [`Memory`] that is not copied before it is written: the same fields in the same order.
#[derive(Serialize)]
#[serde(bound = "")]
struct View<'a, S: Items, P: Items, R: Items, E: Items> {
    rules_digest: &'a str,
    chunk: ChunkView<'a, S, P, R, E>,
    lines: LinesView<'a>,
    rows_limit: u64,
    ordinary_sources: u64,
    ordinary_events: u64,
    error_minutes: &'a [u64],
}

/// A [`ChunkYield`] that is not copied.
#[derive(Serialize)]
#[serde(bound = "")]
struct ChunkView<'a, S: Items, P: Items, R: Items, E: Items> {
    inputs: &'a [InputTally],
    families: Vec<FamilyOf>,
    sources: Each<S>,
    assets: &'a [AssetSeen],
    systems: &'a [SystemSeen],
    coverage: &'a [CoverageSeen],
    traffic: &'a [TrafficSeen],
    paths: Each<P>,
    accounts: &'a Words,
    account_flags: &'a [u8],
    texts: &'a Words,
    sets: &'a Words,
    extras: &'a Words,
    rows: Each<R>,
    records: &'a [u8],
    record_ends: Each<E>,
    events_without_source: u64,
}

/// Values that can be gone through as often as somebody writes them.
trait Items: Iterator<Item: Serialize> + Clone {}

impl<I: Iterator<Item: Serialize> + Clone> Items for I {}

/// A list of known length whose values are made as they are written.
struct Each<I> {
    length: usize,
    items: I,
}

impl<I: Items> Serialize for Each<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.length))?;
        for item in self.items.clone() {
            list.serialize_element(&item)?;
        }
        list.end()
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

    /// A memory as it is read from what was written; what is written of that again is the same to the byte.
    fn taken_back(written: &impl Serialize) -> Memory {
        let text = serde_json::to_string(written).unwrap();
        let memory: Memory = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string(&memory).unwrap(), text, "fields in the same order");
        memory
    }

    #[test]
    fn logs_added_later_give_the_same_case() {
        let (rules, problems) = RuleSet::load(&[("rules/web/environment-file/rule.yml", RULE)]);
        assert!(problems.is_empty());
        let options = Options::default();
        let mut at_once = Fold::new(&options, &rules);
        at_once.absorb(chunk(&rules, &options, 0));
        let memory = taken_back(&at_once.memory(&rules));
        let mut later = Fold::resume(memory, &options, &rules).unwrap();
        for fold in [&mut at_once, &mut later] {
            fold.absorb(chunk(&rules, &options, 1));
        }
        let part = later.part_for_case().conclude(&rules, &mut |_| Place::default());
        assert_eq!(part, at_once.part_for_case().conclude(&rules, &mut |_| Place::default()));
        let at_once = at_once.conclude(&rules, &mut |_| Place::default());
        assert_eq!(part, at_once);
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
        let whole = taken_back(&fold.memory(&rules));
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
        let memory = taken_back(&at_once.memory_with_visitors(&rules, Timestamp(i64::MIN)));
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
        let is_young = |row: &vigie_facts::case::Detection| row.origin.input == InputId(1);
        assert_eq!(young.detections.len(), whole.detections.iter().filter(is_young).count());
    }

    #[test]
    fn rows_of_other_rules_are_refused() {
        let (rules, _) = RuleSet::load(&[("rules/web/environment-file/rule.yml", RULE)]);
        let options = Options::default();
        let memory = taken_back(&Fold::new(&options, &rules).memory(&rules));
        let (others, _) = RuleSet::load(&[("rules/web/environment-file/rule.yml", &RULE.replace("/.env", "/.git"))]);
        assert!(Fold::resume(memory, &options, &others).is_err());
    }
}
