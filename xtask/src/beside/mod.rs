//! Vigie beside Fail2ban and CrowdSec, as Debian has them: each guards a machine of its own with a real web server and sshd, and each meets the
//! same attackers and the same ordinary people. Every figure is measured in the run that prints it; a tool that is not installed is left out and named.
#![allow(clippy::disallowed_types, reason = "servers, clients and the tools under comparison are started")]

use std::collections::BTreeMap;
use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use serde::{Deserialize, Serialize};

use machine::Machine;
use play::Outcome;
use score::Run;
use tools::{TOOLS, Tool};
use watch::{Group, Monitor};

mod machine;
mod play;
mod score;
mod script;
mod tools;
mod watch;

/// How long a tool may settle before the first attack, and act after the last.
const SETTLES: Duration = Duration::from_secs(3);
const ACTS_AFTER: Duration = Duration::from_secs(12);

const USAGE: &str = "usage: cargo xtask beside [--seed 7] [--seconds 180] [--runs 3] [--only TOOL,TOOL] [--together] [--json FILE] [--also FILE,FILE] [--keep DIR] [--vigie PROGRAM]";

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Plan {
    seed: u64,
    seconds: u64,
    runs: u64,
    only: Option<String>,
    /// All tools at once, each on its machine.
    is_together: bool,
    json: Option<PathBuf>,
    /// What earlier runs of the same script said with `--json`: shown in the same table.
    also: Vec<PathBuf>,
    folder: PathBuf,
    is_kept: bool,
    vigie: PathBuf,
    /// Inside a namespace of strangers: play, and nothing else.
    is_player: bool,
}

/// `cargo xtask beside`.
pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    let plan = read_arguments(arguments)?;
    if plan.is_player {
        return play::play(plan.seed, plan.seconds);
    }
    if let Some(reason) = machine::missing() {
        bail!("{reason}");
    }
    ensure!(plan.vigie.is_file(), "{}: build it first (cargo build --release), or name another", plan.vigie.display());
    let mut tools: Vec<&Tool> = Vec::new();
    for tool in TOOLS.iter().filter(|tool| plan.wants(tool.name)) {
        match tools::missing(tool) {
            Some(reason) => println!("{} is left out: {reason}", tool.name),
            None => tools.push(tool),
        }
    }
    ensure!(!tools.is_empty(), "no tool to run");
    let mut runs = Vec::new();
    for number in 1..=plan.runs {
        if plan.is_together {
            let ended: Vec<anyhow::Result<Run>> = std::thread::scope(|scope| {
                let begun: Vec<_> = tools.iter().map(|tool| scope.spawn(|| plan.one_run(tool, number))).collect();
                begun.into_iter().map(|one| one.join().unwrap_or_else(|_| bail!("a run ended in the middle"))).collect()
            });
            runs.extend(ended.into_iter().collect::<anyhow::Result<Vec<Run>>>()?);
        } else {
            for tool in &tools {
                runs.push(plan.one_run(tool, number)?);
            }
        }
    }
    plan.tell(&tools, runs)
}

fn read_arguments(arguments: &[String]) -> anyhow::Result<Plan> {
    let target = crate::target_folder();
    let mut plan = Plan {
        seed: 7,
        seconds: 180,
        runs: 3,
        only: None,
        is_together: false,
        json: None,
        also: Vec::new(),
        folder: std::env::temp_dir().join(format!("vigie-beside-{}", std::process::id())),
        is_kept: false,
        vigie: target.join("release/vigie"),
        is_player: false,
    };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--together" => plan.is_together = true,
            "--player" => plan.is_player = true,
            name => {
                let value = rest.next().context(USAGE)?;
                let number = || value.parse::<u64>().with_context(|| format!("{name} {value}: not a number"));
                match name {
                    "--seed" => plan.seed = number()?,
                    "--seconds" => plan.seconds = number()?.max(20),
                    "--runs" => plan.runs = number()?,
                    "--only" => plan.only = Some(value.clone()),
                    "--json" => plan.json = Some(value.into()),
                    "--also" => plan.also = value.split(',').map(PathBuf::from).collect(),
                    "--keep" => (plan.folder, plan.is_kept) = (value.into(), true),
                    "--vigie" => plan.vigie = value.into(),
                    _ => bail!("{USAGE}"),
                }
            }
        }
    }
    Ok(plan)
}

impl Plan {
    fn wants(&self, tool: &str) -> bool {
        self.only.as_deref().is_none_or(|only| only.split(',').any(|one| one == tool))
    }

    /// One tool, one machine, one attack.
    fn one_run(&self, tool: &Tool, number: u64) -> anyhow::Result<Run> {
        let name = format!("{}-{number}", tool.name);
        let folder = self.folder.join(&name);
        let mut machine = Machine::new(&folder, &name)?;
        machine.serve().with_context(|| format!("the servers; see {}", folder.display()))?;
        let monitor = Monitor::start(&machine)?;
        let mut group = Group::new(&name)?;
        (tool.start)(&machine, &mut group, &self.vigie)
            .with_context(|| format!("{} does not start; see {}/said", tool.name, folder.display()))?;
        std::thread::sleep(SETTLES);
        let (cpu_seconds_start, load_before) = (group.cpu_seconds()?, load());
        eprintln!("{name}: load {load_before}");
        let began_ms = watch::now_ms();
        let outcomes = self.play(&machine)?;
        std::thread::sleep(ACTS_AFTER);
        let cpu_seconds = group.cpu_seconds()? - cpu_seconds_start;
        let mib_max = group.mib_max();
        let held = monitor.end();
        drop(group);
        let first_ms = first_lines(&machine)?;
        drop(machine);
        let actors = script::actors(self.seed, self.seconds);
        let rules = held.iter().map(|held| (held.at_ms - began_ms, held.text())).collect();
        let actors = score::rows(&actors, &outcomes, &first_ms, &held);
        if !self.is_kept {
            fs::remove_dir_all(&folder)?;
        }
        Ok(Run {
            tool: tool.name.to_owned(),
            number,
            cpu_seconds_start,
            cpu_seconds,
            mib_max,
            load_before,
            actors,
            rules,
        })
    }

    fn play(&self, machine: &Machine) -> anyhow::Result<Vec<Outcome>> {
        let itself = std::env::current_exe()?;
        let mut player = machine.among_strangers(itself.to_str().context("a program with a plain name")?);
        player.args(["beside", "--player", "--seed", &self.seed.to_string(), "--seconds", &self.seconds.to_string()]);
        let output = player.stderr(std::process::Stdio::inherit()).output()?;
        ensure!(output.status.success(), "the player ended with {}", output.status);
        let lines = String::from_utf8(output.stdout)?;
        lines.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
    }

    fn tell(&self, tools: &[&Tool], runs: Vec<Run>) -> anyhow::Result<()> {
        let tools = tools.iter().map(|tool| ToolSaid {
            name: tool.name.to_owned(),
            configuration: tool.configuration.to_owned(),
            versions: tools::versions(tool, &self.vigie),
        });
        let said = Said {
            seed: self.seed,
            seconds: self.seconds,
            is_together: self.is_together,
            commit: commit(),
            tools: tools.collect(),
            runs,
        };
        if let Some(path) = &self.json {
            fs::write(path, serde_json::to_string_pretty(&said)? + "\n")?;
        }
        let mut all = vec![said];
        for path in &self.also {
            let said: Said = serde_json::from_slice(&fs::read(path)?).with_context(|| path.display().to_string())?;
            ensure!((said.seed, said.seconds) == (self.seed, self.seconds), "{}: another script", path.display());
            all.push(said);
        }
        // With `--runs 0`, earlier runs are shown and none is made.
        for said in all.iter().filter(|said| !said.runs.is_empty()) {
            let order = if said.is_together { "all tools at once" } else { "one tool after another" };
            println!("seed {}, {} s, {order}; commit {}", said.seed, said.seconds, said.commit);
            for tool in &said.tools {
                println!("- {}: {}. {}", tool.name, tool.configuration, tool.versions);
            }
        }
        let runs: Vec<Run> = all.iter().flat_map(|said| said.runs.clone()).collect();
        let has_run = |name: &&str| runs.iter().any(|run| run.tool == *name);
        let names: Vec<&str> = TOOLS.iter().map(|tool| tool.name).filter(has_run).collect();
        println!("\n{}", score::tables(&names, &script::actors(self.seed, self.seconds), &runs));
        if !self.is_kept && self.folder.exists() {
            fs::remove_dir_all(&self.folder)?;
        }
        Ok(())
    }
}

/// What `--json` writes.
#[derive(Serialize, Deserialize)]
struct Said {
    seed: u64,
    seconds: u64,
    #[serde(rename = "together")]
    is_together: bool,
    commit: String,
    tools: Vec<ToolSaid>,
    runs: Vec<Run>,
}

#[derive(Serialize, Deserialize)]
struct ToolSaid {
    name: String,
    configuration: String,
    versions: String,
}

fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').take(2).collect::<Vec<_>>().join(" ")
}

fn commit() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("");
    let output = Command::new("git").args(["rev-parse", "--short", "HEAD"]).current_dir(root).output();
    output.map_or_else(|_| "unknown".to_owned(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// When each address first stood in a log, from the second logs with finer times that no tool was shown.
fn first_lines(machine: &Machine) -> anyhow::Result<BTreeMap<IpAddr, f64>> {
    let mut first: BTreeMap<IpAddr, f64> = BTreeMap::new();
    let mut note = |address: IpAddr, at_ms: f64| {
        first.entry(address).and_modify(|known| *known = known.min(at_ms)).or_insert(at_ms);
    };
    for line in fs::read_to_string(machine.folder.join("aside/access"))?.lines() {
        let (time, address) = line.split_once(' ').context("a line of the web server")?;
        note(address.parse()?, time.parse::<f64>()? * 1_000.0);
    }
    for line in fs::read_to_string(machine.folder.join("aside/auth"))?.lines() {
        let mut words = line.split_whitespace();
        let time: jiff::Timestamp = words.next().context("a line of the system's log")?.parse()?;
        // "… from ADDRESS port …", "… rhost=ADDRESS": the first word that is an address.
        let address = words.find_map(|word| word.trim_start_matches("rhost=").parse::<IpAddr>().ok());
        // Where sshd itself listens is no attacker's line, but no attacker has that address either.
        if let Some(address) = address {
            note(address, time.as_microsecond() as f64 / 1_000.0);
        }
    }
    Ok(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_decide() {
        let arguments = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let plan =
            read_arguments(&arguments("--seed 9 --runs 1 --only vigie,crowdsec --together --vigie /tmp/v")).unwrap();
        assert_eq!((plan.seed, plan.runs, plan.is_together, plan.is_player), (9, 1, true, false));
        assert_eq!(["vigie", "fail2ban", "crowdsec"].map(|tool| plan.wants(tool)), [true, false, true]);
        for bad in ["--runs ten", "--seed", "--round 3"] {
            assert!(read_arguments(&arguments(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn each_tool_has_a_name_of_its_own_and_says_how_it_is_configured() {
        for (at, tool) in TOOLS.iter().enumerate() {
            assert!(TOOLS[at + 1..].iter().all(|other| other.name != tool.name));
            assert!(!tool.configuration.is_empty() && !tool.packages.is_empty(), "{}", tool.name);
        }
    }
}
