//! Evidence packs: the rows of a case with what is hidden committed to, a Merkle tree over them, figures that anybody
//! recomputes, custody that is signed, a container that is read with bounds. Pure: keys and the time arrive as arguments;
//! compression and files are the program's business.
//!
//! `docs/pack.md` is the contract of the file; `THREAT_MODEL.md` says what a verifier must trust.

pub mod body;
pub mod commitment;
pub mod container;
pub mod custody;
pub mod disclosure;
pub mod figures;
pub mod masking;
pub mod merkle;
pub mod redaction;
pub mod refusal;
mod rows;
pub mod timestamp;
pub mod verify;

/// The program and its version, as packs name it.
pub const PROGRAM: &str = concat!("vigie ", env!("CARGO_PKG_VERSION"));

/// Bytes as lower-case hexadecimal.
///
/// ```
/// assert_eq!(vigie_evidence::hex(&[0, 171]), "00ab");
/// ```
pub fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Lower-case hexadecimal as bytes; `None` when it is not exactly `N` bytes of it.
///
/// ```
/// assert_eq!(vigie_evidence::unhex::<2>("00ab"), Some([0, 171]));
/// assert_eq!(vigie_evidence::unhex::<2>("00AB"), None);
/// ```
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let nibble = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let text = text.as_bytes();
    if text.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(bytes)
}
