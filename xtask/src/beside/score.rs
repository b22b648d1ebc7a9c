//! What a run came to: who was held back, when, what got through, and what that cost; several runs together; and the table. It
//! measures nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::play::Outcome;
use super::script::Actor;
use super::watch::Held;

/// What one tool did in one run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Run {
    pub(crate) tool: String,
    pub(crate) number: u64,
    /// Processor seconds from the start of the tool until it watched, and from then on.
    pub(crate) cpu_seconds_start: f64,
    pub(crate) cpu_seconds: f64,
    pub(crate) mib_max: f64,
    pub(crate) load_before: String,
    pub(crate) actors: Vec<Row>,
    /// Every rule: milliseconds after the attack began, and what it covers.
    pub(crate) rules: Vec<(f64, String)>,
}

/// What became of one actor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) actor: String,
    pub(crate) is_attacker: bool,
    /// Addresses that it used, and how many of them a rule covered in the end.
    pub(crate) sources: usize,
    pub(crate) sources_held: usize,
    /// From its first line in a log to the first rule against one of its addresses.
    pub(crate) held_after_ms: Option<f64>,
    pub(crate) tries: usize,
    /// Tries that a server answered.
    pub(crate) answered: usize,
    /// Tries that nobody answered; the rest were not made any more.
    pub(crate) unanswered: usize,
}

/// The rows of a run. `first_ms` has the instant of an address's first line in a log.
pub(crate) fn rows(
    actors: &[Actor],
    outcomes: &[Outcome],
    first_ms: &BTreeMap<IpAddr, f64>,
    held: &[Held],
) -> Vec<Row> {
    let row = |actor: &Actor| {
        let sources: BTreeSet<IpAddr> = actor.steps.iter().filter_map(|step| step.source.parse().ok()).collect();
        let held_at = |source: &IpAddr| held.iter().find(|held| held.covers(*source)).map(|held| held.at_ms);
        let began = sources.iter().filter_map(|source| first_ms.get(source).copied()).reduce(f64::min);
        let first_held = sources.iter().filter_map(held_at).reduce(f64::min);
        let answers: Vec<Option<bool>> =
            outcomes.iter().filter(|outcome| outcome.actor == actor.name).map(|outcome| outcome.is_answered).collect();
        let counted = |wanted| answers.iter().filter(|answer| **answer == wanted).count();
        Row {
            actor: actor.name.to_owned(),
            is_attacker: actor.is_attacker,
            sources: sources.len(),
            sources_held: sources.iter().filter(|source| held_at(source).is_some()).count(),
            held_after_ms: began.zip(first_held).map(|(began, held)| held - began),
            tries: answers.len(),
            answered: counted(Some(true)),
            unanswered: counted(Some(false)),
        }
    };
    actors.iter().map(row).collect()
}

/// The middle, and both ends.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Spread {
    min: f64,
    median: f64,
    max: f64,
}

impl Spread {
    fn of(values: impl IntoIterator<Item = f64>) -> Option<Spread> {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        let (min, max) = (*values.first()?, *values.last()?);
        Some(Spread { min, median: values[(values.len() - 1) / 2], max })
    }

    fn text(self, digits: usize) -> String {
        let Spread { min, median, max } = self;
        let [shown_min, shown, shown_max] = [min, median, max].map(|value| format!("{value:.digits$}"));
        if shown_min == shown_max { shown } else { format!("{shown} ({shown_min} to {shown_max})") }
    }
}

/// The tables, in Markdown: attackers, ordinary people, costs. Figures are medians of the runs, with least and most where these differ.
pub(crate) fn tables(tools: &[&str], actors: &[Actor], runs: &[Run]) -> String {
    let mut text = String::from(
        "Attackers: addresses held back of those used; seconds from the first line in a log to the rule; tries answered of those planned.\n\n",
    );
    let head = |text: &mut String, first: &str| {
        let _ = writeln!(text, "| {first} | {} |\n| --- |{}", tools.join(" | "), " --- |".repeat(tools.len()));
    };
    head(&mut text, "attacker");
    for actor in actors.iter().filter(|actor| actor.is_attacker) {
        line(&mut text, tools, actor.name, |tool| attacker_cell(&rows_of(runs, tool, actor.name)));
    }
    text += "\nOrdinary people: tries without an answer, of all; **held** where a rule covered them.\n\n";
    head(&mut text, "who");
    for actor in actors.iter().filter(|actor| !actor.is_attacker) {
        line(&mut text, tools, actor.name, |tool| ordinary_cell(&rows_of(runs, tool, actor.name)));
    }
    text += "\nCost: all processes of the tool, also those that it starts for a moment.\n\n";
    head(&mut text, "what");
    cost_line(&mut text, tools, runs, "processor s until it watches", |run| run.cpu_seconds_start);
    cost_line(&mut text, tools, runs, "processor s of the run", |run| run.cpu_seconds);
    cost_line(&mut text, tools, runs, "memory, MiB at most", |run| run.mib_max);
    text
}

fn line(text: &mut String, tools: &[&str], name: &str, cell: impl Fn(&str) -> String) {
    let cells: Vec<String> = tools.iter().map(|tool| cell(tool)).collect();
    let _ = writeln!(text, "| {name} | {} |", cells.join(" | "));
}

fn cost_line(text: &mut String, tools: &[&str], runs: &[Run], name: &str, cost: fn(&Run) -> f64) {
    line(text, tools, name, |tool| {
        let spread = Spread::of(runs.iter().filter(|run| run.tool == tool).map(cost));
        spread.map_or_else(|| "–".to_owned(), |spread| spread.text(1))
    });
}

fn rows_of<'a>(runs: &'a [Run], tool: &str, actor: &str) -> Vec<&'a Row> {
    runs.iter().filter(|run| run.tool == tool).flat_map(|run| &run.actors).filter(|row| row.actor == actor).collect()
}

fn attacker_cell(rows: &[&Row]) -> String {
    let Some(first) = rows.first() else { return "–".to_owned() };
    let of = |value: fn(&Row) -> usize, rows: &[&Row]| Spread::of(rows.iter().map(|row| value(row) as f64));
    let shown = |spread: Option<Spread>| spread.map_or_else(|| "–".to_owned(), |spread| spread.text(0));
    let (held, answered) = (shown(of(|row| row.sources_held, rows)), shown(of(|row| row.answered, rows)));
    let times = rows.iter().filter_map(|row| row.held_after_ms).map(|ms| ms / 1_000.0);
    let Some(after) = Spread::of(times) else {
        return format!("no; {answered} of {}", first.tries);
    };
    let whom = match first.sources {
        1 if rows.iter().all(|row| row.sources_held == 1) => "yes".to_owned(),
        1 => format!("in {} of {} runs", rows.iter().filter(|row| row.sources_held == 1).count(), rows.len()),
        all => format!("{held} of {all}"),
    };
    format!("{whom}, {} s; {answered} of {}", after.text(2), first.tries)
}

fn ordinary_cell(rows: &[&Row]) -> String {
    let Some(first) = rows.first() else { return "–".to_owned() };
    let unanswered = Spread::of(rows.iter().map(|row| (row.tries - row.answered) as f64));
    let shown = unanswered.map_or_else(|| "–".to_owned(), |spread| spread.text(0));
    let mark = if rows.iter().any(|row| row.sources_held > 0) { ", **held**" } else { "" };
    format!("{shown} of {}{mark}", first.tries)
}

#[cfg(test)]
mod tests {
    use super::super::script::{Act, Step};
    use super::*;

    fn actor(name: &'static str, sources: &[&str]) -> Actor {
        let act = || Act::Get { target: "/".into(), agent: "a".into() };
        let steps = sources.iter().map(|source| Step { at_ms: 0, source: (*source).into(), act: act() });
        Actor { name, is_attacker: true, lanes: 1, steps: steps.collect() }
    }

    #[test]
    fn an_actor_is_held_from_the_first_rule_that_covers_one_of_its_addresses() {
        let actors = [actor("one", &["203.0.113.9", "203.0.113.10"]), actor("two", &["198.51.100.1"])];
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let outcome = |source: &str, is_answered| Outcome { actor: "one".into(), source: source.into(), is_answered };
        let outcomes =
            [outcome("203.0.113.9", Some(true)), outcome("203.0.113.9", Some(false)), outcome("203.0.113.10", None)];
        let first = BTreeMap::from([(address("203.0.113.9"), 1_000.0), (address("203.0.113.10"), 900.0)]);
        let held = [Held { at_ms: 1_250.0, first: address("203.0.113.9"), last: address("203.0.113.9") }];
        let rows = rows(&actors, &outcomes, &first, &held);
        assert_eq!((rows[0].sources, rows[0].sources_held, rows[0].held_after_ms), (2, 1, Some(350.0)));
        assert_eq!((rows[0].tries, rows[0].answered, rows[0].unanswered), (3, 1, 1));
        assert_eq!((rows[1].sources_held, rows[1].held_after_ms), (0, None));
        assert_eq!(attacker_cell(&[&rows[0]]), "1 of 2, 0.35 s; 1 of 3");
        assert_eq!(attacker_cell(&[&rows[1]]), "no; 0 of 0");
    }

    #[test]
    fn a_spread_says_its_ends_only_where_they_differ() {
        let shown = |values: &[f64]| Spread::of(values.iter().copied()).map(|spread| spread.text(1));
        assert_eq!(shown(&[3.0, 1.0, 2.0]).as_deref(), Some("2.0 (1.0 to 3.0)"));
        assert_eq!(shown(&[2.0, 2.01]).as_deref(), Some("2.0"));
        assert_eq!(shown(&[]), None);
    }
}
