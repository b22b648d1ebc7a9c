//! Recognises inputs that repeat each other, so that nothing is counted twice: a rotated file beside its compressed copy, a copy
//! cut short, a rotation that overlaps the next file. Compares decompressed bytes, never names or sizes.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use super::compression::Expanded;
use super::discover::Found;

/// Bytes of the head that two inputs must share before they are compared at all. Two logs that agree on this much, time
/// stamps included, are copies; shorter inputs are compared whole.
const HEAD_BYTES: usize = 4 << 10;

/// What was found out about each input, in the order of the list that was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copies {
    /// For each input, the input it repeats from its first to its last byte.
    pub duplicate_of: Vec<Option<usize>>,
    /// For each input, bytes at its start that an earlier input already holds.
    pub overlap_bytes: Vec<u64>,
}

/// The digest of a file's decompressed bytes, as reports print it; `None` when it cannot be read to its end.
pub fn digest_of(path: &Path) -> Option<String> {
    if path.as_os_str() == "-" || !std::fs::metadata(path).ok()?.is_file() {
        return None;
    }
    let mut hasher = blake3::Hasher::new();
    std::io::copy(&mut Expanded::new(std::fs::File::open(path).ok()?).ok()?, &mut hasher).ok()?;
    Some(format!("blake3:{}", hasher.finalize().to_hex()))
}

/// Compares inputs that begin alike. Standard input is not compared: it can be read once only. Unreadable inputs are left
/// for the reader to report.
pub fn find_copies(inputs: &[Found]) -> Copies {
    let mut copies = Copies { duplicate_of: vec![None; inputs.len()], overlap_bytes: vec![0; inputs.len()] };
    let mut heads: BTreeMap<Vec<u8>, Vec<usize>> = BTreeMap::new();
    for (index, found) in inputs.iter().enumerate() {
        if let Some(head) = head_digest(&found.path) {
            heads.entry(head).or_default().push(index);
        }
    }
    for group in heads.values().filter(|group| group.len() > 1) {
        compare_group(inputs, group, &mut copies);
    }
    copies
}

/// Each member of a group is compared with those before it. The longest stands for the group: a shorter one that is wholly
/// its beginning is a copy.
fn compare_group(inputs: &[Found], group: &[usize], copies: &mut Copies) {
    for (place, &later) in group.iter().enumerate() {
        for &earlier in &group[..place] {
            if copies.duplicate_of[earlier].is_some() || copies.duplicate_of[later].is_some() {
                continue;
            }
            let Some(common) = common_prefix(&inputs[earlier].path, &inputs[later].path) else { continue };
            if common.later_ended {
                copies.duplicate_of[later] = Some(earlier);
            } else if common.earlier_ended && copies.overlap_bytes[earlier] == 0 {
                copies.duplicate_of[earlier] = Some(later);
            } else if common.bytes_of_whole_lines >= HEAD_BYTES as u64 {
                copies.overlap_bytes[later] = copies.overlap_bytes[later].max(common.bytes_of_whole_lines);
            }
        }
    }
}

fn head_digest(path: &Path) -> Option<Vec<u8>> {
    if path.as_os_str() == "-" || !std::fs::metadata(path).ok()?.is_file() {
        return None;
    }
    let mut head = Vec::with_capacity(HEAD_BYTES);
    let stream = Expanded::new(std::fs::File::open(path).ok()?).ok()?;
    stream.take(HEAD_BYTES as u64).read_to_end(&mut head).ok()?;
    (!head.is_empty()).then_some(head)
}

#[derive(Debug)]
struct CommonPrefix {
    bytes_of_whole_lines: u64,
    earlier_ended: bool,
    later_ended: bool,
}

fn common_prefix(earlier: &Path, later: &Path) -> Option<CommonPrefix> {
    let mut streams = [earlier, later]
        .map(|path| std::fs::File::open(path).ok().and_then(|file| Expanded::new(file).ok()).map(Buffered::new));
    let [Some(a), Some(b)] = &mut streams else { return None };
    let (mut bytes, mut bytes_of_whole_lines) = (0_u64, 0_u64);
    loop {
        let (left, right) = (a.peek()?, b.peek()?);
        if left.is_empty() || right.is_empty() {
            return Some(CommonPrefix {
                bytes_of_whole_lines,
                earlier_ended: left.is_empty(),
                later_ended: right.is_empty(),
            });
        }
        let step = left.len().min(right.len());
        let equal = left[..step].iter().zip(&right[..step]).take_while(|(x, y)| x == y).count();
        if let Some(line_end) = memchr::memrchr(b'\n', &left[..equal]) {
            bytes_of_whole_lines = bytes + line_end as u64 + 1;
        }
        bytes += equal as u64;
        if equal < step {
            return Some(CommonPrefix { bytes_of_whole_lines, earlier_ended: false, later_ended: false });
        }
        a.consume(step);
        b.consume(step);
    }
}

/// A stream with a window of bytes to compare.
#[derive(Debug)]
struct Buffered {
    stream: Expanded,
    window: Vec<u8>,
    start: usize,
}

impl Buffered {
    fn new(stream: Expanded) -> Buffered {
        Buffered { stream, window: Vec::new(), start: 0 }
    }

    /// Bytes to compare; empty at the end, `None` on trouble.
    fn peek(&mut self) -> Option<&[u8]> {
        if self.start == self.window.len() {
            self.window.resize(64 << 10, 0);
            self.start = 0;
            let read = self.stream.read(&mut self.window).ok()?;
            self.window.truncate(read);
        }
        Some(&self.window[self.start..])
    }

    fn consume(&mut self, bytes: usize) {
        self.start += bytes;
    }
}
