//! How long it takes: synthetic observations of Zipf-like popularity over thirty days.

use std::time::Instant;

use vigie_correlate::{Nature, Observations, Settings, correlate};
use vigie_simulate::random::Random;

pub(crate) fn print() {
    for rows in [1_000_000_u64, 10_000_000] {
        for (name, settings) in [("logs", Settings::logs()), ("posts", Settings::posts())] {
            let begun = Instant::now();
            let observations = synthetic(rows);
            let filled = begun.elapsed().as_secs_f64();
            let begun = Instant::now();
            let answer = correlate(&observations, &settings);
            println!(
                "{rows:>9} observations, {:>7} actors, {name:5}: filled in {filled:.2} s, correlated in {:.2} s, {} clusters, {} decoy worlds, peak {} MiB",
                observations.actors(),
                begun.elapsed().as_secs_f64(),
                answer.clusters.len(),
                answer.decoys.worlds,
                peak_mib()
            );
        }
    }
}

/// Rows of actors and traces whose popularity falls as a power of their rank.
fn synthetic(rows: u64) -> Observations {
    let mut random = Random::new(7, "speed");
    let mut observations = Observations::default();
    let kind = observations.kind("trace", Nature::Content);
    let (actors, traces) = (rows / 20, rows / 10);
    let unit = |random: &mut Random| (random.next() >> 11) as f64 / (1_u64 << 53) as f64;
    for _ in 0..rows {
        let actor = (actors as f64 * unit(&mut random).powf(1.5)) as u64;
        let trace = (traces as f64 * unit(&mut random).powf(2.0)) as u64;
        let time = random.below(30 * 86_400_000) as i64;
        observations.push(&format!("a{actor}"), kind, &format!("t{trace}"), time, 1.0);
    }
    observations
}

/// The most memory this process ever held, as Linux says.
fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1_024
}
