//! `break-in`: a slow campaign against the accounts of a server gets in with its last try; the intruder reads the file of passwords and adds a
//! user. Around it, independent scanners and an administrator who sometimes mistypes.

use super::places::Places;
use super::plan::{Ordinary, Plan, Planner, SCANNERS, WEEK};
use super::{Decidable, World};
use crate::calendar::START_SECONDS;

pub(super) const WORLD: World = World {
    name: "break-in",
    about: [
        "guilty: a slow campaign of 200 sources gets in at the end; the intruder reads the password file and adds a user",
        "coupable : une campagne lente de 200 sources entre à la fin ; l’intrus lit le fichier des mots de passe et ajoute un utilisateur",
    ],
    questions: [
        "Did they get in: where, as whom, from which source, and what followed? Who must not be named: the administrator who mistypes.",
        "Sont-ils entrés : où, sous quel compte, depuis quelle source, et ensuite ? Qui ne doit pas être nommé : l’administrateur qui se trompe.",
    ],
    decidable: Decidable { coordinated: None, several_people: None },
    plan,
};

/// Sources of the campaign, three tries each.
const CAMPAIGN_SOURCES: u64 = 200;

fn plan(seed: u64, places: Places<'_>) -> Option<Plan> {
    let ordinary = Ordinary { campaign_sources: CAMPAIGN_SOURCES, ..WEEK };
    let empty = Plan::quiet(START_SECONDS, 7, ordinary);
    let mut planner = Planner::new(seed, WORLD.name, *b"UA", places, empty);
    planner.crowd(&SCANNERS)?;
    Some(planner.finish())
}
