//! Which value holds from which key on: the sorted arrays that every look-up of the network table ends in. Knows neither
//! addresses nor what values mean.
//!
//! A key is cut in two: its upper 16 bits name a bucket, its lower bits (16 for IPv4, 32 for the first 48 bits of IPv6) are
//! sorted within the bucket. An index says where each bucket begins, so that a look-up is one step there and a short
//! binary search. Layout, little-endian:
//!
//! ```text
//! low_width u8 · value_width u8 · bucket_first u16 · bucket_count u32 · entries u32
//! index: (bucket_count + 1) × u32 · entries × (low bits of the key, value)
//! ```
//!
//! A key's low bits and its value stand side by side, so that a look-up ends in one cache line.
//!
//! An entry says that its value holds from its key up to the next entry's key; value 0 says that nothing is known there.

use super::table::TableError;

const HEADER_BYTES: usize = 12;

/// Where the arrays of one map stand in the table's bytes, checked to lie inside it.
#[derive(Clone, Copy, Debug)]
pub(super) struct RangeMap {
    low_width: usize,
    value_width: usize,
    bucket_first: usize,
    bucket_count: usize,
    entries: usize,
    index_at: usize,
    entries_at: usize,
}

/// A value that holds from a key on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Transition {
    /// First key the value holds for.
    pub(super) key: u64,
    /// The value; 0 for nothing known.
    pub(super) value: u32,
}

impl RangeMap {
    /// Checks that the map at `start..start + len` is whole: sizes add up, and the index never runs backwards or out. After
    /// that, no look-up can leave the arrays, whatever stands in them.
    pub(super) fn open(bytes: &[u8], start: usize, len: usize) -> Result<RangeMap, TableError> {
        let section = bytes.get(start..start + len).ok_or(TableError::Layout)?;
        let header = section.get(..HEADER_BYTES).ok_or(TableError::Layout)?;
        let low_width = usize::from(header[0]);
        let value_width = usize::from(header[1]);
        let bucket_first = usize::from(u16::from_le_bytes([header[2], header[3]]));
        let bucket_count = number(header, 4, 4) as usize;
        let entries = number(header, 8, 4) as usize;
        if !matches!((low_width, value_width), (2 | 4, 1 | 4)) || bucket_first + bucket_count > 1 << 16 {
            return Err(TableError::Layout);
        }
        // Both counts come from 32-bit numbers and the widths are at most 4, so 64 bits hold every sum.
        let index_len = (bucket_count as u64 + 1) * 4;
        let arrays_len = entries as u64 * (low_width + value_width) as u64;
        if HEADER_BYTES as u64 + index_len + arrays_len != len as u64 {
            return Err(TableError::Layout);
        }
        let index_at = start + HEADER_BYTES;
        let map = RangeMap {
            low_width,
            value_width,
            bucket_first,
            bucket_count,
            entries,
            index_at,
            entries_at: index_at + index_len as usize,
        };
        let mut before = 0;
        for bucket in 0..=bucket_count {
            let here = map.index(bytes, bucket);
            if here < before || here > entries || (bucket == 0 && here != 0) {
                return Err(TableError::Layout);
            }
            before = here;
        }
        if before == entries { Ok(map) } else { Err(TableError::Layout) }
    }

    /// The value that holds at a key.
    #[inline]
    pub(super) fn get(&self, bytes: &[u8], key: u64) -> u32 {
        let bucket = (key >> self.low_bits()) as usize;
        let low = key & ((1 << self.low_bits()) - 1);
        if bucket < self.bucket_first || bucket >= 1 << 16 {
            return 0;
        }
        let bucket = bucket - self.bucket_first;
        if bucket >= self.bucket_count {
            return self.value_before(bytes, self.entries);
        }
        let (from, to) = (self.index(bytes, bucket), self.index(bytes, bucket + 1));
        let width = self.entry_width();
        let here = bytes.get(self.entries_at + from * width..self.entries_at + to * width).unwrap_or_default();
        // The width is known in each arm, so that each search is as fast as over an array of numbers.
        let at_or_before = match (self.low_width, self.value_width) {
            (2, 1) => {
                here.as_chunks::<3>().0.partition_point(|&[a, b, _]| u64::from(u16::from_le_bytes([a, b])) <= low)
            }
            (2, _) => {
                here.as_chunks::<6>().0.partition_point(|&[a, b, ..]| u64::from(u16::from_le_bytes([a, b])) <= low)
            }
            (_, 1) => here
                .as_chunks::<5>()
                .0
                .partition_point(|&[a, b, c, d, _]| u64::from(u32::from_le_bytes([a, b, c, d])) <= low),
            _ => here
                .as_chunks::<8>()
                .0
                .partition_point(|&[a, b, c, d, ..]| u64::from(u32::from_le_bytes([a, b, c, d])) <= low),
        };
        self.value_before(bytes, from + at_or_before)
    }

    /// Every entry in key order.
    pub(super) fn transitions<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = Transition> + 'a {
        (0..self.bucket_count).flat_map(move |bucket| {
            (self.index(bytes, bucket)..self.index(bytes, bucket + 1)).map(move |entry| Transition {
                key: ((self.bucket_first + bucket) as u64) << self.low_bits()
                    | number(bytes, self.entries_at + entry * self.entry_width(), self.low_width),
                value: self.value_before(bytes, entry + 1),
            })
        })
    }

    fn entry_width(&self) -> usize {
        self.low_width + self.value_width
    }

    fn low_bits(&self) -> u32 {
        self.low_width as u32 * 8
    }

    fn index(&self, bytes: &[u8], bucket: usize) -> usize {
        number(bytes, self.index_at + bucket * 4, 4) as usize
    }

    fn value_before(&self, bytes: &[u8], entry: usize) -> u32 {
        match entry.checked_sub(1) {
            Some(entry) => {
                number(bytes, self.entries_at + entry * self.entry_width() + self.low_width, self.value_width) as u32
            }
            None => 0,
        }
    }
}

/// Writes a map: `low_width` 2 or 4, `value_width` 1 or 4. Transitions must be sorted by key, keys at most `16 + 8 × low_width`
/// bits wide, values at most `value_width` bytes: the builder sees to it.
pub(super) fn encode(transitions: &[Transition], low_width: usize, value_width: usize) -> Vec<u8> {
    debug_assert!(transitions.is_sorted_by(|a, b| a.key < b.key), "keys are sorted and distinct");
    let low_bits = low_width as u32 * 8;
    let bucket_of = |transition: &Transition| (transition.key >> low_bits) as usize;
    let bucket_first = transitions.first().map_or(0, bucket_of);
    let bucket_count = transitions.last().map_or(0, |last| bucket_of(last) + 1 - bucket_first);
    let mut out = vec![low_width as u8, value_width as u8];
    out.extend_from_slice(&(bucket_first as u16).to_le_bytes());
    out.extend_from_slice(&(bucket_count as u32).to_le_bytes());
    out.extend_from_slice(&(transitions.len() as u32).to_le_bytes());
    for bucket in 0..=bucket_count {
        let start = transitions.partition_point(|transition| bucket_of(transition) < bucket_first + bucket);
        out.extend_from_slice(&(start as u32).to_le_bytes());
    }
    for transition in transitions {
        out.extend_from_slice(&transition.key.to_le_bytes()[..low_width]);
        out.extend_from_slice(&transition.value.to_le_bytes()[..value_width]);
    }
    out
}

/// The little-endian number of `width` bytes (1 to 4) at a place; 0 outside.
#[inline]
pub(super) fn number(bytes: &[u8], at: usize, width: usize) -> u64 {
    match (width, bytes.get(at..at + width)) {
        (2, Some(&[a, b])) => u64::from(u16::from_le_bytes([a, b])),
        (4, Some(&[a, b, c, d])) => u64::from(u32::from_le_bytes([a, b, c, d])),
        (_, Some(other)) => other.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
        (_, None) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transitions(pairs: &[(u64, u32)]) -> Vec<Transition> {
        pairs.iter().map(|&(key, value)| Transition { key, value }).collect()
    }

    #[test]
    fn a_value_holds_from_its_key_to_the_next() {
        let all = transitions(&[(0x0001_0005, 7), (0x0001_0009, 0), (0x0004_0000, 300), (0xffff_0000, 9)]);
        let bytes = encode(&all, 2, 4);
        let map = RangeMap::open(&bytes, 0, bytes.len()).unwrap();
        let cases = [
            (0, 0),
            (0x0001_0004, 0),
            (0x0001_0005, 7),
            (0x0001_0008, 7),
            (0x0001_0009, 0),
            (0x0003_ffff, 0),
            (0x0004_0000, 300),
            (0x1234_5678, 300),
            (0xfffe_ffff, 300),
            (0xffff_ffff, 9),
        ];
        for (key, value) in cases {
            assert_eq!(map.get(&bytes, key), value, "{key:#x}");
        }
        assert_eq!(map.transitions(&bytes).collect::<Vec<_>>(), all);
    }

    #[test]
    fn an_empty_map_knows_nothing() {
        let bytes = encode(&[], 4, 1);
        let map = RangeMap::open(&bytes, 0, bytes.len()).unwrap();
        assert_eq!(map.get(&bytes, 5), 0);
    }

    #[test]
    fn keys_past_the_last_bucket_keep_the_last_value() {
        let bytes = encode(&transitions(&[(0x2001_0000_0000, 3)]), 4, 1);
        let map = RangeMap::open(&bytes, 0, bytes.len()).unwrap();
        assert_eq!((map.get(&bytes, 0x2000_ffff_ffff), map.get(&bytes, 0x3001_0000_0000)), (0, 3));
    }
}
