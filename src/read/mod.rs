//! From what the user named to chunks of whole records: finds inputs, undoes compression, recognises copies, cuts chunks.
//! It knows nothing of what records mean beyond how they are separated, and it never holds a whole input in memory.

mod chunks;
mod compression;
mod copies;
mod discover;
pub mod family;
pub mod follow;
pub mod years;

pub use chunks::{Chunk, InputReader, ReadReport};
pub use compression::{Compression, Expanded};
pub use copies::{Copies, digest_of, find_copies};
pub use discover::{Discovery, Found, discover, rotation_set};

/// Bytes of decompressed log in one chunk. Large enough that hand-over between threads costs nothing per record, small
/// enough that a dozen chunks in flight stay far below the memory ceiling. Fixed, because chunk borders must not depend on
/// the number of workers.
pub const CHUNK_BYTES: usize = 1 << 20;

/// A record longer than this is cut: its head is read and marked, its rest is counted and skipped. The longest honest
/// records seen (SQL statements, JSON with headers) are below 256 KiB.
pub const RECORD_BYTES_MAX: usize = 1 << 20;

/// Bytes of an input that recognition may look at.
pub const HEAD_BYTES: usize = 256 << 10;

/// A compressed input may expand to at most this many bytes for each stored byte, once past [`EXPANSION_FREE_BYTES`]. Text
/// logs compress 10 to 40 times with xz, repetitive ones up to 300 times; bombs reach thousands (gzip 1 032, bzip2 and zstd far more).
pub const EXPANSION_RATIO_MAX: u64 = 2_000;

/// Expansion below this is never refused, whatever the ratio: small files of one repeated line compress absurdly well.
pub const EXPANSION_FREE_BYTES: u64 = 64 << 20;
