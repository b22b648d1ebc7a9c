//! `slow-spray`: one hand drives 240 sources; each tries three passwords of accounts that exist, once, and is never seen again. No source is
//! conspicuous; together they are. Nobody gets in.

use super::places::Places;
use super::plan::{Group, Plan, Planner, Role, SCANNERS, WEEK};
use super::work::Technique;
use super::{Decidable, World};
use crate::calendar::START_SECONDS;

pub(super) const WORLD: World = World {
    name: "slow-spray",
    about: [
        "guilty: 240 sources try three passwords each and never come back; nobody got in",
        "coupable : 240 sources essaient trois mots de passe chacune et ne reviennent jamais ; personne n’est entré",
    ],
    questions: [
        "Were the accounts under attack, from how many sources? Did they get in? One session a source repeats nothing: whether one hand drove \
         them is not decidable from these logs, though it is true.",
        "Les comptes étaient-ils attaqués, depuis combien de sources ? Sont-ils entrés ? Une session par source ne répète rien : qu’une seule \
         main les ait menées est indécidable d’après ces journaux, bien que ce soit vrai.",
    ],
    decidable: Decidable { coordinated: None, several_people: None },
    plan,
};

/// Sources inside Ukraine and elsewhere.
const SOURCES: [usize; 2] = [60, 180];
/// Days of the world; the spray lasts from its second day to its last but one.
const DAYS: i64 = 7;

fn plan(seed: u64, places: Places<'_>) -> Option<Plan> {
    let empty = Plan { is_counted: false, ..Plan::quiet(START_SECONDS, DAYS, WEEK) };
    let mut planner = Planner::new(seed, WORLD.name, *b"UA", places, empty);
    planner.crowd(&SCANNERS)?;
    planner.plan.groups.push(Group { id: "campaign", people: 1 });
    let mut sources = Vec::new();
    for (inside, count) in [(true, SOURCES[0]), (false, SOURCES[1])] {
        let first = planner.actors(count, inside, Role::SlowSprayer, Some(0))?;
        sources.extend(first..first + count);
    }
    let span = (DAYS - 2) * 86_400;
    let apart = span / sources.len() as i64;
    for last in (1..sources.len()).rev() {
        sources.swap(last, planner.random.below(last as u64 + 1) as usize);
    }
    for (number, source) in (0_i64..).zip(sources) {
        let at = START_SECONDS + 86_400 + number * apart + planner.random.between(0, apart);
        planner.run(at, source, Technique::Spray);
    }
    Some(planner.finish())
}
