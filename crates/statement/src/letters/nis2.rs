//! The three reports of Directive (EU) 2022/2555 (NIS2), article 23(4): the early warning of 24 hours, the notification of 72 hours, the final report of one month.
//! Whoever is not in scope may send them by article 30. Whether an incident is significant is not decided here.

use super::{Item, Letter, Section, attempted, nothing_found};
use crate::asked::Length;
use crate::fields::Field;

const SCOPE: Section = Section {
    heading: "letter-head-scope",
    law: "23, 30",
    items: &[Item::Says("letter-scope"), Item::Fill("letter-fill-scope"), Item::Fill("letter-fill-organisation")],
};

const CROSS_BORDER: Section = Section {
    heading: "letter-head-cross-border",
    law: "23(4)",
    items: &[Item::Unknown("letter-unknown-cross-border"), Item::Fill("letter-fill-cross-border")],
};

pub(super) const WARNING: Letter = Letter {
    id: "warning",
    title: "letter-warning",
    facts_only: true,
    length: Length::Short,
    sections: &[
        SCOPE,
        Section {
            heading: "letter-head-aware",
            law: "23(4)(a)",
            items: &[Item::SaysIf(nothing_found, "letter-incident-nothing-found"), Item::Fill("letter-fill-aware")],
        },
        Section {
            heading: "letter-head-malicious",
            law: "23(4)(a)",
            items: &[Item::SaysIf(attempted, "letter-malicious"), Item::Field(Field::Nature)],
        },
        CROSS_BORDER,
        Section { heading: "st-head-success", law: "", items: &[Item::Field(Field::Success)] },
    ],
};

pub(super) const NOTIFICATION: Letter = Letter {
    id: "notification",
    title: "letter-notification",
    facts_only: true,
    length: Length::Medium,
    sections: &[
        SCOPE,
        Section {
            heading: "letter-head-update",
            law: "23(4)(b)",
            items: &[Item::Field(Field::Nature), Item::Field(Field::Targets), Item::Fill("letter-fill-update")],
        },
        Section {
            heading: "letter-head-severity",
            law: "23(4)(b)",
            items: &[Item::Field(Field::Extent), Item::Field(Field::Success), Item::Fill("letter-fill-severity")],
        },
        Section {
            heading: "letter-head-indicators",
            law: "23(4)(b)",
            items: &[Item::Says("letter-enclosed-indicators"), Item::Field(Field::Origin)],
        },
        CROSS_BORDER,
    ],
};

pub(super) const FINAL: Letter = Letter {
    id: "final",
    title: "letter-final",
    facts_only: true,
    length: Length::Long,
    sections: &[
        SCOPE,
        Section {
            heading: "letter-head-description",
            law: "23(4)(d)(i)",
            items: &[
                Item::Field(Field::Nature),
                Item::Field(Field::Extent),
                Item::Field(Field::Targets),
                Item::Field(Field::Success),
            ],
        },
        Section { heading: "letter-head-severity", law: "23(4)(d)(i)", items: &[Item::Fill("letter-fill-severity")] },
        Section {
            heading: "letter-head-cause",
            law: "23(4)(d)(ii)",
            items: &[Item::Unknown("letter-unknown-cause"), Item::Fill("letter-fill-cause")],
        },
        Section {
            heading: "st-head-measures",
            law: "23(4)(d)(iii)",
            items: &[Item::Field(Field::Measures), Item::Fill("letter-fill-measures")],
        },
        Section {
            heading: "letter-head-cross-border",
            law: "23(4)(d)(iv)",
            items: &[
                Item::Unknown("letter-unknown-cross-border"),
                Item::Fill("letter-fill-cross-border"),
                Item::Field(Field::Origin),
            ],
        },
        Section {
            heading: "letter-head-limits",
            law: "",
            items: &[Item::Field(Field::Confidence), Item::Field(Field::Unknown)],
        },
    ],
};
