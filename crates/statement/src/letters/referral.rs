//! A referral to the State: what was seen, how sure that is, what is asked. It asks for measures; it accuses nobody.

use super::{Item, Letter, Section};
use crate::asked::Length;
use crate::fields::Field;

pub(super) const LETTER: Letter = Letter {
    id: "referral",
    title: "letter-referral",
    facts_only: false,
    length: Length::Medium,
    sections: &[
        Section {
            heading: "letter-head-sender",
            law: "",
            items: &[Item::Fill("letter-fill-organisation"), Item::Fill("letter-fill-contact")],
        },
        Section { heading: "letter-head-subject", law: "", items: &[Item::Says("letter-referral-subject")] },
        Section { heading: "st-head-nature", law: "", items: &[Item::Field(Field::Nature)] },
        Section { heading: "st-head-extent", law: "", items: &[Item::Field(Field::Extent)] },
        Section { heading: "st-head-origin", law: "", items: &[Item::Field(Field::Origin)] },
        Section { heading: "st-head-targets", law: "", items: &[Item::Field(Field::Targets)] },
        Section { heading: "st-head-success", law: "", items: &[Item::Field(Field::Success)] },
        Section {
            heading: "st-head-measures",
            law: "",
            items: &[Item::Field(Field::Measures), Item::Fill("letter-fill-measures")],
        },
        Section { heading: "st-head-confidence", law: "", items: &[Item::Field(Field::Confidence)] },
        Section { heading: "st-head-unknown", law: "", items: &[Item::Field(Field::Unknown)] },
        Section {
            heading: "letter-head-asked",
            law: "",
            items: &[
                Item::Says("letter-ask-contact"),
                Item::Says("letter-ask-measures"),
                Item::Says("letter-ask-logs"),
                Item::Says("letter-ask-others"),
            ],
        },
        Section {
            heading: "letter-head-enclosed",
            law: "",
            items: &[Item::Says("letter-enclosed-pack"), Item::Says("letter-enclosed-indicators")],
        },
        Section { heading: "letter-head-signature", law: "", items: &[Item::Fill("letter-fill-signature")] },
    ],
};
