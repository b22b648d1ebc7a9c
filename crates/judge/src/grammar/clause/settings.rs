//! Periods, certainty and purposes of a clause: what holds for all of it.

use super::Clause;
use crate::grammar::units::{Piece, Unit};
use crate::lexicon::Item;
use crate::proposition::{Predicate, Proposition};

impl Clause<'_> {
    /// Periods, certainty: they hold for the whole clause.
    pub(super) fn settings(&mut self) {
        self.stretch();
        for at in 0..self.units.len() {
            if self.used[at] {
                continue;
            }
            match &self.units[at].piece {
                Piece::Period(period) => {
                    let since = at > 0 && matches!(self.item(at - 1), Some(Item::Since | Item::From));
                    let until = at > 0 && self.item(at - 1) == Some(Item::Until);
                    let text = match (since, until) {
                        (true, _) if !period.starts_with("last(") => format!("since({period})"),
                        (_, true) => format!("until({period})"),
                        _ => period.clone(),
                    };
                    self.period.get_or_insert(text);
                    self.mark(at.saturating_sub(usize::from(since || until)), at + 1);
                }
                Piece::Item(Item::Period(period)) => {
                    let since =
                        at > 0 && matches!(self.item(at - 1), Some(Item::Since | Item::From)) && !period.contains('(');
                    let text = if since { format!("since({period})") } else { (*period).to_owned() };
                    self.period.get_or_insert(text);
                    self.mark(at.saturating_sub(usize::from(since)), at + 1);
                }
                Piece::Item(Item::Sure(certainty)) => {
                    self.certainty = Some(self.certainty.map_or(*certainty, |before| before.max(*certainty)));
                    self.mark(at, at + 1);
                }
                Piece::Item(Item::If) => self.mark(at, at + 1),
                _ => {}
            }
        }
    }

    /// "Entre le 8 janvier et le 7 février", "from 8 to 31 January": two dates that are one period.
    pub(super) fn stretch(&mut self) {
        let joins = |unit: &Unit| {
            let to = unit.item() == Some(Item::OrEven) && self.words[unit.from].folded == "to";
            to || unit.is_light() || matches!(unit.item(), Some(Item::And | Item::To | Item::Until))
        };
        for last in 1..self.units.len() {
            let Piece::Period(until) = &self.units[last].piece else { continue };
            let Some(first) = (0..last).rev().find(|at| !joins(&self.units[*at])) else { continue };
            let since = match &self.units[first].piece {
                Piece::Period(since) => since.clone(),
                // A day alone belongs to the month of the other.
                Piece::Number(day, 0) if (1.0..=31.0).contains(day) && first + 1 < last => match until.rsplit_once('-')
                {
                    Some((month, of_month)) if of_month.len() == 2 && month.len() >= 4 => format!("{month}-{day:02}"),
                    _ => continue,
                },
                _ => continue,
            };
            let word = |at: usize| self.words.get(self.units[at].from).map_or("", |word| word.folded.as_str());
            let from = (first.saturating_sub(2)..first)
                .find(|at| matches!(word(*at), "entre" | "du" | "de" | "between" | "from"));
            if let (Some(from), false) = (from, until.contains('(') || since.contains('(')) {
                self.period.get_or_insert(format!("between({since}, {until})"));
                self.mark(from, last + 1);
            }
        }
    }

    /// A purpose takes the rest of its clause with it: what somebody wants is no claim of what was.
    pub(super) fn intention(&mut self) {
        let Some(at) = self.positions(|item| item == Item::Intent).first().copied() else { return };
        self.emit(Proposition::new(Predicate::Intended), at);
        self.used[at..].fill(true);
    }
}
