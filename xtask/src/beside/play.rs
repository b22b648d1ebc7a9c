//! Plays a script: every actor for itself, at its times, with the clients that people and tools use. Says what came of each step, in JSON
//! lines; judges nothing.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::machine::{Answer, ask, sign_in};
use super::script::{Act, Actor, Step, actors};

/// Tries of one address that nobody answered, after which an attacker tries no more from it.
const TRIES_UNANSWERED: u32 = 2;

/// Nothing is tried later than so long after its time: who waits for answers in vain falls behind.
const LATE: Duration = Duration::from_secs(15);

/// What came of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Outcome {
    pub(crate) actor: String,
    pub(crate) source: String,
    /// `None` where it was not tried: an attacker had given up, or it was too late.
    pub(crate) is_answered: Option<bool>,
}

/// Plays the script of a seed in this network namespace and prints the outcomes.
pub(crate) fn play(seed: u64, seconds: u64) -> anyhow::Result<()> {
    let began = Instant::now();
    let script = actors(seed, seconds);
    let mut outcomes = Vec::new();
    std::thread::scope(|scope| {
        let actors: Vec<_> = script.iter().map(|actor| scope.spawn(move || play_actor(actor, began))).collect();
        for actor in actors {
            outcomes.extend(actor.join().unwrap_or_default());
        }
    });
    for outcome in outcomes {
        println!("{}", serde_json::to_string(&outcome)?);
    }
    Ok(())
}

/// Its lanes take step after step, each at its time or as soon after it as a lane is free.
fn play_actor(actor: &Actor, began: Instant) -> Vec<Outcome> {
    let next = Mutex::new(actor.steps.iter());
    let unanswered: Mutex<BTreeMap<&str, u32>> = Mutex::default();
    let outcomes = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..actor.lanes {
            scope.spawn(|| {
                loop {
                    // Taken before the rest is done, so that other lanes can take the next.
                    let step = lock(&next).next();
                    let Some(step) = step else { break };
                    let is_answered = play_step(actor, step, began, &unanswered);
                    let (actor, source) = (actor.name.to_owned(), step.source.clone());
                    lock(&outcomes).push(Outcome { actor, source, is_answered });
                }
            });
        }
    });
    outcomes.into_inner().unwrap_or_default()
}

fn play_step<'s>(
    actor: &Actor,
    step: &'s Step,
    began: Instant,
    unanswered: &Mutex<BTreeMap<&'s str, u32>>,
) -> Option<bool> {
    let due = began + Duration::from_millis(step.at_ms);
    std::thread::sleep(due.saturating_duration_since(Instant::now()));
    let tries = lock(unanswered).get(&*step.source).copied().unwrap_or_default();
    if (actor.is_attacker && tries >= TRIES_UNANSWERED) || due.elapsed() > LATE {
        return None;
    }
    let is_answered = act(step) != Answer::Nobody;
    *lock(unanswered).entry(&step.source).or_default() += u32::from(!is_answered);
    Some(is_answered)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn act(step: &Step) -> Answer {
    let curl = || Command::new("curl");
    let pair = |user: &str, password: &str| format!("{user}:{password}");
    match &step.act {
        Act::Get { target, agent } => ask(curl(), &step.source, target, &["-A", agent]),
        Act::Basic { target, user, password } => ask(curl(), &step.source, target, &["-u", &pair(user, password)]),
        Act::Form { target, user, password } => {
            ask(curl(), &step.source, target, &["-d", &format!("log={user}&pwd={password}")])
        }
        Act::Ssh { user, password } => sign_in(Command::new("sshpass"), &step.source, user, password),
    }
}
