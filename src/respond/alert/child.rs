//! The guard's end: starts the process that tells people, and hands it notices without ever waiting for it. What does not fit is counted and
//! told as soon as something fits again.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::{Child, Stdio};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};

use super::super::start_again;
use super::{Notice, Trouble};

/// Notices that wait to be read: a burst of decisions, several times.
const WAITING_MAX: usize = 5_000;

/// Where a guard says what it noticed.
#[derive(Debug)]
pub struct Bell {
    notices: Option<SyncSender<Notice>>,
    writer: Option<std::thread::JoinHandle<()>>,
    child: Child,
    lost: u64,
}

/// A process that is there and waits for its first notice.
#[derive(Debug)]
pub struct Ringer(Child);

impl Ringer {
    /// Starts `vigie alert run` with these arguments and only this of the environment.
    pub fn start(arguments: &[OsString], environment: &[(&str, OsString)]) -> io::Result<Ringer> {
        let words = ["alert", "run"].map(OsString::from).into_iter().chain(arguments.iter().cloned());
        start_again(words, environment.iter().cloned(), [Stdio::piped(), Stdio::null()]).map(Ringer)
    }

    /// Begins to hand notices over, on a thread: to be called when this process has given up what it does not need.
    pub fn ready(mut self) -> io::Result<Bell> {
        let mut pipe = self.0.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let (notices, taken) = sync_channel::<Notice>(WAITING_MAX);
        let hand_over = move || {
            for notice in taken {
                let Ok(mut line) = serde_json::to_vec(&notice) else { continue };
                line.push(b'\n');
                if pipe.write_all(&line).is_err() {
                    return;
                }
            }
        };
        let writer = std::thread::Builder::new().name("alerts".into()).spawn(hand_over)?;
        Ok(Bell { notices: Some(notices), writer: Some(writer), child: self.0, lost: 0 })
    }
}

impl Bell {
    /// Says something; whether the other end is still there.
    pub fn ring(&mut self, notice: Notice) -> bool {
        let Some(notices) = &self.notices else { return false };
        if self.lost > 0 && notices.try_send(Notice::Trouble { what: Trouble::Lost }).is_ok() {
            self.lost = 0;
        }
        match notices.try_send(notice) {
            Ok(()) => true,
            Err(TrySendError::Full(_)) => {
                self.lost += 1;
                true
            }
            Err(TrySendError::Disconnected(_)) => false,
        }
    }
}

impl Drop for Bell {
    fn drop(&mut self) {
        // What is in the pipe is still told; the process ends when it has.
        self.notices = None;
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
        let _ = self.child.wait();
    }
}
