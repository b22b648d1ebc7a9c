//! What is true of a world that was written: `truth.json`. Counts are those of the plan, in the program's units; what the program then counts
//! is its own affair.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::World;
use super::plan::{Plan, Role};
use crate::sign_in::{CAMPAIGN_VICTIM, HOST, SignInTruth};

/// What is true of a world.
#[derive(Clone, Debug, Serialize)]
pub struct Truth {
    /// The world's name.
    pub world: &'static str,
    /// Its seed.
    pub seed: u64,
    /// First instant, seconds since the epoch.
    pub start_seconds: i64,
    /// Days.
    pub days: i64,
    /// Counts by unit.
    pub counts: Counts,
    /// Attempts by form.
    pub attempts_by_form: BTreeMap<&'static str, u64>,
    /// Attempts by country of the source.
    pub attempts_by_country: BTreeMap<String, u64>,
    /// Attempts from relays: hosting, VPN, Tor.
    pub attempts_from_relays: u64,
    /// Sources under one command.
    pub groups: Vec<GroupTruth>,
    /// Who got in.
    pub got_in: Vec<GotIn>,
    /// What may be answered from the logs.
    pub decidable: Decidable,
    /// Every source that is not an ordinary visitor.
    pub sources: Vec<SourceTruth>,
}

/// Counts by unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Lines that sources of attempts left.
    pub records_of_attacking_sources: u64,
    /// Requests, guesses and refusals meant to be seen. `None` where the plan does not decide it.
    pub detections: Option<u64>,
    /// Attempts. `None` where the plan does not decide it.
    pub attempts: Option<u64>,
    /// Sources of attempts.
    pub attacking_sources: u64,
}

/// Sources under one command.
#[derive(Clone, Debug, Serialize)]
pub struct GroupTruth {
    /// Its name in `sources`.
    pub id: &'static str,
    /// Sources.
    pub sources: u64,
    /// How many people command it: never decidable from logs.
    pub people: u32,
}

/// Somebody who got in.
#[derive(Clone, Debug, Serialize)]
pub struct GotIn {
    /// From where.
    pub source: String,
    /// Where.
    pub system: &'static str,
    /// As whom.
    pub account: String,
}

/// What may be answered from the logs of a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Decidable {
    /// R3: whether sources were under common control. `None` where the logs hold too little to decide it.
    pub coordinated: Option<bool>,
    /// R4: whether that was a group of people. Never decidable.
    pub several_people: Option<bool>,
}

/// What is true of one source.
#[derive(Clone, Debug, Serialize)]
pub struct SourceTruth {
    /// Address.
    pub source: String,
    /// What it is.
    pub role: Role,
    /// Its group, or none.
    pub group: Option<&'static str>,
    /// ISO 3166-1 alpha-2, by the table of networks; `None` where the plan did not choose the address.
    pub country: Option<String>,
    /// Whether the table knows it as a relay; `None` as above.
    pub relay: Option<bool>,
    /// Attempts that the plan decides.
    pub attempts: u64,
    /// Lines; of a campaign's sources not counted.
    pub records: Option<u64>,
}

/// The part of a `truth.json` that clusters are compared with.
#[derive(Clone, Debug, Deserialize)]
pub struct Known {
    /// Sources.
    pub sources: Vec<KnownSource>,
}

/// One source of [`Known`].
#[derive(Clone, Debug, Deserialize)]
pub struct KnownSource {
    /// Address.
    pub source: String,
    /// Its group, or none.
    pub group: Option<String>,
}

pub(super) fn of(world: &World, seed: u64, plan: &Plan, records: &[u64], signed_in: &SignInTruth) -> Truth {
    let mut attempts = vec![0_u64; plan.actors.len()];
    let mut truth = Truth {
        world: world.name,
        seed,
        start_seconds: plan.start,
        days: plan.days,
        counts: Counts::default(),
        attempts_by_form: BTreeMap::new(),
        attempts_by_country: BTreeMap::new(),
        attempts_from_relays: 0,
        groups: Vec::new(),
        got_in: Vec::new(),
        decidable: world.decidable,
        sources: Vec::new(),
    };
    let mut detections = 0;
    for run in &plan.runs {
        let Some(form) = run.technique.form() else { continue };
        let actor = &plan.actors[run.actor];
        attempts[run.actor] += 1;
        detections += run.items.len() as u64;
        *truth.attempts_by_form.entry(form.id()).or_default() += 1;
        *truth.attempts_by_country.entry(letters(actor.country)).or_default() += 1;
        truth.attempts_from_relays += u64::from(actor.relay);
    }
    for (place, actor) in plan.actors.iter().enumerate() {
        if attempts[place] > 0 || actor.role == Role::SlowSprayer {
            truth.counts.attacking_sources += 1;
            truth.counts.records_of_attacking_sources += records[place];
        }
        truth.sources.push(SourceTruth {
            source: actor.address.to_string(),
            role: actor.role,
            group: actor.group.and_then(|group| plan.groups.get(group as usize)).map(|group| group.id),
            country: Some(letters(actor.country)),
            relay: Some(actor.relay),
            attempts: attempts[place],
            records: Some(records[place]),
        });
    }
    for (place, group) in (0_u32..).zip(&plan.groups) {
        let sources = plan.actors.iter().filter(|actor| actor.group == Some(place)).count() as u64;
        truth.groups.push(GroupTruth { id: group.id, sources, people: group.people });
    }
    truth.campaign(signed_in);
    if plan.is_counted && signed_in.campaign_sources.is_empty() {
        truth.counts.detections = Some(detections);
        truth.counts.attempts = Some(attempts.iter().sum());
    }
    truth
}

impl Truth {
    /// Adds the slow campaign that the sign-in log may hold, and the one who got in at its end.
    fn campaign(&mut self, signed_in: &SignInTruth) {
        const ID: &str = "campaign";
        if signed_in.campaign_sources.is_empty() {
            return;
        }
        for source in &signed_in.campaign_sources {
            let got_in = *source == signed_in.success_source;
            self.sources.push(SourceTruth {
                source: source.clone(),
                role: if got_in { Role::Intruder } else { Role::SlowSprayer },
                group: Some(ID),
                country: None,
                relay: None,
                attempts: 0,
                records: None,
            });
        }
        let sources = signed_in.campaign_sources.len() as u64;
        self.counts.attacking_sources += sources;
        self.groups.push(GroupTruth { id: ID, sources, people: 1 });
        let (source, account) = (signed_in.success_source.clone(), CAMPAIGN_VICTIM.into());
        self.got_in.push(GotIn { source, system: HOST, account });
    }
}

fn letters(country: [u8; 2]) -> String {
    country.map(char::from).iter().collect()
}
