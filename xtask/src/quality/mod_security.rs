//! ModSecurity with the Core Rule Set on the same rendered requests, where Debian's `libmodsecurity-dev` and `modsecurity-crs` and a C
//! compiler are installed; elsewhere it says so. The rules run as the packages ship them (paranoia level 1, threshold 5), blocking,
//! with one exception: the Host is a name and `Accept` is sent, so that no request is stopped for lacking what logs do not hold.

#![allow(clippy::disallowed_types, reason = "measuring another program means starting it")]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use vigie_simulate::random::Random;

use super::Judge;
use super::corpora::{Label, Part, Sample};
use super::table::share;

/// Samples of a set that are compared at most: the engine needs a millisecond and more for each.
const SAMPLES_MAX: usize = 2_000;

const PROGRAM: &str = include_str!("mod_security.c");

const RULES: &str = "SecRuleEngine On
SecRequestBodyAccess On
Include /etc/modsecurity/crs/crs-setup.conf
Include /usr/share/modsecurity-crs/rules/*.conf
";

/// Prints recall and false alarms of both on a seeded sample of each labelled set, and their speeds.
pub(super) fn compare(samples: &[Sample], judge: &mut Judge<'_>) -> Result<()> {
    println!("\nModSecurity with the Core Rule Set, on at most {SAMPLES_MAX} lines of each set (seeded choice)");
    let Some(program) = compile()? else {
        println!("not installed (Debian: libmodsecurity-dev modsecurity-crs gcc)");
        return Ok(());
    };
    println!("{:<22}{:>9}{:>10}{:>10}{:>10}{:>10}{:>10}", "set", "attacks", "crs", "vigie", "ordinary", "crs", "vigie");
    let (mut bytes, mut theirs, mut ours) = (0_u64, 0_u64, 0_u64);
    let mut from = 0;
    while from < samples.len() {
        let set = samples[from].set;
        let to = from + samples[from..].iter().take_while(|sample| sample.set == set).count();
        let of_set = &samples[from..to];
        from = to;
        if of_set[0].part == Part::Unlabelled {
            continue;
        }
        let chosen = choose(of_set);
        let (stopped, nanoseconds) = run(&program, &chosen)?;
        let begun = Instant::now();
        let hit: Vec<bool> =
            chosen.iter().map(|sample| judge.hits(sample).is_some_and(|hits| !hits.is_empty())).collect();
        ours += begun.elapsed().as_nanos() as u64;
        theirs += nanoseconds;
        bytes += chosen.iter().map(|sample| sample.line.len() as u64 + 1).sum::<u64>();
        let count = |ordinary: bool, by: &[bool]| {
            let of = chosen.iter().zip(by).filter(|(sample, _)| (sample.label == Label::Ordinary) == ordinary);
            of.fold((0_u64, 0_u64), |(whole, part), (_, hit)| (whole + 1, part + u64::from(*hit)))
        };
        let [(attacks, crs), (_, vigie)] = [count(false, &stopped), count(false, &hit)];
        let [(ordinary, crs_false), (_, vigie_false)] = [count(true, &stopped), count(true, &hit)];
        println!(
            "{set:<22}{attacks:>9}{:>10}{:>10}{ordinary:>10}{:>10}{:>10}",
            share(crs, attacks, 1),
            share(vigie, attacks, 1),
            share(crs_false, ordinary, 2),
            share(vigie_false, ordinary, 2)
        );
    }
    let speed = |nanoseconds: u64| bytes as f64 * 1_000.0 / nanoseconds.max(1) as f64;
    println!("MB/s of log lines on one core: ModSecurity {:.3}, this evaluator {:.1}", speed(theirs), speed(ours));
    Ok(())
}

fn choose(of_set: &[Sample]) -> Vec<&Sample> {
    let mut random = Random::new(2017, of_set[0].set);
    let mut left = of_set.len() as u64;
    let mut chosen = Vec::new();
    for sample in of_set {
        if random.below(left) < (SAMPLES_MAX - chosen.len()) as u64 {
            chosen.push(sample);
        }
        left -= 1;
    }
    chosen
}

/// Compiles the driver. `None` when a part of what it needs is missing.
fn compile() -> Result<Option<std::path::PathBuf>> {
    let needed = ["/usr/include/modsecurity/modsecurity.h", "/usr/share/modsecurity-crs/rules"];
    if needed.iter().any(|path| !Path::new(path).exists()) {
        return Ok(None);
    }
    let folder = std::env::temp_dir().join("vigie-quality-mod-security");
    std::fs::create_dir_all(&folder)?;
    let (source, program) = (folder.join("driver.c"), folder.join("driver"));
    std::fs::write(&source, PROGRAM)?;
    std::fs::write(folder.join("main.conf"), RULES)?;
    let Ok(status) = Command::new("cc")
        .args(["-O2", "-D_GNU_SOURCE", "-o"])
        .arg(&program)
        .arg(&source)
        .arg("-lmodsecurity")
        .status()
    else {
        return Ok(None);
    };
    ensure!(status.success(), "the driver of ModSecurity does not compile");
    Ok(Some(program))
}

fn run(program: &Path, chosen: &[&Sample]) -> Result<(Vec<bool>, u64)> {
    let mut child = Command::new(program)
        .arg(program.with_file_name("main.conf"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let requests: String = chosen.iter().map(|sample| request(&sample.line)).collect();
    let mut stdin = child.stdin.take().context("no standard input")?;
    let writer = std::thread::spawn(move || stdin.write_all(requests.as_bytes()));
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "ModSecurity's driver failed");
    writer.join().ok().context("writing failed")??;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut lines: Vec<&str> = text.lines().collect();
    let nanoseconds = lines.pop().and_then(|line| line.parse().ok()).context("no time")?;
    ensure!(lines.len() == chosen.len(), "{} answers to {} requests", lines.len(), chosen.len());
    Ok((lines.iter().map(|line| *line == "1").collect(), nanoseconds))
}

/// Method, target, referrer and agent of a combined log line, tabs between.
fn request(line: &str) -> String {
    let mut quoted = Vec::new();
    let (mut field, mut inside, mut signs) = (String::new(), false, line.chars());
    while let Some(sign) = signs.next() {
        match sign {
            '\\' if inside => match signs.next() {
                Some('x') => {
                    let digits: String = signs.by_ref().take(2).collect();
                    field.push(u8::from_str_radix(&digits, 16).map_or('?', char::from));
                }
                Some(other) => field.push(other),
                None => {}
            },
            '"' => {
                if inside {
                    quoted.push(std::mem::take(&mut field));
                }
                inside = !inside;
            }
            '\t' | '\n' => field.push(' '),
            other if inside => field.push(other),
            _ => {}
        }
    }
    quoted.resize(3, "-".to_owned());
    let mut words = quoted[0].splitn(2, ' ');
    let (method, rest) = (words.next().unwrap_or("GET"), words.next().unwrap_or("/"));
    let target = rest.rsplit_once(' ').map_or(rest, |(target, _)| target);
    let clean = |text: &str| text.replace(['\n', '\t'], " ");
    format!("{method}\t{}\t{}\t{}\n", clean(target), clean(&quoted[1]), clean(&quoted[2]))
}
