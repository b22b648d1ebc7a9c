//! Sets of bytes as tables, made when the program is compiled, so that asking about a byte is one look-up.

/// For each byte whether it is in the set.
pub(crate) type ByteSet = [bool; 256];

/// The set of the given bytes.
pub(crate) const fn of(bytes: &[u8]) -> ByteSet {
    let mut set = [false; 256];
    let mut at = 0;
    while at < bytes.len() {
        set[bytes[at] as usize] = true;
        at += 1;
    }
    set
}
