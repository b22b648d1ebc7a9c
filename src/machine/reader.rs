//! Who a guard runs as, and whether that user may read a file: users and groups as `/etc` has them, modes as the file system has them. Lists of access
//! beyond modes (acl(5)) are not looked at.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use super::tree::Tree;

/// Where units are, the first that is there counts (systemd.unit(5)).
const UNITS: [&str; 3] = ["/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"];

/// A user with groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// What it is called.
    pub name: String,
    /// Its number.
    pub user: u32,
    /// Its groups' numbers.
    pub groups: Vec<u32>,
}

impl Reader {
    /// The user that a unit names; `None` when there is no such unit or user.
    pub fn of_unit(root: &Tree, unit: &str) -> Option<Reader> {
        let text = UNITS.iter().find_map(|folder| root.text(&Path::new(folder).join(unit)))?;
        let value =
            |key: &str| text.lines().filter_map(|line| line.trim().strip_prefix(key)).map(str::trim).next_back();
        let name = value("User=")?;
        let passwd = root.text(Path::new("/etc/passwd"))?;
        let (user, group) = (number_of(&passwd, name, 2)?, number_of(&passwd, name, 3)?);
        let groups = root.text(Path::new("/etc/group"))?;
        let mut more: Vec<&str> = value("SupplementaryGroups=").unwrap_or_default().split_ascii_whitespace().collect();
        more.extend(value("Group="));
        let lines = groups.lines().map(|line| line.split(':').collect::<Vec<_>>());
        let is_in = |fields: &Vec<&str>| {
            more.contains(&fields[0]) || fields.get(3).is_some_and(|members| members.split(',').any(|one| one == name))
        };
        let numbers =
            lines.filter(|fields| fields.len() > 2 && is_in(fields)).filter_map(|fields| fields[2].parse().ok());
        let mut groups: Vec<u32> = numbers.chain([group]).collect();
        groups.sort_unstable();
        groups.dedup();
        Some(Reader { name: name.to_owned(), user, groups })
    }

    /// Who runs this.
    pub fn this() -> Reader {
        let user = rustix::process::geteuid().as_raw();
        let mut groups = vec![rustix::process::getegid().as_raw()];
        groups.extend(rustix::process::getgroups().unwrap_or_default().into_iter().map(rustix::process::Gid::as_raw));
        Reader { name: user.to_string(), user, groups }
    }

    /// Whether this user may read a file, by its mode and by those of the folders above; `None` when that cannot be seen.
    pub fn may_read(&self, path: &Path) -> Option<bool> {
        let whole = path.canonicalize().ok()?;
        for folder in whole.ancestors().skip(1) {
            if !self.has(&fs::metadata(folder).ok()?, 0o1) {
                return Some(false);
            }
        }
        Some(self.has(&fs::metadata(&whole).ok()?, 0o4))
    }

    /// Whether a right (4 to read, 2 to write, 1 to pass) is this user's.
    pub fn has(&self, metadata: &fs::Metadata, right: u32) -> bool {
        let mode = metadata.mode();
        // The first that fits decides, even if it says no (path_resolution(7)).
        match (self.user, metadata.uid() == self.user, self.groups.contains(&metadata.gid())) {
            (0, _, _) => true,
            (_, true, _) => mode & (right << 6) != 0,
            (_, _, true) => mode & (right << 3) != 0,
            _ => mode & right != 0,
        }
    }
}

/// The number in a column of a user's line: `name:x:user:group:…` (passwd(5)), columns counted from 0.
pub fn number_of(passwd: &str, name: &str, column: usize) -> Option<u32> {
    let mut lines = passwd.lines().map(|line| line.split(':').collect::<Vec<_>>());
    lines.find(|fields| fields.first() == Some(&name))?.get(column)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_says_who_reads_and_modes_say_what() {
        let root = std::env::temp_dir().join(format!("vigie-reader-{}", std::process::id()));
        let write = |path: &str, text: &str| {
            let place = root.join(path);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::write(place, text).unwrap();
        };
        write("usr/lib/systemd/system/x.service", "[Service]\nUser=vigie\nSupplementaryGroups=adm caddy\n");
        write("etc/passwd", "root:x:0:0::/:/bin/sh\nvigie:x:990:991::/:/bin/false\nbroken\n");
        write("etc/group", "adm:x:4:\ncaddy:x:77:\nother:x:5:\nmore:x:6:a,vigie\nshort\n");
        let reader = Reader::of_unit(&Tree::new(&root), "x.service").unwrap();
        assert_eq!(reader, Reader { name: "vigie".into(), user: 990, groups: vec![4, 6, 77, 991] });
        let metadata = fs::metadata(root.join("etc/group")).unwrap();
        let check = |user, group, mode, expected| {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(root.join("etc/group"), fs::Permissions::from_mode(mode)).unwrap();
            let metadata = fs::metadata(root.join("etc/group")).unwrap();
            let reader = Reader { name: String::new(), user, groups: vec![group] };
            assert_eq!(reader.has(&metadata, 4), expected, "{user} {group} {mode:o}");
        };
        check(64_001, 64_001, 0o644, true);
        check(64_001, 64_001, 0o640, false);
        check(64_001, metadata.gid(), 0o640, true);
        check(64_001, metadata.gid(), 0o604, false);
        check(0, 0, 0o000, true);
        fs::remove_dir_all(&root).unwrap();
    }
}
