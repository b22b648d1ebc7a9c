//! What a fold has seen, put away so that more logs can be added later with the same answer as if all had been read at once.
//! Holds names in clear; of ordinary visitors only how many there were. Where it is kept is the edge's business.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use vigie_facts::source::Source;

use super::{Fold, NONE};
use crate::observe::{ChunkYield, FamilyOf, PathSeen, SourceSeen};
use crate::options::Options;
use crate::rules::RuleSet;

/// Two sources that stand for everybody who asked for a page and did nothing else: that there were two strangers is all that
/// has to be remembered of them. Addresses that no traffic has (RFC 1122 § 3.2.1.3).
const STRANGERS: [Source; 2] = [Source::V4(0), Source::V4(1)];

/// What a fold has seen.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Memory {
    /// Digest of the rules the rows were matched with: rows matched with other rules cannot be counted together.
    rules_digest: Box<str>,
    chunk: ChunkYield,
    lines: Vec<MemorisedLine>,
    ordinary_sources: u64,
    ordinary_events: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct MemorisedLine {
    input: u32,
    byte_start: u64,
    text: Box<[u8]>,
    digest: Option<[u8; 32]>,
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
        let named: BTreeSet<u32> = self.rows.iter().map(|row| row.source).filter(|source| *source != NONE).collect();
        let mut places = vec![NONE; self.sources.rows().len()];
        let mut sources: Vec<SourceSeen> = STRANGERS.map(SourceSeen::new).to_vec();
        let (mut ordinary_sources, mut ordinary_events) = (self.forgotten.0, self.forgotten.1);
        for (id, seen) in self.sources.rows().iter().enumerate() {
            if named.contains(&(id as u32)) {
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
            lines: self
                .lines
                .all()
                .map(|(input, byte_start, text, digest)| MemorisedLine { input, byte_start, text, digest })
                .collect(),
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
        }
    }

    /// A fold that goes on where another stopped. Inputs read from now on need numbers and families above those the memory
    /// knows: see [`Memory::next_family`].
    pub fn resume(memory: Memory, options: &Options, rules: &RuleSet) -> Result<Fold, OtherRules> {
        if *memory.rules_digest != *rules.digest() {
            return Err(OtherRules);
        }
        let mut fold = Fold::new(options, rules);
        for line in memory.lines {
            fold.lines.restore((line.input, line.byte_start), line.text, line.digest);
        }
        fold.absorb(memory.chunk);
        fold.forgotten = (memory.ordinary_sources, memory.ordinary_events);
        Ok(fold)
    }
}

impl Memory {
    /// The first family number that no input of the memory has.
    pub fn next_family(&self) -> u32 {
        self.chunk.families.iter().map(|of| of.family + 1).max().unwrap_or(0)
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
    fn rows_of_other_rules_are_refused() {
        let (rules, _) = RuleSet::load(&[("rules/web/environment-file/rule.yml", RULE)]);
        let options = Options::default();
        let memory = Fold::new(&options, &rules).memory(&rules);
        let (others, _) = RuleSet::load(&[("rules/web/environment-file/rule.yml", &RULE.replace("/.env", "/.git"))]);
        assert!(Fold::resume(memory, &options, &others).is_err());
    }
}
