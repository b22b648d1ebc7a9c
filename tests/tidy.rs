//! The house rules as tests: each failure says what to do. Looks at the tree, runs nothing of the program.

#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "reads the tree and asks cargo")]
#![expect(clippy::unwrap_used, reason = "a test may stop")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Functions longer than this must be split where a name appears; those far above are flat tables.
const FUNCTION_LINES_MAX: usize = 70;

/// Which workspace crates each crate may depend on: the pure crates form a chain, the edge sees all.
const EDGES: &[(&str, &[&str])] = &[
    ("vigie-facts", &[]),
    ("vigie-parse", &["vigie-facts"]),
    ("vigie-detect", &["vigie-facts"]),
    ("vigie-figures", &["vigie-facts", "vigie-correlate"]),
    ("vigie-evidence", &["vigie-facts", "vigie-figures"]),
    ("vigie-correlate", &[]),
    ("vigie-judge", &["vigie-facts", "vigie-figures"]),
    ("vigie-statement", &["vigie-facts", "vigie-figures", "vigie-judge"]),
    ("vigie-simulate", &["vigie-facts"]),
    (
        "vigie",
        &[
            "vigie-facts",
            "vigie-parse",
            "vigie-detect",
            "vigie-figures",
            "vigie-evidence",
            "vigie-correlate",
            "vigie-judge",
            "vigie-statement",
            "vigie-simulate",
        ],
    ),
];

/// What no pure crate may depend on: the clock, the network, randomness, async.
const IMPURE: &[&str] = &["tokio", "async-std", "reqwest", "hyper", "rand", "getrandom", "socket2", "mio", "notify"];

/// Names that say nothing.
const EMPTY_NAMES: &[&str] =
    &["utils", "util", "common", "core", "shared", "helpers", "helper", "misc", "types", "base"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Rust files of the project, as paths below the root with their text.
fn rust_files() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for folder in ["src", "crates", "xtask", "tests", "benches", "fuzz"] {
        collect(&root().join(folder), &mut files);
    }
    files.push(("build.rs".into(), fs::read_to_string(root().join("build.rs")).unwrap()));
    files.sort();
    assert!(files.len() > 30, "the walk found too little to mean anything");
    files
}

fn collect(folder: &Path, files: &mut Vec<(String, String)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            if !path.ends_with("target") && !path.ends_with("node_modules") {
                collect(&path, files);
            }
        } else if path.extension().is_some_and(|end| end == "rs") {
            let below = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
            files.push((below, fs::read_to_string(&path).unwrap()));
        }
    }
}

fn none(found: Vec<String>, what_to_do: &str) {
    assert!(found.is_empty(), "{what_to_do}:\n  {}", found.join("\n  "));
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent = rust_files()
        .into_iter()
        .filter(|(_, text)| {
            let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
            !(first.starts_with("//! ") && first.len() > 30)
        })
        .map(|(path, _)| path)
        .collect();
    none(silent, "begin these files with `//!` and what they are for and what they do not do");
}

#[test]
fn no_test_is_switched_off() {
    let marks = [concat!("#[", "ignore"), concat!("#[", "should_panic")];
    let found = rust_files()
        .into_iter()
        .filter(|(_, text)| marks.iter().any(|mark| text.lines().any(|line| line.trim_start().starts_with(mark))))
        .map(|(path, _)| path)
        .collect();
    none(
        found,
        "a test that does not run, or that any panic satisfies, proves nothing: assert today's behaviour instead",
    );
}

#[test]
fn names_say_something() {
    let found = rust_files()
        .into_iter()
        .map(|(path, _)| path)
        .filter(|path| path.trim_end_matches(".rs").split('/').any(|part| EMPTY_NAMES.contains(&part)))
        .collect();
    none(found, "name these after what they do");
}

#[test]
fn functions_stay_short() {
    let mut long = Vec::new();
    for (path, text) in rust_files().into_iter().filter(|(path, _)| !path.contains("tests")) {
        for (name, lines) in function_lengths(&text) {
            if (FUNCTION_LINES_MAX + 1..=FUNCTION_LINES_MAX + 10).contains(&lines) {
                long.push(format!("{path}: {name} has {lines} lines"));
            }
        }
    }
    none(long, "split these functions where a name appears");
}

/// Name and length of each function, by the indentation rustfmt guarantees.
fn function_lengths(text: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut open: Option<(String, usize, usize)> = None;
    for (number, line) in text.lines().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let trimmed = line.trim_start();
        if let Some((name, start, at)) = &open {
            if indent == *at && trimmed == "}" {
                found.push((name.clone(), number - start + 1));
                open = None;
            }
        } else if let Some((before, after)) = trimmed.split_once("fn ")
            && is_function_head(before)
            && !(line.ends_with(';') || line.ends_with('}') && line.contains('{'))
        {
            let name = after.split(['(', '<']).next().unwrap_or_default().to_owned();
            open = Some((name, number, indent));
        }
    }
    found
}

fn is_function_head(before: &str) -> bool {
    before.split_whitespace().all(|word| matches!(word, "pub" | "const" | "async") || word.starts_with("pub("))
}

#[test]
fn crates_depend_only_downwards() {
    let metadata = metadata();
    let mut wrong = Vec::new();
    for (name, allowed) in EDGES {
        for dependency in normal_dependencies(&metadata, name) {
            if dependency.starts_with("vigie") && !allowed.contains(&dependency.as_str()) {
                wrong.push(format!("{name} depends on {dependency}"));
            }
            if *name != "vigie" && IMPURE.contains(&dependency.as_str()) {
                wrong.push(format!("{name} depends on {dependency}, which touches the world"));
            }
        }
    }
    none(wrong, "a pure crate may only depend on the crates below it (see ARCHITECTURE.md)");
}

#[test]
fn licences_are_permissive() {
    const ALLOWED: &[&str] = &[
        "MIT",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "ISC",
        "Zlib",
        "0BSD",
        "CC0-1.0",
        "Unlicense",
        "Unicode-3.0",
        "Unicode-DFS-2016",
        "BSL-1.0",
        "MIT-0",
        "CDLA-Permissive-2.0",
        "Apache-2.0 WITH LLVM-exception",
        "bzip2-1.0.6",
    ];
    let metadata = metadata();
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().unwrap() {
        let licence = package["license"].as_str().unwrap_or("none stated");
        let permissive = licence
            .replace('/', " OR ")
            .split(" OR ")
            .map(|arm| arm.trim_matches(['(', ')', ' ']))
            .any(|arm| arm.split(" AND ").all(|part| ALLOWED.contains(&part.trim_matches(['(', ')', ' ']))));
        if !permissive {
            wrong.push(format!("{} {}: {licence}", package["name"], package["version"]));
        }
    }
    none(wrong, "these dependencies have no permissive arm; drop them or review the licence and add it to the list");
}

/// `cargo metadata` of the workspace, from the lock file alone.
fn metadata() -> serde_json::Value {
    let output = std::process::Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--all-features"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn normal_dependencies(metadata: &serde_json::Value, name: &str) -> BTreeSet<String> {
    let package = metadata["packages"].as_array().unwrap().iter().find(|package| package["name"] == name).unwrap();
    package["dependencies"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|dependency| dependency["kind"].is_null())
        .map(|dependency| dependency["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn every_rule_has_its_page() {
    let mut missing = Vec::new();
    let mut rules = 0;
    for family in fs::read_dir(root().join("rules")).unwrap().flatten().filter(|entry| entry.path().is_dir()) {
        for rule in fs::read_dir(family.path()).unwrap().flatten().filter(|entry| entry.path().is_dir()) {
            rules += 1;
            for file in ["rule.yml", "test.md"] {
                if !rule.path().join(file).is_file() {
                    missing.push(rule.path().join(file).display().to_string());
                }
            }
        }
    }
    assert!(rules > 0, "the pack is empty");
    none(missing, "a rule is a folder with rule.yml and test.md");
}

#[test]
fn the_map_names_every_crate_and_module() {
    let map = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let mut missing = Vec::new();
    for (folder, prefix) in [("crates", "crates/"), ("src", "src/")] {
        for entry in fs::read_dir(root().join(folder)).unwrap().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if !map.contains(&format!("{prefix}{name}")) {
                missing.push(format!("{prefix}{name}"));
            }
        }
    }
    none(missing, "ARCHITECTURE.md has no line for these");
}

#[test]
fn code_speaks_of_no_private_plan() {
    let words = [concat!("mile", "stone"), concat!("TO", "DO"), concat!("FIX", "ME"), concat!("helper", " session")];
    let mut found: BTreeMap<String, &str> = BTreeMap::new();
    for (path, text) in rust_files() {
        for word in words {
            if text.contains(word) {
                found.insert(path.clone(), word);
            }
        }
    }
    none(
        found.into_iter().map(|(path, word)| format!("{path}: {word}")).collect(),
        "plans belong to the tracker, not to the code",
    );
}
