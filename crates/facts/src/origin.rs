//! Where something stands in the input: file, byte range, line. Every claim carries one. Knows nothing of file contents.

use serde::{Deserialize, Serialize};

/// One input of a run (a file, a member of an archive, standard input), by its place in the table of inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct InputId(pub u32);

/// The place of one record: input, first byte, length in bytes (without the line end), and 1-based line.
///
/// Offsets count bytes of the *decompressed* stream, so that `zcat FILE | tail -c +N` finds the record again.
///
/// ```
/// use vigie_facts::origin::{InputId, Origin};
/// let origin = Origin { input: InputId(0), byte_start: 120, byte_len: 80, line: 2 };
/// assert_eq!(origin.byte_end(), 200);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// The input the record was read from.
    pub input: InputId,
    /// 1-based number of the line the record starts on.
    pub line: u64,
    /// Offset of the first byte of the record in the decompressed input.
    pub byte_start: u64,
    /// Length in bytes, line end excluded.
    pub byte_len: u32,
}

impl Origin {
    /// Offset just past the last byte of the record.
    pub fn byte_end(&self) -> u64 {
        self.byte_start + u64::from(self.byte_len)
    }
}
