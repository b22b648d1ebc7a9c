//! How long it takes, by the wall and by the processor (what other work on the machine does not lengthen): two shapes of synthetic
//! observations over thirty days, names of Zipf-like popularity, one scattered at random, one in sessions with groups in it.

use std::time::Instant;

use vigie_correlate::{Nature, Observations, Settings, correlate};
use vigie_simulate::coordination::unit;
use vigie_simulate::random::Random;

pub(crate) fn print(rows_max: u64) {
    let threads = std::thread::available_parallelism().unwrap_or(std::num::NonZeroUsize::MIN);
    println!("{threads} threads; rows shape settings: filled s (processor s), correlated s (processor s)");
    for rows in [1_000_000_u64, 10_000_000].into_iter().filter(|&rows| rows <= rows_max) {
        for (shape, fill) in [("scattered", scattered as fn(u64) -> Observations), ("sessions", sessions)] {
            for (name, settings) in [("logs", Settings::logs()), ("posts", Settings::posts())] {
                let (begun, used) = (Instant::now(), processor_seconds());
                let settings = Settings { threads, ..settings };
                let observations = fill(rows);
                let (filled, fill_used) = (begun.elapsed().as_secs_f64(), processor_seconds() - used);
                let (begun, used) = (Instant::now(), processor_seconds());
                let answer = correlate(&observations, &settings);
                println!(
                    "{rows:>9} {shape:9} {name:5}: filled {filled:.2} ({fill_used:.2}), correlated {:.2} ({:.2}); {} actors, {} clusters, {} decoy worlds, peak {} MiB",
                    begun.elapsed().as_secs_f64(),
                    processor_seconds() - used,
                    observations.actors(),
                    answer.clusters.len(),
                    answer.decoys.worlds,
                    peak_mib()
                );
            }
        }
    }
}

/// Draws a name of a popularity that falls as a power of its rank.
fn pick(random: &mut Random, names: u64, power: f64) -> u64 {
    (names as f64 * unit(random).powf(power)) as u64
}

const MONTH_MS: u64 = 30 * 86_400_000;

fn scattered(rows: u64) -> Observations {
    let mut random = Random::new(7, "speed");
    let mut observations = Observations::default();
    let kind = observations.kind("trace", Nature::Content);
    for _ in 0..rows {
        let actor = pick(&mut random, rows / 20, 1.5);
        let trace = pick(&mut random, rows / 10, 2.0);
        let time = random.below(MONTH_MS) as i64;
        observations.push(&format!("a{actor}"), kind, &format!("t{trace}"), time, 1.0);
    }
    observations
}

/// As logs are: an actor comes with twenty requests, seconds apart, from one of three lists; ten in a hundred thousand rows' worth of
/// sessions belong to groups of ten that come together.
fn sessions(rows: u64) -> Observations {
    const REQUESTS: u64 = 20;
    let mut random = Random::new(7, "speed of sessions");
    let mut observations = Observations::default();
    let (path, tool) = (observations.kind("path", Nature::Content), observations.kind("tool", Nature::Tool));
    let visit = |observations: &mut Observations, random: &mut Random, actor: u64, mut time: i64| {
        let list = actor % 3;
        let from = pick(random, 2_000, 2.0);
        observations.push(&format!("a{actor}"), tool, &format!("tool {list}"), time, 1.0);
        for request in 1..REQUESTS {
            observations.push(&format!("a{actor}"), path, &format!("/{list}/{}", from + request), time, 1.0);
            time += 1_000;
        }
    };
    let all = rows / REQUESTS;
    let groups = (all / 10_000).max(1);
    for group in 0..groups {
        for _ in 0..5 {
            let time = random.below(MONTH_MS) as i64;
            for member in 0..10 {
                let late = random.below(90_000) as i64;
                visit(&mut observations, &mut random, 1_000_000_000 + group * 10 + member, time + late);
            }
        }
    }
    for _ in groups * 50..all {
        let actor = pick(&mut random, all / 4, 1.5);
        let time = random.below(MONTH_MS) as i64;
        visit(&mut observations, &mut random, actor, time);
    }
    observations
}

/// Seconds of processor time of this process, user and system, as Linux says: hundredths in fields 14 and 15 of `stat`.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    after_name.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// The most memory this process ever held, as Linux says.
fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1_024
}
