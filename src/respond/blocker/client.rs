//! The guard's end: a blocker that it started over a pipe, or one that listens at a socket. It asks and waits for the answer; it has no
//! right to change the packet filter.

use std::ffi::OsString;
use std::io::{self, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use vigie_facts::cidr::Cidr;

use super::super::nftables::Block;
use super::super::start_again;
use super::{Answer, NETWORKS_A_LINE, Order, Reason, Wanted, read_line};

/// How long an answer is waited for: `nft` is ended after 10 seconds, twice at most.
const ANSWER_TIME: Duration = Duration::from_secs(25);

/// Why a blocker did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum BlockerError {
    /// It cannot be reached.
    #[error("the blocker cannot be reached: {0}")]
    Io(#[from] io::Error),
    /// It is there no more, and was ours: only a new start brings another.
    #[error("the blocker has ended")]
    Ended,
    /// It refused the order as a whole.
    #[error("the blocker refused: {0}")]
    Refused(Box<str>),
    /// It answered something else.
    #[error("the blocker's answer cannot be read: {0}")]
    Answer(#[from] serde_json::Error),
}

type Lines = (BufReader<Box<dyn Read>>, Box<dyn Write>);

/// A blocker, from the outside.
#[expect(missing_debug_implementations, reason = "it holds ends of a pipe; nobody prints it")]
pub struct Blocker {
    lines: Option<Lines>,
    /// Where it listens, unless this process started it.
    socket: Option<PathBuf>,
    child: Option<Child>,
}

impl Blocker {
    /// Starts one as a child of this process, with these arguments behind `vigie block --pipe`, and only this of the environment.
    pub fn start(arguments: &[OsString], environment: &[(&str, OsString)]) -> Result<Blocker, BlockerError> {
        let words = ["block", "--pipe"].map(OsString::from).into_iter().chain(arguments.iter().cloned());
        let mut child = start_again(words, environment.iter().cloned(), [Stdio::piped(), Stdio::piped()])?;
        let (Some(to), Some(from)) = (child.stdin.take(), child.stdout.take()) else { return Err(BlockerError::Ended) };
        let lines: Lines = (BufReader::new(Box::new(from)), Box::new(to));
        let mut blocker = Blocker { lines: Some(lines), socket: None, child: Some(child) };
        // An empty order: it answers when it is ready, or has said why not.
        blocker.ask(&Order::Hold(Vec::new()))?;
        Ok(blocker)
    }

    /// Speaks to one that listens at a socket. It is connected to when there is something to say, and again when it was started anew.
    pub fn at(socket: &Path) -> Result<Blocker, BlockerError> {
        let mut blocker = Blocker { lines: None, socket: Some(socket.to_path_buf()), child: None };
        blocker.ask(&Order::Hold(Vec::new()))?;
        Ok(blocker)
    }

    /// Whether it was a child of ours and has ended.
    pub fn has_ended(&mut self) -> bool {
        self.child.as_mut().is_some_and(|child| !matches!(child.try_wait(), Ok(None)))
    }

    /// Asks to hold back; what it refused, and why.
    pub fn hold(&mut self, blocks: &[Block]) -> Result<Vec<(Cidr, Reason)>, BlockerError> {
        let mut refused = Vec::new();
        for part in blocks.chunks(NETWORKS_A_LINE) {
            let wanted = part.iter().map(|block| Wanted { network: block.network, seconds: block.seconds });
            refused.extend(self.ask(&Order::Hold(wanted.collect()))?);
        }
        Ok(refused)
    }

    /// Asks to let pass.
    pub fn release(&mut self, networks: &[Cidr]) -> Result<(), BlockerError> {
        for part in networks.chunks(NETWORKS_A_LINE) {
            self.ask(&Order::Release(part.to_vec()))?;
        }
        Ok(())
    }

    fn ask(&mut self, order: &Order) -> Result<Vec<(Cidr, Reason)>, BlockerError> {
        let was_open = self.lines.is_some();
        let mut line = self.line_for(order);
        // A blocker that was started anew hung up: orders may be said twice, for they say what is to hold.
        if line.is_err() && was_open && self.socket.is_some() {
            self.lines = None;
            line = self.line_for(order);
        }
        let line = line.map_err(|error| {
            self.lines = None;
            if self.child.is_some() { BlockerError::Ended } else { error }
        })?;
        let answer: Answer = serde_json::from_slice(&line)?;
        match answer.error {
            None => Ok(answer.refused),
            Some(error) => Err(BlockerError::Refused(error)),
        }
    }

    /// Says an order and hears the answer.
    fn line_for(&mut self, order: &Order) -> Result<Vec<u8>, BlockerError> {
        let lines = self.lines()?;
        let mut text = serde_json::to_vec(order)?;
        text.push(b'\n');
        lines.1.write_all(&text)?;
        lines.1.flush()?;
        read_line(&mut lines.0)?.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof).into())
    }

    fn lines(&mut self) -> Result<&mut Lines, BlockerError> {
        if self.lines.is_none() {
            let path = self.socket.as_deref().ok_or(BlockerError::Ended)?;
            let stream = UnixStream::connect(path)?;
            stream.set_read_timeout(Some(ANSWER_TIME))?;
            stream.set_write_timeout(Some(ANSWER_TIME))?;
            let from: Box<dyn Read> = Box::new(stream.try_clone()?);
            self.lines = Some((BufReader::new(from), Box::new(stream)));
        }
        self.lines.as_mut().ok_or(BlockerError::Ended)
    }
}

impl Drop for Blocker {
    fn drop(&mut self) {
        // The end of the pipe is the end of its work.
        self.lines = None;
        if let Some(child) = &mut self.child {
            let _ = child.wait();
        }
    }
}
