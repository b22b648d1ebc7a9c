//! Where servers say themselves that they write: one reader a server, each tolerant of what it does not know, following includes within the root
//! up to a limit. What a log is, is looked at later.

mod apache;
mod nginx;
mod rsyslog;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::tree::Tree;

/// Files of one server's configuration, most: a hoster has one a site.
const FILES_MAX: usize = 4_000;

/// Includes in includes.
const DEPTH_MAX: usize = 16;

/// Logs and names that one server's configuration may state.
const STATED_MAX: usize = 10_000;

/// Where a log goes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Where {
    /// Files of this pattern: a variable of the configuration became a `*`.
    File(String),
    /// Not to a file: to a program, the system's log, or away.
    Elsewhere(String),
}

/// A log that a configuration names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// The software whose log it is.
    pub software: &'static str,
    /// Where it goes.
    pub place: Where,
    /// The file that says so.
    pub file: PathBuf,
}

/// What a server's configuration says.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Its logs.
    pub logs: Vec<Named>,
    /// Names under which it answers.
    pub names: BTreeSet<String>,
    /// Proxies it believes.
    pub proxies: Vec<String>,
}

/// One reader.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    /// The server.
    pub name: &'static str,
    /// Where its configuration begins, below any root.
    pub read: fn(&Tree) -> Found,
}

/// All readers.
pub const READERS: &[Reader] = &[
    Reader { name: "nginx", read: nginx::read },
    Reader { name: "apache", read: apache::read },
    Reader { name: "rsyslog", read: rsyslog::read },
];

/// Files that were read, and what is left of the limits.
struct Walk<'a> {
    root: &'a Tree,
    seen: BTreeSet<PathBuf>,
    found: Found,
}

impl<'a> Walk<'a> {
    fn new(root: &'a Tree) -> Walk<'a> {
        Walk { root, seen: BTreeSet::new(), found: Found::default() }
    }

    /// The text of a file that was not read yet.
    fn text(&mut self, path: &Path, depth: usize) -> Option<String> {
        let is_new = depth <= DEPTH_MAX && self.seen.len() < FILES_MAX && self.seen.insert(path.to_path_buf());
        is_new.then(|| self.root.text(path)).flatten()
    }

    fn log(&mut self, software: &'static str, place: Where, file: &Path) {
        if self.found.logs.len() < STATED_MAX {
            self.found.logs.push(Named { software, place, file: file.to_path_buf() });
        }
    }

    /// A name under which a server answers, if it is one that people could type.
    fn name(&mut self, name: &str) {
        let name = name.trim_start_matches("www.").trim_end_matches('.');
        let is_name = name.contains('.')
            && !name.starts_with('.')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
            && name.parse::<std::net::IpAddr>().is_err();
        if is_name && self.found.names.len() < STATED_MAX {
            self.found.names.insert(name.to_ascii_lowercase());
        }
    }
}

/// A path as a pattern: whole below a folder, variables as stars.
fn pattern(path: &str, folder: &str) -> String {
    let whole =
        if path.starts_with('/') { path.to_owned() } else { format!("{}/{path}", folder.trim_end_matches('/')) };
    let mut pattern = String::new();
    let mut rest = whole.as_str();
    while let Some(at) = rest.find('$') {
        pattern.push_str(&rest[..at]);
        pattern.push('*');
        let name = &rest[at + 1..];
        let length = match name.strip_prefix('{') {
            Some(inner) => inner.find('}').map_or(name.len(), |end| end + 2),
            None => name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len()),
        };
        rest = &name[length..];
    }
    pattern.push_str(rest);
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_of_paths_become_stars() {
        let check = |path: &str, expected: &str| assert_eq!(pattern(path, "/etc/nginx"), expected);
        check("/var/log/nginx/$host.access.log", "/var/log/nginx/*.access.log");
        check("/var/log/${server_name}_x", "/var/log/*_x");
        check("logs/access.log", "/etc/nginx/logs/access.log");
        check("/var/log/$", "/var/log/*");
        check("/var/log/${open", "/var/log/*");
    }

    #[test]
    fn readers_are_named_once() {
        let names: BTreeSet<&str> = READERS.iter().map(|reader| reader.name).collect();
        assert_eq!(names.len(), READERS.len());
    }
}
