//! What members should do, by what was tried against them. Asks and advises; claims nothing.

use vigie_facts::form::FormClass;
use vigie_facts::service::Target;
use vigie_figures::sentence::Sentence;

use crate::asked::{Audience, Length};
use crate::compose::{Line, Slot};
use crate::facts::Facts;

pub(super) fn full(facts: &Facts<'_>) -> Vec<Slot> {
    let tried = |class: FormClass| facts.answer.what.forms.iter().any(|row| row.class == class);
    let mailboxes =
        facts.answer.pursued.targets.iter().any(|row| row.target == Target::Mailboxes && row.attempts.value > 0);
    let entered = facts.answer.entry.had.value > 0;
    let advice = |from: Length, key: &'static str| {
        Slot::new(from, vec![Line::plain(Sentence::new(key))]).only(&[Audience::Members])
    };
    let mut slots = Vec::new();
    if tried(FormClass::Credential) || entered {
        slots.push(advice(Length::Short, "st-advice-password"));
        slots.push(advice(Length::Medium, "st-advice-second-factor"));
    }
    if mailboxes {
        slots.push(advice(Length::Medium, "st-advice-mail"));
    }
    if entered {
        slots.push(advice(Length::Short, "st-advice-entered"));
    }
    slots.push(advice(Length::Short, "st-advice-report"));
    slots
}
