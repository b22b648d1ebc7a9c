//! Command lines whose words are joined by something else than blanks, or that stand on a line or between back ticks of their own. Knows no
//! commands: it prepares or delimits what the parent reads.

use super::super::commands;
use super::{is_own_argument, whole};

/// Bytes of values that are looked at here; what is longer has other signs.
const VALUE_BYTES_MAX: usize = 256;

/// The value with blanks where plus signs join its words, as a form that was escaped twice has them: `||ping+-c+3+192.0.2.1||`. Only behind
/// a separator and where no blank stands, so that sums and names of languages stay what they are.
pub(super) fn spaced_by_pluses(value: &[u8]) -> Option<Vec<u8>> {
    if value.len() > VALUE_BYTES_MAX || memchr::memchr(b' ', value).is_some() {
        return None;
    }
    let separated = value.iter().any(|byte| matches!(byte, b';' | b'|' | b'&' | b'`' | b'\n'));
    let joins = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| value.get(before));
        let behind = value.get(at + 1);
        before.is_some_and(|byte| byte.is_ascii_alphanumeric() || b";|&`".contains(byte))
            && behind.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"-/.\"'$".contains(byte))
    };
    let joined = separated && memchr::memchr_iter(b'+', value).any(joins);
    joined.then(|| value.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect())
}

/// Whether the value is a line break and one command: `\nid`, `\n whoami \n`. A form sends no value that begins with an empty line and goes
/// on with the name of a program alone.
pub(super) fn is_line_of_its_own(value: &[u8]) -> bool {
    let line = value.trim_ascii();
    value.len() <= VALUE_BYTES_MAX
        && value.first() == Some(&b'\n')
        && memchr::memchr(b'\n', line).is_none()
        && (commands::is_rare(line) || whole::is_whole(line))
}

/// Whether the value is a command line that goes on by itself: `sleep 10 &`.
pub(super) fn is_sent_away(value: &[u8]) -> bool {
    let Some(line) = value.strip_suffix(b"&").map(<[u8]>::trim_ascii_end) else { return false };
    value.len() <= VALUE_BYTES_MAX && whole::is_whole(line)
}

/// Whether the value is nothing but a command line between back ticks, or between `$(` and its end: `` `cat x` ``, `$(host example.org)`.
/// Prose has back ticks around code, but not from its first byte to its last in a parameter that is no text.
pub(super) fn is_replaced_by_its_output(value: &[u8]) -> bool {
    let ([b'`', inside @ .., b'`'] | [b'$', b'(', inside @ .., b')']) = value else { return false };
    let mut words = inside.split(|byte| *byte == b' ').filter(|word| !word.is_empty());
    let name = words.next().unwrap_or_default();
    let known = commands::is_rare(name) || commands::is_word(name);
    let goes_on = words.next().is_some_and(|word| word.iter().all(u8::is_ascii_graphic));
    value.len() <= VALUE_BYTES_MAX
        && memchr::memchr(b'`', inside).is_none()
        && known
        && (commands::is_rare(name) || goes_on && words.count() < 3 || is_own_argument(name, &inside[name.len()..]))
}
