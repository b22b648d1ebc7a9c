//! The command line: arguments in, exit code out. One file a command; this one chooses the language, runs the command, and
//! says what went wrong in one line.

#[cfg(feature = "alerts")]
mod alarm;
#[cfg(feature = "alerts")]
mod alert;
mod args;
mod block;
mod bouncer;
mod cases;
mod claim;
mod clusters;
mod configured;
mod confined;
mod count;
mod doctor;
mod documents;
mod evidence_args;
mod exchange;
mod exercise;
mod explain;
mod folders;
mod french;
mod geo;
mod guard;
mod history;
mod listen;
mod organisation;
mod pack;
mod parse;
mod protect;
mod report;
mod rules;
mod scan;
#[cfg(feature = "serve")]
mod serve;
mod set_up;
mod setup;
mod speech;
mod statement;
mod supervised;
#[cfg(feature = "top")]
mod top;
mod verify;

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};

use args::{Cli, Color, Command, Lang};
use speech::Speech;

/// How a run ended. The numbers are a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
enum Exit {
    /// Everything was done.
    Done = 0,
    /// Something was found, and `--exit-code` asked to say so.
    Found = 1,
    /// Bad arguments or configuration. Also what `clap` exits with.
    Usage = 2,
    /// A rule could not be used.
    Rule = 3,
    /// An input could not be read, or not to its end.
    Input = 4,
    /// An error of ours.
    Internal = 5,
}

impl Exit {
    const ALL: [Exit; 6] = [Exit::Done, Exit::Found, Exit::Usage, Exit::Rule, Exit::Input, Exit::Internal];
}

/// A failure that ends a run, and the exit code it ends with.
#[derive(Debug)]
struct Failure {
    /// The exit code.
    exit: Exit,
    /// What went wrong, causes last.
    error: anyhow::Error,
    /// What to do about it.
    hint: Option<String>,
}

impl Failure {
    /// A failure of arguments or configuration.
    fn usage(error: impl Into<anyhow::Error>) -> Failure {
        Failure { exit: Exit::Usage, error: error.into(), hint: None }
    }

    /// A failure to read or write.
    fn input(error: impl Into<anyhow::Error>) -> Failure {
        Failure { exit: Exit::Input, error: error.into(), hint: None }
    }

    /// The same failure with a hint.
    #[must_use]
    fn hint(mut self, hint: impl Into<String>) -> Failure {
        self.hint = Some(hint.into());
        self
    }
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Failure {
        let error = error.into();
        let broken_pipe = error.chain().any(|cause| {
            cause.downcast_ref::<std::io::Error>().is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
        });
        // Whoever reads our output has seen enough: that is success.
        Failure { exit: if broken_pipe { Exit::Done } else { Exit::Internal }, error, hint: None }
    }
}

/// What a command ends with.
type Outcome = Result<Exit, Failure>;

/// Runs the program on these arguments (the program's name first).
pub fn main(arguments: Vec<OsString>) -> ExitCode {
    let lang = language(&arguments);
    let mut command = Cli::command();
    if lang == Lang::Fr {
        command = french::translate(command);
    }
    let matches = match command.clone().try_get_matches_from(&arguments) {
        Ok(matches) => matches,
        Err(error) => return refused(&error),
    };
    let said = |id: &str| matches.get_one::<Lang>(id).copied();
    let color = matches.get_one("color").copied().unwrap_or(Color::Auto);
    let speech = Speech::new(said("lang").unwrap_or(lang), color, matches.get_flag("quiet"));
    let failed = |failure: Failure| {
        if failure.exit != Exit::Done {
            speech.error(&failure);
        }
        ExitCode::from(failure.exit as u8)
    };
    let filled = match configured::filled(&command, &arguments, &matches, &speech) {
        Ok(filled) => filled,
        Err(failure) => return failed(failure),
    };
    let parsed = match &filled {
        None => Cli::from_arg_matches(&matches),
        Some(words) => command.clone().try_get_matches_from(words).and_then(|all| Cli::from_arg_matches(&all)),
    };
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => return refused(&error),
    };
    let done = match (cli.command, filled) {
        (Command::Guard(args), Some(words)) if !args.once => supervised::run(&command, &arguments, words, &speech),
        (command, _) => run(command, &speech),
    };
    done.map_or_else(failed, |exit| ExitCode::from(exit as u8))
}

/// Says what is wrong with a command line.
fn refused(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    ExitCode::from(error.exit_code() as u8)
}

fn run(command: Command, speech: &Speech) -> Outcome {
    match command {
        Command::Report(args) => report::run(&args, speech),
        Command::Scan(args) => scan::run(&args, speech),
        Command::Parse(args) => parse::run(&args, speech),
        Command::Rules(args) => rules::run(&args, speech),
        Command::Explain(args) => explain::run(&args, speech),
        Command::Clusters(args) => clusters::run(&args, speech),
        Command::Claim(args) => claim::run(&args, speech),
        Command::Statement(args) => statement::run(&args, speech),
        Command::Count(args) => count::run(&args, speech),
        Command::Geo(args) => geo::run(&args, speech),
        Command::Mark(args) => cases::mark(&args, speech),
        Command::Case(args) => cases::run(&args, speech),
        Command::Protect(args) => protect::run(&args, speech),
        Command::Pack(args) => pack::run(&args, speech),
        Command::Verify(args) => verify::run(&args, speech),
        Command::Export(args) => exchange::export(&args, speech),
        Command::Import(args) => exchange::import(&args, speech),
        Command::Guard(args) => guard::run(&args, speech),
        Command::Listen(args) => listen::run(&args, speech),
        Command::Block(args) => block::run(&args, speech),
        Command::Setup(args) => set_up::run(&args, speech),
        Command::Doctor(args) => doctor::run(&args, &Cli::command(), speech),
        #[cfg(feature = "alerts")]
        Command::Alert(args) => alert::run(&args, speech),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(&args, speech),
        #[cfg(feature = "top")]
        Command::Top(args) => top::run(&args, speech),
        Command::Bouncer(args) => bouncer::run(&args, speech),
        Command::Exercise(args) => exercise::run(&args, speech),
        Command::Completions(args) => documents::completions(&args),
        Command::Man => documents::man(),
    }
}

/// Threads that this machine runs at once.
fn threads() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// The language to speak before arguments are parsed, because help and usage errors need it: `--lang`, else the
/// environment's messages locale, else English.
fn language(arguments: &[OsString]) -> Lang {
    let mut words = arguments.iter().filter_map(|argument| argument.to_str());
    while let Some(word) = words.next() {
        let value = if word == "--lang" { words.next() } else { word.strip_prefix("--lang=") };
        match value {
            Some("fr") => return Lang::Fr,
            Some("en") => return Lang::En,
            _ => {}
        }
    }
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_default();
    if locale.starts_with("fr") { Lang::Fr } else { Lang::En }
}
