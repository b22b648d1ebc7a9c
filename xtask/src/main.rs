//! Maintenance commands of the workspace: `cargo xtask COMMAND`. One file and one line in [`COMMANDS`] each; no command is
//! part of the program that users run.
#![allow(clippy::disallowed_methods, reason = "maintenance commands read and write files of the workspace")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "maintenance commands talk to the developer")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

mod bench;
mod beside;
mod browser;
mod coordination;
mod corpus;
mod crash;
mod dashboard;
mod driver;
mod exchange;
mod first_page;
mod fuzz;
mod geo;
mod instructions;
mod latency;
mod map;
mod quality;

/// One maintenance command.
struct Command {
    /// What one types.
    name: &'static str,
    /// What it does, in one line.
    about: &'static str,
    /// Runs it with the arguments after its name.
    run: fn(&[String]) -> anyhow::Result<()>,
}

/// Every command, sorted by name.
const COMMANDS: &[Command] = &[
    Command {
        name: "bench",
        about: "bench [--seed 7] [--lines 1000000] [--corpus DIR] [--only NAME]: Vigie beside other tools, on one generated log",
        run: bench::run,
    },
    Command {
        name: "beside",
        about: "beside [--seed 7] [--seconds 180] [--runs 3] [--only TOOL,TOOL] [--together] [--json FILE] [--also FILE,FILE] [--keep DIR] [--vigie PROGRAM]: the guard beside Fail2ban and CrowdSec, attacked alike",
        run: beside::run,
    },
    Command {
        name: "browser",
        about: "browser [--install]: opens pages in Chromium and checks what a reader would meet",
        run: browser::run,
    },
    Command {
        name: "coordination",
        about: "coordination [--seeds 3] [--data DIR] [--only nulls|planted|rotas|second|ablations|baselines|origins|real|speed] [--rows N]: who acts together, measured",
        run: coordination::run,
    },
    Command {
        name: "corpus",
        about: "corpus [--seed 7] [--lines 100000] [--sources N] -o DIR: seeded logs with truth.json beside them",
        run: corpus::run,
    },
    Command {
        name: "crash",
        about: "crash [--seed 1] [--rounds 20] [--lines 20000] [--vigie PROGRAM]: a guard killed, rotated and starved at any moment, beside one run",
        run: crash::run,
    },
    Command {
        name: "dashboard",
        about: "dashboard [--install] [--vigie PROGRAM]: walks through the served pages in Chromium, with the keyboard, with and without scripts",
        run: dashboard::walk,
    },
    Command {
        name: "exchange",
        about: "exchange [--case DIR] [--vigie PROGRAM]: STIX and MISP exports held against OASIS's validator and PyMISP",
        run: exchange::run,
    },
    Command {
        name: "first-page",
        about: "first-page [--attempts 1000000] [--requests 100] [--seed 1] [--vigie PROGRAM]: how long the dashboard's first page takes over a large case",
        run: first_page::run,
    },
    Command {
        name: "fuzz",
        about: "fuzz [--seconds N] [TARGET…]: run the fuzz targets for a while each",
        run: fuzz::run,
    },
    Command {
        name: "geo",
        about: "geo build|check --from DIR: the built-in network table from ../shared/data, or against a reference",
        run: geo::run,
    },
    Command {
        name: "hammer",
        about: "hammer [--examples 200] [--vigie PROGRAM]: the API beaten with what schemathesis (from PyPI) makes of its description",
        run: dashboard::hammer,
    },
    Command {
        name: "instructions",
        about: "instructions: what a line of an access log costs in instructions, counted by valgrind, held to a bound",
        run: instructions::run,
    },
    Command {
        name: "latency",
        about: "latency [--rate 2000] [--seconds 30] [--attackers-a-second 10] [--attack-per-mille 10] [--known 0] [--idle 0] [--seed 1] [--vigie PROGRAM]: from a line in a log to the rule in the packet filter",
        run: latency::run,
    },
    Command { name: "map", about: "map build [FROM]: world outlines from TopoJSON to the page's map", run: map::run },
    Command {
        name: "quality",
        about: "quality [--data DIR] [--also DIR] [--only SET,SET] [--show SET missed|false [N]] [--with-modsecurity]: recall and false alarms of the built-in rules",
        run: quality::run,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let wanted = arguments.first().map_or("", String::as_str);
    let Some(command) = COMMANDS.iter().find(|command| command.name == wanted) else {
        for command in COMMANDS {
            eprintln!("cargo xtask {}", command.about);
        }
        return ExitCode::from(2);
    };
    match (command.run)(&arguments[1..]) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Where cargo builds.
fn target_folder() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("");
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_sorted_and_explained() {
        assert!(COMMANDS.windows(2).all(|pair| pair[0].name < pair[1].name));
        assert!(COMMANDS.iter().all(|command| command.about.starts_with(command.name)));
    }
}
