//! `february-2017-four-people`: byte for byte the logs of `february-2017`; only the truth differs: four people share the plan. Whoever answers
//! "a group of people" or "one person" from these logs answers both worlds alike, and is wrong in one.

use super::february_2017::plan_of_people;
use super::{Decidable, World};

pub(super) const WORLD: World = World {
    name: "february-2017-four-people",
    about: [
        "byte for byte the logs of february-2017, commanded by four people instead of one: not decidable",
        "octet pour octet les journaux de february-2017, commandés par quatre personnes au lieu d’une : indécidable",
    ],
    questions: [
        "Was it a group of people rather than one? The right answer is: not decidable from logs.",
        "Était-ce un groupe de personnes plutôt qu’une seule ? La bonne réponse : indécidable d’après les journaux.",
    ],
    decidable: Decidable { coordinated: Some(true), several_people: None },
    plan: |seed, places| plan_of_people(seed, places, 4),
};
