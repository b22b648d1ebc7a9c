//! The files of one log: the one that is being written and those it was rotated into, by renaming, copying, number, date or
//! compression, in the order in which they were written. Tells them apart by what they begin with, never by their names alone: names
//! move on with every rotation. It keeps no file open and reads no records.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::compression::Expanded;
use super::discover::in_rotation_order;
use super::{Compression, rotation_set};

/// Bytes of the beginning, and before a place, that tell one file from another; log lines begin with an instant, so that a line or
/// two are plenty.
pub(super) const FINGERPRINT_BYTES: usize = 1_024;

/// Looks at a folder before it is said to be changing all the time; renaming a set takes well below a millisecond.
const LOOKS_MAX: usize = 20;

/// Wait between two such looks.
const LOOK_AGAIN: Duration = Duration::from_millis(2);

/// Some bytes, known by their digest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    bytes: u32,
    digest: [u8; 32],
}

impl Fingerprint {
    /// Of these bytes.
    pub fn of(bytes: &[u8]) -> Fingerprint {
        Fingerprint { bytes: bytes.len() as u32, digest: *blake3::hash(bytes).as_bytes() }
    }

    /// How many bytes it is of.
    pub fn bytes(&self) -> usize {
        self.bytes as usize
    }

    /// Whether something begins with them. Nothing begins with no bytes: they tell no file from another.
    pub fn begins(&self, something: &[u8]) -> bool {
        self.bytes > 0
            && something.get(..self.bytes()).is_some_and(|head| *blake3::hash(head).as_bytes() == self.digest)
    }

    /// Whether these bytes are the ones, or it is of none.
    pub(super) fn is_of(&self, bytes: &[u8]) -> bool {
        self.bytes == 0 || Fingerprint::of(bytes) == *self
    }
}

/// A file that was read, or deliberately passed over: it is not read again, whatever it is called by then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    head: Fingerprint,
    /// Whether nothing can be added to it any more.
    is_whole: bool,
}

impl Known {
    /// A file that begins like this; `is_whole` when it is at its end for good.
    pub fn new(head: Fingerprint, is_whole: bool) -> Known {
        Known { head, is_whole }
    }

    fn is(&self, member: &Member) -> bool {
        // A short file that is whole begins no other: another one that begins like it goes on.
        let fits = !self.is_whole || self.head.bytes() >= FINGERPRINT_BYTES || self.head.bytes() == member.head.len();
        fits && self.head.begins(&member.head)
    }
}

/// One file of a log.
#[derive(Debug)]
pub struct Member {
    /// What it is called at the moment.
    pub path: PathBuf,
    /// Device and inode.
    pub identity: (u64, u64),
    /// Its first bytes, decompressed.
    pub head: Vec<u8>,
    /// Whether it is compressed: then nobody writes to it.
    pub is_compressed: bool,
    /// When it was last written to.
    pub modified: SystemTime,
    /// Why it cannot be read.
    pub trouble: Option<io::Error>,
}

impl Member {
    /// What it begins with, as a file that is passed over.
    pub fn passed_over(&self) -> Known {
        Known::new(Fingerprint::of(&self.head), false)
    }

    /// Whether it is a copy, perhaps an unfinished one. A long beginning tells by itself. A few lines may be the same in two files
    /// (one request many times in a second): names have to say as well that one is made of the other.
    fn is_copy_of(&self, other: &Member, live: &Path) -> bool {
        if !other.head.starts_with(&self.head) {
            return false;
        }
        let is_compression = self.is_compressed && self.path.with_extension("") == other.path;
        let is_of_live = !self.is_compressed && other.path == live;
        self.head.len() >= FINGERPRINT_BYTES || is_compression || is_of_live
    }
}

/// The files of the log whose live file is called `live`, oldest first, at one moment: while names change, looking is begun anew. A file
/// that is a copy of a later one (being made, or being compressed) is not among them, nor is one in which nothing stands.
///
/// # Errors
/// [`io::ErrorKind::WouldBlock`] when names change all the time.
pub fn members(live: &Path) -> io::Result<Vec<Member>> {
    for look in 0..LOOKS_MAX {
        if look > 0 {
            std::thread::sleep(LOOK_AGAIN);
        }
        let before = listing(live)?;
        let Some(members) = before.iter().map(|(path, _)| member(path)).collect::<Option<Vec<Member>>>() else {
            continue;
        };
        let as_listed = members.iter().zip(&before).all(|(member, (_, identity))| member.identity == *identity);
        if as_listed && listing(live)? == before {
            return Ok(without_copies(members, live));
        }
    }
    Err(io::Error::new(io::ErrorKind::WouldBlock, "the files of this log change their names all the time"))
}

/// The first file of a log that is younger than all that is known of it; `None` while there is none.
pub fn next_unknown<'k>(members: Vec<Member>, known: impl Iterator<Item = &'k Known> + Clone) -> Option<Member> {
    let is_known = |member: &Member| known.clone().any(|known| known.is(member));
    let younger = members.iter().rposition(is_known).map_or(0, |at| at + 1);
    members.into_iter().nth(younger)
}

/// Whether something stands in the live file of a log: reason enough to look for what is to be read next.
pub fn has_begun(live: &Path) -> bool {
    fs::metadata(live).is_ok_and(|metadata| metadata.len() > 0)
}

/// Files of the log by name, oldest first, with their identities.
fn listing(live: &Path) -> io::Result<Vec<(PathBuf, (u64, u64))>> {
    let folder = live.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut paths = match fs::read_dir(folder) {
        Ok(entries) => {
            let named = entries.flatten().map(|entry| live.with_file_name(entry.file_name()));
            named.filter(|path| rotation_set(path).file_name() == live.file_name()).collect()
        }
        // A folder that may be entered and not listed: the live file is all there is to see.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => vec![live.to_path_buf()],
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    in_rotation_order(&mut paths);
    let with_identity = |path: PathBuf| {
        let metadata = fs::metadata(&path).ok().filter(fs::Metadata::is_file)?;
        Some((path, identity_of(&metadata)))
    };
    Ok(paths.into_iter().filter_map(with_identity).collect())
}

/// `None` when it is gone since it was listed.
fn member(path: &Path) -> Option<Member> {
    let mut member = Member {
        path: path.to_path_buf(),
        identity: (0, 0),
        head: Vec::new(),
        is_compressed: false,
        modified: SystemTime::UNIX_EPOCH,
        trouble: None,
    };
    let read = (|| -> io::Result<()> {
        let metadata = fs::metadata(path)?;
        member.identity = identity_of(&metadata);
        member.modified = metadata.modified()?;
        let stream = Expanded::new(File::open(path)?)?;
        member.is_compressed = stream.compression() != Compression::None;
        let mut head = Vec::with_capacity(FINGERPRINT_BYTES);
        // A file that is being compressed ends in the middle: what is there is enough, or it is nothing yet.
        let end = stream.take(FINGERPRINT_BYTES as u64).read_to_end(&mut head);
        member.head = head;
        if member.is_compressed { Ok(()) } else { end.map(|_| ()) }
    })();
    match read {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => member.trouble = Some(error),
        Ok(()) => {}
    }
    Some(member)
}

/// A copy begins like what it was made of. While both are there, only the last of them that is not compressed counts: the live file
/// before its unfinished copy, a file before its unfinished compression.
fn without_copies(members: Vec<Member>, live: &Path) -> Vec<Member> {
    let is_copy = |at: usize| {
        let one = &members[at];
        members.iter().enumerate().any(|(other_at, other)| {
            let rather = (!other.is_compressed, other_at) > (!one.is_compressed, at);
            other_at != at && rather && one.is_copy_of(other, live)
        })
    };
    let stays: Vec<bool> = (0..members.len())
        .map(|at| members[at].trouble.is_some() || (!members[at].head.is_empty() && !is_copy(at)))
        .collect();
    members.into_iter().zip(stays).filter(|(_, stays)| *stays).map(|(member, _)| member).collect()
}

/// Device and inode.
pub(super) fn identity_of(metadata: &fs::Metadata) -> (u64, u64) {
    (metadata.dev(), metadata.ino())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes files of the log `access.log` and tells which of them are members, in order.
    fn check(name: &str, files: &[(&str, &str)], expected: &[&str], known: &[&str], next: Option<&str>) {
        let folder = std::env::temp_dir().join(format!("vigie-family-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in files {
            let mut bytes = text.as_bytes().to_vec();
            if Path::new(name).extension().is_some_and(|end| end == "gz") {
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
                io::Write::write_all(&mut encoder, &bytes).unwrap();
                bytes = encoder.finish().unwrap();
            }
            fs::write(folder.join(name), bytes).unwrap();
        }
        let members = members(&folder.join("access.log")).unwrap();
        let names: Vec<String> =
            members.iter().map(|member| member.path.file_name().unwrap().to_string_lossy().into_owned()).collect();
        assert_eq!(names, expected, "{name}");
        let known: Vec<Known> = known.iter().map(|text| Known::new(Fingerprint::of(text.as_bytes()), true)).collect();
        let found = next_unknown(members, known.iter());
        let found = found.map(|member| member.path.file_name().unwrap().to_string_lossy().into_owned());
        assert_eq!(found.as_deref(), next, "{name}");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn what_comes_next_is_the_oldest_file_after_all_that_is_known() {
        let four = [
            ("access.log.10.gz", "1 one\n"),
            ("access.log.9", "2 two\n"),
            ("access.log.1", "3 three\n"),
            ("access.log", "4 four\n"),
            ("error.log", "5 other\n"),
        ];
        let names = ["access.log.10.gz", "access.log.9", "access.log.1", "access.log"];
        check("all", &four, &names, &[], Some("access.log.10.gz"));
        check("renamed", &four, &names, &["1 one\n"], Some("access.log.9"));
        check("the-last-of-several", &four, &names, &["2 two\n", "1 one\n"], Some("access.log.1"));
        check("live", &four, &names, &["4 four\n"], None);
        check("gone", &four[1..4], &names[1..], &["1 one\n"], Some("access.log.9"));
    }

    #[test]
    fn files_that_are_being_copied_or_compressed_count_once() {
        let text = "1 one\n2 two\n";
        check(
            "copied",
            &[("access.log.1", "1 one\n2 t"), ("access.log", text)],
            &["access.log"],
            &["0 zero\n"],
            Some("access.log"),
        );
        check(
            "compressed",
            &[("access.log.1", text), ("access.log.1.gz", "1 one\n"), ("access.log", "3 three\n")],
            &["access.log.1", "access.log"],
            &["1 one\n2 two\n"],
            Some("access.log"),
        );
        check("emptied", &[("access.log-20240101", text), ("access.log", "")], &["access.log-20240101"], &[text], None);
        // One line many times is no copy: nobody makes a compressed file of a compressed one.
        let alike =
            [("access.log.2.gz", "1 one\n2 two\n"), ("access.log.1.gz", "1 one\n"), ("access.log", "1 one\n3 three\n")];
        let names = ["access.log.2.gz", "access.log.1.gz", "access.log"];
        check("repeated", &alike, &names, &["0 zero\n"], Some("access.log.2.gz"));
        check("repeated-read", &alike, &names, &["1 one\n2 two\n"], Some("access.log.1.gz"));
        // What begins like a finished file and goes on is another one.
        check("begins-alike", &[("access.log", text)], &["access.log"], &["1 one\n"], Some("access.log"));
    }
}
