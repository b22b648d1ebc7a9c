//! What it was after, by the kind of system that was attacked. Names of machines and accounts stay in the report.

use vigie_facts::service::Target;
use vigie_figures::sentence::{Arg, Sentence};

use crate::asked::{Audience, Length};
use crate::compose::{Line, Slot};
use crate::facts::{Anchor, Facts};

pub(super) fn full(facts: &Facts<'_>) -> Vec<Slot> {
    let pursued = &facts.answer.pursued;
    let mut slots = holding(facts);
    // Of one kind alone, the number is that of all attempts, which stands above.
    let part = |count: u64| count > 0 && count < facts.attempts();
    for row in pursued.targets.iter().filter(|row| part(row.attempts.value)) {
        let sentence =
            Sentence::new("st-targets-count").count("count", row.attempts.value).word("target", own(row.target));
        let line = Line::claim(sentence, vec![Anchor::of(2, &row.attempts)]);
        slots.push(Slot::new(Length::Medium, vec![line]));
    }
    if pursued.accounts_total.value > 0 {
        let sentence = Sentence::new("st-targets-accounts").count("count", pursued.accounts_total.value);
        let line = Line::claim(sentence, vec![Anchor::of(2, &pursued.accounts_total)]);
        slots.push(Slot::new(Length::Medium, vec![line]).only(&[Audience::State, Audience::Members]));
    }
    slots
}

/// Without figures.
pub(super) fn holding(facts: &Facts<'_>) -> Vec<Slot> {
    let named: Vec<Arg> = facts
        .answer
        .pursued
        .targets
        .iter()
        .filter(|row| row.attempts.value > 0)
        .map(|row| Arg::Word(own(row.target).into()))
        .collect();
    let mut wordings = Vec::new();
    if !named.is_empty() {
        let first = named.first().cloned();
        wordings.push(Line::claim(Sentence::new("st-targets-named").with("targets", Arg::List(named)), Vec::new()));
        if let Some(first) = first {
            wordings.push(Line::claim(Sentence::new("st-targets-named").with("targets", first), Vec::new()));
        }
    }
    wordings.push(Line::plain(Sentence::new("st-targets-unknown")));
    vec![Slot::new(Length::Short, wordings)]
}

/// The key of "our website", "our mailboxes".
fn own(target: Target) -> &'static str {
    match target {
        Target::Site => "st-own-site",
        Target::Databases => "st-own-databases",
        Target::Mailboxes => "st-own-mailboxes",
        Target::Infrastructure => "st-own-infrastructure",
    }
}
