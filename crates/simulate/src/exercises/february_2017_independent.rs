//! `february-2017-independent`: the volumes, sources, lists and tools of `february-2017`, but the 60 sources of its group are bots that know
//! nothing of one another. "They acted together" is false here.

use super::february_2017::{SESSIONS, background, members, technique};
use super::places::Places;
use super::plan::{Plan, Role};
use super::{Decidable, World};

pub(super) const WORLD: World = World {
    name: "february-2017-independent",
    about: [
        "the same volumes without a group: 60 bots with the same tool and lists that know nothing of one another",
        "les mêmes volumes sans groupe : 60 robots ayant le même outil et les mêmes listes, qui ne se connaissent pas",
    ],
    questions: [
        "Which sources acted together? The right answer is: none that the logs show; the same tool is not the same hand.",
        "Quelles sources ont agi ensemble ? La bonne réponse : aucune que montrent les journaux ; le même outil n’est pas la même main.",
    ],
    decidable: Decidable { coordinated: Some(false), several_people: None },
    plan,
};

fn plan(seed: u64, places: Places<'_>) -> Option<Plan> {
    let mut planner = background(seed, places)?;
    let last = planner.plan.days - 1;
    for bot in members(&mut planner, Role::CommodityScanner, None)? {
        for session in 0..SESSIONS {
            let day = planner.random.between(0, last);
            let start = planner.free_instant(bot, day, (0, last));
            planner.run(start, bot, technique(session));
        }
    }
    Some(planner.finish())
}
