//! Stateful rules: what several hits say together that none says alone. Hits are grouped, put in order of time, and a window
//! of the rule's span slides over each group; wherever it crosses the threshold, *all* its hits become detections.
//!
//! Windows that cross and share hits are one window: a source that guesses for hours is one finding, not hundreds. Sorting
//! costs O(n log n), sliding O(n); memory is 16 bytes a hit. Records whose year nobody knows are compared only with records
//! of the same log. Nothing is matched here; which hits feed which rule was decided when the events were observed.

use vigie_facts::source::Source;
use vigie_facts::time::TimeBasis;

use crate::observe::{SourceSeen, read_value};
use crate::row::{NONE, Row};
use crate::rulebook::{Key, Measure, Property, Rulebook, WindowRule};
use crate::rules::Threshold;
use crate::words::{Table, Words};

/// Base rules that one stateful rule can tell apart: the width of a mask. Rules with more count the first ones only.
const BASES_MAX: usize = 64;

/// What windows are found in: rows in order of time and place, and the tables their ids name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ledger<'a> {
    pub(crate) rows: &'a [Row],
    pub(crate) sources: &'a [SourceSeen],
    pub(crate) sets: &'a Words,
    pub(crate) extras: &'a Words,
    pub(crate) rulebook: &'a Rulebook,
    /// Family of each input, by its number.
    pub(crate) families: &'a [u32],
}

impl Ledger<'_> {
    /// Rules that matched a row.
    pub(crate) fn rules_of(&self, row: &Row) -> impl Iterator<Item = u32> {
        rules_in(if row.hits == NONE { &[] } else { self.sets.get(row.hits) })
    }

    /// The log a row may be compared with, or 0 when its time can be compared with every other.
    pub(crate) fn family(&self, row: &Row) -> u64 {
        match row.time_basis {
            TimeBasis::YearUnknown => {
                1 + u64::from(self.families.get(row.input as usize).copied().unwrap_or(row.input))
            }
            TimeBasis::Stated
            | TimeBasis::ZoneAssumed
            | TimeBasis::YearInferred
            | TimeBasis::FoldInferred
            | TimeBasis::Neighbour => 0,
        }
    }
}

/// The rules of a set, as the observer wrote them.
pub(crate) fn rules_in(set: &[u8]) -> impl Iterator<Item = u32> {
    set.chunks_exact(4).filter_map(|bytes| bytes.try_into().ok().map(u32::from_le_bytes))
}

/// A union of crossing windows of one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FoundWindow {
    /// Place of the rule in [`Rulebook::windows`].
    pub(crate) rule_at: usize,
    /// The rows in it, in order.
    pub(crate) rows: Vec<u32>,
}

/// A hit on its way through a group.
#[derive(Clone, Copy, Debug)]
struct Member {
    group: u32,
    row: u32,
    /// Which bases matched it, by their place.
    bases: u64,
}

/// Every union of crossing windows, by rule, then group in order of its first hit, then time. `counts` says whether a
/// row may be counted by a rule.
pub(crate) fn find(ledger: Ledger<'_>, counts: &dyn Fn(u32, &WindowRule) -> bool) -> Vec<FoundWindow> {
    let mut found = Vec::new();
    let mut grouper = Grouper::new(ledger);
    let mut members = Vec::new();
    for (rule_at, rule) in ledger.rulebook.windows.iter().enumerate() {
        grouper.fill_members(rule, counts, &mut members);
        members.sort_unstable_by_key(|member| (member.group, member.row));
        for group in members.chunk_by(|a, b| a.group == b.group) {
            slide(ledger, rule, group, &mut grouper, |first, last| {
                found.push(FoundWindow { rule_at, rows: group[first..=last].iter().map(|m| m.row).collect() });
            });
        }
    }
    found
}

/// Names groups and values by small numbers.
struct Grouper<'a> {
    ledger: Ledger<'a>,
    networks: Table<Source>,
    values: Words,
    pairs: Table<(u64, u64)>,
}

impl<'a> Grouper<'a> {
    fn new(ledger: Ledger<'a>) -> Grouper<'a> {
        Grouper { ledger, networks: Table::default(), values: Words::default(), pairs: Table::default() }
    }

    /// The hits that feed a rule, in the order of the rows. The room is the caller's, so that it is taken once for all rules.
    fn fill_members(
        &mut self,
        rule: &WindowRule,
        counts: &dyn Fn(u32, &WindowRule) -> bool,
        members: &mut Vec<Member>,
    ) {
        self.pairs.clear();
        members.clear();
        let masks: Vec<u64> = self.ledger.sets.iter().map(|set| mask_of(set, &rule.bases)).collect();
        // Most logs feed few of the rules.
        if masks.iter().all(|mask| *mask == 0) {
            return;
        }
        for (at, row) in self.ledger.rows.iter().enumerate() {
            if row.hits == NONE || row.time_micros == Row::NO_TIME {
                continue;
            }
            let bases = masks[row.hits as usize];
            if bases == 0 || !counts(at as u32, rule) {
                continue;
            }
            if let Some(group) = self.group(row, bases, &rule.group) {
                members.push(Member { group, row: at as u32, bases });
            }
        }
    }

    /// The group of a hit; `None` when it lacks something that the rule groups by.
    fn group(&mut self, row: &Row, bases: u64, keys: &[Key]) -> Option<u32> {
        let mut group = self.pairs.intern(&(u64::MAX, self.ledger.family(row)));
        for key in keys {
            let value = self.value(row, bases, key)?;
            group = self.pairs.intern(&(u64::from(group), value));
        }
        Some(group)
    }

    fn value(&mut self, row: &Row, bases: u64, key: &Key) -> Option<u64> {
        let known = |id: u32| (id != NONE).then_some(u64::from(id));
        match key.of_base(bases.trailing_zeros() as usize)? {
            Property::Source => known(row.source),
            Property::Network => {
                let source = self.ledger.sources.get(row.source as usize)?.source;
                Some(u64::from(self.networks.intern(&source.network())))
            }
            Property::Account => known(row.account),
            Property::Asset => known(row.asset),
            Property::Service => Some(row.service as u64),
            Property::Status => (row.status != 0).then_some(u64::from(row.status)),
            Property::Field(field) => {
                let place = self.ledger.rulebook.extra_fields.binary_search(&field).ok()?;
                let blob = if row.extra == NONE { return None } else { self.ledger.extras.get(row.extra) };
                read_value(blob, place).map(|value| u64::from(self.values.intern(value, usize::MAX)))
            }
        }
    }
}

fn mask_of(set: &[u8], bases: &[u32]) -> u64 {
    let mut mask = 0;
    for rule in rules_in(set) {
        for (place, base) in bases.iter().take(BASES_MAX).enumerate() {
            mask |= u64::from(*base == rule) << place;
        }
    }
    mask
}

/// Slides the rule's window over one group and reports the first and last member of every union that crosses.
fn slide(
    ledger: Ledger<'_>,
    rule: &WindowRule,
    group: &[Member],
    grouper: &mut Grouper<'_>,
    mut report: impl FnMut(usize, usize),
) {
    let time = |at: usize| ledger.rows[group[at].row as usize].time_micros;
    let mut count = Count::new(rule);
    let mut union: Option<(usize, usize)> = None;
    let mut left = 0;
    for right in 0..group.len() {
        count.enter(ledger, group[right], time(right), grouper);
        while time(right).saturating_sub(time(left)) > rule.span_micros {
            count.leave(ledger, group[left], grouper);
            left += 1;
        }
        if !crosses(&rule.condition, count.value(time(right).saturating_sub(rule.span_micros))) {
            continue;
        }
        union = match union {
            Some((first, last)) if left <= last => Some((first, right)),
            Some((first, last)) => {
                report(first, last);
                Some((left, right))
            }
            None => Some((left, right)),
        };
    }
    if let Some((first, last)) = union {
        report(first, last);
    }
}

fn crosses(condition: &[Threshold], count: u64) -> bool {
    count > 0 && condition.iter().all(|threshold| threshold.holds(count))
}

/// What a window holds, as its rule counts.
enum Count<'r> {
    Tries(u64),
    Distinct {
        key: &'r Key,
        seen: hashbrown::HashMap<u64, u32>,
    },
    Bases {
        each: Vec<u32>,
    },
    /// Per base: when the latest chain began that reaches it in order.
    Chain {
        began: Vec<Option<i64>>,
    },
}

impl<'r> Count<'r> {
    fn new(rule: &'r WindowRule) -> Count<'r> {
        let bases = rule.bases.len().min(BASES_MAX);
        match &rule.measure {
            Measure::Events => Count::Tries(0),
            Measure::Distinct(key) => Count::Distinct { key, seen: hashbrown::HashMap::new() },
            Measure::Together => Count::Bases { each: vec![0; bases] },
            Measure::InOrder => Count::Chain { began: vec![None; bases] },
        }
    }

    fn enter(&mut self, ledger: Ledger<'_>, member: Member, time_micros: i64, grouper: &mut Grouper<'_>) {
        let row = &ledger.rows[member.row as usize];
        match self {
            Count::Tries(sum) => *sum += u64::from(row.tries),
            Count::Distinct { key, seen } => {
                if let Some(value) = grouper.value(row, member.bases, key) {
                    *seen.entry(value).or_default() += 1;
                }
            }
            Count::Bases { each } => {
                for place in places(member.bases) {
                    each[place] += 1;
                }
            }
            Count::Chain { began } => {
                // From the last place down, so that one hit takes one step of a chain, not two.
                for place in places(member.bases).rev() {
                    let start = if place == 0 { Some(time_micros) } else { began[place - 1] };
                    began[place] = start.max(began[place]);
                }
            }
        }
    }

    fn leave(&mut self, ledger: Ledger<'_>, member: Member, grouper: &mut Grouper<'_>) {
        let row = &ledger.rows[member.row as usize];
        match self {
            Count::Tries(sum) => *sum -= u64::from(row.tries),
            Count::Distinct { key, seen } => {
                let Some(value) = grouper.value(row, member.bases, key) else { return };
                if let hashbrown::hash_map::Entry::Occupied(mut entry) = seen.entry(value) {
                    *entry.get_mut() -= 1;
                    if *entry.get() == 0 {
                        entry.remove();
                    }
                }
            }
            Count::Bases { each } => {
                for place in places(member.bases) {
                    each[place] -= 1;
                }
            }
            // A chain leaves by its own beginning, which `value` looks at.
            Count::Chain { .. } => {}
        }
    }

    fn value(&self, earliest_micros: i64) -> u64 {
        match self {
            Count::Tries(sum) => *sum,
            Count::Distinct { seen, .. } => seen.len() as u64,
            Count::Bases { each } => each.iter().filter(|count| **count > 0).count() as u64,
            Count::Chain { began } => {
                let reached = began.iter().rposition(|start| start.is_some_and(|start| start >= earliest_micros));
                reached.map_or(0, |place| place as u64 + 1)
            }
        }
    }
}

fn places(mask: u64) -> impl DoubleEndedIterator<Item = usize> {
    (0..BASES_MAX).filter(move |place| mask & (1 << place) != 0)
}

#[cfg(test)]
mod tests;
