//! Counting by group: one pass over attempts, one over detections. Maps are ordered, so that results do not depend on hashing.

use std::collections::BTreeMap;

use vigie_facts::case::{Attempt, Case, LineId, SourceId};
use vigie_facts::form::Form;
use vigie_facts::tables::Detections;
use vigie_facts::time::Timestamp;

use crate::answer::{CITATIONS_MAX, Citation};
use crate::names::Naming;

/// What was counted of one group.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) attempts: u64,
    pub(crate) detections: u64,
    pub(crate) sources: u64,
    /// Attempts by form.
    pub(crate) forms: BTreeMap<Form, u64>,
    pub(crate) first: Option<Timestamp>,
    pub(crate) last: Option<Timestamp>,
    /// Indices of the first detections.
    pub(crate) cited: Vec<usize>,
}

impl Tally {
    /// Forms, most attempts first, then in the order of the closed list.
    pub(crate) fn forms_by_attempts(&self) -> Vec<Form> {
        let mut forms: Vec<(Form, u64)> = self.forms.iter().map(|(form, count)| (*form, *count)).collect();
        forms.sort_by_key(|(form, count)| (std::cmp::Reverse(*count), *form));
        forms.into_iter().map(|(form, _)| form).collect()
    }

    fn add_attempt(&mut self, attempt: &Attempt) {
        self.attempts += 1;
        *self.forms.entry(attempt.form).or_default() += 1;
        self.first = Some(self.first.map_or(attempt.start, |first| first.min(attempt.start)));
        self.last = Some(self.last.map_or(attempt.end, |last| last.max(attempt.end)));
    }

    /// Counts a detection, and cites it unless its record is cited already for another form: the same line three times proves
    /// nothing more.
    fn add_detection(&mut self, index: usize, detections: &Detections) {
        self.detections += 1;
        let is_cited = |cited: &usize| detections.origin(*cited) == detections.origin(index);
        if self.cited.len() < CITATIONS_MAX && !self.cited.iter().any(is_cited) {
            self.cited.push(index);
        }
    }
}

/// Counts attempts and detections by group. A group whose attempts are asked for by `of_attempt` gets its distinct sources from
/// them (and from detections without an attempt); when `of_attempt` never answers, from the detections, which are named by their row.
pub(crate) fn tally<G: Ord + Copy>(
    case: &Case,
    of_attempt: impl Fn(&Attempt) -> Option<G>,
    of_detection: impl Fn(usize) -> Option<G>,
) -> BTreeMap<G, Tally> {
    let mut groups = Groups::default();
    let mut pairs: Vec<(G, SourceId)> = Vec::new();
    let mut seen_attempts = false;
    for attempt in &case.attempts {
        let Some(group) = of_attempt(attempt) else { continue };
        seen_attempts = true;
        groups.of(group).add_attempt(attempt);
        if let Some(source) = attempt.source {
            note(&mut pairs, (group, source));
        }
    }
    for index in 0..case.detections.len() {
        let Some(group) = of_detection(index) else { continue };
        groups.of(group).add_detection(index, &case.detections);
        if (!seen_attempts || case.detections.attempt(index).is_none())
            && let Some(source) = case.detections.source(index)
        {
            note(&mut pairs, (group, source));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    for one_group in pairs.chunk_by(|(group, _), (other, _)| group == other) {
        groups.of(one_group[0].0).sources = one_group.len() as u64;
    }
    groups.finish()
}

/// Groups and what was counted of them. Rows come in order of time and mostly name the group that the one before named.
struct Groups<G> {
    places: BTreeMap<G, usize>,
    tallies: Vec<Tally>,
    last: Option<(G, usize)>,
}

impl<G> Default for Groups<G> {
    fn default() -> Groups<G> {
        Groups { places: BTreeMap::new(), tallies: Vec::new(), last: None }
    }
}

impl<G: Ord + Copy> Groups<G> {
    fn of(&mut self, group: G) -> &mut Tally {
        let at = match self.last {
            Some((last, at)) if last == group => at,
            _ => *self.places.entry(group).or_insert_with(|| {
                self.tallies.push(Tally::default());
                self.tallies.len() - 1
            }),
        };
        self.last = Some((group, at));
        &mut self.tallies[at]
    }

    fn finish(mut self) -> BTreeMap<G, Tally> {
        let taken = self.places.into_iter().map(|(group, at)| (group, std::mem::take(&mut self.tallies[at])));
        taken.collect()
    }
}

/// Pairs held before those that stand twice are let go of, at least.
const PAIRS_MIN: usize = 1 << 12;

/// Adds a pair. There may be millions of which few differ: whenever the room is used up, each is held once.
fn note<P: Ord>(pairs: &mut Vec<P>, pair: P) {
    if pairs.last() == Some(&pair) {
        return;
    }
    if pairs.len() == pairs.capacity() && pairs.len() >= PAIRS_MIN {
        pairs.sort_unstable();
        pairs.dedup();
        // Room for as many again: otherwise the next one would be the reason to look again.
        pairs.reserve(pairs.len());
    }
    pairs.push(pair);
}

/// Groups, most attempts first, then most detections, then in their own order.
pub(crate) fn ranked<G: Ord>(groups: BTreeMap<G, Tally>) -> Vec<(G, Tally)> {
    let mut rows: Vec<(G, Tally)> = groups.into_iter().collect();
    rows.sort_by(|(a_group, a), (b_group, b)| {
        (b.attempts, b.detections).cmp(&(a.attempts, a.detections)).then_with(|| a_group.cmp(b_group))
    });
    rows
}

/// Attempts and detections of each row of a table, by its index.
pub(crate) type Counts = (u64, u64);

/// Adds one to a count of each row that `indices` names.
pub(crate) fn count(
    rows: &mut [Counts],
    indices: impl Iterator<Item = usize>,
    which: impl Fn(&mut Counts) -> &mut u64,
) {
    for index in indices {
        if let Some(row) = rows.get_mut(index) {
            *which(row) += 1;
        }
    }
}

/// The rows with most attempts, then most detections, then the first ones, leaving out those with none. A table may have a million
/// rows of which a report shows twenty: only those get a [`Tally`].
pub(crate) fn busiest(rows: &[Counts], most: usize) -> Vec<usize> {
    let mut indices: Vec<usize> = (0..rows.len()).filter(|index| rows[*index] != (0, 0)).collect();
    let rank = |index: &usize| (std::cmp::Reverse(rows[*index]), *index);
    if indices.len() > most && most > 0 {
        indices.select_nth_unstable_by_key(most - 1, rank);
        indices.truncate(most);
    }
    indices.sort_unstable_by_key(rank);
    indices
}

/// Where detections can be checked.
pub(crate) fn citations(case: &Case, naming: &Naming, indices: &[usize]) -> Vec<Citation> {
    indices
        .iter()
        .filter_map(|index| case.detections.get(*index))
        .map(|detection| citation(case, naming, detection.origin, detection.line))
        .collect()
}

/// Where a record can be checked, with its line when the case keeps it.
pub(crate) fn citation(
    case: &Case,
    naming: &Naming,
    origin: vigie_facts::origin::Origin,
    line: Option<LineId>,
) -> Citation {
    let path = case.inputs.get(origin.input.0 as usize).map(|input| input.path.to_string()).unwrap_or_default();
    let text = line.and_then(|line| case.lines.get(line.index())).map(|line| naming.text(&line.text));
    Citation { path, line: origin.line, byte_start: origin.byte_start, text }
}
