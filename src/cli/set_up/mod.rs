//! `vigie setup`: finds the logs of this machine, writes what a guard needs, and says what to run next. It never writes over a person's file, and
//! what it writes holds nobody back. What a machine's files say is read in `machine`.

mod files;
mod screen;
mod units;

use std::io::Write as _;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;
use vigie_facts::cidr::Cidr;
use vigie_facts::source::Source;

use super::setup::machine_zone_name;
use super::speech::Speech;
use super::{Exit, Outcome};
use crate::machine::logs::Question;
use crate::machine::tree::Tree;
use crate::machine::{LeftOut, Log, Machine, network};
use files::{Kept, keep};

/// `vigie setup`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  vigie setup --dry-run\n  sudo vigie setup\n  vigie setup --root /mnt/server --to /tmp/vigie --json"
)]
pub(super) struct SetUpArgs {
    /// Look at the machine whose files are below this folder
    #[arg(long, value_name = "DIR", default_value = "/")]
    root: PathBuf,
    /// Write guard.toml and organisation.toml here, below the root
    #[arg(long, value_name = "DIR", default_value = "/etc/vigie")]
    to: PathBuf,
    /// Say what was found and what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Write no units for systemd
    #[arg(long)]
    no_units: bool,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// Everything that was found out about a machine and who sits at it.
#[derive(Debug)]
struct Findings {
    machine: Machine,
    own: Vec<Cidr>,
    console: Option<Cidr>,
    zone: String,
    host: Option<String>,
    /// Groups beside `adm` without which some log cannot be read.
    groups: Vec<String>,
    /// Logs that no group may read.
    closed: Vec<PathBuf>,
}

impl Findings {
    fn of(root: &Tree) -> Findings {
        let machine = Machine::look(root);
        // Somebody else's disk is not where this is typed.
        let connection = std::env::var("SSH_CONNECTION").ok();
        let console = if root.is_this_machine() { network::console(connection.as_deref()) } else { None };
        let zone = root.text(Path::new("/etc/timezone")).map(|text| text.trim().to_owned());
        let zone = zone.filter(|name| !root.is_this_machine() && jiff::tz::TimeZone::get(name).is_ok());
        let host = root.text(Path::new("/etc/hostname")).map(|text| text.trim().to_owned());
        let (groups, closed) = units::readers(root, &machine);
        Findings {
            own: network::own(root).networks,
            console: console.filter(|address| !network::is_inner(*address)).map(of_source),
            zone: zone.unwrap_or_else(machine_zone_name),
            host: host.filter(|name| !name.is_empty()),
            machine,
            groups,
            closed,
        }
    }

    fn questions(&self) -> &[Question] {
        &self.machine.questions
    }
}

fn of_source(address: IpAddr) -> Cidr {
    Cidr::of_source(Source::of(address))
}

/// Runs the command.
pub(super) fn run(args: &SetUpArgs, speech: &Speech) -> Outcome {
    let root = Tree::new(&args.root);
    let findings = Findings::of(&root);
    let mut wanted = vec![
        (args.to.join("organisation.toml"), files::organisation(&findings, speech)),
        (args.to.join("guard.toml"), files::guard(&findings, &args.to, speech)),
    ];
    if !args.no_units && units::is_wanted(&root) {
        wanted.extend(units::all(&root, &findings, &args.to));
    }
    let mut kept = Vec::new();
    for (path, text) in wanted {
        let kind = keep(&args.root, &path, &text, args.dry_run)?;
        kept.push((path, kind));
    }
    let next =
        units::next(&root, &args.to, kept.iter().any(|(path, _)| path.extension().is_some_and(|end| end == "service")));
    if args.json {
        writeln!(std::io::stdout(), "{:#}", as_json(&findings, &kept, &next, args.dry_run))?;
    } else {
        screen::show(&findings, &kept, &next, args.dry_run, speech)?;
    }
    Ok(Exit::Done)
}

fn as_json(findings: &Findings, kept: &[(PathBuf, Kept)], next: &[String], dry_run: bool) -> serde_json::Value {
    let machine = &findings.machine;
    let log = |log: &Log| {
        json!({
            "path": log.path,
            "software": log.software,
            "named_by": log.named_by,
            "format": log.look.format(),
            "state": screen::state(&log.look),
            "followed": log.left_out.is_none(),
            "repeats": log.left_out == Some(LeftOut::Repeats),
        })
    };
    let question = |question: &Question| match question {
        Question::Proxy { log, from, forwarded } => {
            json!({ "kind": "proxy", "log": log, "from": from, "forwarded": forwarded })
        }
    };
    json!({
        "format": "vigie-setup",
        "version": 1,
        "dry_run": dry_run,
        "logs": machine.logs.iter().map(log).collect::<Vec<_>>(),
        "cut": machine.cut,
        "silent": machine.silent.iter().map(|one| json!({ "software": one.software, "said": one.said })).collect::<Vec<_>>(),
        "questions": findings.questions().iter().map(question).collect::<Vec<_>>(),
        "names": machine.names,
        "proxies": machine.proxies,
        "own": findings.own,
        "console": findings.console,
        "groups": findings.groups,
        "closed": findings.closed,
        "files": kept.iter().map(|(path, kind)| json!({ "path": path, "kept": kind.id() })).collect::<Vec<_>>(),
        "next": next,
    })
}
