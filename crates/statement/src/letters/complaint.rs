//! The annex of a complaint: facts only. What they are in law, and who did them, is left to those who decide it.

use super::{Item, Letter, Section};
use crate::asked::Length;
use crate::fields::Field;

pub(super) const LETTER: Letter = Letter {
    id: "complaint",
    title: "letter-complaint",
    facts_only: true,
    length: Length::Medium,
    sections: &[
        Section {
            heading: "letter-head-complainant",
            law: "",
            items: &[Item::Fill("letter-fill-organisation"), Item::Fill("letter-fill-contact")],
        },
        Section {
            heading: "letter-head-facts",
            law: "",
            items: &[Item::Field(Field::Nature), Item::Field(Field::Extent), Item::Field(Field::Targets)],
        },
        Section { heading: "st-head-success", law: "", items: &[Item::Field(Field::Success)] },
        Section { heading: "st-head-origin", law: "", items: &[Item::Field(Field::Origin)] },
        Section { heading: "letter-head-author", law: "", items: &[Item::Unknown("letter-unknown-author")] },
        Section {
            heading: "letter-head-damage",
            law: "",
            items: &[Item::Unknown("letter-unknown-damage"), Item::Fill("letter-fill-damage")],
        },
        Section {
            heading: "letter-head-evidence",
            law: "",
            items: &[
                Item::Says("letter-enclosed-pack"),
                Item::Says("letter-evidence-lines"),
                Item::Says("letter-evidence-custody"),
            ],
        },
        Section {
            heading: "letter-head-limits",
            law: "",
            items: &[Item::Field(Field::Confidence), Item::Field(Field::Unknown)],
        },
        Section { heading: "letter-head-law", law: "", items: &[Item::Says("letter-law-left")] },
    ],
};
