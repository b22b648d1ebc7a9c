//! `vigie block`: the process that alone may change the packet filter, and the two things a person says to it. What it checks is in
//! `respond::blocker`; here are its arguments, what it gives up, and its words.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use clap::Args;

use super::args::OursArgs;
use super::confined;
use super::protect::policy;
use super::speech::Speech;
use super::{Exit, Failure, Outcome};
use crate::confine::{Needs, Right, confine};
use crate::machine::reader::number_of;
use crate::report::escape::Terminal;
use crate::respond::blocker::desk::{Desk, HELD_MAX, Limits, Spoken, WIDE_MAX};
use crate::respond::blocker::door::{Door, converse, watch};
use crate::respond::nftables::Nftables;

/// Where it stands what persons said, unless told otherwise. Gone with a start of the machine, as what is held back is.
pub(super) const STATE: &str = "/run/vigie-block";

/// `vigie block`.
#[derive(Debug, Args)]
#[command(
    group = clap::ArgGroup::new("what").required(true),
    after_help = "Examples:\n  vigie block --socket /run/vigie-block/socket --for-user vigie --own 192.0.2.0/24\n  vigie block --socket /run/vigie/block.sock --for-user vigie --config /etc/vigie/guard.toml\n  vigie block --undo-all\n  vigie block --confirm"
)]
pub(super) struct BlockArgs {
    /// Take orders from standard input and answer on standard output, as `vigie guard --apply` starts it
    #[arg(long, group = "what")]
    pub(super) pipe: bool,
    /// Take orders at this Unix socket
    #[arg(long, value_name = "PATH", group = "what")]
    pub(super) socket: Option<PathBuf>,
    /// Take everything back now, and hold nothing back until --confirm
    #[arg(long, group = "what")]
    pub(super) undo_all: bool,
    /// Say that a person is there and gets in: goes on after a stop, starts the timer anew
    #[arg(long, group = "what")]
    pub(super) confirm: bool,
    /// A user whose orders are taken, by name or number, beside one's own (repeatable)
    #[arg(long, value_name = "USER", requires = "socket")]
    pub(super) for_user: Vec<String>,
    #[command(flatten)]
    pub(super) ours: OursArgs,
    /// Never hold back whom this guard's file names, and do as its table [block] says (docs/guard.md)
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// New networks a minute at most
    #[arg(long, value_name = "N", default_value_t = 60)]
    pub(super) decisions_a_minute: usize,
    /// Take everything back unless a person runs `vigie block --confirm` so often while something is held back
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) dead_man: Option<u64>,
    /// Where it stands what persons said
    #[arg(long, value_name = "DIR", default_value = STATE)]
    pub(super) state: PathBuf,
}

/// Runs the command.
pub(super) fn run(args: &BlockArgs, speech: &Speech) -> Outcome {
    let spoken = Spoken::open(&args.state)
        .map_err(|error| Failure::input(anyhow::Error::from(error).context(args.state.display().to_string())))?;
    if args.undo_all {
        return undo_all(&spoken, speech);
    }
    if args.confirm {
        spoken.confirm().map_err(Failure::input)?;
        let text =
            speech.say("confirmed: decisions are followed again", "confirmé : les décisions sont à nouveau suivies");
        writeln!(std::io::stdout(), "{text}")?;
        return Ok(Exit::Done);
    }
    serve(args, spoken, speech)
}

/// A person at the console wants everything back: first nobody may hold anything back any more, then all goes.
fn undo_all(spoken: &Spoken, speech: &Speech) -> Outcome {
    spoken.stop().map_err(Failure::input)?;
    let _lock = spoken.lock().map_err(Failure::input)?;
    Nftables::find().and_then(|filter| filter.remove()).map_err(Failure::input)?;
    let text = speech.say(
        "everything was taken back; nothing is held back in the packet filter until `vigie block --confirm`",
        "tout est défait ; le filtre de paquets ne retient plus rien jusqu’à `vigie block --confirm`",
    );
    writeln!(std::io::stdout(), "{text}")?;
    Ok(Exit::Done)
}

fn serve(args: &BlockArgs, spoken: Spoken, speech: &Speech) -> Outcome {
    let policy = policy(&args.ours)?;
    let filter = Nftables::find().map_err(Failure::input)?;
    let mut users = vec![0, rustix::process::geteuid().as_raw()];
    for name in &args.for_user {
        users.push(user(name)?);
    }
    let door = args.socket.as_deref().map(|path| Door::open(path, users)).transpose();
    let door = door.map_err(|error| Failure::input(anyhow::Error::from(error).context("socket")))?;
    let needs = Needs {
        right: Some(Right::PacketFilter),
        write: vec![args.state.clone()],
        starts_programs: true,
        ..Needs::default()
    };
    let given_up = confine(&needs).map_err(Failure::input)?;
    confined::say(given_up, speech);
    let limits = Limits {
        a_minute: args.decisions_a_minute,
        held: HELD_MAX,
        wide: WIDE_MAX,
        dead_man: args.dead_man.map(Duration::from_secs),
    };
    let desk = Desk::open(filter, policy, limits, spoken).map_err(Failure::input)?;
    let desk = Arc::new(Mutex::new(desk));
    // In the foreground both processes hear a stop: the guard saves, and closes the pipe when it needs no more.
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGTERM, signal_hook::consts::SIGINT] {
        signal_hook::flag::register(signal, Arc::clone(&stop)).map_err(Failure::input)?;
    }
    watch(&desk, say).map_err(Failure::input)?;
    match door {
        Some(door) => door.serve(&desk, &stop, say),
        None => converse(std::io::stdin().lock(), std::io::stdout(), &desk).map_err(Failure::input)?,
    }
    Ok(Exit::Done)
}

/// Said to whoever reads the journal, also from threads.
fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "vigie block: {}", Terminal(text));
}

/// The number of a user, by number or by name as `/etc/passwd` has it.
fn user(name: &str) -> Result<u32, Failure> {
    if let Ok(number) = name.parse() {
        return Ok(number);
    }
    let path = Path::new("/etc/passwd");
    let text = std::fs::read_to_string(path).map_err(Failure::input)?;
    number_of(&text, name, 2).ok_or_else(|| Failure::usage(anyhow::anyhow!("{}: {name:?}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_a_name_or_a_number() {
        let text = "root:x:0:0:root:/root:/bin/bash\nvigie:x:998:998::/nonexistent:/usr/sbin/nologin\nbroken:x\n";
        assert_eq!(number_of(text, "vigie", 2), Some(998));
        assert_eq!(number_of(text, "root", 2), Some(0));
        assert!(number_of(text, "vig", 2).is_none() && number_of(text, "broken", 2).is_none());
        assert_eq!(user("1234").unwrap(), 1234);
    }
}
