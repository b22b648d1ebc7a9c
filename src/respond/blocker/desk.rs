//! Checks each order and follows it: what is protected, an end that is near enough, so much a minute, so much at once, nothing while a
//! person said stop. It also watches the dead man's handle: when no person confirms in time, everything is taken back.
//!
//! What persons said stands in a folder that only the blocker and the administrator write: `stopped`, `confirmed`.

use std::collections::{BTreeMap, VecDeque};
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use vigie_facts::cidr::Cidr;

use super::super::nftables::{Block, NftError, Nftables};
use super::super::plan::{Policy, protected};
use super::{Answer, NETWORKS_A_LINE, Order, Reason, SECONDS_MAX, Wanted};

/// Networks held back at once: what a packet filter looks up without effort, and far from what a country has.
pub const HELD_MAX: usize = 10_000;

/// Wide networks (/24, /48) held back at once: 65 536 addresses of IPv4 in all, so that no country can be put together of them.
pub const WIDE_MAX: usize = 256;

/// So much longer than asked for something counts as held back: the kernel's clock begins later than ours, and what it still holds
/// has to be renewed, not added.
const LINGER: Duration = Duration::from_secs(2);

/// How long a change may be waited for before a person's stop goes ahead without: longer than `nft` may take, twice.
const PATIENCE: Duration = Duration::from_secs(25);

/// What changes the packet filter: the real one, or one of a test.
pub trait Filter: Send {
    /// Makes the table.
    fn prepare(&self, policy: &Policy) -> Result<(), NftError>;
    /// Holds back.
    fn block(&self, blocks: &[Block], policy: &Policy) -> Result<(), NftError>;
    /// Lets pass.
    fn unblock(&self, networks: &[Cidr]) -> Result<(), NftError>;
    /// Takes the table away.
    fn remove(&self) -> Result<(), NftError>;
    /// What is held back, and for how many seconds yet.
    fn held(&self) -> Result<Vec<(Cidr, u64)>, NftError>;
}

impl Filter for Nftables {
    fn prepare(&self, policy: &Policy) -> Result<(), NftError> {
        Nftables::prepare(self, policy)
    }

    fn block(&self, blocks: &[Block], policy: &Policy) -> Result<(), NftError> {
        Nftables::block(self, blocks, policy)
    }

    fn unblock(&self, networks: &[Cidr]) -> Result<(), NftError> {
        Nftables::unblock(self, networks)
    }

    fn remove(&self) -> Result<(), NftError> {
        Nftables::remove(self)
    }

    fn held(&self) -> Result<Vec<(Cidr, u64)>, NftError> {
        let present = self.present()?.unwrap_or_default();
        Ok(present.iter().map(|element| (element.network, element.seconds_left)).collect())
    }
}

/// What persons said to a blocker.
#[derive(Clone, Debug)]
pub struct Spoken {
    folder: PathBuf,
}

impl Spoken {
    /// What stands in a folder; it is made if it is not there.
    pub fn open(folder: &Path) -> io::Result<Spoken> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        Ok(Spoken { folder: folder.to_path_buf() })
    }

    /// Says stop: nothing is held back until [`Spoken::confirm`].
    pub fn stop(&self) -> io::Result<()> {
        File::create(self.folder.join("stopped")).and_then(|file| file.sync_all())
    }

    /// Says that a person is there and gets in.
    pub fn confirm(&self) -> io::Result<()> {
        fs::write(self.folder.join("confirmed"), b"")?;
        match fs::remove_file(self.folder.join("stopped")) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Whether a person, or the dead man's handle, said stop.
    pub fn is_stopped(&self) -> bool {
        // What cannot be looked at is taken for a stop: holding nothing back harms nobody.
        self.folder.join("stopped").try_exists().unwrap_or(true)
    }

    /// How long ago a person confirmed; a moment that is still to come counts as now.
    fn confirmed_ago(&self) -> Option<Duration> {
        let moment = fs::metadata(self.folder.join("confirmed")).and_then(|metadata| metadata.modified()).ok()?;
        Some(SystemTime::now().duration_since(moment).unwrap_or_default())
    }

    /// Keeps others from changing the packet filter meanwhile. Who waits too long goes ahead: a person's stop must not depend on a
    /// process that hangs.
    pub fn lock(&self) -> io::Result<File> {
        let file = File::create(self.folder.join("lock"))?;
        let began = Instant::now();
        while file.try_lock().is_err() && began.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(file)
    }
}

/// How much may be held back, and how fast.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// New networks a minute.
    pub a_minute: usize,
    /// See [`HELD_MAX`].
    pub held: usize,
    /// See [`WIDE_MAX`].
    pub wide: usize,
    /// A person has to confirm so often while something is held back.
    pub dead_man: Option<Duration>,
}

/// Checks orders and follows them.
#[derive(Debug)]
pub struct Desk<F> {
    filter: F,
    policy: Policy,
    limits: Limits,
    spoken: Spoken,
    /// What is held back, and until when.
    held: BTreeMap<Cidr, Instant>,
    /// Since when anything is.
    since: Option<Instant>,
    /// When networks were newly held back, of the last minute.
    minute: VecDeque<Instant>,
}

impl<F: Filter> Desk<F> {
    /// Looks at what is held back already and makes the table.
    pub fn open(filter: F, policy: Policy, limits: Limits, spoken: Spoken) -> Result<Desk<F>, NftError> {
        let now = Instant::now();
        let mut desk =
            Desk { filter, policy, limits, spoken, held: BTreeMap::new(), since: None, minute: VecDeque::new() };
        let _lock = desk.spoken.lock()?;
        if !desk.spoken.is_stopped() {
            desk.filter.prepare(&desk.policy)?;
        }
        for (network, seconds) in desk.filter.held()? {
            desk.held.insert(network, now + Duration::from_secs(seconds.min(SECONDS_MAX.into())) + LINGER);
        }
        desk.since = (!desk.held.is_empty()).then_some(now);
        Ok(desk)
    }

    /// Follows an order, or says why not; and whether it was an order at all.
    pub fn answer(&mut self, order: &[u8]) -> (Answer, bool) {
        let error =
            |error: &dyn std::fmt::Display| Answer { error: Some(error.to_string().into()), ..Answer::default() };
        let _lock = match self.spoken.lock() {
            Ok(lock) => lock,
            Err(problem) => return (error(&problem), true),
        };
        let done = match serde_json::from_slice(order) {
            Ok(Order::Hold(wanted)) if wanted.len() <= NETWORKS_A_LINE => self.hold(&wanted, Instant::now()),
            Ok(Order::Release(networks)) if networks.len() <= NETWORKS_A_LINE => self.release(&networks),
            Ok(_) => return (error(&"too many networks in one order"), false),
            Err(_) => return (error(&"no order"), false),
        };
        (done.unwrap_or_else(|problem| error(&problem)), true)
    }

    fn hold(&mut self, wanted: &[Wanted], now: Instant) -> Result<Answer, NftError> {
        self.forget_ended(now);
        let (mut blocks, mut refused) = (Vec::new(), Vec::new());
        let mut fresh = Vec::new();
        let is_stopped = self.spoken.is_stopped();
        for one in wanted {
            let refusal = if is_stopped { Some(Reason::Stopped) } else { self.refusal(one, &fresh) };
            if let Some(reason) = refusal {
                refused.push((one.network, reason));
                continue;
            }
            let renews = self.held.contains_key(&one.network);
            if !renews && !fresh.contains(&one.network) {
                fresh.push(one.network);
            }
            blocks.push(Block { network: one.network, seconds: one.seconds, renews });
        }
        blocks.sort_by_key(|block| (block.network, block.seconds));
        blocks.dedup_by_key(|block| block.network);
        if let Err(error) = self.filter.block(&blocks, &self.policy) {
            // The table goes with the last network that is let pass; whatever else is wrong is wrong again.
            if !matches!(error, NftError::Refused(_)) {
                return Err(error);
            }
            self.filter.prepare(&self.policy)?;
            self.filter.block(&blocks, &self.policy)?;
        }
        self.minute.extend(fresh.iter().map(|_| now));
        for block in &blocks {
            self.held.insert(block.network, now + Duration::from_secs(block.seconds.into()) + LINGER);
        }
        if !blocks.is_empty() {
            self.since.get_or_insert(now);
        }
        Ok(Answer { refused, error: None })
    }

    fn refusal(&self, one: &Wanted, fresh: &[Cidr]) -> Option<Reason> {
        if let Some(reason) = protected(one.network, &self.policy) {
            return Some(Reason::Protected(reason));
        }
        if !(1..=SECONDS_MAX).contains(&one.seconds) {
            return Some(Reason::Duration);
        }
        if self.held.contains_key(&one.network) || fresh.contains(&one.network) {
            return None;
        }
        let wide = self.held.keys().chain(fresh).filter(|network| is_wide(**network)).count();
        if is_wide(one.network) && wide >= self.limits.wide {
            return Some(Reason::Wide);
        }
        if self.held.len() + fresh.len() >= self.limits.held {
            return Some(Reason::Full);
        }
        (self.minute.len() + fresh.len() >= self.limits.a_minute).then_some(Reason::Minute)
    }

    fn release(&mut self, networks: &[Cidr]) -> Result<Answer, NftError> {
        self.filter.unblock(networks)?;
        self.held.retain(|network, _| !networks.contains(network));
        self.since = self.since.filter(|_| !self.held.is_empty());
        Ok(Answer::default())
    }

    fn forget_ended(&mut self, now: Instant) {
        self.held.retain(|_, ends| *ends > now);
        self.since = self.since.filter(|_| !self.held.is_empty());
        while self.minute.front().is_some_and(|made| now.duration_since(*made) >= Duration::from_mins(1)) {
            self.minute.pop_front();
        }
    }

    /// To be called once a second or so: whether the dead man's handle has just taken everything back.
    pub fn look_for_a_person(&mut self, now: Instant) -> Result<bool, NftError> {
        let Some(dead_man) = self.limits.dead_man else { return Ok(false) };
        self.forget_ended(now);
        let Some(since) = self.since else { return Ok(false) };
        let alone = self.spoken.confirmed_ago().unwrap_or(Duration::MAX).min(now.duration_since(since));
        if alone < dead_man {
            return Ok(false);
        }
        let _lock = self.spoken.lock()?;
        self.spoken.stop()?;
        self.filter.remove()?;
        self.held.clear();
        self.since = None;
        Ok(true)
    }
}

fn is_wide(network: Cidr) -> bool {
    network.prefix_len() < if network.first().is_ipv4() { 32 } else { 64 }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::respond::plan::Refusal;

    /// A packet filter that remembers.
    #[derive(Clone, Debug, Default)]
    struct Remembers(Arc<Mutex<BTreeMap<Cidr, u32>>>);

    impl Filter for Remembers {
        fn prepare(&self, _: &Policy) -> Result<(), NftError> {
            Ok(())
        }

        fn block(&self, blocks: &[Block], _: &Policy) -> Result<(), NftError> {
            self.0.lock().unwrap().extend(blocks.iter().map(|block| (block.network, block.seconds)));
            Ok(())
        }

        fn unblock(&self, networks: &[Cidr]) -> Result<(), NftError> {
            self.0.lock().unwrap().retain(|network, _| !networks.contains(network));
            Ok(())
        }

        fn remove(&self) -> Result<(), NftError> {
            self.0.lock().unwrap().clear();
            Ok(())
        }

        fn held(&self) -> Result<Vec<(Cidr, u64)>, NftError> {
            Ok(self.0.lock().unwrap().iter().map(|(network, seconds)| (*network, u64::from(*seconds))).collect())
        }
    }

    struct Trial {
        desk: Desk<Remembers>,
        filter: Remembers,
        spoken: Spoken,
    }

    impl Trial {
        fn new(name: &str, limits: Limits) -> Trial {
            let folder = std::env::temp_dir().join(format!("vigie-desk-{}-{name}", std::process::id()));
            let _ = fs::remove_dir_all(&folder);
            let (filter, spoken) = (Remembers::default(), Spoken::open(&folder).unwrap());
            let policy = Policy { own: vec!["192.0.2.0/24".parse().unwrap()], ..Policy::default() };
            let desk = Desk::open(filter.clone(), policy, limits, spoken.clone()).unwrap();
            Trial { desk, filter, spoken }
        }

        fn hold(&mut self, wanted: &[(&str, u32)]) -> Vec<(String, Reason)> {
            let wanted =
                wanted.iter().map(|(network, seconds)| Wanted { network: network.parse().unwrap(), seconds: *seconds });
            let order = serde_json::to_vec(&Order::Hold(wanted.collect())).unwrap();
            let (answer, _) = self.desk.answer(&order);
            assert_eq!(answer.error, None);
            answer.refused.iter().map(|(network, reason)| (network.to_string(), *reason)).collect()
        }

        fn held(&self) -> Vec<String> {
            self.filter.0.lock().unwrap().keys().map(ToString::to_string).collect()
        }
    }

    impl Drop for Trial {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.spoken.folder);
        }
    }

    const LIMITS: Limits = Limits { a_minute: 100, held: 100, wide: 100, dead_man: None };

    #[test]
    fn what_a_parser_that_was_taken_over_asks_for_is_checked_again() {
        let mut trial = Trial::new("checks", LIMITS);
        let mut check = |network: &str, seconds: u32, expected: Option<Reason>| {
            let refused = trial.hold(&[(network, seconds)]);
            assert_eq!(refused.first().map(|(_, reason)| *reason), expected, "{network} {seconds}");
        };
        let never = |refusal| Some(Reason::Protected(refusal));
        check("192.0.2.9", 60, never(Refusal::Own));
        check("192.0.0.0/16", 60, never(Refusal::Own));
        check("0.0.0.0/0", 60, never(Refusal::Own));
        check("::/0", 60, never(Refusal::Special));
        check("203.0.0.0/16", 60, never(Refusal::Special));
        check("127.0.0.1", 60, never(Refusal::Special));
        check("2001:db8::/32", 60, never(Refusal::Special));
        check("203.0.113.9", 0, Some(Reason::Duration));
        check("203.0.113.9", SECONDS_MAX + 1, Some(Reason::Duration));
        check("203.0.113.9", u32::MAX, Some(Reason::Duration));
        check("203.0.113.9", SECONDS_MAX, None);
        check("2001:db8:1:2::/64", 60, None);
        assert_eq!(trial.held(), ["203.0.113.9/32", "2001:db8:1:2::/64"]);
        for wrong in ["", "{}", "[]", "flush ruleset", "{\"hold\":[{\"network\":\"203.0.113.1\",\"seconds\":1e99}]}"] {
            let (answer, is_order) = trial.desk.answer(wrong.as_bytes());
            assert!(answer.error.is_some() && !is_order, "{wrong}");
        }
        let many = vec![Wanted { network: "203.0.113.7".parse().unwrap(), seconds: 9 }; NETWORKS_A_LINE + 1];
        assert!(trial.desk.answer(&serde_json::to_vec(&Order::Hold(many)).unwrap()).0.error.is_some());
        assert_eq!(trial.held().len(), 2, "nothing of all that was done");
    }

    #[test]
    fn it_holds_back_so_much_at_once_and_so_much_a_minute() {
        let mut trial = Trial::new("limits", Limits { a_minute: 4, held: 5, wide: 1, dead_man: None });
        let reasons =
            |refused: Vec<(String, Reason)>| refused.into_iter().map(|(_, reason)| reason).collect::<Vec<_>>();
        let wide = trial.hold(&[("198.51.100.0/24", 60), ("203.0.113.0/24", 60)]);
        assert_eq!(reasons(wide), [Reason::Wide]);
        let four = trial.hold(&[
            ("203.0.113.1", 60),
            ("203.0.113.1", 60),
            ("203.0.113.2", 60),
            ("203.0.113.3", 60),
            ("203.0.113.4", 60),
        ]);
        assert_eq!(four, [("203.0.113.4/32".to_owned(), Reason::Minute)]);
        assert!(trial.hold(&[("203.0.113.1", 90)]).is_empty(), "what is held back already is held on");
        trial.desk.minute.clear();
        assert!(trial.hold(&[("203.0.113.4", 60)]).is_empty());
        assert_eq!(reasons(trial.hold(&[("203.0.113.5", 60)])), [Reason::Full]);
        trial.desk.answer(&serde_json::to_vec(&Order::Release(vec!["203.0.113.1".parse().unwrap()])).unwrap());
        assert!(trial.hold(&[("203.0.113.5", 60)]).is_empty());
        assert_eq!(trial.held().len(), 5);
    }

    #[test]
    fn nothing_is_held_back_after_a_stop_until_a_person_confirms() {
        let mut trial = Trial::new("stop", LIMITS);
        trial.spoken.stop().unwrap();
        assert_eq!(trial.hold(&[("203.0.113.1", 60)]), [("203.0.113.1/32".to_owned(), Reason::Stopped)]);
        trial.spoken.confirm().unwrap();
        assert!(trial.hold(&[("203.0.113.1", 60)]).is_empty());
    }

    #[test]
    fn without_a_person_everything_is_taken_back() {
        let dead_man = Some(Duration::from_mins(10));
        let mut trial = Trial::new("dead-man", Limits { dead_man, ..LIMITS });
        let begun = Instant::now();
        let looks = |trial: &mut Trial, minutes: u64| {
            trial.desk.look_for_a_person(begun + Duration::from_mins(minutes)).unwrap()
        };
        assert!(!looks(&mut trial, 60), "nothing is held back: nobody needs rescue");
        trial.hold(&[("203.0.113.1", SECONDS_MAX)]);
        assert!(!looks(&mut trial, 9));
        assert!(looks(&mut trial, 11));
        assert!(trial.held().is_empty() && trial.spoken.is_stopped());
        assert_eq!(trial.hold(&[("203.0.113.1", 60)])[0].1, Reason::Stopped);
        trial.spoken.confirm().unwrap();
        trial.hold(&[("203.0.113.1", SECONDS_MAX)]);
        assert!(!looks(&mut trial, 11), "a person confirmed just now");
    }
}
