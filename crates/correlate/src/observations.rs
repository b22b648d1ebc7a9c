//! What is put in: who left which trace when. Interns names, keeps rows as integers, and refuses what cannot be an observation. Judges
//! nothing.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

/// Rows accepted at most: the arrays below then take about 1 GiB.
pub const ROWS_MAX: usize = 40_000_000;

/// Instants further than this from 1970 (three thousand years) are clock errors, and would overflow differences.
const TIME_MS_MAX: i64 = 95_000_000_000_000;

/// Bytes of a name that are kept; longer ones are told apart by what fits and their length.
const NAME_BYTES_MAX: usize = 512;

/// What a kind of trace can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nature {
    /// Something asked for, tried or posted: a path, an account, a link, a text.
    Content,
    /// The mark of a tool: user agent, TLS or SSH fingerprint, banner.
    Tool,
    /// Where the actor is: a network. A prior only, never evidence by itself.
    Place,
}

/// A kind of trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its name in answers.
    pub name: String,
    /// What it can show.
    pub nature: Nature,
}

/// A kind's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindId(u16);

/// One row: an actor left a trace.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Row {
    pub(crate) actor: u32,
    pub(crate) trace: u32,
    pub(crate) time_ms: i64,
}

/// Rows that were refused, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Refused {
    /// The weight was no number, negative, or infinite.
    pub weights: u64,
    /// The instant was absurd.
    pub times: u64,
    /// The actor or the trace had no name.
    pub nameless: u64,
    /// More than [`ROWS_MAX`].
    pub beyond_limit: u64,
}

/// A set of observations.
///
/// ```
/// use vigie_correlate::{Nature, Observations};
/// let mut observations = Observations::default();
/// let path = observations.kind("path", Nature::Content);
/// assert!(observations.push("192.0.2.1", path, "/login", 1_000, 1.0));
/// assert!(!observations.push("192.0.2.1", path, "/login", 1_000, f64::NAN), "refused, and counted");
/// assert_eq!((observations.len(), observations.refused().weights), (1, 1));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Observations {
    pub(crate) actors: Names,
    pub(crate) kinds: Vec<Kind>,
    pub(crate) traces: Names,
    pub(crate) trace_kinds: Vec<u16>,
    pub(crate) rows: Vec<Row>,
    /// Rows of weight 0: accepted, and they say nothing.
    weightless: usize,
    refused: Refused,
}

impl Observations {
    /// The number of a kind of this name, new or known. A known one keeps its nature.
    pub fn kind(&mut self, name: &str, nature: Nature) -> KindId {
        if let Some(at) = self.kinds.iter().position(|kind| kind.name == name) {
            return KindId(at as u16);
        }
        self.kinds.push(Kind { name: name.to_owned(), nature });
        KindId((self.kinds.len() - 1).min(usize::from(u16::MAX)) as u16)
    }

    /// Adds a row; `time_ms` are milliseconds since any fixed instant (Unix time, so that hours of the day mean something). False when it
    /// was refused, which is counted.
    pub fn push(&mut self, actor: &str, kind: KindId, trace: &str, time_ms: i64, weight: f64) -> bool {
        if actor.is_empty() || trace.is_empty() || usize::from(kind.0) >= self.kinds.len() {
            self.refused.nameless += 1;
            return false;
        }
        if !self.acceptable(time_ms, weight) {
            return false;
        }
        if weight <= 0.0 {
            self.weightless += 1;
            return true;
        }
        let actor = self.actors.number(0, actor);
        let trace = self.traces.number(kind.0, trace);
        if trace as usize == self.trace_kinds.len() {
            self.trace_kinds.push(kind.0);
        }
        self.rows.push(Row { actor, trace, time_ms });
        true
    }

    fn acceptable(&mut self, time_ms: i64, weight: f64) -> bool {
        let refusal = if !weight.is_finite() || weight < 0.0 {
            &mut self.refused.weights
        } else if time_ms.abs() > TIME_MS_MAX {
            &mut self.refused.times
        } else if self.len() >= ROWS_MAX {
            &mut self.refused.beyond_limit
        } else {
            return true;
        };
        *refusal += 1;
        false
    }

    /// Rows accepted.
    pub fn len(&self) -> usize {
        self.rows.len() + self.weightless
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What was refused.
    pub fn refused(&self) -> Refused {
        self.refused
    }

    /// Distinct actors.
    pub fn actors(&self) -> usize {
        self.actors.len()
    }
}

/// Names and their numbers, in order of first appearance. Names of different spaces are different. All names stand in one text; the table
/// holds the beginning of each, so that a known short name costs one hash and one look into memory, and no allocation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    text: String,
    /// Where each name ends in the text.
    ends: Vec<usize>,
    /// Open addressing, a power of two long.
    slots: Vec<Slot>,
    /// Keyed by the run: names come from strangers, who must not be able to choose names that collide. Numbers do not depend on it.
    key: RandomState,
}

/// Bytes of a name that stand in the table.
const HEAD_BYTES: usize = 20;

/// One place of the table: half a line of the processor's cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(align(32))]
struct Slot {
    /// The name's number and one; 0 is free.
    number: u32,
    hash: u32,
    space: u16,
    bytes: u16,
    head: [u8; HEAD_BYTES],
}

impl Names {
    fn number(&mut self, space: u16, name: &str) -> u32 {
        if name.len() <= NAME_BYTES_MAX {
            return self.kept(space, name);
        }
        let cut = (0..=NAME_BYTES_MAX).rev().find(|&at| name.is_char_boundary(at)).unwrap_or(0);
        self.kept(space, &format!("{}…({} bytes)", &name[..cut], name.len()))
    }

    fn kept(&mut self, space: u16, name: &str) -> u32 {
        if self.ends.len() * 4 >= self.slots.len() * 3 {
            self.grow();
        }
        let mut hasher = self.key.build_hasher();
        hasher.write_u16(space);
        hasher.write(name.as_bytes());
        let hash = hasher.finish() as u32;
        let mut head = [0; HEAD_BYTES];
        let short = name.len().min(HEAD_BYTES);
        head[..short].copy_from_slice(&name.as_bytes()[..short]);
        let mut wanted = Slot { number: 0, hash, space, bytes: name.len() as u16, head };
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at].number != 0 {
            let slot = self.slots[at];
            wanted.number = slot.number;
            if slot == wanted && (name.len() <= HEAD_BYTES || self.name(slot.number - 1) == name) {
                return slot.number - 1;
            }
            at = (at + 1) & mask;
        }
        self.text.push_str(name);
        self.ends.push(self.text.len());
        wanted.number = self.ends.len() as u32;
        self.slots[at] = wanted;
        wanted.number - 1
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(64);
        let old = std::mem::replace(&mut self.slots, vec![Slot::default(); size]);
        for slot in old.into_iter().filter(|slot| slot.number != 0) {
            let mut at = slot.hash as usize & (size - 1);
            while self.slots[at].number != 0 {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = slot;
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn name(&self, number: u32) -> &str {
        let from = if number == 0 { 0 } else { self.ends[number as usize - 1] };
        &self.text[from..self.ends[number as usize]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_observation_is_counted_not_kept() {
        let mut o = Observations::default();
        let kind = o.kind("path", Nature::Content);
        assert_eq!(o.kind("path", Nature::Tool), kind);
        for (actor, trace, time, weight) in [
            ("", "/", 0, 1.0),
            ("a", "", 0, 1.0),
            ("a", "/", i64::MIN + 1, 1.0),
            ("a", "/", 0, -1.0),
            ("a", "/", 0, f64::INFINITY),
        ] {
            assert!(!o.push(actor, kind, trace, time, weight));
        }
        assert_eq!(o.refused(), Refused { weights: 2, times: 1, nameless: 2, beyond_limit: 0 });
        assert!(o.is_empty());
    }

    #[test]
    fn a_trace_is_its_kind_and_its_name() {
        let mut o = Observations::default();
        let (path, tool) = (o.kind("path", Nature::Content), o.kind("tool", Nature::Tool));
        o.push("a", path, "x", 0, 1.0);
        o.push("a", tool, "x", 0, 1.0);
        assert_eq!((o.traces.len(), o.trace_kinds.clone()), (2, vec![0, 1]));
        o.push(&"é".repeat(9_000), path, "x", 0, 1.0);
        assert!(o.actors.name(1).len() < 600);
    }
}
