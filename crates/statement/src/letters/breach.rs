//! The notification of a personal data breach: the fields of Regulation (EU) 2016/679, article 33. Whether there was a breach, and whether it must be
//! notified, is not decided here.

use super::{Item, Letter, Section, nothing_found};
use crate::asked::Length;
use crate::fields::Field;

pub(super) const LETTER: Letter = Letter {
    id: "breach",
    title: "letter-breach",
    facts_only: true,
    length: Length::Medium,
    sections: &[
        Section {
            heading: "letter-head-aware",
            law: "33(1)",
            items: &[
                Item::SaysIf(nothing_found, "letter-breach-nothing-found"),
                Item::Fill("letter-fill-aware"),
                Item::Fill("letter-fill-delay"),
            ],
        },
        Section {
            heading: "letter-head-breach",
            law: "33(3)(a)",
            items: &[Item::Field(Field::Success), Item::Field(Field::Nature), Item::Field(Field::Targets)],
        },
        Section {
            heading: "letter-head-subjects",
            law: "33(3)(a)",
            items: &[Item::Unknown("letter-unknown-subjects"), Item::Fill("letter-fill-subjects")],
        },
        Section {
            heading: "letter-head-records",
            law: "33(3)(a)",
            items: &[Item::Unknown("letter-unknown-records"), Item::Fill("letter-fill-records")],
        },
        Section { heading: "letter-head-dpo", law: "33(3)(b)", items: &[Item::Fill("letter-fill-dpo")] },
        Section {
            heading: "letter-head-consequences",
            law: "33(3)(c)",
            items: &[Item::Unknown("letter-unknown-consequences"), Item::Fill("letter-fill-consequences")],
        },
        Section {
            heading: "st-head-measures",
            law: "33(3)(d)",
            items: &[Item::Field(Field::Measures), Item::Fill("letter-fill-measures")],
        },
        Section { heading: "letter-head-later", law: "33(4)", items: &[Item::Says("letter-later")] },
        Section {
            heading: "letter-head-documentation",
            law: "33(5)",
            items: &[Item::Says("letter-enclosed-pack"), Item::Field(Field::Confidence)],
        },
    ],
};
