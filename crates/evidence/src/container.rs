//! The file of a pack: a magic line, sections with a header line each, a trail of small sums over the bytes before it, and an end
//! line. The trail proves nothing, since whoever changes the file can change it too: it names the byte that an accident or a
//! careless hand changed. Compression happens outside; what sections mean is said in `verify`.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::hex;
use crate::refusal::{Cause, Refusal};

/// The first line of every pack; the number is the version of the layout.
pub const MAGIC: &[u8] = b"vigie-pack 1\n";

/// The part of [`MAGIC`] that all versions have.
const MAGIC_START: &[u8] = b"vigie-pack ";

/// A larger file is refused before it is read: a case of millions of detections packs into far less.
pub const FILE_BYTES_MAX: u64 = 512 << 20;

/// A section that unpacks to more is refused: what a verifier of modest memory can hold.
pub const SECTION_BYTES_MAX: u64 = 1 << 30;

/// A section that unpacks to more than this many times its size is a bomb: rows of a case pack 10 to 60 times.
pub const EXPANSION_MAX: u64 = 1_000;

/// A section header is a short line.
const HEADER_BYTES_MAX: usize = 512;

/// Bytes of the file that one entry of the trail covers: its weighted sum, at most 4096 · 4097 / 2 · 255, fits 32 bits.
const BLOCK_BYTES: usize = 4_096;

/// Bytes of an entry of the trail: two sums of four bytes.
const ENTRY_BYTES: usize = 8;

/// `vigie-end `, 16 digits, a space, 64 digits, a line end.
const END_BYTES: usize = 10 + 16 + 1 + 64 + 1;

/// What a section holds, in the order they stand in a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SectionKind {
    /// Rows and figures; what is signed.
    Body,
    /// Salts and values of hidden fields; left out of a redacted pack.
    Openings,
    /// Who did what when, signed.
    Custody,
    /// Time stamps of third parties.
    TimeStamps,
}

impl SectionKind {
    /// The stable name.
    pub fn id(self) -> &'static str {
        match self {
            SectionKind::Body => "body",
            SectionKind::Openings => "openings",
            SectionKind::Custody => "custody",
            SectionKind::TimeStamps => "time-stamps",
        }
    }
}

/// How a section is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// As it is.
    None,
    /// One Zstandard frame (RFC 8878).
    Zstd,
}

/// A section as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section<B> {
    /// What it holds.
    pub kind: SectionKind,
    /// How.
    pub encoding: Encoding,
    /// Bytes once unpacked.
    pub bytes: u64,
    /// As stored.
    pub stored: B,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    section: SectionKind,
    encoding: Encoding,
    stored: u64,
    bytes: u64,
    sha256: String,
}

/// Puts sections into a file.
///
/// ```
/// use vigie_evidence::container::{Encoding, Section, SectionKind, read, write};
/// let section = Section { kind: SectionKind::Body, encoding: Encoding::None, bytes: 2, stored: b"{}".to_vec() };
/// let file = write(&[section]);
/// assert_eq!(read(&file).unwrap()[0].stored, b"{}");
/// ```
pub fn write(sections: &[Section<Vec<u8>>]) -> Vec<u8> {
    let mut file = MAGIC.to_vec();
    for section in sections {
        let header = Header {
            section: section.kind,
            encoding: section.encoding,
            stored: section.stored.len() as u64,
            bytes: section.bytes,
            sha256: hex(&Sha256::digest(&section.stored)),
        };
        // A struct of words and numbers always has a JSON form.
        file.extend(serde_json::to_vec(&header).unwrap_or_default());
        file.push(b'\n');
        file.extend(&section.stored);
        file.push(b'\n');
    }
    let trail = trail(&file);
    let end = format!("vigie-end {:016x} {}\n", file.len(), hex(&Sha256::digest(&trail)));
    file.extend(trail);
    file.extend(end.into_bytes());
    file
}

/// Takes a file apart, and says which byte of it was changed if one was. Nothing is unpacked here.
pub fn read(file: &[u8]) -> Result<Vec<Section<&[u8]>>, Refusal> {
    if file.len() as u64 > FILE_BYTES_MAX {
        return Err(Refusal::new(Cause::TooLarge, "file").between(FILE_BYTES_MAX.to_string(), file.len().to_string()));
    }
    if !file.starts_with(MAGIC) {
        return Err(wrong_magic(file));
    }
    let content = content(file)?;
    let mut sections: Vec<Section<&[u8]>> = Vec::new();
    let mut at = MAGIC.len();
    while at < content {
        let (section, end) = section_at(file, at, content)?;
        if sections.last().is_some_and(|before| before.kind >= section.kind) {
            return Err(Refusal::new(Cause::UnexpectedSection, section.kind.id()).at(at, end));
        }
        sections.push(section);
        at = end;
    }
    Ok(sections)
}

fn wrong_magic(file: &[u8]) -> Refusal {
    if file.starts_with(MAGIC_START) && file.get(MAGIC_START.len()).is_some_and(u8::is_ascii_digit) {
        return Refusal::new(Cause::TooNew, "layout").at(MAGIC_START.len(), MAGIC.len());
    }
    let first = file.iter().zip(MAGIC).position(|(found, expected)| found != expected).unwrap_or(file.len());
    Refusal::new(Cause::NotAPack, "first line").at(first, first + 1)
}

/// Where the trail begins, after every byte before it was held against it.
fn content(file: &[u8]) -> Result<usize, Refusal> {
    let Some(end_at) = file.len().checked_sub(END_BYTES).filter(|at| *at >= MAGIC.len()) else {
        return Err(Refusal::new(Cause::CutShort, "end line").at(file.len(), file.len()));
    };
    let Some((content, digest)) = end_line(&file[end_at..]) else {
        return Err(no_end(file));
    };
    let covered = usize::try_from(content).unwrap_or(usize::MAX);
    let trail_end = covered.div_ceil(BLOCK_BYTES).saturating_mul(ENTRY_BYTES).saturating_add(covered);
    if trail_end != end_at {
        return Err(match trail_end.checked_add(END_BYTES) {
            Some(end) if end < file.len() && is_whole(&file[..end]) => {
                Refusal::new(Cause::AddedBytes, "after the end line").at(end, file.len())
            }
            _ => Refusal::new(Cause::CutShort, "trail").at(end_at, file.len()),
        });
    }
    let stored = &file[covered..end_at];
    if hex(&Sha256::digest(stored)) != digest {
        return Err(Refusal::new(Cause::ChangedBytes, "trail or end line").at(covered, file.len()));
    }
    for (number, (block, entry)) in file[..covered].chunks(BLOCK_BYTES).zip(stored.chunks(ENTRY_BYTES)).enumerate() {
        if sums(block) != entry {
            return Err(changed_in(file, number * BLOCK_BYTES, block, entry));
        }
    }
    Ok(covered)
}

/// Whether a file ends in an end line, with a trail that fits the bytes before it.
fn is_whole(file: &[u8]) -> bool {
    let Some(end_at) = file.len().checked_sub(END_BYTES) else { return false };
    let Some((content, _)) = end_line(&file[end_at..]) else { return false };
    let Some(content) = usize::try_from(content).ok().filter(|content| *content <= end_at) else { return false };
    trail(&file[..content]) == file[content..end_at]
}

fn end_line(line: &[u8]) -> Option<(u64, &str)> {
    let text = std::str::from_utf8(line).ok()?.strip_prefix("vigie-end ")?.strip_suffix('\n')?;
    let (content, digest) = text.split_once(' ')?;
    let is_digits = |text: &str, many: usize| {
        text.len() == many && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    (is_digits(content, 16) && is_digits(digest, 64)).then_some(())?;
    Some((u64::from_str_radix(content, 16).ok()?, digest))
}

/// Why the file does not end as a pack does: something was put behind the end line, or it is not there.
fn no_end(file: &[u8]) -> Refusal {
    let start = b"vigie-end ";
    let ends: Vec<usize> = (0..file.len().saturating_sub(END_BYTES))
        .filter(|at| file[*at..].starts_with(start) && end_line(&file[*at..*at + END_BYTES]).is_some())
        .collect();
    if let Some(end) = ends.last().map(|at| at + END_BYTES)
        && is_whole(&file[..end])
    {
        return Refusal::new(Cause::AddedBytes, "after the end line").at(end, file.len());
    }
    let at = file.len() - END_BYTES;
    if file[at..].starts_with(b"vigie-e") || file.ends_with(b"\n") && file[at..].contains(&b' ') {
        return Refusal::new(Cause::ChangedBytes, "end line").at(at, file.len());
    }
    Refusal::new(Cause::CutShort, "end line").at(file.len(), file.len())
}

/// The plain and the weighted sum of a block.
fn sums(block: &[u8]) -> [u8; ENTRY_BYTES] {
    let plain: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    let weighted: u32 = (1u32..).zip(block).map(|(weight, byte)| weight * u32::from(*byte)).sum();
    let mut entry = [0; ENTRY_BYTES];
    entry[..4].copy_from_slice(&plain.to_le_bytes());
    entry[4..].copy_from_slice(&weighted.to_le_bytes());
    entry
}

fn trail(content: &[u8]) -> Vec<u8> {
    content.chunks(BLOCK_BYTES).flat_map(sums).collect()
}

/// The byte of a block that was changed, when it was only one: the two sums then give its place and what it was.
fn changed_in(file: &[u8], start: usize, block: &[u8], entry: &[u8]) -> Refusal {
    let number = |bytes: &[u8]| bytes.iter().rev().fold(0i64, |sum, byte| sum << 8 | i64::from(*byte));
    let found = sums(block);
    let plain = number(&found[..4]) - number(entry.get(..4).unwrap_or_default());
    let weighted = number(&found[4..]) - number(entry.get(4..).unwrap_or_default());
    let what = section_name_at(file, start);
    if plain != 0 && weighted % plain == 0 {
        let place = usize::try_from(weighted / plain - 1).unwrap_or(usize::MAX);
        if let Some(byte) = block.get(place)
            && let Ok(before) = u8::try_from(i64::from(*byte) - plain)
        {
            let at = start + place;
            return Refusal::new(Cause::ChangedBytes, section_name_at(file, at))
                .at(at, at + 1)
                .between(format!("0x{before:02x}"), format!("0x{byte:02x}"));
        }
    }
    Refusal::new(Cause::ChangedBytes, what).at(start, start + block.len())
}

/// The section a byte of a damaged file lies in, as far as headers can still be read.
fn section_name_at(file: &[u8], byte: usize) -> String {
    let mut at = MAGIC.len();
    loop {
        let Some((header, after)) = header_at(file, at) else { return "section header".into() };
        if byte < after {
            return format!("header of section {}", header.section.id());
        }
        let Some(end) = usize::try_from(header.stored).ok().and_then(|stored| after.checked_add(stored)) else {
            return "section header".into();
        };
        if byte <= end {
            return format!("section {}", header.section.id());
        }
        at = end + 1;
    }
}

fn header_at(file: &[u8], at: usize) -> Option<(Header, usize)> {
    let rest = file.get(at..)?;
    let length = rest.iter().take(HEADER_BYTES_MAX).position(|byte| *byte == b'\n')?;
    let header: Header = serde_json::from_slice(&rest[..length]).ok()?;
    // One way to write it: nothing can be hidden between its signs.
    (serde_json::to_vec(&header).ok()? == rest[..length]).then_some((header, at + length + 1))
}

fn section_at(file: &[u8], at: usize, content: usize) -> Result<(Section<&[u8]>, usize), Refusal> {
    let Some((header, after)) = header_at(&file[..content], at) else {
        return Err(Refusal::new(Cause::UnexpectedSection, "section header").at(at, content));
    };
    let name = header.section.id();
    let end = usize::try_from(header.stored).ok().and_then(|stored| after.checked_add(stored));
    let Some(end) = end.filter(|end| *end < content) else {
        return Err(Refusal::new(Cause::CutShort, name).at(at, content));
    };
    let stored = &file[after..end];
    let too_far = header.bytes > header.stored.saturating_mul(EXPANSION_MAX);
    if header.bytes > SECTION_BYTES_MAX || too_far {
        let bound = SECTION_BYTES_MAX.min(header.stored.saturating_mul(EXPANSION_MAX));
        return Err(Refusal::new(Cause::TooLarge, name).between(bound.to_string(), header.bytes.to_string()));
    }
    if file[end] != b'\n' {
        return Err(Refusal::new(Cause::AddedBytes, name).at(end, end + 1));
    }
    let digest = hex(&Sha256::digest(stored));
    if digest != header.sha256 {
        return Err(Refusal::new(Cause::ChangedBytes, format!("section {name}"))
            .at(after, end)
            .between(header.sha256, digest));
    }
    Ok((Section { kind: header.section, encoding: header.encoding, bytes: header.bytes, stored }, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> Vec<u8> {
        let section = |kind, text: &str| Section {
            kind,
            encoding: Encoding::None,
            bytes: text.len() as u64,
            stored: text.as_bytes().to_vec(),
        };
        write(&[section(SectionKind::Body, &"row\n".repeat(3_000)), section(SectionKind::Custody, "entry\n")])
    }

    #[test]
    fn any_single_changed_byte_before_the_trail_is_named_exactly() {
        let whole = file();
        assert_eq!(read(&whole).unwrap().len(), 2);
        let content = content(&whole).unwrap();
        for at in (0..whole.len()).step_by(7) {
            let mut changed = whole.clone();
            changed[at] ^= 0x24;
            let refusal = read(&changed).unwrap_err();
            let (first, end) = refusal.bytes.unwrap();
            assert!((first..end.max(first + 1)).contains(&(at as u64)), "{at}: {refusal:?}");
            if (MAGIC.len()..content).contains(&at) {
                assert_eq!(end - first, 1, "{at}: {refusal:?}");
            }
        }
    }

    #[test]
    fn what_is_added_cut_or_out_of_order_is_named() {
        let whole = file();
        let cause = |bytes: &[u8]| read(bytes).unwrap_err().cause;
        assert_eq!(cause(&[&whole[..], b"x"].concat()), Cause::AddedBytes);
        assert_eq!(cause(&[&whole[..], &whole[..]].concat()), Cause::AddedBytes);
        assert_eq!(cause(b"PK\x03\x04"), Cause::NotAPack);
        assert_eq!(cause(b"vigie-pack 2\n"), Cause::TooNew);
        for length in (MAGIC.len()..whole.len()).step_by(97) {
            let cause = cause(&whole[..length]);
            assert!(matches!(cause, Cause::CutShort | Cause::ChangedBytes), "{length}: {cause:?}");
        }
        let section = |kind| Section { kind, encoding: Encoding::None, bytes: 0, stored: Vec::new() };
        for kinds in [[SectionKind::Body, SectionKind::Body], [SectionKind::Custody, SectionKind::Body]] {
            assert_eq!(cause(&write(&kinds.map(section))), Cause::UnexpectedSection);
        }
        let bomb = Section { kind: SectionKind::Body, encoding: Encoding::Zstd, bytes: 1 << 29, stored: vec![0; 100] };
        assert_eq!(cause(&write(&[bomb])), Cause::TooLarge);
    }
}
