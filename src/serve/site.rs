//! What every request shares: the case as it was last read, the files of state, sessions, limits. Makes no page.

use std::net::IpAddr;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, watch};
use vigie_facts::source::Source;

use super::access::Sessions;
use super::audit::Audit;
use super::kept::Kept;
use super::limiter::Limiter;
use super::pages::claims;
use super::people::{self, Accounts, Tokens};
use super::watched::Watched;
use super::{Options, ServeError};
use crate::case::CaseError;
use crate::respond::ledger::{LEDGER, Ledger};

/// Failures of one client in [`FAILURES_WINDOW`] after which its tries are not looked at.
const FAILURES_OF_CLIENT_MAX: usize = 10;

/// Failures against one account, wherever from. High: whoever tries an account must not lock its owner out cheaply.
const FAILURES_OF_ACCOUNT_MAX: usize = 100;

/// See [`FAILURES_OF_CLIENT_MAX`].
pub(super) const FAILURES_WINDOW: Duration = Duration::from_mins(10);

/// Open pages that wait for changes.
const CHANGES_MAX: usize = 64;

/// What every request shares.
#[expect(missing_debug_implementations, reason = "it holds sessions, which nobody should print")]
pub struct Site {
    pub(super) options: Options,
    pub(super) sessions: Sessions,
    pub(super) audit: Audit,
    pub(super) failures_of_client: Limiter<Source>,
    pub(super) failures_of_account: Limiter<String>,
    pub(super) began: Instant,
    /// Rises with every change of what pages show.
    pub(super) version: watch::Sender<u64>,
    /// Room for texts that are being checked.
    pub(super) checking: Semaphore,
    /// Room for pages that wait for changes.
    pub(super) waiting: Arc<Semaphore>,
    accounts: Watched<Accounts>,
    tokens: Watched<Tokens>,
    ledger: Watched<Ledger>,
    kept: RwLock<Option<Arc<Kept>>>,
    trouble: RwLock<Option<String>>,
}

impl Site {
    /// Opens the files of state.
    pub(super) fn open(options: Options) -> Result<Site, ServeError> {
        let at = |source| ServeError::Io { path: options.state.clone(), source };
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&options.state).map_err(at)?;
        let audit = Audit::open(&options.state).map_err(at)?;
        let sessions = Sessions::new().map_err(at)?;
        Ok(Site {
            sessions,
            audit,
            failures_of_client: Limiter::new(FAILURES_OF_CLIENT_MAX, FAILURES_WINDOW),
            failures_of_account: Limiter::new(FAILURES_OF_ACCOUNT_MAX, FAILURES_WINDOW),
            began: Instant::now(),
            version: watch::Sender::new(0),
            checking: Semaphore::new(claims::AT_ONCE_MAX),
            waiting: Arc::new(Semaphore::new(CHANGES_MAX)),
            accounts: Watched::new(options.state.join(people::ACCOUNTS), people::read_accounts),
            tokens: Watched::new(options.state.join(people::TOKENS), people::read_tokens),
            ledger: Watched::new(options.case.join(LEDGER), |path| {
                Ledger::read(path.parent().unwrap_or(Path::new(".")))
            }),
            kept: RwLock::new(None),
            trouble: RwLock::new(None),
            options,
        })
    }

    /// The folder of the case, for an API that is mounted.
    pub fn case_folder(&self) -> &Path {
        &self.options.case
    }

    /// Everybody who may sign in.
    pub(super) fn accounts(&self) -> Result<Arc<Accounts>, CaseError> {
        self.accounts.now()
    }

    /// Every program that may ask.
    pub(super) fn tokens(&self) -> Result<Arc<Tokens>, CaseError> {
        self.tokens.now()
    }

    /// What was done about attackers.
    pub(super) fn ledger(&self) -> Result<Arc<Ledger>, CaseError> {
        self.ledger.now()
    }

    /// The file of what was done, to see that it is another.
    pub(super) fn ledger_file(&self) -> &Watched<Ledger> {
        &self.ledger
    }

    /// The case as it was last read; `None` until it was read once.
    pub(super) fn kept(&self) -> Option<Arc<Kept>> {
        self.kept.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts a newly read case in place of the old one.
    pub(super) fn put(&self, kept: Kept) {
        *self.kept.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(kept));
        *self.trouble.write().unwrap_or_else(PoisonError::into_inner) = None;
        self.changed();
    }

    /// Why the case could not be read again, when it could not.
    pub(super) fn trouble(&self) -> Option<String> {
        self.trouble.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Says why the case could not be read. Returns whether that is new.
    pub(super) fn put_trouble(&self, trouble: String) -> bool {
        let mut held = self.trouble.write().unwrap_or_else(PoisonError::into_inner);
        let is_new = held.as_ref() != Some(&trouble);
        *held = Some(trouble);
        drop(held);
        if is_new {
            self.changed();
        }
        is_new
    }

    /// Tells open pages that something changed.
    pub(super) fn changed(&self) {
        self.version.send_modify(|version| *version += 1);
    }

    /// Whether an address belongs to a proxy in front of us.
    pub(super) fn is_proxy(&self, address: IpAddr) -> bool {
        self.options.behind_proxy.iter().any(|network| network.contains(address))
    }
}
