//! `newsletter-storm`: twice in a week a newsletter goes out, and 400 readers follow its link within the hour. They come together, and nobody
//! commands them.

use super::places::Places;
use super::plan::{Plan, Planner, Role, SCANNERS, WEEK};
use super::work::Technique;
use super::{Decidable, World};
use crate::calendar::START_SECONDS;
use crate::coordination::exponential;

pub(super) const WORLD: World = World {
    name: "newsletter-storm",
    about: [
        "innocent: 400 readers follow a newsletter's link within the hour, twice in a week",
        "innocent : 400 lecteurs suivent le lien d’une lettre dans l’heure, deux fois en une semaine",
    ],
    questions: [
        "Did they act together? Is it an attack? The right answer to both: no; the readers are in no figure about attackers.",
        "Ont-ils agi ensemble ? Est-ce une attaque ? La bonne réponse aux deux : non ; les lecteurs ne sont dans aucun chiffre sur les attaquants.",
    ],
    decidable: Decidable { coordinated: Some(false), several_people: None },
    plan,
};

/// Readers inside France and elsewhere.
const READERS: [usize; 2] = [370, 30];
/// When the letter goes out, seconds since the world began: Tuesday and Friday at 10:00.
const SENT: [i64; 2] = [86_400 + 36_000, 4 * 86_400 + 36_000];
/// Mean time until a reader opens it.
const DELAY_SECONDS: f64 = 900.0;

fn plan(seed: u64, places: Places<'_>) -> Option<Plan> {
    let empty = Plan::quiet(START_SECONDS, 7, WEEK);
    let mut planner = Planner::new(seed, WORLD.name, *b"FR", places, empty);
    planner.crowd(&SCANNERS)?;
    for (inside, count) in [(true, READERS[0]), (false, READERS[1])] {
        let first = planner.actors(count, inside, Role::Reader, None)?;
        for reader in first..first + count {
            for sent in SENT {
                // Whoever has not opened it after some hours does not follow its link any more.
                let delay = (exponential(&mut planner.random) * DELAY_SECONDS) as i64;
                planner.run(START_SECONDS + sent + delay.min(6 * 3_600), reader, Technique::Read);
            }
        }
    }
    Some(planner.finish())
}
