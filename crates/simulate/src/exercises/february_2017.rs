//! `february-2017`: the month before 8 February 2017 of a French campaign, so that four counts of one thing are each right in a unit of their
//! own: 1,922 attempts of which 907 are located in Ukraine, about 2,000 records a day, about 400 detections a day. A group of 60 sources is
//! hidden in the noise; nobody got in.

use super::places::Places;
use super::plan::{Crowd, Group, Ordinary, Plan, Planner, Role};
use super::work::Technique;
use super::{Decidable, World};
use crate::calendar::START_SECONDS;

pub(super) const WORLD: World = World {
    name: "february-2017",
    about: [
        "a campaign's month: 1,922 attempts, 907 located in Ukraine, a group of 60 sources inside the noise, nobody got in",
        "un mois de campagne : 1 922 tentatives, dont 907 localisées en Ukraine, un groupe de 60 sources dans le bruit, personne n’est entré",
    ],
    questions: [
        "How many attacks, and in which unit? Which share is located in Ukraine? Which sources acted together? Was it a group of people? Did \
         they get in?",
        "Combien d’attaques, et dans quelle unité ? Quelle part est localisée en Ukraine ? Quelles sources ont agi ensemble ? Était-ce un \
         groupe de personnes ? Sont-ils entrés ?",
    ],
    decidable: Decidable { coordinated: Some(true), several_people: None },
    plan,
};

/// Sources of the group in the country and elsewhere.
const MEMBERS: [usize; 2] = [30, 30];
/// Sessions of the group, one a day.
pub(super) const SESSIONS: usize = 6;
/// Items of the list that one member works through in one session.
const ITEMS: usize = 6;
/// Members begin at most so long after one another.
const JITTER_SECONDS: i64 = 60;
/// Days of the world.
const DAYS: i64 = 31;

const SCANS: &[Technique] =
    &[Technique::Files, Technique::Doors, Technique::Sql, Technique::Climb, Technique::Script, Technique::Shells];

/// The lists that the public tool brings.
const LISTS: &[Technique] = &[Technique::Files, Technique::Sql];

/// Everybody but the group and the scheduled bots. With their 100 and 100 runs and the group's 180 and 180, the runs inside the country add up
/// to 907 and those elsewhere to 1,015.
const CROWDS: &[Crowd] = &[
    // Strangers with the group's tool and lists, so that the same tool is no mark of the group.
    Crowd {
        role: Role::CommodityScanner,
        techniques: LISTS,
        inside: (40, 200),
        outside: (70, 260),
        days: (0, 30),
        is_public_tool: true,
    },
    Crowd {
        role: Role::CommodityScanner,
        techniques: SCANS,
        inside: (20, 100),
        outside: (20, 84),
        days: (0, 30),
        is_public_tool: false,
    },
    // The vulnerability became public on 1 February, the world's day 24.
    Crowd {
        role: Role::VulnerabilityWave,
        techniques: &[Technique::Fresh],
        inside: (20, 53),
        outside: (45, 107),
        days: (24, 30),
        is_public_tool: false,
    },
    // Sign-ins of a day stay far below the 30 sources from which the program would call all of them a spray.
    Crowd {
        role: Role::PasswordGuesser,
        techniques: &[Technique::ShellPasswords],
        inside: (25, 124),
        outside: (25, 124),
        days: (0, 30),
        is_public_tool: false,
    },
    Crowd {
        role: Role::PasswordGuesser,
        techniques: &[Technique::MailPasswords],
        inside: (16, 75),
        outside: (16, 80),
        days: (0, 30),
        is_public_tool: false,
    },
    Crowd {
        role: Role::MailProber,
        techniques: &[Technique::Relay],
        inside: (12, 45),
        outside: (14, 48),
        days: (0, 30),
        is_public_tool: false,
    },
    Crowd {
        role: Role::MailProber,
        techniques: &[Technique::Harvest],
        inside: (8, 30),
        outside: (10, 32),
        days: (0, 30),
        is_public_tool: false,
    },
];

/// Bots on a schedule in the country and elsewhere, and the days each of them comes.
const SCHEDULED: [usize; 2] = [10, 10];
const SCHEDULED_DAYS: i64 = 10;

fn plan(seed: u64, places: Places<'_>) -> Option<Plan> {
    let mut planner = background(seed, places)?;
    planner.plan.groups.push(Group { id: "group-1", people: 1 });
    let members = members(&mut planner, Role::GroupMember, Some(0))?;
    sessions(&mut planner, &members);
    Some(planner.finish())
}

/// The same traffic under another truth.
pub(super) fn plan_of_people(seed: u64, places: Places<'_>, people: u32) -> Option<Plan> {
    let mut plan = plan(seed, places)?;
    plan.groups[0].people = people;
    Some(plan)
}

/// Everybody but the group.
pub(super) fn background(seed: u64, places: Places<'_>) -> Option<Planner<'_>> {
    let ordinary = Ordinary { web_lines: 60_000, web_sources: 9_000, mails: 3_100, campaign_sources: 0 };
    let empty = Plan::quiet(START_SECONDS - 29 * 86_400, DAYS, ordinary);
    let mut planner = Planner::new(seed, "february-2017", *b"UA", places, empty);
    for crowd in CROWDS {
        planner.crowd(crowd)?;
    }
    for (inside, bots) in [(true, SCHEDULED[0]), (false, SCHEDULED[1])] {
        let first = planner.actors(bots, inside, Role::ScheduledBot, None)?;
        for actor in first..first + bots {
            let of_day = planner.random.between(0, 82_800);
            let first_day = planner.random.between(0, DAYS - SCHEDULED_DAYS);
            for day in first_day..first_day + SCHEDULED_DAYS {
                let start = planner.plan.start + day * 86_400 + of_day + planner.random.between(0, 2);
                planner.run(start, actor, Technique::Doors);
            }
        }
    }
    Some(planner)
}

/// The group's sources, or as many independent ones in their place.
pub(super) fn members(planner: &mut Planner<'_>, role: Role, group: Option<u32>) -> Option<Vec<usize>> {
    let mut members = Vec::new();
    for (inside, count) in [(true, MEMBERS[0]), (false, MEMBERS[1])] {
        let first = planner.actors(count, inside, role, group)?;
        planner.give_public_tool(first, count);
        members.extend(first..first + count);
    }
    Some(members)
}

/// The technique of the group's sessions, in turn: what independent scanners do as well.
pub(super) fn technique(session: usize) -> Technique {
    LISTS[session % LISTS.len()]
}

/// Sessions of all members at once; each list is cut into parts that do not overlap, and no part is done twice.
fn sessions(planner: &mut Planner<'_>, members: &[usize]) {
    let apart = DAYS / SESSIONS as i64;
    let mut lists: Vec<Vec<usize>> = LISTS.iter().map(|list| (0..list.list_length()).collect()).collect();
    for list in &mut lists {
        for last in (1..list.len()).rev() {
            list.swap(last, planner.random.below(last as u64 + 1) as usize);
        }
    }
    for session in 0..SESSIONS {
        let day = session as i64 * apart + planner.random.between(0, apart - 2);
        let begin = planner.plan.start + day * 86_400 + planner.random.between(8 * 3_600, 19 * 3_600);
        let list = &mut lists[session % LISTS.len()];
        let work = list.split_off(list.len() - members.len() * ITEMS);
        for (member, part) in members.iter().zip(work.chunks_exact(ITEMS)) {
            let start = begin + planner.random.between(0, JITTER_SECONDS);
            planner.run_of(start, *member, technique(session), part.to_vec());
        }
    }
}
