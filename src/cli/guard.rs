//! `vigie guard`: watches logs as they are written, saves the case, says what to hold back and holds it back if asked. Following is
//! in `guard`, deciding in `respond::plan`; here is the loop with the clock, the packet filter and the words.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::Scope;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use serde_json::json;
use vigie_detect::fold::Memory;
use vigie_facts::case::{Case, MarkRow, MarkTarget};
use vigie_facts::cidr::Cidr;
use vigie_facts::retain;
use vigie_facts::time::Timestamp;
use vigie_parse::YearClock;

use super::args::GuardArgs;
use super::confined::confine_guard;
use super::folders::Folders;
use super::protect::{block, blocks, decision_json, decision_text, policy, reason_text};
use super::report::{KeptMarks, pseudonymised, read_case};
use super::setup::Setup;
use super::speech::Speech;
use super::{Exit, Failure, Outcome};
use crate::case::{self, CaseError, is_case};
use crate::clock::now;
use crate::guard::{Guard, Kept, Look, Remark, State};
use crate::report::escape::Terminal;
use crate::respond::blocker::Reason;
use crate::respond::blocker::client::{Blocker, BlockerError};
use crate::respond::hands::Hands;
use crate::respond::hands::commands::Words;
use crate::respond::hands::files::ListFile;
use crate::respond::lapi;
use crate::respond::ledger::{LEDGER, Ledger};
use crate::respond::plan::{Asked, Decision, Neighbours, Plan, Policy, Refusal, Target, heaviest_first, plan};

/// Wait between two turns while something was written lately, and how long lately is.
const POLL_BUSY: Duration = Duration::from_millis(5);
const BUSY: Duration = Duration::from_secs(2);

/// Wait between two turns while all is quiet: four calls of the system a file, some microseconds.
const POLL_QUIET: Duration = Duration::from_millis(50);

/// Part of all time that saving may take.
const SAVING_ONE_IN: u32 = 10;

/// Wait between two looks at the ledger.
const FOLLOW_EACH: Duration = Duration::from_secs(1);

/// Targets that are remembered as told of. Beyond it they are told of again.
const TOLD_MAX: usize = 100_000;

/// Runs the command.
pub(super) fn run(args: &GuardArgs, speech: &Speech) -> Outcome {
    if args.from_file {
        // Who holds the file passes on what it is asked; without it nobody would.
        rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::TERM))
            .map_err(Failure::input)?;
    }
    // At once: one who is asked to stop while starting saves and ends in order too.
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGTERM, signal_hook::consts::SIGINT] {
        signal_hook::flag::register(signal, Arc::clone(&stop)).map_err(Failure::input)?;
    }
    let setup = Setup::new(&args.input.about, speech)?;
    let policy = policy(&args.input.about.ours)?;
    let blocker = blocker(args)?;
    #[cfg(feature = "alerts")]
    let ringer = super::alarm::started(args, speech)?;
    let hands = hands(args)?;
    let mut folders = Folders::of(&args.input.paths);
    let paths = folders.paths(&args.input.paths, speech)?;
    make_folder(&args.case)?;
    // From here on, bytes of strangers are read.
    confine_guard(args, &paths, speech)?;
    let (kept, _lock) = opened(&args.case, speech)?;
    #[cfg(feature = "alerts")]
    let alarm = super::alarm::Alarm::new(ringer).map_err(Failure::input)?;
    if let Some(address) = args.api {
        let bound = lapi::serve(address, &args.case, &policy, now).with_context(|| address.to_string());
        let bound = bound.map_err(Failure::input)?;
        speech.remark(&format!("decisions are offered at {bound}"), &format!("décisions proposées à {bound}"));
    }
    let means = setup.means();
    let guard = Guard::begin(&paths, kept, &means, calendar()).map_err(Failure::usage)?;
    let mut watch = Watch {
        args,
        setup: &setup,
        speech,
        policy,
        blocker,
        waiting: BTreeSet::new(),
        #[cfg(feature = "alerts")]
        alarm,
        guard,
        folders,
        stop,
        ledger: Ledger::default(),
        ledger_stamp: None,
        hands,
        next_follow: Instant::now(),
        marks: marks_of_sources(&read_case(&args.case)?),
        told: BTreeMap::new(),
        told_refused: BTreeSet::new(),
        told_by_blocker: BTreeSet::new(),
        minute: VecDeque::new(),
    };
    watch.refresh().map_err(Failure::input)?;
    watch.waiting = watch.ledger.holding(now()).map(|entry| entry.target.clone()).collect();
    watch.hold_on();
    watch.watch()
}

/// The process that may change the packet filter, if one is to be asked. Who is protected it is told now, before a log is read.
fn blocker(args: &GuardArgs) -> Result<Option<Blocker>, Failure> {
    if let Some(socket) = &args.blocker {
        return Blocker::at(socket).map(Some).map_err(Failure::input);
    }
    if !args.apply {
        return Ok(None);
    }
    let ours = &args.input.about.ours;
    let mut words: Vec<OsString> = Vec::new();
    for (name, values) in [("--own", &ours.own), ("--allow", &ours.allow), ("--trusted-proxy", &ours.trusted_proxy)] {
        words.extend(values.iter().map(|value| OsString::from(format!("{name}={value}"))));
    }
    let mut with = |name: &str, value: &OsStr| words.extend([name.into(), value.to_owned()]);
    if let Some(path) = &ours.organisation {
        with("--organisation", path.as_os_str());
    }
    if let Some(seconds) = args.dead_man {
        with("--dead-man", seconds.to_string().as_ref());
    }
    with("--decisions-a-minute", args.decisions_a_minute.to_string().as_ref());
    with("--state", args.block_state.as_os_str());
    let kept = ["SSH_CONNECTION", "LC_ALL", "LC_MESSAGES", "LANG"];
    let environment: Vec<_> = kept.iter().filter_map(|name| Some((*name, std::env::var_os(name)?))).collect();
    Blocker::start(&words, &environment).map(Some).map_err(Failure::input)
}

/// The folder of the case, which must be there before this process may make no other.
pub(super) fn make_folder(folder: &Path) -> Result<(), Failure> {
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.with_context(|| folder.display().to_string()).map_err(Failure::input)
}

/// Files and commands of other programs.
fn hands(args: &GuardArgs) -> Result<Hands, Failure> {
    let command = |text: &String| Words::parse(text).map_err(Failure::usage);
    let files = args.list.iter().map(|text| ListFile::parse(text)).collect::<Result<_, _>>().map_err(Failure::usage)?;
    let reload = args.reload.iter().map(command).collect::<Result<_, _>>()?;
    let on_hold = args.on_hold.as_ref().map(command).transpose()?;
    Ok(Hands::new(files, reload, on_hold, args.on_release.as_ref().map(command).transpose()?))
}

/// The folder as a case that only this guard writes, and the state to go on from if there is one.
fn opened(folder: &Path, speech: &Speech) -> Result<(Option<(Memory, Kept)>, File), Failure> {
    if !is_case(folder) {
        case::write(&Case::default(), folder).map_err(Failure::input)?;
    }
    let lock = File::create(folder.join("guard.lock")).map_err(Failure::input)?;
    if lock.try_lock().is_err() {
        let text = speech.say("another guard is filling this case", "une autre veille remplit ce dossier");
        return Err(Failure::input(anyhow::anyhow!("{text}")));
    }
    let kept = match case::read_memory_with::<Kept>(folder).map_err(Failure::input)? {
        Some((memory, Some(kept))) => Some((memory, kept)),
        _ if case::manifest(folder).map_err(Failure::input)?.tables.iter().all(|table| table.rows == 0) => None,
        _ => {
            let text = speech.say(
                "this case was filled by a run over finished logs: a guard needs one of its own",
                "ce dossier a été rempli par une lecture de journaux finis : une veille demande le sien",
            );
            return Err(Failure::usage(anyhow::anyhow!("{text}")));
        }
    };
    Ok((kept, lock))
}

/// Year and month on the wall, for logs that state no year.
fn calendar() -> YearClock {
    let (year, month, ..) = now().civil();
    YearClock { year, month: month as u8, known: true }
}

/// Judgements about sources: they hold live as well.
fn marks_of_sources(case: &Case) -> Vec<MarkRow> {
    case.marks.iter().filter(|row| matches!(row.target, MarkTarget::Source(_))).cloned().collect()
}

/// Why the blocker did not do something.
fn blocker_text(reason: Reason, speech: &Speech) -> &'static str {
    let (en, fr) = match reason {
        Reason::Protected(refusal) => return reason_text(refusal, speech),
        Reason::Duration => ("it would last too long", "cela durerait trop longtemps"),
        Reason::Minute => ("enough was held back in this minute", "assez a été retenu dans cette minute"),
        Reason::Full => ("enough is held back", "assez est retenu"),
        Reason::Wide => ("enough wide networks are held back", "assez de réseaux larges sont retenus"),
        Reason::Stopped => ("a person took everything back", "une personne a tout défait"),
    };
    speech.say(en, fr)
}

struct Watch<'a> {
    args: &'a GuardArgs,
    setup: &'a Setup,
    speech: &'a Speech,
    policy: Policy,
    blocker: Option<Blocker>,
    /// Targets of the ledger that the blocker does not hold back yet.
    waiting: BTreeSet<Target>,
    #[cfg(feature = "alerts")]
    alarm: super::alarm::Alarm,
    guard: Guard<'a>,
    folders: Folders,
    stop: Arc<AtomicBool>,
    ledger: Ledger,
    /// What the file of the ledger was when it was read.
    ledger_stamp: Option<(u64, i64, i64)>,
    hands: Hands,
    next_follow: Instant,
    marks: Vec<MarkRow>,
    /// Targets that were told of, and until when that holds.
    told: BTreeMap<Target, Timestamp>,
    told_refused: BTreeSet<(Target, Refusal)>,
    told_by_blocker: BTreeSet<(Cidr, String)>,
    /// When decisions were made in the last minute.
    minute: VecDeque<Instant>,
}

/// Saves a state: that first, in one step, for what was read and what it came to stand in it. The tables are made from it and can be
/// made again. Returns what persons marked meanwhile.
fn save(args: &GuardArgs, setup: &Setup, speech: &Speech, mut state: State) -> Result<Vec<MarkRow>, Failure> {
    let folder = &args.case;
    let packed = state.take_packed_memory().map_err(Failure::input)?;
    case::write_memory(Some(&packed), folder).map_err(Failure::input)?;
    drop(packed);
    let locate = &mut |source| setup.table.locate(source);
    let mut case = state.case(&setup.means(), locate);
    // Most cases have none, and their tables are as large as what is being saved.
    let has_marks = case::has_marks(folder).map_err(Failure::input)?;
    let before = if has_marks { read_case(folder)? } else { Case::default() };
    let marks = marks_of_sources(&before);
    KeptMarks::of(&before).put_back(&mut case, speech);
    let written = if args.clear { case } else { pseudonymised(case) };
    case::write(&written, folder).map_err(Failure::input)?;
    Ok(marks)
}

/// Saves beside the watching, one state at a time: who attacks meanwhile is held back no later.
struct Saver {
    states: Sender<State>,
    saved: Receiver<Result<Vec<MarkRow>, Failure>>,
    /// When the state under way was handed over.
    began: Option<Instant>,
    /// When the next one may be.
    next: Instant,
}

impl Saver {
    /// Begins a thread, which inherits what this process gave up.
    fn start<'scope>(scope: &'scope Scope<'scope, '_>, watch: &Watch<'scope>) -> Saver {
        let (states, to_save) = channel();
        let (done, saved) = channel();
        let (args, setup, speech) = (watch.args, watch.setup, watch.speech);
        scope.spawn(move || {
            for state in to_save {
                if done.send(save(args, setup, speech, state)).is_err() {
                    return;
                }
            }
        });
        // At once: a file that is rotated away from now on is found again.
        Saver { states, saved, began: None, next: Instant::now() }
    }

    fn is_due(&self) -> bool {
        self.began.is_none() && Instant::now() >= self.next
    }

    fn hand_over(&mut self, state: State) {
        // It ends with what is on its other side, and that ends with this.
        if self.states.send(state).is_ok() {
            self.began = Some(Instant::now());
        }
    }

    /// What came of the state under way, if it is saved by now; `waits` for it.
    fn outcome(&mut self, waits: bool, each: Duration) -> Option<Result<Vec<MarkRow>, Failure>> {
        let began = self.began?;
        let outcome = if waits { self.saved.recv().ok() } else { self.saved.try_recv().ok() }?;
        self.began = None;
        self.next = Instant::now() + each.max(began.elapsed() * SAVING_ONE_IN);
        Some(outcome)
    }
}

impl Watch<'_> {
    fn watch(&mut self) -> Outcome {
        std::thread::scope(|scope| {
            let mut saver = Saver::start(scope, self);
            self.watch_with(&mut saver)
        })
    }

    fn watch_with(&mut self, saver: &mut Saver) -> Outcome {
        let mut caught_up = false;
        let mut last_bytes = Instant::now();
        let mut dirty = true;
        loop {
            self.guard.follow(&self.folders.new_paths());
            let bytes = self.guard.step();
            self.say_remarks();
            let began = Instant::now();
            dirty |= bytes > 0;
            caught_up |= bytes == 0;
            if bytes > 0 {
                last_bytes = began;
            }
            // What stands in the logs already is read first: who shares an address with whom is known only then.
            if caught_up && let Some(look) = self.guard.suspects().due(began) {
                self.decide(&look)?;
                self.guard.suspects().looked(&look, began, Instant::now());
            }
            self.follow_ledger();
            let is_alone = self.blocker.as_mut().is_some_and(Blocker::has_ended);
            let is_over = self.folders.is_empty() && self.guard.is_over();
            let ends = is_alone || self.stop.load(Ordering::Relaxed) || is_over || (self.args.once && bytes == 0);
            dirty |= self.take_outcome(saver, ends);
            if ends {
                save(self.args, self.setup, self.speech, self.guard.state().map_err(Failure::input)?)?;
            } else if dirty && saver.is_due() {
                saver.hand_over(self.guard.state().map_err(Failure::input)?);
                dirty = false;
            }
            if is_alone {
                #[cfg(feature = "alerts")]
                self.alarm.trouble(crate::respond::alert::Trouble::Blocker);
                // It cannot start another: that right is given up. Whoever started it can.
                return Err(Failure::input(BlockerError::Ended));
            }
            if ends {
                return Ok(Exit::Done);
            }
            if bytes == 0 {
                std::thread::sleep(if last_bytes.elapsed() < BUSY { POLL_BUSY } else { POLL_QUIET });
            }
        }
    }

    /// Takes note of what came of saving; whether it has to be done again.
    fn take_outcome(&mut self, saver: &mut Saver, waits: bool) -> bool {
        match saver.outcome(waits, Duration::from_secs(self.args.save_seconds)) {
            None => false,
            Some(Ok(marks)) => {
                self.marks = marks;
                false
            }
            Some(Err(failure)) => {
                // The logs are still there: the next save has everything.
                self.say_failure(&failure);
                #[cfg(feature = "alerts")]
                self.alarm.trouble(crate::respond::alert::Trouble::Saving);
                true
            }
        }
    }

    /// After a start: what was held back and has not ended is held on, should the machine have been started anew. What the blocker does
    /// not take at once, for so much a minute is enough, is asked for again.
    fn hold_on(&mut self) {
        let Some(blocker) = &mut self.blocker else { return };
        let now = now();
        let waits = |target: &Target| self.waiting.contains(target);
        let blocks: Vec<_> = self
            .ledger
            .holding(now)
            .filter(|entry| waits(&entry.target))
            .filter_map(|entry| block(&entry.target, entry.expires, now))
            .collect();
        match blocker.hold(&blocks) {
            Ok(refused) => {
                let later: BTreeSet<_> =
                    refused.iter().filter(|(_, reason)| reason.passes()).map(|(network, _)| *network).collect();
                self.waiting.retain(|target| target.network().is_some_and(|network| later.contains(&network)));
            }
            Err(error) => self.say_failure(&Failure::input(error)),
        }
    }

    fn decide(&mut self, look: &Look) -> Result<(), Failure> {
        let mut case = self.guard.excerpt(look, &mut |source| self.setup.table.locate(source));
        case.marks.clone_from(&self.marks);
        let judged = retain::judged(&case);
        // A person may have taken something back since.
        self.refresh().map_err(Failure::input)?;
        let now = now();
        let guard = &self.guard;
        let asked = Asked {
            case: &judged,
            now,
            held_before: &self.ledger.held_before(now),
            undone: &self.ledger.undone(now),
            neighbours: &|network, named| {
                let (sources, events) = guard.others_in(network, named);
                Some(Neighbours { sources, events })
            },
        };
        // What is held already was let through its ceiling, and leaves room for as much again.
        let told = self.told.values().filter(|expires| **expires > now).count();
        let known = self.ledger.holding(now).count().max(told);
        let policy = Policy { decisions_max: self.policy.decisions_max + known, ..self.policy.clone() };
        let Plan { decisions, refused, .. } = plan(&asked, &policy);
        for one in refused.iter().filter(|one| !matches!(one.reason, Refusal::Grace | Refusal::Over)) {
            if self.told_refused.insert((one.target.clone(), one.reason)) && !self.args.json {
                let (target, reason) = (one.target.to_string(), reason_text(one.reason, self.speech));
                let left = self.speech.say("left alone:", "laissé tranquille :");
                writeln!(std::io::stdout().lock(), "{left} {} {reason}", Terminal(&target))?;
            }
        }
        let is_new = |one: &Decision| self.told.get(&one.target).is_none_or(|expires| *expires <= now);
        let held: BTreeSet<&Target> = self.ledger.holding(now).map(|entry| &entry.target).collect();
        let is_fresh = |one: &Decision| is_new(one) && !held.contains(&one.target);
        let fresh: Vec<Decision> = decisions.into_iter().filter(is_fresh).collect();
        let allowed = self.within_the_minute(fresh);
        if !allowed.is_empty() {
            self.act(&allowed, now)?;
        }
        #[cfg(feature = "alerts")]
        self.alarm.incidents(&judged, &self.ledger, now);
        Ok(())
    }

    /// As many decisions as this minute may still have; the rest is told as an alarm and comes again.
    fn within_the_minute(&mut self, mut fresh: Vec<Decision>) -> Vec<Decision> {
        let now = Instant::now();
        while self.minute.front().is_some_and(|made| now.duration_since(*made) >= Duration::from_mins(1)) {
            self.minute.pop_front();
        }
        let room = self.args.decisions_a_minute.saturating_sub(self.minute.len());
        if fresh.len() > room {
            heaviest_first(&mut fresh);
            fresh.truncate(room);
            self.speech.warn(
                "more decisions than a minute may have: somebody may be making this program block",
                "plus de décisions qu’une minute n’en permet : quelqu’un pousse peut-être ce programme à bloquer",
            );
            #[cfg(feature = "alerts")]
            self.alarm.trouble(crate::respond::alert::Trouble::Ceiling);
        }
        self.minute.extend(fresh.iter().map(|_| now));
        fresh
    }

    fn act(&mut self, decisions: &[Decision], now: Timestamp) -> Result<(), Failure> {
        let refused = match self.blocker.as_mut().map_or(Ok(Vec::new()), |one| one.hold(&blocks(decisions, now))) {
            Ok(refused) => refused,
            Err(error) => {
                // Nothing is noted as done: the next look decides again.
                self.say_failure(&Failure::input(error));
                #[cfg(feature = "alerts")]
                self.alarm.trouble(crate::respond::alert::Trouble::Blocker);
                return Ok(());
            }
        };
        let is_done =
            |one: &&Decision| one.target.network().is_none_or(|own| !refused.iter().any(|(other, _)| *other == own));
        let decisions: Vec<Decision> = decisions.iter().filter(is_done).cloned().collect();
        self.say_refused(&refused);
        let decisions = decisions.as_slice();
        if self.acts()
            && let Err(failure) = self.note(decisions, now)
        {
            self.say_failure(&failure);
            return Ok(());
        }
        if self.told.len() + self.told_refused.len() > TOLD_MAX {
            self.told.clear();
            self.told_refused.clear();
        }
        let words = self.speech.words();
        let acts = self.acts();
        let mut out = std::io::stdout().lock();
        for one in decisions {
            self.told.insert(one.target.clone(), one.expires);
            let enforced = acts && one.target.network().is_some();
            #[cfg(feature = "alerts")]
            self.alarm.deed(one, enforced);
            if self.args.json {
                let mut line = decision_json(one);
                line["format"] = json!("vigie-decision");
                line["version"] = json!(1);
                line["decided"] = json!(now.to_rfc3339());
                line["applied"] = json!(enforced);
                writeln!(out, "{line}")?;
            } else {
                let done = if enforced {
                    self.speech.say("held back:", "retenu :")
                } else {
                    self.speech.say("would be held back:", "serait retenu :")
                };
                writeln!(out, "{done} {}", decision_text(one, &words, self.speech))?;
            }
        }
        out.flush()?;
        Ok(())
    }

    /// What the blocker did not do, each once.
    fn say_refused(&mut self, refused: &[(Cidr, Reason)]) {
        for (network, reason) in refused {
            if self.told_by_blocker.len() >= TOLD_MAX {
                self.told_by_blocker.clear();
            }
            if self.told_by_blocker.insert((*network, format!("{reason:?}"))) {
                let why = blocker_text(*reason, self.speech);
                let text =
                    format!("{} {network} : {why}", self.speech.say("the blocker refused", "le bloqueur a refusé"));
                self.speech.warn(&text, &text);
            }
        }
    }

    /// Whether what is decided is done, by the packet filter, by whoever asks, or by other programs.
    fn acts(&self) -> bool {
        self.blocker.is_some() || self.args.api.is_some() || !self.hands.is_empty()
    }

    /// Reads the ledger again if somebody changed it.
    fn refresh(&mut self) -> Result<(), CaseError> {
        let stamp = std::fs::metadata(self.args.case.join(LEDGER)).ok();
        let stamp = stamp.map(|metadata| (metadata.ino(), metadata.mtime(), metadata.mtime_nsec()));
        if self.ledger_stamp != stamp {
            let ledger = Ledger::read(&self.args.case)?;
            self.let_through(&ledger);
            (self.ledger, self.ledger_stamp) = (ledger, stamp);
        }
        Ok(())
    }

    /// What a person took back at a dashboard that may not change the packet filter is let through here.
    fn let_through(&mut self, ledger: &Ledger) {
        let (Some(blocker), now) = (&mut self.blocker, now()) else { return };
        let holds: BTreeSet<&Target> = ledger.holding(now).map(|entry| &entry.target).collect();
        let gone = self.ledger.holding(now).map(|entry| &entry.target).filter(|target| !holds.contains(target));
        let networks: Vec<_> = gone.filter_map(Target::network).collect();
        if !networks.is_empty()
            && let Err(error) = blocker.release(&networks)
        {
            self.say_failure(&Failure::input(error));
        }
    }

    /// Brings files and commands of other programs to what the ledger says, once a second: decisions end by themselves, or by a person.
    fn follow_ledger(&mut self) {
        if (self.hands.is_empty() && self.blocker.is_none()) || Instant::now() < self.next_follow {
            return;
        }
        self.next_follow = Instant::now() + FOLLOW_EACH;
        if !self.waiting.is_empty() {
            self.hold_on();
        }
        if let Err(error) = self.refresh() {
            self.say_failure(&Failure::input(error));
            return;
        }
        for error in self.hands.follow(&self.ledger, &self.policy, now()) {
            self.say_failure(&Failure::input(error));
        }
    }

    /// Notes decisions as done: from then on they are offered to whoever asks.
    fn note(&mut self, decisions: &[Decision], now: Timestamp) -> Result<(), Failure> {
        let (_lock, mut ledger) = Ledger::locked(&self.args.case).map_err(Failure::input)?;
        let held = decisions.iter().filter(|one| one.target.network().is_some());
        ledger.applied(held, now, self.blocker.is_some());
        ledger.write(&self.args.case).map_err(Failure::input)?;
        self.let_through(&ledger);
        self.ledger = ledger;
        self.next_follow = Instant::now();
        Ok(())
    }

    fn say_failure(&self, failure: &Failure) {
        let causes: Vec<String> = failure.error.chain().map(ToString::to_string).collect();
        let text = causes.join(": ");
        self.speech.warn(&text, &text);
    }

    fn say_remarks(&mut self) {
        for remark in self.guard.take_remarks() {
            let speech = self.speech;
            match remark {
                Remark::Unreadable(path, error) => {
                    speech.warn(&format!("{}: {error}", path.display()), &format!("{} : {error}", path.display()));
                }
                Remark::Lost(path) => speech.warn(
                    &format!("{}: what was written since the last stop is nowhere to be found", path.display()),
                    &format!("{} : ce qui a été écrit depuis le dernier arrêt est introuvable", path.display()),
                ),
                Remark::Rotated(path) => speech.remark(
                    &format!("{}: renamed, a new file took its place", path.display()),
                    &format!("{} : renommé, un nouveau fichier a pris sa place", path.display()),
                ),
                Remark::Truncated(path, true) => speech.remark(
                    &format!("{}: truncated; its copy is read to the end", path.display()),
                    &format!("{} : tronqué ; sa copie est lue jusqu’au bout", path.display()),
                ),
                Remark::Truncated(path, false) => speech.warn(
                    &format!("{}: truncated, and no copy of it is there: lines may be lost", path.display()),
                    &format!("{} : tronqué, sans copie : des lignes peuvent être perdues", path.display()),
                ),
                Remark::TooMany => speech.warn(
                    "more files than can be followed: the rest is left out",
                    "plus de fichiers qu’on n’en peut suivre : le reste est laissé de côté",
                ),
            }
        }
    }
}
