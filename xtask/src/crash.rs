//! What a guard comes to when it is killed, its log rotated and its disk filled at any moment, beside a run over all that was written: the
//! two cases must be one, cited lines included. What is written is kept aside as it is written, so that nothing depends on what
//! rotation left. Everything follows from the seed but the moments at which the machine does what it is told.
#![allow(clippy::disallowed_types, reason = "the program under test, unshare and mount are started, nothing else")]

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use vigie_facts::case::Case;
use vigie_simulate::random::Random;
use vigie_simulate::web::{WebWorld, write_web};

/// Room for the state of a guard where a disk can be filled.
const STATE_DISK: &str = "size=192m";

/// How files of a log are rotated. As many as there are in practice: logrotate's defaults, `copytruncate`, `dateext`, `compress`
/// with and without `delaycompress`.
#[derive(Clone, Copy, Debug)]
struct Scheme {
    name: &'static str,
    /// Copied and emptied instead of renamed, for so many rotations of 10.
    copies_of_ten: u64,
    is_dated: bool,
    /// Rotations before a file is compressed.
    compressed_after: Option<u64>,
}

const SCHEMES: &[Scheme] = &[
    Scheme { name: "renamed", copies_of_ten: 0, is_dated: false, compressed_after: None },
    Scheme { name: "copied", copies_of_ten: 10, is_dated: false, compressed_after: None },
    Scheme { name: "dated", copies_of_ten: 5, is_dated: true, compressed_after: None },
    Scheme { name: "compressed", copies_of_ten: 5, is_dated: false, compressed_after: Some(0) },
    Scheme { name: "compressed-later", copies_of_ten: 5, is_dated: true, compressed_after: Some(1) },
];

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Plan {
    seed: u64,
    rounds: u64,
    lines: u64,
    vigie: PathBuf,
    folder: PathBuf,
    inside: bool,
}

/// What was done.
#[derive(Clone, Copy, Debug, Default)]
struct Done {
    kills: u64,
    lines: u64,
    renamed: u64,
    copied: u64,
    compressed: u64,
    disks_filled: u64,
}

/// `cargo xtask crash [--seed 1] [--rounds 20] [--lines 20000] [--vigie PROGRAM]`.
pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    let plan = read_arguments(arguments)?;
    if !plan.vigie.is_file() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("");
        let built = Command::new(env!("CARGO")).args(["build", "--locked"]).current_dir(root).status()?;
        ensure!(built.success(), "vigie does not build");
    }
    if !plan.inside && can_unshare() {
        // Mounts made there are gone with the last process that sees them.
        let itself = std::env::current_exe()?;
        let status =
            Command::new("unshare").arg("-m").arg(itself).arg("crash").args(arguments).arg("--inside").status()?;
        ensure!(status.success(), "the cases differ, or could not be made: see above");
        return Ok(());
    }
    if !plan.inside {
        println!("no file system can be mounted here (needs root and unshare): the disk is not filled");
    }
    let began = Instant::now();
    let mut all = Done::default();
    for (at, scheme) in (0..).zip(SCHEMES) {
        let share = |whole: u64| whole / SCHEMES.len() as u64 + u64::from(at < whole % SCHEMES.len() as u64);
        let mut trial = Trial::new(&plan, *scheme, plan.seed + at, share(plan.lines))?;
        trial.run(share(plan.rounds))?;
        trial.clear()?;
        let done = trial.done;
        println!("{}: {done:?}; the cases are one", scheme.name);
        all.add(done);
    }
    println!("seed {}, {:.0} s: {all:?}", plan.seed, began.elapsed().as_secs_f64());
    fs::remove_dir_all(&plan.folder).context("the folder of the trial")
}

fn read_arguments(arguments: &[String]) -> anyhow::Result<Plan> {
    let target = crate::target_folder();
    let folder = std::env::temp_dir().join(format!("vigie-crash-{}", std::process::id()));
    let (seed, rounds, lines, vigie) = (1, 20, 20_000, target.join("debug/vigie"));
    let mut plan = Plan { seed, rounds, lines, vigie, folder, inside: false };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--inside" {
            plan.inside = true;
            continue;
        }
        let value = rest.next().with_context(|| format!("{argument}: a value is missing"))?;
        let number = || value.parse::<u64>().with_context(|| format!("{argument} {value}: not a number"));
        match argument.as_str() {
            "--seed" => plan.seed = number()?,
            "--rounds" => plan.rounds = number()?,
            "--lines" => plan.lines = number()?,
            "--vigie" => plan.vigie = value.into(),
            _ => bail!("usage: cargo xtask crash [--seed 1] [--rounds 20] [--lines 20000] [--vigie PROGRAM]"),
        }
    }
    Ok(plan)
}

fn can_unshare() -> bool {
    let script = "mount -t tmpfs none /mnt";
    let tried = Command::new("unshare").args(["-m", "sh", "-c", script]).stderr(Stdio::null()).status();
    tried.is_ok_and(|status| status.success())
}

impl Done {
    fn add(&mut self, more: Done) {
        self.kills += more.kills;
        self.lines += more.lines;
        self.renamed += more.renamed;
        self.copied += more.copied;
        self.compressed += more.compressed;
        self.disks_filled += more.disks_filled;
    }
}

/// One log, who writes and rotates it, and the guard that watches.
struct Trial<'p> {
    plan: &'p Plan,
    scheme: Scheme,
    random: Random,
    lines: std::io::Lines<BufReader<File>>,
    lines_left: u64,
    log: PathBuf,
    file: File,
    /// The same bytes, never touched again.
    aside: PathBuf,
    aside_file: File,
    /// Lines in the live file.
    lines_here: u64,
    rotations: u64,
    state: PathBuf,
    remarks: PathBuf,
    done: Done,
}

impl<'p> Trial<'p> {
    fn new(plan: &'p Plan, scheme: Scheme, seed: u64, lines: u64) -> anyhow::Result<Trial<'p>> {
        let folder = plan.folder.join(scheme.name);
        let (logs, aside, disk) = (folder.join("live/logs"), folder.join("aside/logs"), folder.join("disk"));
        for made in [&logs, &aside, &disk] {
            fs::create_dir_all(made)?;
        }
        if plan.inside {
            let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", STATE_DISK, "none"]).arg(&disk).status()?;
            ensure!(mounted.success(), "mount failed");
        }
        let world = folder.join("world.log");
        // A single day: who came on which day is forgotten after one.
        let web = WebWorld { lines, sources: lines / 40 + 40, attack_per_mille: 150, days: 1, ..WebWorld::new(seed) };
        let mut out = std::io::BufWriter::new(File::create(&world)?);
        write_web(&web, &mut out)?;
        out.flush()?;
        let log = logs.join("access.log");
        Ok(Trial {
            plan,
            scheme,
            random: Random::new(seed, "crash"),
            lines: BufReader::new(File::open(&world)?).lines(),
            lines_left: lines,
            file: appending(&log)?,
            aside_file: appending(&aside.join("access.log"))?,
            log,
            aside,
            lines_here: 0,
            rotations: 0,
            state: disk.join("case"),
            remarks: folder.join("remarks"),
            done: Done::default(),
        })
    }

    /// Rounds of: start, write and rotate, kill at any moment, perhaps write and rotate while nobody watches.
    fn run(&mut self, rounds: u64) -> anyhow::Result<()> {
        self.write(5)?;
        // What a machine did before anybody watched is another matter.
        ensure!(self.guard(&["--once"]).status()?.success(), "the guard does not start");
        for round in 0..rounds {
            let share = self.lines_left / (rounds - round);
            let mut child = self.guard(&["--save-seconds", "1"]).spawn()?;
            let end = Instant::now() + Duration::from_millis(self.random.below(700));
            let mut written = 0;
            // Once at least, however few rounds there are.
            let fills = self.plan.inside && (round == 1 || self.random.chance(100));
            if fills {
                self.fill_disk()?;
            }
            while Instant::now() < end || written < share {
                let lines = self.random.below(share / 4 + 2).min(share - written);
                self.write(lines)?;
                written += lines;
                if self.random.chance(120) {
                    self.rotate()?;
                }
                std::thread::sleep(Duration::from_millis(self.random.below(30)));
                if Instant::now() >= end {
                    self.write(share - written)?;
                    written = share;
                }
            }
            self.kill(&mut child)?;
            if fills {
                let _ = fs::remove_file(self.state.with_file_name("filler"));
            }
            for _ in 0..self.random.below(3) {
                self.write(1)?;
                self.rotate()?;
            }
        }
        let rest = self.lines_left;
        self.write(rest)?;
        self.compare()
    }

    /// Takes the disk of the state away.
    fn clear(&self) -> anyhow::Result<()> {
        let disk = self.state.parent().context("the state has a disk")?;
        if self.plan.inside {
            ensure!(Command::new("umount").arg(disk).status()?.success(), "umount failed");
        }
        Ok(())
    }

    fn guard(&self, more: &[&str]) -> Command {
        let mut command = Command::new(&self.plan.vigie);
        command.arg("guard").arg(&self.log).arg("--case").arg(&self.state).args(more).env("LC_ALL", "C");
        command.stdout(Stdio::null());
        if let Ok(remarks) = appending(&self.remarks) {
            command.stderr(remarks);
        }
        command
    }

    fn kill(&mut self, child: &mut Child) -> anyhow::Result<()> {
        if let Some(status) = child.try_wait()? {
            // A full disk may keep it from starting; it says so, and is started again.
            ensure!(status.code() == Some(4), "the guard ended by itself: {status}; see {}", self.remarks.display());
            return Ok(());
        }
        child.kill()?;
        child.wait()?;
        self.done.kills += 1;
        Ok(())
    }

    /// Leaves no room on the disk of the state.
    fn fill_disk(&mut self) -> anyhow::Result<()> {
        let mut filler = File::create(self.state.with_file_name("filler"))?;
        let zeros = vec![0; 1 << 20];
        while filler.write_all(&zeros).is_ok() {}
        self.done.disks_filled += 1;
        Ok(())
    }

    /// Writes so many lines, now and then one of them in two pieces.
    fn write(&mut self, lines: u64) -> anyhow::Result<()> {
        for _ in 0..lines.min(self.lines_left) {
            let Some(line) = self.lines.next() else { break };
            let mut line = line?;
            line.push('\n');
            let cut = if self.random.chance(10) { line.len() / 2 } else { 0 };
            if cut > 0 {
                self.file.write_all(&line.as_bytes()[..cut])?;
                std::thread::sleep(Duration::from_millis(1));
            }
            self.file.write_all(&line.as_bytes()[cut..])?;
            self.aside_file.write_all(line.as_bytes())?;
            self.lines_left -= 1;
            self.lines_here += 1;
            self.done.lines += 1;
        }
        Ok(())
    }

    fn rotate(&mut self) -> anyhow::Result<()> {
        if self.lines_here == 0 {
            return Ok(());
        }
        self.rotations += 1;
        let rotated = if self.scheme.is_dated {
            self.log.with_file_name(format!("access.log-{:08}", 20_200_000 + self.rotations))
        } else {
            self.shift()?;
            self.log.with_file_name("access.log.1")
        };
        if self.random.below(10) < self.scheme.copies_of_ten {
            self.done.copied += 1;
            copy_slowly(&self.log, &rotated, &mut self.random)?;
            self.file.set_len(0)?;
        } else {
            self.done.renamed += 1;
            fs::rename(&self.log, &rotated)?;
            // Whoever writes has not noticed yet.
            let late = self.random.below(3);
            self.write(late)?;
            std::thread::sleep(Duration::from_millis(self.random.below(5)));
            self.file = appending(&self.log)?;
        }
        self.aside_file.flush()?;
        fs::rename(self.aside.join("access.log"), self.aside.join(format!("access.log-{:08}", self.rotations)))?;
        self.aside_file = appending(&self.aside.join("access.log"))?;
        self.lines_here = 0;
        match self.scheme.compressed_after {
            Some(0) => self.compress(&rotated),
            Some(after) if self.scheme.is_dated && self.rotations > after => {
                let name = format!("access.log-{:08}", 20_200_000 + self.rotations - after);
                self.compress(&self.log.with_file_name(name))
            }
            _ => Ok(()),
        }
    }

    /// Every number becomes the next one.
    fn shift(&self) -> anyhow::Result<()> {
        for number in (1..self.rotations).rev() {
            for end in ["", ".gz"] {
                let from = self.log.with_file_name(format!("access.log.{number}{end}"));
                if from.exists() {
                    fs::rename(from, self.log.with_file_name(format!("access.log.{}{end}", number + 1)))?;
                }
            }
        }
        Ok(())
    }

    fn compress(&mut self, path: &Path) -> anyhow::Result<()> {
        let mut name = path.as_os_str().to_owned();
        name.push(".gz");
        let mut encoder = flate2::write::GzEncoder::new(File::create(name)?, flate2::Compression::fast());
        let bytes = fs::read(path)?;
        let (one, two) = bytes.split_at(self.random.below(bytes.len() as u64 + 1) as usize);
        encoder.write_all(one)?;
        encoder.flush()?;
        std::thread::sleep(Duration::from_millis(self.random.below(4)));
        encoder.write_all(two)?;
        encoder.finish()?.flush()?;
        fs::remove_file(path)?;
        self.done.compressed += 1;
        Ok(())
    }

    /// The case of the guard, stopped in order, and the case of a run over everything that was written.
    fn compare(&self) -> anyhow::Result<()> {
        ensure!(
            self.guard(&["--once"]).status()?.success(),
            "the guard does not start; see {}",
            self.remarks.display()
        );
        if self.lines_here == 0 {
            fs::remove_file(self.aside.join("access.log"))?;
        }
        let batch = self.log.with_file_name("batch");
        let mut report = Command::new(&self.plan.vigie);
        report
            .args(["report", "-q"])
            .arg(&self.aside)
            .arg("--case")
            .arg(&batch)
            .env("LC_ALL", "C")
            .stdout(Stdio::null());
        ensure!(report.status()?.success(), "the report failed");
        let [live, batch] = [without_names(vigie::case::read(&self.state)?), without_names(vigie::case::read(&batch)?)];
        let remarks = fs::read_to_string(&self.remarks).unwrap_or_default();
        for lost in ["nowhere to be found", "lines may be lost"] {
            ensure!(!remarks.contains(lost), "the guard says that lines are lost; see {}", self.remarks.display());
        }
        for (what, is_same) in [
            ("inputs", live.inputs == batch.inputs),
            ("ordinary events", live.ordinary == batch.ordinary),
            ("detections", live.detections.len() == batch.detections.len()),
            ("cited lines", live.lines == batch.lines),
            ("attempts", live.attempts == batch.attempts),
            ("incidents", live.incidents == batch.incidents),
            ("sources", live.sources == batch.sources),
            ("anything", live == batch),
        ] {
            if !is_same {
                say_inputs(&live, &batch);
                bail!("{}: {what} differ; see {}", self.scheme.name, self.log.display());
            }
        }
        ensure!(live.attempts.len() > 1 && live.lines.len() > 1, "the log came to nothing");
        Ok(())
    }
}

fn say_inputs(live: &Case, batch: &Case) {
    println!("{} lines cited live, {} in one run", live.lines.len(), batch.lines.len());
    println!("{} files live, {} in one run", live.inputs.len(), batch.inputs.len());
    for (live, batch) in live.inputs.iter().zip(&batch.inputs).filter(|(live, batch)| live != batch).take(3) {
        println!("  live {live:?}\n  once {batch:?}");
    }
}

/// Live, an input has no digest (it had no end), was called otherwise when it was opened, and was recognised by fewer records.
fn without_names(mut case: Case) -> Case {
    for input in &mut case.inputs {
        (input.path, input.digest, input.compression) = Default::default();
        (input.confidence_percent, input.bytes_stored) = (0, 0);
    }
    case
}

fn appending(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}

/// A copy that can be seen in the making.
fn copy_slowly(from: &Path, to: &Path, random: &mut Random) -> std::io::Result<()> {
    let bytes = fs::read(from)?;
    let (one, two) = bytes.split_at(random.below(bytes.len() as u64 + 1) as usize);
    let mut file = File::create(to)?;
    file.write_all(one)?;
    std::thread::sleep(Duration::from_millis(random.below(4)));
    file.write_all(two)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_decide() {
        let arguments = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let plan = read_arguments(&arguments("--seed 9 --rounds 1000 --lines 1000000 --vigie /tmp/v")).unwrap();
        assert_eq!((plan.seed, plan.rounds, plan.lines, plan.inside), (9, 1_000, 1_000_000, false));
        for bad in ["--rounds ten", "--seed", "--round 3"] {
            assert!(read_arguments(&arguments(bad)).is_err(), "{bad}");
        }
    }
}
