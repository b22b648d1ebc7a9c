//! `cargo xtask instructions`: how many instructions a line of an access log costs in the whole of `vigie report`, counted by valgrind,
//! and whether that is below the bound. Counts do not depend on what else the machine does; they say nothing about caches.
#![allow(clippy::disallowed_types, reason = "valgrind and the program it counts are started, nothing else")]

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::corpus::{self, Corpus};

/// Lines of the two logs that are counted. Their difference leaves out what starting costs; the first lines fill what is remembered.
const LINES: [usize; 2] = [20_000, 60_000];

/// Instructions a line may cost: a tenth more than measured with the built-in rules (BENCHMARKS.md), so that a rule more or a newer
/// compiler does not cross it and a shortcut lost does.
const INSTRUCTIONS_A_LINE_MAX: u64 = 8_000;

/// `cargo xtask instructions`: counts, prints, and fails above the bound. Needs `target/release/vigie` and Debian's `valgrind`.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    if !arguments.is_empty() {
        bail!("usage: cargo xtask instructions");
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| Path::new("target").to_owned(), Into::into);
    let vigie = target.join("release/vigie");
    if !vigie.exists() {
        bail!("{} does not exist: run `cargo build --release` first", vigie.display());
    }
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("valgrind is not installed: no instruction was counted");
        return Ok(());
    }
    let folder = target.join("instructions");
    let lines = LINES[1] as u64;
    corpus::write(&Corpus { seed: 7, lines, sources: lines * 172 / 1_000, out: folder.clone() })?;
    let whole = std::fs::read(folder.join("access.log"))?;
    let mut counts = [0; 2];
    for (count, lines) in counts.iter_mut().zip(LINES) {
        let end = end_of_line(&whole, lines).with_context(|| format!("the corpus has fewer than {lines} lines"))?;
        let log = folder.join("access-head.log");
        std::fs::write(&log, &whole[..end])?;
        *count = counted(&vigie, &log, &folder)?;
    }
    let a_line = counts[1].saturating_sub(counts[0]) / (LINES[1] - LINES[0]) as u64;
    println!(
        "{a_line} instructions a line (at most {INSTRUCTIONS_A_LINE_MAX}); {} to start and for the first {} lines",
        counts[0], LINES[0]
    );
    if a_line > INSTRUCTIONS_A_LINE_MAX {
        bail!("a line costs more instructions than the bound in xtask/src/instructions.rs");
    }
    Ok(())
}

/// Where the line of a number ends, counted from 1.
fn end_of_line(bytes: &[u8], line: usize) -> Option<usize> {
    bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1).nth(line.checked_sub(1)?)
}

/// Instructions of one report on one thread of workers.
fn counted(vigie: &Path, log: &Path, folder: &Path) -> Result<u64> {
    let run = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(vigie)
        .args(["report", "-j", "1", "--time-zone", "Europe/Paris", "--json"])
        .arg(folder.join("report.json"))
        .arg(log)
        .output()?;
    let said = String::from_utf8_lossy(&run.stderr);
    collected(&said).with_context(|| format!("valgrind said no count: {said}"))
}

/// The count in what callgrind says last.
fn collected(said: &str) -> Option<u64> {
    said.lines().rev().find_map(|line| line.split_once("Collected : "))?.1.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_read_and_lines_are_counted() {
        assert_eq!(collected("==1== Events    : Ir\n==1== Collected : 1297247063\n==1== \n"), Some(1_297_247_063));
        assert_eq!(collected("==1== Killed\n"), None);
        assert_eq!(end_of_line(b"a\nbc\nd", 2), Some(5));
        assert_eq!(end_of_line(b"a\nbc\nd", 3), None);
    }
}
