//! Texts and sets that repeat, stored once end to end and named by small ids in order of first use. Bytes stay as they came;
//! they are decoded when a case is written. Ids are never looked up in hash order, so they are the same in every run.

use std::hash::{BuildHasher, Hash};

use hashbrown::{DefaultHashBuilder, HashTable};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::row::NONE;

/// Bytes one table holds at most; ids of further texts are [`NONE`]. Offsets are 32 bits wide, and a case whose attackers'
/// words fill 1 GiB is past reading.
const BYTES_MAX: usize = 1 << 30;

/// A table of byte texts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Words {
    /// The id of a text, new or known, cut to `bytes_max`.
    pub(crate) fn intern(&mut self, text: &[u8], bytes_max: usize) -> u32 {
        let text = &text[..text.len().min(bytes_max)];
        let hash = self.hasher.hash_one(text);
        let (bytes, ends) = (&self.bytes, &self.ends);
        if let Some(id) = self.table.find(hash, |id| slice(bytes, ends, *id) == text) {
            return *id;
        }
        if self.bytes.len() + text.len() > BYTES_MAX || self.ends.len() >= NONE as usize {
            return NONE;
        }
        let id = self.ends.len() as u32;
        self.bytes.extend_from_slice(text);
        self.ends.push(self.bytes.len() as u32);
        let (bytes, ends, hasher) = (&self.bytes, &self.ends, &self.hasher);
        self.table.insert_unique(hash, id, |id| hasher.hash_one(slice(bytes, ends, *id)));
        id
    }

    /// The text of an id that this table gave.
    pub(crate) fn get(&self, id: u32) -> &[u8] {
        slice(&self.bytes, &self.ends, id)
    }

    /// Number of texts.
    pub(crate) fn len(&self) -> u32 {
        self.ends.len() as u32
    }

    /// The texts in order of their ids.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).map(|id| self.get(id))
    }
}

fn slice<'a>(bytes: &'a [u8], ends: &[u32], id: u32) -> &'a [u8] {
    let end = ends[id as usize] as usize;
    let start = if id == 0 { 0 } else { ends[id as usize - 1] as usize };
    &bytes[start..end]
}

/// Texts in the order of their ids; the index is made anew when they are read back.
impl Serialize for Words {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Words, D::Error> {
        let mut words = Words::default();
        for text in Vec::<Vec<u8>>::deserialize(deserializer)? {
            let id = words.intern(&text, usize::MAX);
            if id as usize + 1 != words.ends.len() {
                return Err(serde::de::Error::custom("a text stands twice in a table of texts"));
            }
        }
        Ok(words)
    }
}

/// A table of values that repeat.
#[derive(Clone, Debug)]
pub(crate) struct Table<T> {
    rows: Vec<T>,
    index: HashTable<u32>,
    /// The id given last: records that follow each other are often of one host, hour or source.
    last: u32,
    hasher: DefaultHashBuilder,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Table { rows: Vec::new(), index: HashTable::new(), last: 0, hasher: DefaultHashBuilder::default() }
    }
}

impl<T> Table<T> {
    /// A table of values that are all different, hashed by `rehash`: each keeps its place as its id.
    pub(crate) fn of(rows: Vec<T>, rehash: impl Fn(&DefaultHashBuilder, &T) -> u64) -> Table<T> {
        let hasher = DefaultHashBuilder::default();
        let mut index = HashTable::with_capacity(rows.len());
        for (id, row) in (0..).zip(&rows) {
            index.insert_unique(rehash(&hasher, row), id, |id: &u32| rehash(&hasher, &rows[*id as usize]));
        }
        Table { rows, index, last: 0, hasher }
    }

    /// The id of a value found by `same` and hashed by `key`, made by `make` when it is new.
    pub(crate) fn intern_by<K: Hash + ?Sized>(
        &mut self,
        key: &K,
        same: impl Fn(&T) -> bool,
        rehash: impl Fn(&DefaultHashBuilder, &T) -> u64,
        make: impl FnOnce() -> T,
    ) -> u32 {
        let rows = &self.rows;
        if rows.get(self.last as usize).is_some_and(&same) {
            return self.last;
        }
        let hash = self.hasher.hash_one(key);
        if let Some(id) = self.index.find(hash, |id| same(&rows[*id as usize])) {
            self.last = *id;
            return *id;
        }
        let id = self.rows.len() as u32;
        self.last = id;
        self.rows.push(make());
        let (rows, hasher) = (&self.rows, &self.hasher);
        self.index.insert_unique(hash, id, |id| rehash(hasher, &rows[*id as usize]));
        id
    }

    /// The id of a value found by `same` and hashed by `key`, if it is known.
    pub(crate) fn find<K: Hash + ?Sized>(&self, key: &K, same: impl Fn(&T) -> bool) -> Option<u32> {
        self.index.find(self.hasher.hash_one(key), |id| same(&self.rows[*id as usize])).copied()
    }

    /// The rows in order of their ids.
    pub(crate) fn rows(&self) -> &[T] {
        &self.rows
    }

    /// The rows, to be changed in ways that do not touch their keys.
    pub(crate) fn rows_mut(&mut self) -> &mut [T] {
        &mut self.rows
    }

    /// Hands the rows over and starts anew, keeping the room of the index.
    pub(crate) fn take(&mut self) -> Vec<T> {
        self.index.clear();
        std::mem::take(&mut self.rows)
    }
}

impl<T: Hash + Eq + Clone> Table<T> {
    /// The id of a value, new or known.
    pub(crate) fn intern(&mut self, value: &T) -> u32 {
        self.intern_by(value, |row| row == value, |hasher, row| hasher.hash_one(row), || value.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_get_ids_in_order_of_first_use() {
        let mut words = Words::default();
        let ids: Vec<u32> = ["a", "", "b", "a", "", "long"].iter().map(|t| words.intern(t.as_bytes(), 3)).collect();
        assert_eq!(ids, [0, 1, 2, 0, 1, 3]);
        assert_eq!(words.iter().collect::<Vec<_>>(), [&b"a"[..], b"", b"b", b"lon"]);
    }

    #[test]
    fn values_are_found_again_after_the_table_grew() {
        let mut table = Table::default();
        let first: Vec<u32> = (0..5000_u64).map(|n| table.intern(&(n * 7))).collect();
        let second: Vec<u32> = (0..5000_u64).map(|n| table.intern(&(n * 7))).collect();
        assert_eq!(first, second);
        assert_eq!(table.rows().len(), 5000);
    }
}
