//! Words nobody can guess, from the system's random source. Knows nothing of what they are for.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read as _};

/// Bytes nobody can guess.
pub(super) fn bytes<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// A word of 256 random bits, in hexadecimal.
pub(super) fn word() -> io::Result<String> {
    Ok(bytes::<32>()?.iter().fold(String::new(), |mut word, byte| {
        let _ = write!(word, "{byte:02x}");
        word
    }))
}
