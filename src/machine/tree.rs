//! A machine's files below a root, as that machine sees them: links lead nowhere outside of it, reading is bounded, patterns are matched in the order
//! of names. It opens what it is asked for and nothing else.

use std::fs::{self, File, Metadata};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Component, Path, PathBuf};

/// Bytes of a configuration: the largest seen are a few hundred KiB.
const CONFIGURATION_BYTES_MAX: u64 = 1 << 20;

/// Links on the way to one file, as Linux has it (path_resolution(7)).
const LINKS_MAX: usize = 40;

/// Entries of one folder that are matched against a pattern.
const ENTRIES_MAX: usize = 20_000;

/// A machine's files.
#[derive(Clone, Debug)]
pub struct Tree(PathBuf);

impl Tree {
    /// Below this folder; `/` is this machine.
    pub fn new(root: &Path) -> Tree {
        Tree(root.to_path_buf())
    }

    /// Whether it is the machine this runs on.
    pub fn is_this_machine(&self) -> bool {
        self.0 == Path::new("/")
    }

    /// Where a path of that machine is on this one. A link that leads to a whole path leads below the root.
    ///
    /// # Errors
    /// What the system says of a part that cannot be looked at; `FilesystemLoop` when links lead on and on.
    pub fn place(&self, path: &Path) -> io::Result<PathBuf> {
        let mut waiting: Vec<PathBuf> = vec![path.to_path_buf()];
        let mut at = self.0.clone();
        let mut links = 0;
        while let Some(part) = waiting.pop() {
            let mut components = part.components();
            let Some(first) = components.next() else { continue };
            waiting.push(components.as_path().to_path_buf());
            match first {
                Component::RootDir => at.clone_from(&self.0),
                Component::ParentDir if at != self.0 => _ = at.pop(),
                Component::Normal(name) => {
                    let next = at.join(name);
                    if fs::symlink_metadata(&next)?.is_symlink() {
                        links += 1;
                        if links > LINKS_MAX {
                            return Err(io::Error::other("too many links"));
                        }
                        waiting.push(fs::read_link(&next)?);
                    } else {
                        at = next;
                    }
                }
                Component::ParentDir | Component::CurDir | Component::Prefix(_) => {}
            }
        }
        Ok(at)
    }

    /// What is known of a file, links followed.
    pub fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        fs::symlink_metadata(self.place(path)?)
    }

    /// Whether a folder is there.
    pub fn is_folder(&self, path: &Path) -> bool {
        self.metadata(path).is_ok_and(|metadata| metadata.is_dir())
    }

    /// The text of a configuration; what is no UTF-8 is replaced. `None` when it is no plain file, is too large, or cannot be read.
    pub fn text(&self, path: &Path) -> Option<String> {
        let mut bytes = Vec::new();
        let file = self.open(path).ok()?;
        if file.metadata().ok()?.len() > CONFIGURATION_BYTES_MAX {
            return None;
        }
        // Files of /proc state no length.
        file.take(CONFIGURATION_BYTES_MAX).read_to_end(&mut bytes).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The first and the last bytes of a file, so many of each at most; the last begin with a whole line.
    pub fn ends(&self, path: &Path, bytes_max: u64) -> io::Result<(Vec<u8>, Vec<u8>)> {
        let mut file = self.open(path)?;
        let length = file.metadata()?.len();
        let (mut head, mut tail) = (Vec::new(), Vec::new());
        file.by_ref().take(bytes_max).read_to_end(&mut head)?;
        if length > bytes_max {
            file.seek(SeekFrom::Start(length - bytes_max))?;
            file.take(bytes_max).read_to_end(&mut tail)?;
            let line = memchr::memchr(b'\n', &tail).map_or(0, |at| at + 1);
            tail.drain(..line);
        }
        Ok((head, tail))
    }

    /// Opens a plain file, and nothing that a reader would wait for.
    fn open(&self, path: &Path) -> io::Result<File> {
        let flags = libc::O_NONBLOCK | libc::O_NOFOLLOW;
        let file = fs::OpenOptions::new().read(true).custom_flags(flags).open(self.place(path)?)?;
        if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("not a plain file")) }
    }

    /// Names of a folder's entries, in order.
    pub fn entries(&self, folder: &Path) -> Vec<String> {
        let Ok(entries) = self.place(folder).and_then(fs::read_dir) else { return Vec::new() };
        let names = entries.take(ENTRIES_MAX).flatten().filter_map(|entry| entry.file_name().into_string().ok());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    /// Paths that are there and match a whole path in which `*` stands for any characters of one name, so many at most, in order.
    pub fn matching(&self, pattern: &str, paths_max: usize) -> Vec<PathBuf> {
        let mut found = vec![PathBuf::from("/")];
        for part in pattern.split('/').filter(|part| !part.is_empty()) {
            if !part.contains('*') {
                found = found.into_iter().map(|path| path.join(part)).collect();
                continue;
            }
            let below = found.iter().flat_map(|folder| {
                let names = self.entries(folder).into_iter().filter(|name| is_match(part.as_bytes(), name.as_bytes()));
                names.map(|name| folder.join(name)).collect::<Vec<_>>()
            });
            found = below.take(paths_max).collect();
        }
        found.retain(|path| self.metadata(path).is_ok());
        found
    }
}

/// Whether a pattern of a whole path names this path: `*` stands for any characters of one name.
pub(super) fn names(pattern: &str, path: &Path) -> bool {
    let Some(path) = path.to_str() else { return false };
    let (parts, names) = (pattern.split('/'), path.split('/'));
    let mut names = names.fuse();
    parts.into_iter().all(|part| names.next().is_some_and(|name| is_match(part.as_bytes(), name.as_bytes())))
        && names.next().is_none()
}

/// Whether a name matches a pattern in which `*` stands for any characters; a leading dot must be stated, as in a shell.
fn is_match(pattern: &[u8], name: &[u8]) -> bool {
    if name.starts_with(b".") && !pattern.starts_with(b".") {
        return false;
    }
    let mut rest = name;
    let mut parts = pattern.split(|byte| *byte == b'*');
    let Some(after) = parts.next().and_then(|first| rest.strip_prefix(first)) else { return false };
    rest = after;
    let mut parts: Vec<&[u8]> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match memchr::memmem::find(rest, part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_characters_of_one_name() {
        let check = |pattern: &str, name: &str, expected: bool| {
            assert_eq!(is_match(pattern.as_bytes(), name.as_bytes()), expected, "{pattern} {name}");
        };
        check("*.conf", "a.conf", true);
        check("*.conf", ".hidden.conf", false);
        check("*.conf", "a.conf.bak", false);
        check("*access*log", "www-access.example.log", true);
        check("*aa*aa", "aaa", false);
        check("*", "x", true);
        check("a*", "b", false);
        check("a", "ab", false);
    }

    #[test]
    fn links_lead_nowhere_outside_of_the_root() {
        let root = std::env::temp_dir().join(format!("vigie-tree-{}", std::process::id()));
        fs::create_dir_all(root.join("etc/sites")).unwrap();
        fs::write(root.join("etc/sites/one"), "inside").unwrap();
        std::os::unix::fs::symlink("/etc/sites/one", root.join("etc/whole")).unwrap();
        std::os::unix::fs::symlink("../../../../etc/sites/one", root.join("etc/up")).unwrap();
        std::os::unix::fs::symlink("loop", root.join("etc/loop")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", root.join("etc/device")).unwrap();
        let tree = Tree::new(&root);
        let text = |path: &str| tree.text(Path::new(path));
        assert_eq!((text("/etc/whole"), text("/etc/up")), (Some("inside".into()), Some("inside".into())));
        assert_eq!((text("/etc/loop"), text("/etc/device"), text("/etc/sites")), (None, None, None));
        assert_eq!(tree.matching("/etc/s*/*", 9), [PathBuf::from("/etc/sites/one")]);
        fs::remove_dir_all(&root).unwrap();
    }
}
