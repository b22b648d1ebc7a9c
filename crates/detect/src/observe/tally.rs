//! What a worker counts of a chunk: inputs, sources, systems, assets, hours, paths. Plain sums and ranges whose meaning does not
//! depend on where the chunk was cut: adding up two halves gives the whole.

use serde::{Deserialize, Serialize};
use vigie_facts::anomaly::Anomaly;
use vigie_facts::case::RecordCounts;
use vigie_facts::service::Service;
use vigie_facts::source::Source;

use crate::row::{BYTES_UNKNOWN, NONE, Row};

/// An account that the logs show to exist.
pub(crate) const ACCOUNT_EXISTS: u8 = 1;

/// An account that a service says does not exist.
pub(crate) const ACCOUNT_MISSING: u8 = 2;

/// What became of the records of an input.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct InputTally {
    pub(crate) input: u32,
    pub(crate) counts: RecordCounts,
    pub(crate) anomalies: [u64; Anomaly::ALL.len()],
    pub(crate) first_micros: i64,
    pub(crate) last_micros: i64,
}

impl InputTally {
    pub(crate) fn new(input: u32) -> InputTally {
        InputTally {
            input,
            counts: RecordCounts::default(),
            anomalies: [0; Anomaly::ALL.len()],
            first_micros: i64::MAX,
            last_micros: Row::NO_TIME,
        }
    }

    pub(crate) fn note_time(&mut self, time_micros: i64) {
        if time_micros != Row::NO_TIME {
            self.first_micros = self.first_micros.min(time_micros);
            self.last_micros = self.last_micros.max(time_micros);
        }
    }

    pub(crate) fn add(&mut self, other: &InputTally) {
        self.counts.add(other.counts);
        for (sum, count) in self.anomalies.iter_mut().zip(other.anomalies) {
            *sum += count;
        }
        self.first_micros = self.first_micros.min(other.first_micros);
        self.last_micros = self.last_micros.max(other.last_micros);
    }
}

/// The family an input belongs to.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct FamilyOf {
    pub(crate) input: u32,
    pub(crate) family: u32,
}

/// What is known of a source without looking at any one event: 48 bytes, because there may be millions.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct SourceSeen {
    pub(crate) source: Source,
    pub(crate) first_micros: i64,
    pub(crate) last_micros: i64,
    pub(crate) bytes: u64,
    pub(crate) events: u32,
}

impl SourceSeen {
    pub(crate) fn new(source: Source) -> SourceSeen {
        SourceSeen { source, first_micros: i64::MAX, last_micros: Row::NO_TIME, bytes: 0, events: 0 }
    }

    pub(crate) fn note_time(&mut self, time_micros: i64) {
        if time_micros != Row::NO_TIME {
            self.first_micros = self.first_micros.min(time_micros);
            self.last_micros = self.last_micros.max(time_micros);
        }
    }

    pub(crate) fn add(&mut self, other: &SourceSeen) {
        self.first_micros = self.first_micros.min(other.first_micros);
        self.last_micros = self.last_micros.max(other.last_micros);
        self.bytes = self.bytes.saturating_add(other.bytes);
        self.events = self.events.saturating_add(other.events);
    }
}

/// An asset as its records name it, and the name it goes by when there are too many.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AssetSeen {
    pub(crate) service: Service,
    pub(crate) name: Box<[u8]>,
    pub(crate) fallback: Box<[u8]>,
}

/// A system as its records name it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SystemSeen {
    pub(crate) service: Service,
    pub(crate) name: Box<[u8]>,
}

/// Records of a system in an hour.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct CoverageSeen {
    pub(crate) system: u32,
    pub(crate) hour: i64,
    pub(crate) records: u64,
    pub(crate) understood: u64,
}

/// Traffic of an asset in an hour.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct TrafficSeen {
    pub(crate) asset: u32,
    pub(crate) hour: i64,
    pub(crate) events: u64,
    pub(crate) bytes: u64,
    pub(crate) server_errors: u64,
    pub(crate) sign_ins: u64,
}

/// A path that answered requests no rule matched: who asked first, how often, answers of what size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PathSeen {
    pub(crate) key: u64,
    /// The first two different sources that got an answer, or [`NONE`]: two strangers make a page, one may be the attacker.
    pub(crate) askers: [u32; 2],
    pub(crate) answers: u32,
    /// Sizes of answers of status 200, where stated; empty range when none.
    pub(crate) bytes_min: u64,
    pub(crate) bytes_max: u64,
}

impl PathSeen {
    pub(crate) fn new(key: u64, source: u32) -> PathSeen {
        PathSeen { key, askers: [source, NONE], answers: 0, bytes_min: u64::MAX, bytes_max: 0 }
    }

    pub(crate) fn note(&mut self, source: u32, bytes: u64) {
        self.answers = self.answers.saturating_add(1);
        self.note_asker(source);
        if bytes != BYTES_UNKNOWN {
            self.bytes_min = self.bytes_min.min(bytes);
            self.bytes_max = self.bytes_max.max(bytes);
        }
    }

    /// Adds what a later chunk saw; its askers come renamed.
    pub(crate) fn add(&mut self, other: &PathSeen) {
        self.answers = self.answers.saturating_add(other.answers);
        for asker in other.askers {
            self.note_asker(asker);
        }
        self.bytes_min = self.bytes_min.min(other.bytes_min);
        self.bytes_max = self.bytes_max.max(other.bytes_max);
    }

    fn note_asker(&mut self, source: u32) {
        if source != NONE && self.askers[0] != source && self.askers[1] == NONE {
            self.askers[1] = source;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_stays_small_because_there_may_be_millions() {
        assert!(size_of::<SourceSeen>() <= 48, "{}", size_of::<SourceSeen>());
    }

    #[test]
    fn a_path_remembers_two_different_askers() {
        let mut whole = PathSeen::new(1, 5);
        for source in [5, 5, 7, 9] {
            whole.note(source, 10);
        }
        let mut first = PathSeen::new(1, 5);
        first.note(5, 10);
        first.note(5, 10);
        let mut second = PathSeen::new(1, 7);
        second.note(7, 10);
        second.note(9, 10);
        first.add(&second);
        assert_eq!(first, whole);
        assert_eq!(whole.askers, [5, 7]);
    }
}
