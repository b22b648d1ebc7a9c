//! Compression recognised by content, never by name: gzip, zstd, xz, bzip2, concatenated members included, with expansion
//! bounded. Archives with several members (tar, zip) are not opened.

use std::io::{self, BufRead, BufReader, Read};

use super::{EXPANSION_FREE_BYTES, EXPANSION_RATIO_MAX};

/// How an input is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Plain.
    None,
    /// gzip (RFC 1952).
    Gzip,
    /// Zstandard (RFC 8878).
    Zstd,
    /// xz (.xz file format 1.2.1).
    Xz,
    /// bzip2.
    Bzip2,
}

impl Compression {
    /// The stable name that reports print.
    pub fn id(self) -> &'static str {
        match self {
            Compression::None => "none",
            Compression::Gzip => "gzip",
            Compression::Zstd => "zstd",
            Compression::Xz => "xz",
            Compression::Bzip2 => "bzip2",
        }
    }

    /// The compression whose magic number the bytes begin with.
    ///
    /// ```
    /// use vigie::read::Compression;
    /// assert_eq!(Compression::of_magic(&[0x1f, 0x8b, 8, 0]), Compression::Gzip);
    /// assert_eq!(Compression::of_magic(b"Nov 30 06:39:00"), Compression::None);
    /// ```
    pub fn of_magic(head: &[u8]) -> Compression {
        match head {
            [0x1f, 0x8b, 8, ..] => Compression::Gzip,
            // A skippable frame may come first (RFC 8878 § 3.1.2).
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Compression::Zstd,
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Compression::Xz,
            [b'B', b'Z', b'h', b'1'..=b'9', ..] => Compression::Bzip2,
            _ => Compression::None,
        }
    }
}

/// Counts the bytes taken from a stored input.
#[derive(Debug)]
struct Counting<R> {
    inner: R,
    bytes: std::sync::Arc<std::sync::atomic::AtomicU64>,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bytes.fetch_add(read as u64, std::sync::atomic::Ordering::Relaxed);
        Ok(read)
    }
}

/// A stream of decompressed bytes that refuses to expand without bound.
pub struct Expanded {
    inner: Box<dyn Read + Send>,
    stored: std::sync::Arc<std::sync::atomic::AtomicU64>,
    bytes_given: u64,
    compression: Compression,
}

impl std::fmt::Debug for Expanded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Expanded")
            .field("compression", &self.compression)
            .field("bytes_given", &self.bytes_given)
            .finish_non_exhaustive()
    }
}

/// The error a stream ends with when it expands beyond the limits.
#[derive(Debug, thiserror::Error)]
#[error("expands {ratio} times, more than {EXPANSION_RATIO_MAX} times is refused")]
pub(super) struct ExpansionLimit {
    ratio: u64,
}

impl Expanded {
    /// Looks at the first bytes and sets up the decoder they ask for.
    pub fn new(stored: impl Read + Send + 'static) -> io::Result<Expanded> {
        let counter = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(0));
        let mut buffered =
            BufReader::with_capacity(128 << 10, Counting { inner: stored, bytes: std::sync::Arc::clone(&counter) });
        let compression = Compression::of_magic(buffered.fill_buf()?);
        let inner: Box<dyn Read + Send> = match compression {
            Compression::None => Box::new(buffered),
            Compression::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(buffered)),
            Compression::Zstd => {
                let mut decoder = zstd::stream::read::Decoder::with_buffer(buffered)?;
                // 128 MiB of window: what `zstd --long=27` writes; more would let a file choose our memory.
                decoder.window_log_max(27)?;
                Box::new(decoder)
            }
            Compression::Xz => {
                // 256 MiB: `xz -9` needs 65 MiB to decompress.
                let stream = liblzma::stream::Stream::new_stream_decoder(256 << 20, liblzma::stream::CONCATENATED)
                    .map_err(io::Error::other)?;
                Box::new(liblzma::bufread::XzDecoder::new_stream(buffered, stream))
            }
            Compression::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(buffered)),
        };
        Ok(Expanded { inner, stored: counter, bytes_given: 0, compression })
    }

    pub(super) fn compression(&self) -> Compression {
        self.compression
    }

    /// Bytes taken from storage so far.
    pub(super) fn bytes_stored(&self) -> u64 {
        self.stored.load(std::sync::atomic::Ordering::Relaxed)
    }
}

impl Read for Expanded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bytes_given += read as u64;
        if self.compression != Compression::None && self.bytes_given > EXPANSION_FREE_BYTES {
            let ratio = self.bytes_given / self.bytes_stored().max(1);
            if ratio > EXPANSION_RATIO_MAX {
                return Err(io::Error::other(ExpansionLimit { ratio }));
            }
        }
        Ok(read)
    }
}
