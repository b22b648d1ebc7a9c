//! `carrier-gateway`: one address of a mobile carrier, behind it hundreds of readers, some of whom mistype the password of a mailbox. Blocking
//! it would lock all of them out.

use super::places::Places;
use super::plan::{Plan, Planner, Role, SCANNERS, WEEK};
use super::work::Technique;
use super::{Decidable, World};
use crate::calendar::START_SECONDS;

pub(super) const WORLD: World = World {
    name: "carrier-gateway",
    about: [
        "innocent: hundreds of people behind one address of a carrier, some of whom mistype a password",
        "innocent : des centaines de personnes derrière une seule adresse d’opérateur, dont certaines se trompent de mot de passe",
    ],
    questions: [
        "Which sources attacked? The right answer does not name the gateway, and proposes nothing against it.",
        "Quelles sources ont attaqué ? La bonne réponse ne nomme pas la passerelle et ne propose rien contre elle.",
    ],
    decidable: Decidable { coordinated: Some(false), several_people: None },
    plan,
};

/// Readers behind the gateway in the week.
const READERS: usize = 600;
/// People a day who mistype a password once or twice: fewer than a burst, spread over the day.
const MISTYPES_A_DAY: i64 = 3;
/// Days of the world.
const DAYS: i64 = 7;

fn plan(seed: u64, places: Places<'_>) -> Option<Plan> {
    let empty = Plan::quiet(START_SECONDS, DAYS, WEEK);
    let mut planner = Planner::new(seed, WORLD.name, *b"FR", places, empty);
    planner.crowd(&SCANNERS)?;
    let gateway = planner.actors(1, true, Role::CarrierGateway, None)?;
    for _ in 0..READERS {
        let at = planner.random.between(0, DAYS * 86_400 - 3_600);
        planner.run(START_SECONDS + at, gateway, Technique::Read);
    }
    for day in 0..DAYS {
        for _ in 0..MISTYPES_A_DAY {
            let at = planner.random.between(7 * 3_600, 22 * 3_600);
            planner.run(START_SECONDS + day * 86_400 + at, gateway, Technique::Mistype);
        }
    }
    Some(planner.finish())
}
