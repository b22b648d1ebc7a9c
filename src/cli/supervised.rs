//! The guard that holds a file: it starts the one that reads logs, with what the file says, and starts it anew when the file is to be read again
//! (SIGHUP). The reading process has given up every right to look at a file of settings; this one reads nothing of strangers and goes on
//! being able to. A file that is wrong changes nothing. It decides nothing.

use std::ffi::OsString;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clap::Command;
use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use super::speech::Speech;
use super::{Exit, Failure, Outcome, configured};
use crate::respond::start_again;

/// Wait between two looks for a signal or an end.
const LOOK_EACH: Duration = Duration::from_millis(50);

/// A guard that ends with a failure so soon after a new start could not do what the new file says: the old words are gone back to. Reading the
/// rules and the state takes a second or two, on a busy machine.
const SOON: Duration = Duration::from_secs(20);

/// What was asked of this process since.
struct Asked {
    stop: Arc<AtomicBool>,
    again: Arc<AtomicBool>,
}

/// Runs a guard as its file says, until it ends. `typed` is the command line, `words` the same with what the file says.
pub(super) fn run(program: &Command, typed: &[OsString], words: Vec<OsString>, speech: &Speech) -> Outcome {
    let asked = Asked { stop: Arc::default(), again: Arc::default() };
    for (signal, flag) in [(SIGTERM, &asked.stop), (SIGINT, &asked.stop), (SIGHUP, &asked.again)] {
        signal_hook::flag::register(signal, Arc::clone(flag)).map_err(Failure::input)?;
    }
    let mut child = start(&words)?;
    let mut words = words;
    // What ran before a new start, and when that was.
    let mut before: Option<(Vec<OsString>, Instant)> = None;
    let mut is_told = false;
    loop {
        if let Some(status) = child.try_wait().map_err(Failure::input)? {
            match before.take() {
                Some((old, since)) if !status.success() && since.elapsed() < SOON && !is_told => {
                    speech.warn(
                        "the guard did not go on as the file says now: it goes on as before",
                        "la veille n’a pas pu suivre le fichier tel qu’il est : elle continue comme avant",
                    );
                    child = start(&old)?;
                    words = old;
                    continue;
                }
                // Asked to stop before it could hear: it had read nothing yet that was not saved.
                _ if is_told && status.signal() == Some(SIGTERM) => return Ok(Exit::Done),
                _ => return ended(status),
            }
        }
        if asked.stop.load(Ordering::Relaxed) && !is_told {
            end(&child);
            is_told = true;
        }
        if asked.again.swap(false, Ordering::Relaxed) && !is_told {
            match read_again(program, typed, &words, speech) {
                Ok(new) => {
                    end(&child);
                    child.wait().map_err(Failure::input)?;
                    speech.remark("the file was read again", "le fichier a été relu");
                    child = start(&new)?;
                    before = Some((std::mem::replace(&mut words, new), Instant::now()));
                }
                Err(failure) => {
                    speech.error(&failure);
                    speech.warn("the guard goes on as before", "la veille continue comme avant");
                }
            }
        }
        std::thread::sleep(LOOK_EACH);
    }
}

/// The words of the file as it is now.
fn read_again(
    program: &Command,
    typed: &[OsString],
    words: &[OsString],
    speech: &Speech,
) -> Result<Vec<OsString>, Failure> {
    if words.iter().any(|word| word == "-") {
        return Err(Failure::usage(anyhow::anyhow!(
            "{}",
            speech.say(
                "what stands in a pipe would be lost: stop and start it",
                "ce qui est dans un tube serait perdu : arrêtez-la et relancez-la"
            )
        )));
    }
    let matches = program.clone().try_get_matches_from(typed).map_err(Failure::usage)?;
    Ok(configured::filled(program, typed, &matches, speech)?.unwrap_or_else(|| typed.to_vec()))
}

/// Starts the guard that reads, in this process's own environment.
fn start(words: &[OsString]) -> Result<Child, Failure> {
    let arguments = words.iter().skip(1).cloned().chain(["--from-file".into()]);
    start_again(arguments, std::env::vars_os(), [Stdio::inherit(), Stdio::inherit()]).map_err(Failure::input)
}

/// Asks a child to save and end.
fn end(child: &Child) {
    let id = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    // One that has ended meanwhile is found so at the next look.
    let _ = id.map(|id| kill_process(id, Signal::TERM));
}

/// A child's end as one's own.
fn ended(status: ExitStatus) -> Outcome {
    let code = status.code().ok_or_else(|| Failure::input(anyhow::anyhow!("the guard: {status}")))?;
    Ok(Exit::ALL.into_iter().find(|exit| *exit as i32 == code).unwrap_or(Exit::Internal))
}
