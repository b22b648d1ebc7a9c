//! Coverage-guided fuzzing on the stable toolchain: builds `fuzz/` with the flags libFuzzer needs and runs each target for a
//! while. Seeds are what the targets find themselves, kept under `fuzz/corpus` (not committed).
#![allow(clippy::disallowed_types, reason = "cargo and the fuzz targets of this workspace are started, nothing else")]

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};

/// What `cargo fuzz` passes too, without the sanitizer, which needs a nightly toolchain.
const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

/// Seconds per target when nothing is said: a smoke run.
const SECONDS_DEFAULT: u64 = 5;

/// `cargo xtask fuzz [--seconds N] [TARGET…]`.
pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    let mut seconds = SECONDS_DEFAULT;
    let mut targets = Vec::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--seconds" {
            seconds = rest.next().context("--seconds takes a number")?.parse().context("--seconds takes a number")?;
        } else {
            targets.push(argument.clone());
        }
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("fuzz");
    if targets.is_empty() {
        targets = all_targets(&folder)?;
    }
    // With a target triple the flags reach the targets only, not build scripts, which could not link with them.
    let triple = host_triple()?;
    let built = Command::new(env!("CARGO"))
        .args(["build", "--release", "--locked", "--target-dir", "target", "--target", &triple])
        .current_dir(&folder)
        .env("RUSTFLAGS", FLAGS)
        .env_remove("CARGO_TARGET_DIR")
        .status()?;
    if !built.success() {
        bail!("the fuzz targets do not build");
    }
    let mut failed = Vec::new();
    for target in &targets {
        if !fuzz_one(&folder, &triple, target, seconds)? {
            failed.push(target.as_str());
        }
    }
    if !failed.is_empty() {
        bail!("findings in {}: see fuzz/artifacts", failed.join(", "));
    }
    println!("{} targets, {seconds} s each, no finding", targets.len());
    Ok(())
}

fn fuzz_one(folder: &Path, triple: &str, target: &str, seconds: u64) -> anyhow::Result<bool> {
    let (corpus, artifacts) = (folder.join("corpus").join(target), folder.join("artifacts").join(target));
    std::fs::create_dir_all(&corpus)?;
    std::fs::create_dir_all(&artifacts)?;
    let output = Command::new(folder.join("target").join(triple).join("release").join(target))
        .arg(&corpus)
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-artifact_prefix={}/", artifacts.display()))
        // A record is read in microseconds: ten seconds on one input is a hang; 1 GiB is a leak or a bomb.
        .args(["-timeout=10", "-rss_limit_mb=1024", "-max_len=65536", "-print_final_stats=1"])
        .output()
        .with_context(|| format!("cannot start {target}"))?;
    let log = String::from_utf8_lossy(&output.stderr);
    let runs = log.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:")).unwrap_or("?").trim();
    println!("fuzz {target}: {runs} runs, {}", if output.status.success() { "no finding" } else { "FINDING" });
    if !output.status.success() {
        let from = log.lines().count().saturating_sub(40);
        println!("{}", log.lines().skip(from).collect::<Vec<_>>().join("\n"));
    }
    Ok(output.status.success())
}

fn host_triple() -> anyhow::Result<String> {
    let output = Command::new("rustc").arg("-vV").output().context("cannot start rustc")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().find_map(|line| line.strip_prefix("host: ")).map(str::to_owned).context("rustc does not say its host")
}

/// Every target, by the files of `fuzz/fuzz_targets`.
fn all_targets(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut targets = Vec::new();
    for entry in std::fs::read_dir(folder.join("fuzz_targets"))? {
        targets.extend(entry?.path().file_stem().map(|stem| stem.to_string_lossy().into_owned()));
    }
    targets.sort();
    Ok(targets)
}
