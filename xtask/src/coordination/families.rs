//! What each labelled family leaves, and how much of it is found: a table by family beside simple baselines. Whether a family can be seen at all is
//! counted here from the rows alone, without the engine.
//!
//! **Linked.** Two sources are linked when they left at least two traces in common that at most one in ten of the sources outside the family left, or when each began a session (no
//! gap over 30 minutes) within ten minutes of one of the other's on two different days; where times are coarser than that, within their grain.
//! **Visible**: at least half of a family's sources are linked with another of it. **Strong**: at least half of its pairs are linked.

use std::collections::{BTreeMap, BTreeSet};

use super::pairs;

/// One row of the evidence: who, what (kind and trace), when (milliseconds).
pub(crate) struct Seen {
    pub(crate) source: String,
    pub(crate) trace: String,
    pub(crate) time_ms: i64,
}

/// Groups of sources by some method.
pub(crate) type Groups<'a> = Vec<Vec<&'a str>>;

/// Smallest family that is listed.
const SOURCES_MIN: usize = 5;

const DAY: i64 = 86_400_000;
const SESSION_GAP: i64 = 1_800_000;
const NEAR: i64 = 600_000;

/// What one source left.
#[derive(Default)]
struct Left<'a> {
    traces: BTreeSet<&'a str>,
    /// Starts of its sessions, ascending.
    starts: Vec<i64>,
}

/// Prints the table. `methods` are ours and the baselines, by name.
pub(crate) fn print(rows: &[Seen], labels: &BTreeMap<String, String>, methods: &[(&str, Groups<'_>)], grain_ms: i64) {
    let (left, users) = left(rows);
    let mut families: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (source, label) in labels {
        families.entry(label).or_default().push(source);
    }
    let mut listed: Vec<(&str, Vec<&str>)> =
        families.into_iter().filter(|(_, sources)| sources.len() >= SOURCES_MIN).collect();
    listed.sort_by_key(|(_, sources)| std::cmp::Reverse(sources.len()));
    let names: Vec<&str> = methods.iter().map(|method| method.0).collect();
    println!("    family, sources, pairs: recall of {} | linked sources, linked pairs", names.join(", "));
    for (family, sources) in listed {
        let all = pairs(sources.len());
        let (with, linked) = linked(&sources, &left, &own(&sources, &users, left.len()), NEAR.max(grain_ms));
        let recalls: Vec<String> =
            methods.iter().map(|(_, groups)| format!("{:.2}", together(groups, &sources) / all)).collect();
        let seen = match (with * 2 >= sources.len(), linked * 2.0 >= all) {
            (_, true) => "strong",
            (true, false) => "visible",
            (false, false) => "not to be seen",
        };
        let (sources, recalls) = (sources.len(), recalls.join(" "));
        println!(
            "      {family:14} {sources:>5} {all:>7}: {recalls} | {:.2} {:.2} {seen}",
            with as f64 / sources as f64,
            linked / all
        );
    }
}

/// How many pairs of these sources are in one group; a source counts in the last group that it is in.
fn together(groups: &Groups<'_>, sources: &[&str]) -> f64 {
    let members: BTreeSet<&str> = sources.iter().copied().collect();
    let mut of: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, group) in groups.iter().enumerate() {
        of.extend(group.iter().filter(|member| members.contains(**member)).map(|member| (*member, at)));
    }
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    for at in of.into_values() {
        *sizes.entry(at).or_default() += 1;
    }
    sizes.into_values().map(pairs).sum()
}

/// Traces that at most one in ten of the sources outside a family left.
fn own<'a>(family: &[&str], users: &BTreeMap<&'a str, BTreeSet<&'a str>>, sources: usize) -> BTreeSet<&'a str> {
    let members: BTreeSet<&str> = family.iter().copied().collect();
    let outside = sources.saturating_sub(members.len());
    let few = |users: &BTreeSet<&str>| users.iter().filter(|user| !members.contains(**user)).count() * 10 <= outside;
    users.iter().filter(|(_, users)| few(users)).map(|(trace, _)| *trace).collect()
}

/// What every source left, and the sources of every trace.
fn left(rows: &[Seen]) -> (BTreeMap<&str, Left<'_>>, BTreeMap<&str, BTreeSet<&str>>) {
    let mut users: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut times: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for row in rows {
        users.entry(&row.trace).or_default().insert(&row.source);
        times.entry(&row.source).or_default().push(row.time_ms);
    }
    let mut left: BTreeMap<&str, Left<'_>> = BTreeMap::new();
    for (source, mut times) in times {
        times.sort_unstable();
        let mut last = i64::MIN;
        for time in times {
            if last == i64::MIN || time - last > SESSION_GAP {
                left.entry(source).or_default().starts.push(time);
            }
            last = time;
        }
    }
    for (trace, users) in &users {
        for user in users {
            left.entry(user).or_default().traces.insert(trace);
        }
    }
    (left, users)
}

/// How many of these sources are linked with another, and how many pairs are.
fn linked(sources: &[&str], left: &BTreeMap<&str, Left<'_>>, own: &BTreeSet<&str>, near: i64) -> (usize, f64) {
    let nothing = Left::default();
    let of = |source: &str| left.get(source).unwrap_or(&nothing);
    let (mut with, mut count) = (BTreeSet::<&str>::new(), 0.0);
    for (at, a) in sources.iter().enumerate() {
        for b in &sources[at + 1..] {
            let (of_a, of_b) = (of(a), of(b));
            if of_a.traces.intersection(&of_b.traces).filter(|trace| own.contains(**trace)).nth(1).is_some()
                || meet_twice(of_a, of_b, near)
            {
                with.extend([a, b]);
                count += 1.0;
            }
        }
    }
    (with.len(), count)
}

/// Whether two sources began sessions near one another on two different days.
fn meet_twice(a: &Left<'_>, b: &Left<'_>, near: i64) -> bool {
    let meets = |start: &&i64| {
        let from = b.starts.partition_point(|other| *other < **start - near);
        b.starts.get(from).is_some_and(|other| *other <= **start + near)
    };
    a.starts.iter().filter(meets).map(|start| start.div_euclid(DAY)).collect::<BTreeSet<i64>>().len() >= 2
}
