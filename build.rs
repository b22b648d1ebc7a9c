//! Lists the rule pack: one entry for each `rules/<family>/<bad-pattern>/`, embedded into the program. Reads nothing else.

#![expect(clippy::disallowed_methods, reason = "a build script reads the tree and writes its output")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=rules");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut table = String::from("&[\n");
    for family in folders(&root.join("rules"))? {
        for rule in folders(&family)? {
            println!("cargo:rerun-if-changed={}", rule.display());
            let name = format!("{}/{}", file_name(&family), file_name(&rule));
            let (yaml, page) = (rule.join("rule.yml"), rule.join("test.md"));
            if yaml.is_file() {
                let page =
                    if page.is_file() { format!("Some(include_str!({:?}))", text(&page)) } else { "None".to_owned() };
                let _ = writeln!(
                    table,
                    "    PackedRule {{ name: {name:?}, yaml: include_str!({:?}), page: {page} }},",
                    text(&yaml)
                );
            }
        }
    }
    table.push(']');
    fs::write(PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("rules.rs"), table)
}

fn folders(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found: Vec<PathBuf> = match fs::read_dir(path) {
        Ok(entries) => entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_dir()).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    found.sort();
    Ok(found)
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
