//! Runs `nft`: an argument vector, an empty environment, a script on standard input, an end to waiting. Knows nothing of what the
//! script says.
#![expect(clippy::disallowed_types, reason = "respond/ is where a child process is started; arguments are constants")]

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{NftError, TABLE};

/// Seconds after which `nft` is ended. A transaction of thousands of elements takes tens of milliseconds.
const SECONDS_MAX: u64 = 10;

/// Wait between two looks whether it has ended: it takes three milliseconds for one element.
const LOOK_EACH: Duration = Duration::from_micros(250);

/// Bytes of a complaint that are kept.
const COMPLAINT_BYTES_MAX: u64 = 2_000;

/// Bytes of a listing that are read: a hundred bytes an element, and far more elements than decisions may be.
const LISTING_BYTES_MAX: u64 = 64 << 20;

/// Runs one transaction.
pub(super) fn change(program: &Path, script: &str) -> Result<(), NftError> {
    let mut child = Command::new(program)
        .args(["-f", "-"])
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // A child that ended early says why on its standard error.
        let _ = stdin.write_all(script.as_bytes());
    }
    finish(child).map(drop)
}

/// The table as JSON; empty when there is none.
pub(super) fn list(program: &Path) -> Result<String, NftError> {
    let mut child = Command::new(program)
        .args(["-j", "list", "table", "inet", TABLE])
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut listing = String::new();
    if let Some(stdout) = child.stdout.take() {
        stdout.take(LISTING_BYTES_MAX).read_to_string(&mut listing)?;
    }
    match finish(child) {
        Err(NftError::Refused(complaint)) if complaint.contains("No such file or directory") => Ok(String::new()),
        Err(error) => Err(error),
        Ok(()) => Ok(listing),
    }
}

fn finish(mut child: Child) -> Result<(), NftError> {
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if started.elapsed() > Duration::from_secs(SECONDS_MAX) {
            child.kill()?;
            child.wait()?;
            return Err(NftError::Slow(SECONDS_MAX));
        }
        std::thread::sleep(LOOK_EACH);
    };
    if status.success() {
        return Ok(());
    }
    let mut complaint = Vec::new();
    if let Some(stderr) = child.stderr.take() {
        stderr.take(COMPLAINT_BYTES_MAX).read_to_end(&mut complaint)?;
    }
    let complaint = String::from_utf8_lossy(&complaint);
    Err(NftError::Refused(complaint.lines().next().unwrap_or("failed without a word").into()))
}
