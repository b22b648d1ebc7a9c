//! Commands as vectors of arguments: words apart by spaces, read by no shell, started with an empty environment, ended when they take
//! too long. What stands for `{target}` is an address or network, never a text that somebody wrote.
#![expect(
    clippy::disallowed_types,
    reason = "respond/ is where a child process is started; arguments are the administrator's"
)]

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use vigie_facts::time::Timestamp;

use super::{Held, is_whole};

/// A command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words(Vec<String>);

/// What went wrong with a command.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// It names no program by its whole path.
    #[error("`{0}`: a command begins with the whole path of a program, and its words are apart by spaces")]
    NoProgram(Box<str>),
    /// It could not be started.
    #[error("{program}: {source}")]
    Io {
        /// The program.
        program: Box<str>,
        /// What the system said.
        source: io::Error,
    },
    /// It failed.
    #[error("{0}: failed, {1}")]
    Failed(Box<str>, std::process::ExitStatus),
    /// It took too long and was ended.
    #[error("{0}: did not end within {1} seconds")]
    Slow(Box<str>, u64),
}

impl Words {
    /// Reads `/path/of/program word {target} …`.
    pub fn parse(text: &str) -> Result<Words, CommandError> {
        let words: Vec<String> = text.split_ascii_whitespace().map(str::to_owned).collect();
        match words.first() {
            Some(program) if is_whole(Path::new(program)) => Ok(Words(words)),
            _ => Err(CommandError::NoProgram(text.into())),
        }
    }

    /// Runs it, about a decision if there is one, and waits for its end.
    pub(super) fn run(&self, about: Option<(&Held, Timestamp)>, time: Duration) -> Result<(), CommandError> {
        let [program, arguments @ ..] = self.0.as_slice() else { return Err(CommandError::NoProgram("".into())) };
        let io = |source| CommandError::Io { program: program.as_str().into(), source };
        let mut child = Command::new(program)
            .args(arguments.iter().map(|word| filled(word, about)))
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(io)?;
        let started = Instant::now();
        loop {
            match child.try_wait().map_err(io)? {
                Some(status) if status.success() => return Ok(()),
                Some(status) => return Err(CommandError::Failed(program.as_str().into(), status)),
                None if started.elapsed() > time => {
                    child.kill().and_then(|()| child.wait()).map_err(io)?;
                    return Err(CommandError::Slow(program.as_str().into(), time.as_secs()));
                }
                None => std::thread::sleep(Duration::from_millis(2)),
            }
        }
    }
}

fn filled(word: &str, about: Option<(&Held, Timestamp)>) -> String {
    let Some((held, now)) = about else { return word.to_owned() };
    let seconds = (held.expires.seconds_since(now).ceil() as i64).max(0).to_string();
    word.replace("{target}", &super::files::plain(held.network))
        .replace("{seconds}", &seconds)
        .replace("{form}", held.form.map_or("incident", vigie_facts::form::Form::id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_a_vector_and_ends() {
        assert!(Words::parse("nginx -s reload").is_err() && Words::parse("").is_err());
        let run = |text: &str| Words::parse(text).unwrap().run(None, Duration::from_millis(300));
        assert!(run("/bin/true ; /bin/false").is_ok(), "no shell reads it");
        assert!(matches!(run("/bin/false"), Err(CommandError::Failed(..))));
        assert!(matches!(run("/bin/sleep 9"), Err(CommandError::Slow(..))));
        assert!(matches!(run("/nonexistent/program"), Err(CommandError::Io { .. })));
    }
}
