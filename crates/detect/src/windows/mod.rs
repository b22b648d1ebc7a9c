//! Stateful rules: what several hits say together that none says alone. Hits are grouped, put in order of time, and a window
//! of the rule's span slides over each group; wherever it crosses the threshold, *all* its hits become detections.
//!
//! Windows that cross and share hits are one window: a source that guesses for hours is one finding, not hundreds. Grouping and
//! sliding cost O(n); memory is 8 bytes a hit, and 64 of the largest group. Hits of a source (network, account) whose tries altogether stay below every threshold are not
//! grouped at all: most are. Records whose year nobody knows are compared only with records
//! of the same log. Nothing is matched here; which hits feed which rule was decided when the events were observed.

use vigie_facts::source::Source;
use vigie_facts::time::TimeBasis;

use crate::grouped::Grouped;
use crate::observe::{SourceSeen, read_value};
use crate::row::{NONE, Row};
use crate::rows::{RowAt, Rows};
use crate::rulebook::{Key, Measure, Property, Rulebook, WindowRule};
use crate::rules::Threshold;
use crate::words::{Table, Words};

/// Base rules that one stateful rule can tell apart: the width of a mask. Rules with more count the first ones only.
const BASES_MAX: usize = 64;

/// What windows are found in: rows in order of time and place, and the tables their ids name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ledger<'a> {
    pub(crate) rows: &'a Rows,
    pub(crate) sources: &'a [SourceSeen],
    pub(crate) sets: &'a Words,
    pub(crate) extras: &'a Words,
    pub(crate) rulebook: &'a Rulebook,
    /// Family of each input, by its number.
    pub(crate) families: &'a [u32],
}

impl Ledger<'_> {
    /// Rules that matched a row.
    pub(crate) fn rules_of(&self, row: RowAt<'_>) -> impl Iterator<Item = u32> {
        rules_in(if row.hits() == NONE { &[] } else { self.sets.get(row.hits()) })
    }

    /// The log a row may be compared with, or 0 when its time can be compared with every other.
    pub(crate) fn family(&self, row: RowAt<'_>) -> u64 {
        match row.time_basis() {
            TimeBasis::YearUnknown => {
                1 + u64::from(self.families.get(row.input() as usize).copied().unwrap_or(row.input()))
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

/// A hit on its way through a group: all that is asked of it, so that its row, far from those of the same group, is not looked up again.
#[derive(Clone, Copy, Debug)]
struct Member {
    row: u32,
    /// What the rule counts of it: its tries, or the number of the value of which the different ones are counted; [`NONE`] without one.
    worth: u32,
    time_micros: i64,
    /// Which bases matched it, by their place.
    bases: u64,
}

/// A rule with what it asks of every set of rules that matched a row: which of its bases are among them.
struct Asked<'a> {
    rule_at: usize,
    rule: &'a WindowRule,
    masks: Vec<u64>,
}

/// Every union of crossing windows, by rule, then its own first row: an order that hits outside windows have no say in, as
/// they may have been let go of. `counts` says whether a row may be counted by a rule.
pub(crate) fn find(ledger: Ledger<'_>, counts: &dyn Fn(u32, &WindowRule) -> bool) -> Vec<FoundWindow> {
    let rules = ledger.rulebook.windows.iter().enumerate();
    // Most logs feed few of the rules.
    let mut waiting: Vec<Asked<'_>> = rules
        .map(|(rule_at, rule)| Asked {
            rule_at,
            rule,
            masks: ledger.sets.iter().map(|set| mask_of(set, &rule.bases)).collect(),
        })
        .filter(|asked| asked.masks.iter().any(|mask| *mask != 0))
        .collect();
    let mut found: Vec<FoundWindow> = Vec::new();
    let mut grouper = Grouper::new(ledger);
    // Rules that group alike are asked about each group one after the other: the rows are looked up once.
    while let Some(first) = waiting.first() {
        let group = &first.rule.group;
        let is_alike = |asked: &Asked<'_>| asked.rule.group == *group && group.iter().all(|key| !key.is_per_base());
        let (mut alike, rest): (Vec<_>, Vec<_>) =
            waiting.into_iter().enumerate().partition(|(at, asked)| *at == 0 || is_alike(asked));
        waiting = rest.into_iter().map(|(_, asked)| asked).collect();
        let alike: Vec<Asked<'_>> = alike.drain(..).map(|(_, asked)| asked).collect();
        find_alike(ledger, &alike, counts, &mut grouper, &mut found);
    }
    found.sort_by_key(|window| (window.rule_at, window.rows.first().copied()));
    found
}

/// What rules that group alike find.
fn find_alike(
    ledger: Ledger<'_>,
    alike: &[Asked<'_>],
    counts: &dyn Fn(u32, &WindowRule) -> bool,
    grouper: &mut Grouper<'_>,
    found: &mut Vec<FoundWindow>,
) {
    let group_of = grouper.group_rows(alike);
    let hits = group_of.iter().zip(0..).filter(|(group, _)| **group != NONE);
    let grouped: Grouped = Grouped::of(grouper.groups(), hits.map(|(group, at)| (*group, at)));
    drop(group_of);
    let (mut read, mut members) = (Vec::new(), Vec::new());
    for hits in grouped.groups() {
        // Rows of a group lie far apart: they are read in one go, with nothing to decide in between that would have to wait for them.
        read.clear();
        read.extend(hits.iter().map(|at| {
            let row = ledger.rows.at(*at as usize);
            (*at, row, row.time_micros(), row.hits())
        }));
        for Asked { rule_at, rule, masks } in alike {
            members.clear();
            members.extend(read.iter().filter_map(|(at, row, time_micros, hits)| {
                let bases = masks[*hits as usize];
                (bases != 0 && counts(*at, rule)).then(|| {
                    let worth = grouper.worth(*row, bases, &rule.measure);
                    Member { row: *at, worth, time_micros: *time_micros, bases }
                })
            }));
            slide(rule, &members, &mut grouper.seen, |begin, end| {
                let rows = members[begin..=end].iter().map(|member| member.row).collect();
                found.push(FoundWindow { rule_at: *rule_at, rows });
            });
        }
    }
}

/// Names groups and values by small numbers.
struct Grouper<'a> {
    ledger: Ledger<'a>,
    networks: Table<Source>,
    /// For each source its network's number, or [`NONE`]; empty until one is asked for.
    network_of: Vec<u32>,
    values: Words,
    /// For each key a group is made of: the group so far and the value.
    pairs: Vec<Table<(u64, u64)>>,
    /// Beside each of these what was looked up in it last.
    recent: Vec<Recent>,
    seen: Seen,
}

/// For each number of one half of a pair the number of the pair seen last with it, or [`NONE`]: logs name the same pairs again and again.
type Recent = Vec<u32>;

impl<'a> Grouper<'a> {
    fn new(ledger: Ledger<'a>) -> Grouper<'a> {
        Grouper {
            ledger,
            networks: Table::default(),
            network_of: Vec::new(),
            values: Words::default(),
            pairs: Vec::new(),
            recent: Vec::new(),
            seen: Seen::default(),
        }
    }

    /// For each row the group in which it feeds any of the rules, or [`NONE`].
    fn group_rows(&mut self, alike: &[Asked<'_>]) -> Vec<u32> {
        let keys = alike.first().map_or(&[][..], |asked| &asked.rule.group);
        self.pairs.clear();
        self.pairs.resize_with(keys.len().max(1), Table::default);
        self.recent.clear();
        self.recent.resize_with(self.pairs.len(), Recent::default);
        // The bases that a set feeds, whichever rule they are of.
        let mut masks = vec![0; self.ledger.sets.len() as usize];
        for asked in alike {
            for (mask, of_rule) in masks.iter_mut().zip(&asked.masks) {
                *mask |= of_rule;
            }
        }
        let bases_of = |row: RowAt<'_>| {
            if row.hits() == NONE || row.time_micros() == Row::NO_TIME { 0 } else { masks[row.hits() as usize] }
        };
        let sieve = self.sieve(alike, &bases_of);
        let rows = self.ledger.rows;
        let group_of = rows.iter().map(|row| {
            let bases = bases_of(row);
            if bases == 0 || sieve.as_ref().is_some_and(|sieve| !sieve.keeps(self, row)) {
                return NONE;
            }
            self.group(row, bases, keys).unwrap_or(NONE)
        });
        group_of.collect()
    }

    /// Groups that the last call of [`Grouper::group_rows`] told apart.
    fn groups(&self) -> usize {
        self.pairs.last().map_or(0, |pairs| pairs.rows().len())
    }

    /// What tells hits that no rule of these can count to its threshold, if they group by something that has small numbers.
    fn sieve(&mut self, alike: &[Asked<'_>], bases_of: &dyn Fn(RowAt<'_>) -> u64) -> Option<Sieve> {
        let least = alike.iter().map(|asked| asked.rule.least_tries()).min()?;
        let group = &alike.first()?.rule.group;
        let by = NARROW.into_iter().find(|property| group.contains(&Key::Same(*property)))?;
        if least < 2 {
            return None;
        }
        let mut tries: Vec<u32> = Vec::new();
        for row in self.ledger.rows.iter().filter(|row| bases_of(*row) != 0) {
            let Some(at) = self.number(row, by) else { continue };
            if tries.len() <= at as usize {
                tries.resize(at as usize + 1, 0);
            }
            tries[at as usize] = tries[at as usize].saturating_add(row.tries());
        }
        Some(Sieve { by, least: u32::try_from(least).unwrap_or(u32::MAX), tries })
    }

    /// The small number of what a row names by one of [`NARROW`].
    fn number(&mut self, row: RowAt<'_>, property: Property) -> Option<u32> {
        let id = match property {
            Property::Source => row.source(),
            Property::Account => row.account(),
            Property::Network => self.network(row.source())?,
            Property::Asset | Property::Service | Property::Status | Property::Field(_) => return None,
        };
        (id != NONE).then_some(id)
    }

    /// The number of the network around a source; asked once for each source.
    fn network(&mut self, source: u32) -> Option<u32> {
        let seen = self.ledger.sources.get(source as usize)?;
        if self.network_of.is_empty() {
            self.network_of.resize(self.ledger.sources.len(), NONE);
        }
        let known = &mut self.network_of[source as usize];
        if *known == NONE {
            *known = self.networks.intern(&seen.source.network());
        }
        Some(*known)
    }

    /// The group of a hit; `None` when it lacks something that the rule groups by.
    fn group(&mut self, row: RowAt<'_>, bases: u64, keys: &[Key]) -> Option<u32> {
        let family = self.ledger.family(row);
        if keys.is_empty() {
            return Some(self.pairs[0].intern(&(family, 0)));
        }
        let mut group = family;
        for (place, key) in keys.iter().enumerate() {
            let value = self.value(row, bases, key)?;
            // What there are many of is the place to look, what nearly all have in common is compared.
            let many = NARROW.iter().any(|property| *key == Key::Same(*property));
            let at = if many { value } else { group } as usize;
            let (pairs, recent) = (&mut self.pairs[place], &mut self.recent[place]);
            if recent.len() <= at {
                recent.resize(at + 1, NONE);
            }
            if pairs.rows().get(recent[at] as usize) != Some(&(group, value)) {
                recent[at] = pairs.intern(&(group, value));
            }
            group = u64::from(recent[at]);
        }
        Some(group as u32)
    }

    /// What a rule counts of a row, see [`Member::worth`].
    fn worth(&mut self, row: RowAt<'_>, bases: u64, measure: &Measure) -> u32 {
        match measure {
            Measure::Events => row.tries(),
            Measure::Distinct(key) => self.value(row, bases, key).map_or(NONE, |value| value as u32),
            Measure::Together | Measure::InOrder => NONE,
        }
    }

    fn value(&mut self, row: RowAt<'_>, bases: u64, key: &Key) -> Option<u64> {
        let known = |id: u32| (id != NONE).then_some(u64::from(id));
        match key.of_base(bases.trailing_zeros() as usize)? {
            Property::Source => known(row.source()),
            Property::Network => self.network(row.source()).map(u64::from),
            Property::Account => known(row.account()),
            Property::Asset => known(row.asset()),
            Property::Service => Some(row.service() as u64),
            Property::Status => (row.status() != 0).then_some(u64::from(row.status())),
            Property::Field(field) => {
                let place = self.ledger.rulebook.extra_fields.binary_search(&field).ok()?;
                let blob = if row.extra() == NONE { return None } else { self.ledger.extras.get(row.extra()) };
                read_value(blob, place).map(|value| u64::from(self.values.intern(value, usize::MAX)))
            }
        }
    }
}

/// What most rules group by, the one that tells most hits apart first.
const NARROW: [Property; 3] = [Property::Source, Property::Account, Property::Network];

/// Tries of each source, account or network over all hits that some rules count, whenever they were: no window of these rules holds more.
struct Sieve {
    by: Property,
    /// Tries that a crossing window holds at least.
    least: u32,
    /// Up to the largest number there is, for a window that holds as many may hold more.
    tries: Vec<u32>,
}

impl Sieve {
    /// Whether a hit that the rules count may be in a window that crosses.
    fn keeps(&self, grouper: &mut Grouper<'_>, row: RowAt<'_>) -> bool {
        grouper.number(row, self.by).is_some_and(|at| self.tries[at as usize] >= self.least)
    }
}

/// How often each value stands in a window. Values are small numbers: ids of what rows name, or [`NONE`], which is none.
#[derive(Debug, Default)]
struct Seen {
    counts: Vec<u32>,
    distinct: u64,
}

impl Seen {
    fn enter(&mut self, value: u32) {
        if value == NONE {
            return;
        }
        let at = value as usize;
        if self.counts.len() <= at {
            self.counts.resize(at + 1, 0);
        }
        self.distinct += u64::from(self.counts[at] == 0);
        self.counts[at] += 1;
    }

    fn leave(&mut self, value: u32) {
        if value == NONE {
            return;
        }
        if let Some(count) = self.counts.get_mut(value as usize).filter(|count| **count > 0) {
            *count -= 1;
            self.distinct -= u64::from(*count == 0);
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
fn slide(rule: &WindowRule, group: &[Member], seen: &mut Seen, mut report: impl FnMut(usize, usize)) {
    let time = |at: usize| group[at].time_micros;
    let mut count = Count::new(rule);
    let mut union: Option<(usize, usize)> = None;
    let mut left = 0;
    for right in 0..group.len() {
        count.enter(group[right], time(right), seen);
        while time(right).saturating_sub(time(left)) > rule.span_micros {
            count.leave(group[left], seen);
            left += 1;
        }
        if !crosses(&rule.condition, count.value(time(right).saturating_sub(rule.span_micros), seen)) {
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
    // What is counted with is left empty for the next group.
    for member in &group[left..] {
        count.leave(*member, seen);
    }
}

fn crosses(condition: &[Threshold], count: u64) -> bool {
    count > 0 && condition.iter().all(|threshold| threshold.holds(count))
}

/// What a window holds, as its rule counts.
enum Count {
    Tries(u64),
    Distinct,
    Bases {
        each: Vec<u32>,
    },
    /// Per base: when the latest chain began that reaches it in order.
    Chain {
        began: Vec<Option<i64>>,
    },
}

impl Count {
    fn new(rule: &WindowRule) -> Count {
        let bases = rule.bases.len().min(BASES_MAX);
        match &rule.measure {
            Measure::Events => Count::Tries(0),
            Measure::Distinct(_) => Count::Distinct,
            Measure::Together => Count::Bases { each: vec![0; bases] },
            Measure::InOrder => Count::Chain { began: vec![None; bases] },
        }
    }

    fn enter(&mut self, member: Member, time_micros: i64, seen: &mut Seen) {
        match self {
            Count::Tries(sum) => *sum += u64::from(member.worth),
            Count::Distinct => seen.enter(member.worth),
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

    fn leave(&mut self, member: Member, seen: &mut Seen) {
        match self {
            Count::Tries(sum) => *sum -= u64::from(member.worth),
            Count::Distinct => seen.leave(member.worth),
            Count::Bases { each } => {
                for place in places(member.bases) {
                    each[place] -= 1;
                }
            }
            // A chain leaves by its own beginning, which `value` looks at.
            Count::Chain { .. } => {}
        }
    }

    fn value(&self, earliest_micros: i64, seen: &Seen) -> u64 {
        match self {
            Count::Tries(sum) => *sum,
            Count::Distinct => seen.distinct,
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
