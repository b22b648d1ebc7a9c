//! `vigie serve`: shows a case to people on duty, and keeps who may see it. Everything served is in `serve`; here are the arguments,
//! the words of the console, and the terminal a password is typed at.

use std::io::{self, BufRead as _, IsTerminal as _, Read as _, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
use vigie_facts::time::Timestamp;

use super::setup::cidrs;
use super::speech::Speech;
use super::{Exit, Failure, Outcome};
use crate::clock::now;
use crate::report::escape::Terminal;
use crate::serve::audit::{Audit, Deed};
use crate::serve::backup::{self, BackupError};
use crate::serve::people::{self, PASSWORD_BYTES_MAX, PeopleError, Role};
use crate::serve::{Options, STATE_FOLDER, ServeError};

/// `vigie serve`.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Examples:\n  vigie serve account add anne --role decider --case watch/\n  vigie serve --case watch/\n  vigie serve --case watch/ --listen 192.0.2.10:8787 --behind-proxy 192.0.2.1/32 --name vigie.example.org\n  vigie serve token make prometheus --case watch/"
)]
pub(super) struct ServeArgs {
    /// What else to do: accounts, tokens
    #[command(subcommand)]
    action: Option<ServeAction>,
    /// The case that a guard keeps, or a finished one
    #[arg(long, required = true, value_name = "DIR")]
    case: Option<PathBuf>,
    /// Where to listen; an address that others can reach needs --behind-proxy
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8787")]
    listen: SocketAddr,
    /// A proxy in front, which speaks TLS with the browsers; nobody else is answered (repeatable)
    #[arg(long, value_name = "CIDR", requires = "name")]
    behind_proxy: Vec<String>,
    /// A name under which browsers reach the pages, beside this machine's own (repeatable)
    #[arg(long, value_name = "HOST")]
    name: Vec<String>,
    /// Folder of accounts, tokens and the audit [default: `serve` inside the case]
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// Show accounts that exist by their names
    #[arg(long)]
    clear: bool,
}

/// What else to do.
#[derive(Debug, Subcommand)]
enum ServeAction {
    /// Who may sign in
    Account {
        /// What to do with accounts
        #[command(subcommand)]
        action: AccountAction,
    },
    /// Which programs may ask
    Token {
        /// What to do with tokens
        #[command(subcommand)]
        action: TokenAction,
    },
    /// Copy the case with all that a guard and this dashboard go on from, while both run
    Backup {
        /// The case
        #[arg(long, value_name = "DIR")]
        case: PathBuf,
        /// The folder to make
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// Put a copy back, after checking every file of it
    Restore {
        /// The copy
        #[arg(long, value_name = "DIR")]
        from: PathBuf,
        /// The case to make
        #[arg(long, value_name = "DIR")]
        case: PathBuf,
    },
}

/// What to do with accounts.
#[derive(Debug, Subcommand)]
enum AccountAction {
    /// Add an account, or give it another password and role; the password is asked for, or read from standard input
    Add {
        /// What is typed to sign in
        name: String,
        /// What the account may do
        #[arg(long, value_enum, value_name = "ROLE")]
        role: RoleArg,
        #[command(flatten)]
        place: StateArgs,
    },
    /// Remove an account; its sessions end
    Remove {
        /// Its name
        name: String,
        #[command(flatten)]
        place: StateArgs,
    },
    /// One line an account
    List {
        #[command(flatten)]
        place: StateArgs,
    },
}

/// What to do with tokens.
#[derive(Debug, Subcommand)]
enum TokenAction {
    /// Make a token, and print it once
    Make {
        /// What it is for
        name: String,
        /// What it may do
        #[arg(long, value_enum, value_name = "ROLE", default_value = "reader")]
        role: RoleArg,
        #[command(flatten)]
        place: StateArgs,
    },
    /// Revoke a token: the next request with it is refused
    Revoke {
        /// Its name
        name: String,
        #[command(flatten)]
        place: StateArgs,
    },
    /// One line a token
    List {
        #[command(flatten)]
        place: StateArgs,
    },
}

/// Where accounts and tokens are kept.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
struct StateArgs {
    /// The case that is served
    #[arg(long, value_name = "DIR")]
    case: Option<PathBuf>,
    /// Folder of accounts, tokens and the audit [default: `serve` inside the case]
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
}

/// Roles, as they are typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum RoleArg {
    /// Look at everything
    Reader,
    /// Have sentences checked
    Analyst,
    /// Take decisions back
    Decider,
}

impl From<RoleArg> for Role {
    fn from(role: RoleArg) -> Role {
        match role {
            RoleArg::Reader => Role::Reader,
            RoleArg::Analyst => Role::Analyst,
            RoleArg::Decider => Role::Decider,
        }
    }
}

impl StateArgs {
    fn folder(&self) -> PathBuf {
        state_folder(self.state.as_ref(), self.case.as_ref())
    }
}

fn state_folder(state: Option<&PathBuf>, case: Option<&PathBuf>) -> PathBuf {
    state.cloned().unwrap_or_else(|| case.cloned().unwrap_or_default().join(STATE_FOLDER))
}

/// Runs the command.
pub(super) fn run(args: &ServeArgs, speech: &Speech) -> Outcome {
    match &args.action {
        None => serve(args, speech),
        Some(ServeAction::Account { action }) => account(action, speech),
        Some(ServeAction::Token { action }) => token(action, speech),
        Some(ServeAction::Backup { case, to }) => {
            copied(backup::backup(case, to), speech.say("files copied", "fichiers copiés"))
        }
        Some(ServeAction::Restore { from, case }) => {
            copied(backup::restore(from, case), speech.say("files put back", "fichiers remis"))
        }
    }
}

fn serve(args: &ServeArgs, speech: &Speech) -> Outcome {
    let options = Options {
        case: args.case.clone().unwrap_or_default(),
        state: state_folder(args.state.as_ref(), args.case.as_ref()),
        listen: args.listen,
        behind_proxy: cidrs(&args.behind_proxy)?,
        names: args.name.clone(),
        clear: args.clear,
    };
    let served = crate::serve::run(options, &mut |address| {
        let mut out = io::stdout().lock();
        let _ = writeln!(out, "{} http://{address}/", speech.say("listening on", "à l’écoute sur"));
        let _ = out.flush();
    });
    served.map(|()| Exit::Done).map_err(|error| match error {
        ServeError::Open(_) => Failure::usage(error).hint(speech.say(
            "put a proxy that speaks TLS in front and name it with --behind-proxy, or listen on 127.0.0.1",
            "placez devant un mandataire qui parle TLS et nommez-le par --behind-proxy, ou écoutez sur 127.0.0.1",
        )),
        other => Failure::input(other),
    })
}

fn copied(files: Result<usize, BackupError>, done: &str) -> Outcome {
    let files = files.map_err(Failure::input)?;
    writeln!(io::stdout().lock(), "{files} {done}")?;
    Ok(Exit::Done)
}

fn account(action: &AccountAction, speech: &Speech) -> Outcome {
    match action {
        AccountAction::Add { name, role, place } => {
            let state = place.folder();
            let password = password(speech)?;
            let (role, now) = (Role::from(*role), now());
            people::set_account(&state, name, role, &password, now).map_err(|error| refused(error, speech))?;
            note(&state, now, Deed::AccountSet, &format!("{name} {}", role.id()))?;
            let mut out = io::stdout().lock();
            writeln!(out, "{} {name} ({})", speech.say("account:", "compte :"), role.id())?;
        }
        AccountAction::Remove { name, place } => {
            let state = place.folder();
            people::remove_account(&state, name).map_err(|error| refused(error, speech))?;
            note(&state, now(), Deed::AccountRemoved, name)?;
            writeln!(io::stdout().lock(), "{} {name}", speech.say("removed:", "supprimé :"))?;
        }
        AccountAction::List { place } => {
            let accounts = people::read_accounts(&place.folder().join(people::ACCOUNTS)).map_err(Failure::input)?;
            let mut out = io::stdout().lock();
            for one in &accounts.accounts {
                writeln!(out, "{:<24} {:<8} {}", Terminal(&one.name).to_string(), one.role.id(), Terminal(&one.since))?;
            }
        }
    }
    Ok(Exit::Done)
}

fn token(action: &TokenAction, speech: &Speech) -> Outcome {
    match action {
        TokenAction::Make { name, role, place } => {
            let (state, role, now) = (place.folder(), Role::from(*role), now());
            let token = people::make_token(&state, name, role, now).map_err(|error| refused(error, speech))?;
            note(&state, now, Deed::TokenMade, &format!("{name} {}", role.id()))?;
            writeln!(io::stdout().lock(), "{token}")?;
            speech.remark(
                "it is kept nowhere: write it down where the program that needs it finds it",
                "il n’est gardé nulle part : notez-le là où le programme qui en a besoin le trouve",
            );
        }
        TokenAction::Revoke { name, place } => {
            let (state, now) = (place.folder(), now());
            people::revoke_token(&state, name, now).map_err(|error| refused(error, speech))?;
            note(&state, now, Deed::TokenRevoked, name)?;
            writeln!(io::stdout().lock(), "{} {name}", speech.say("revoked:", "révoqué :"))?;
        }
        TokenAction::List { place } => {
            let tokens = people::read_tokens(&place.folder().join(people::TOKENS)).map_err(Failure::input)?;
            let mut out = io::stdout().lock();
            for one in &tokens.tokens {
                let name = Terminal(&one.name).to_string();
                let revoked = one.revoked.as_deref().unwrap_or("–");
                writeln!(out, "{name:<24} {:<8} {} {}", one.role.id(), Terminal(&one.since), Terminal(revoked))?;
            }
        }
    }
    Ok(Exit::Done)
}

fn note(state: &std::path::Path, now: Timestamp, deed: Deed, about: &str) -> Result<(), Failure> {
    let audit = Audit::open(state).map_err(Failure::input)?;
    audit.note(now, deed, "console", "console", about).map_err(Failure::input)
}

fn refused(error: PeopleError, speech: &Speech) -> Failure {
    let failure = match error {
        PeopleError::File(_) | PeopleError::Random(_) | PeopleError::Hash => return Failure::input(error),
        other => other,
    };
    let hint = match failure {
        PeopleError::Password => Some(speech.say(
            "several words that do not belong together are easy to keep and hard to guess",
            "plusieurs mots sans lien se retiennent facilement et se devinent mal",
        )),
        _ => None,
    };
    let failure = Failure::usage(failure);
    match hint {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

/// The password: typed twice at a terminal that does not show it, else the first line of standard input.
fn password(speech: &Speech) -> Result<String, Failure> {
    let stdin = io::stdin();
    if !stdin.is_terminal() {
        return line(&mut stdin.lock());
    }
    let shown = tcgetattr(&stdin).map_err(io::Error::from).map_err(Failure::input)?;
    let mut hidden = shown.clone();
    hidden.local_modes.remove(LocalModes::ECHO);
    tcsetattr(&stdin, OptionalActions::Flush, &hidden).map_err(io::Error::from).map_err(Failure::input)?;
    let asked = |prompt: &str| {
        let mut err = io::stderr().lock();
        let _ = write!(err, "{prompt} ").and_then(|()| err.flush());
        let typed = line(&mut io::stdin().lock());
        let _ = writeln!(err);
        typed
    };
    let first = asked(speech.say("Password:", "Mot de passe :"));
    let second = first.is_ok().then(|| asked(speech.say("Again:", "Encore :")));
    tcsetattr(&stdin, OptionalActions::Flush, &shown).map_err(io::Error::from).map_err(Failure::input)?;
    let first = first?;
    if second.transpose()?.as_ref() != Some(&first) {
        let text = speech.say("the two are not the same", "les deux diffèrent");
        return Err(Failure::usage(anyhow::anyhow!("{text}")));
    }
    Ok(first)
}

fn line(input: &mut dyn io::BufRead) -> Result<String, Failure> {
    let mut line = String::new();
    // One byte more than is allowed and the end of the line, so that what is too long is refused and not cut.
    input.take(PASSWORD_BYTES_MAX as u64 + 3).read_line(&mut line).map_err(Failure::input)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
