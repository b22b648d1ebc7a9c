//! Units for systemd as the packages have them, fitted to this machine: the program's path, groups that read logs, where the configuration is. And
//! what a person runs next.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Findings;
use crate::machine::Machine;
use crate::machine::logs::Look;
use crate::machine::tree::Tree;

/// Files and where they go on a machine whose administrator puts them there (systemd.unit(5), sysusers.d(5), tmpfiles.d(5)).
const FILES: [(&str, &str); 5] = [
    ("/etc/systemd/system/vigie-guard.service", include_str!("../../../packaging/systemd/vigie-guard.service")),
    ("/etc/systemd/system/vigie-block.service", include_str!("../../../packaging/systemd/vigie-block.service")),
    ("/etc/systemd/system/vigie-serve.service", include_str!("../../../packaging/systemd/vigie-serve.service")),
    ("/etc/sysusers.d/vigie.conf", include_str!("../../../packaging/systemd/sysusers.conf")),
    ("/etc/tmpfiles.d/vigie.conf", include_str!("../../../packaging/systemd/tmpfiles.conf")),
];

/// Where a package's unit is.
const PACKAGED: [&str; 2] = ["/usr/lib/systemd/system/vigie-guard.service", "/lib/systemd/system/vigie-guard.service"];

/// The program's path in the units as they are kept.
const PROGRAM: &str = "/usr/bin/vigie";

/// The folder of the configuration in them.
const FOLDER: &str = "/etc/vigie";

/// The group that reads logs on Debian and its kin.
const READERS: &str = "adm";

/// Whether the machine has systemd and no package brought the units.
pub(super) fn is_wanted(root: &Tree) -> bool {
    let has_systemd =
        ["/usr/lib/systemd/system", "/lib/systemd/system"].iter().any(|path| root.is_folder(path.as_ref()));
    has_systemd && !is_packaged(root)
}

fn is_packaged(root: &Tree) -> bool {
    PACKAGED.iter().any(|path| root.metadata(path.as_ref()).is_ok())
}

/// The files with their texts.
pub(super) fn all(root: &Tree, findings: &Findings, to: &Path) -> Vec<(PathBuf, String)> {
    let program = std::env::current_exe().ok().filter(|_| root.is_this_machine());
    let program = program.map_or_else(|| PROGRAM.to_owned(), |path| path.display().to_string());
    let groups: Vec<&str> = std::iter::once(READERS).chain(findings.groups.iter().map(String::as_str)).collect();
    let fitted = |text: &str| {
        text.replace(PROGRAM, &program)
            .replace(FOLDER, &to.display().to_string())
            .replace("SupplementaryGroups=adm", &format!("SupplementaryGroups={}", groups.join(" ")))
    };
    FILES.iter().map(|(path, text)| (PathBuf::from(path), fitted(text))).collect()
}

/// What a person runs next: two commands.
pub(super) fn next(root: &Tree, to: &Path, has_units: bool) -> Vec<String> {
    let config = to.join("guard.toml");
    let config = config.display();
    let start = if has_units {
        "systemd-sysusers && systemd-tmpfiles --create && systemctl daemon-reload && systemctl enable --now vigie-guard"
            .to_owned()
    } else if is_packaged(root) {
        "systemctl enable --now vigie-guard".to_owned()
    } else {
        format!("vigie guard --config {config}")
    };
    vec![format!("vigie doctor --config {config}"), start]
}

/// Groups beside the usual one that may read followed logs, and logs that no group may read.
pub(super) fn readers(root: &Tree, machine: &Machine) -> (Vec<String>, Vec<PathBuf>) {
    let (mut groups, mut closed) = (BTreeSet::new(), Vec::new());
    let usual = group_number(root, READERS);
    for log in machine.followed() {
        let (Look::Text { owner, .. } | Look::Empty { owner, .. }) = &log.look else { continue };
        if owner.mode & 0o004 != 0 || Some(owner.group) == usual && owner.mode & 0o040 != 0 {
            continue;
        }
        let name = (owner.mode & 0o040 != 0 && owner.group != 0).then(|| group_name(root, owner.group)).flatten();
        match name {
            Some(name) => _ = groups.insert(name),
            None => closed.push(log.path.clone()),
        }
    }
    (groups.into_iter().collect(), closed)
}

/// Lines `name:x:number:members` (group(5)).
fn groups(root: &Tree) -> Vec<(String, u32)> {
    let text = root.text(Path::new("/etc/group")).unwrap_or_default();
    let read = |line: &str| {
        let mut fields = line.split(':');
        let (name, number) = (fields.next()?, fields.nth(1)?.parse().ok()?);
        // It stands in a unit: a name as useradd(8) allows it.
        let is_name =
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        is_name.then(|| (name.to_owned(), number))
    };
    text.lines().filter_map(read).collect()
}

fn group_name(root: &Tree, number: u32) -> Option<String> {
    groups(root).into_iter().find(|(_, other)| *other == number).map(|(name, _)| name)
}

/// The number of a group by its name.
pub(super) fn group_number(root: &Tree, name: &str) -> Option<u32> {
    groups(root).into_iter().find(|(other, _)| other == name).map(|(_, number)| number)
}
