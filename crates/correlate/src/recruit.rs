//! Who else follows a group found by its pairs? An account may share one text with each of ten members and never two with one; no pair shows
//! it, the group does.
//!
//! **Null.** On each trace that an actor shares with a group, it falls within δ of the nearest member as often as outsiders do who used the same
//! trace: q = (K + κ·(1 − (1 − pool)^m)) / (N + κ), with K of the N outsiders within δ and m members on the trace. An actor of a speed that meets the members' speeds L times
//! as often as outsiders' speeds do is near with 1 − (1 − q)^L: who answers every new link within seconds is near whoever is quick, and follows nobody. Outsiders are in no group at all:
//! the members of another group follow somebody, and would pass for what chance does. Poisson-binomial over the traces,
//! Cauchy over widths, Benjamini–Hochberg over all actors and groups that share enough. Members are tested like everybody, without themselves.
//!
//! Most actors are never near a group: the chance of so many hits is at least the product of the chances of those that were hit, so whoever cannot
//! pass the level of Benjamini and Hochberg by that bound is counted among the tests, and not judged. What is found is the same.
//!
//! Cost: Σ over traces of pairs of user and member within the widest δ; traces of the few who remain × groups that they may follow.

use std::collections::BTreeMap;

use crate::parallel::{each, in_order};
use crate::settings::Settings;
use crate::stats::combine::cauchy;
use crate::stats::multiple::benjamini_hochberg;
use crate::stats::tails::poisson_binomial_upper;
use crate::synchrony::{CLASSES, Null, PIECE, Use, Uses};

/// Rounds of joining; each may only follow from the last.
const ROUNDS: usize = 3;

/// An actor's place in a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Recruit {
    pub(crate) actor: u32,
    pub(crate) group: u32,
    pub(crate) chance_log10: f64,
    pub(crate) together: u32,
    pub(crate) occasions: u32,
}

/// The members of each group after testing everybody; `group_of` names the groups found by pairs.
pub(crate) fn recruit(world: &Uses, null: &Null<'_>, group_of: &[Option<u32>], settings: &Settings) -> Vec<Recruit> {
    let mut group_of = group_of.to_vec();
    let mut found = Vec::new();
    for _ in 0..ROUNDS {
        found = test(world, null, &group_of, settings);
        let mut next = vec![None; group_of.len()];
        for recruit in &found {
            next[recruit.actor as usize] = Some(recruit.group);
        }
        if next == group_of {
            break;
        }
        group_of = next;
    }
    found
}

fn test(world: &Uses, null: &Null<'_>, group_of: &[Option<u32>], settings: &Settings) -> Vec<Recruit> {
    let groups = Groups::new(world, group_of, settings);
    let lifts = Lifts::new(world, null, group_of, settings);
    let mut test = Test { world, null, group_of, groups, lifts, settings, missed: Vec::new() };
    test.missed = test.misses();
    let (mut followers, tests) = test.followers();
    let mut before = usize::MAX;
    while followers.len() < before {
        before = followers.len();
        // Whoever is kept has a chance of at most q · kept / tests; a hair more for rounding.
        let level = settings.q * before as f64 / tests.max(1) as f64 * (1.0 + 1e-9);
        followers.retain(|follower| follower.least <= level);
    }
    let of_actor: Vec<&[Follower]> = followers.chunk_by(|x, y| x.actor == y.actor).collect();
    let judge = |scratch: &mut Scratch, at: usize| test.judge(of_actor[at], scratch);
    let tested = each(settings.threads, (of_actor.len(), 1), || Scratch::new(group_of.len()), judge).concat();
    let chances: Vec<f64> = tested.iter().map(|tested| tested.chance_log10).collect();
    let kept = benjamini_hochberg(&chances, tests, settings.q);
    let mut best: BTreeMap<u32, Recruit> = BTreeMap::new();
    for (recruit, _) in tested.iter().zip(kept).filter(|(_, kept)| *kept) {
        let held = best.entry(recruit.actor).or_insert(*recruit);
        if recruit.chance_log10 < held.chance_log10 {
            *held = *recruit;
        }
    }
    best.into_values().collect()
}

/// The groups present on each trace.
struct Groups {
    /// Where those of each trace begin, and their number at the end.
    starts: Vec<u32>,
    /// By trace and group.
    present: Vec<Present>,
    /// Users of each trace that are in no group.
    outsiders: Vec<u32>,
    /// Outsiders within each width of the nearest member, width after width.
    near: Vec<u32>,
    /// What `near` holds of each.
    widths: usize,
}

/// A group on a trace.
#[derive(Clone, Copy)]
struct Present {
    group: u32,
    members: u32,
}

impl Groups {
    fn new(world: &Uses, group_of: &[Option<u32>], settings: &Settings) -> Groups {
        let widths = &settings.trace_widths_ms;
        let traces = world.traces();
        let parts = in_order(
            settings.threads,
            traces.div_ceil(PIECE),
            || Scratch::new(group_of.len()),
            |scratch, piece| {
                let (mut ends, mut present, mut outsiders, mut near) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
                for trace in piece * PIECE..traces.min((piece + 1) * PIECE) {
                    let users = looked(world, trace as u32, settings);
                    let from = present.len();
                    gather(users, group_of, &mut scratch.groups, &mut present);
                    let here = &present[from..];
                    let counts = near.len();
                    near.resize(counts + here.len() * widths.len(), 0_u32);
                    let outsider = |at: &usize| !here.is_empty() && group_of[users[*at].actor as usize].is_none();
                    for at in (0..users.len()).filter(outsider) {
                        scratch.look(users, at, group_of, here.len(), settings);
                        for group in scratch.seen.drain(..) {
                            let gap = std::mem::replace(&mut scratch.gaps[group as usize], i64::MAX);
                            let Some(place) = place(here, group) else { continue };
                            let counts = &mut near[counts + place * widths.len()..][..widths.len()];
                            for (count, &width) in counts.iter_mut().zip(widths) {
                                *count += u32::from(gap <= width);
                            }
                        }
                    }
                    ends.push(present.len() as u32);
                    outsiders.push(users.len() as u32 - here.iter().map(|present| present.members).sum::<u32>());
                }
                (ends, present, outsiders, near)
            },
        );
        let mut groups = Groups {
            starts: vec![0],
            present: Vec::new(),
            outsiders: Vec::new(),
            near: Vec::new(),
            widths: widths.len(),
        };
        for (ends, present, outsiders, near) in parts {
            let before = groups.present.len() as u32;
            groups.starts.extend(ends.into_iter().map(|end| before + end));
            groups.present.extend(present);
            groups.outsiders.extend(outsiders);
            groups.near.extend(near);
        }
        groups
    }

    fn on(&self, trace: u32) -> &[Present] {
        &self.present[self.starts[trace as usize] as usize..self.starts[trace as usize + 1] as usize]
    }

    /// Outsiders within each width of the group at this place of a trace.
    fn near(&self, trace: u32, place: usize) -> &[u32] {
        &self.near[(self.starts[trace as usize] as usize + place) * self.widths..][..self.widths]
    }
}

/// How much oftener than outsiders' speeds each speed meets those of each group's members.
struct Lifts {
    /// By group: where its classes stand in `factors`, in steps of widths.
    at: Vec<usize>,
    /// Width after width; the first are those of nobody: 1.
    factors: Vec<f64>,
    widths: usize,
}

impl Lifts {
    fn new(world: &Uses, null: &Null<'_>, group_of: &[Option<u32>], settings: &Settings) -> Lifts {
        let widths = settings.trace_widths_ms.len();
        // Outsiders by class, each as often as it uses anything; members by group and class.
        let mut outsiders = [0.0; CLASSES];
        let mut members: BTreeMap<u32, [f64; CLASSES]> = BTreeMap::new();
        for (actor, group) in group_of.iter().enumerate() {
            let class = usize::from(world.speed[actor]);
            match group {
                Some(group) => members.entry(*group).or_insert([0.0; CLASSES])[class] += 1.0,
                None => outsiders[class] += world.uses_of(actor as u32).count() as f64,
            }
        }
        let mut lifts = Lifts { at: vec![0; group_of.len()], factors: vec![1.0; widths], widths };
        for (group, members) in members {
            lifts.at[group as usize] = lifts.factors.len() / widths;
            let meets = |class: usize, width: usize| -> f64 {
                (0..CLASSES).map(|own| members[own] * null.raise_of(class as u8, own as u8)[width]).sum()
            };
            let usual = |width: usize| -> f64 {
                let all: f64 = outsiders.iter().sum();
                (0..CLASSES).map(|class| outsiders[class] * meets(class, width)).sum::<f64>() / all.max(1.0)
            };
            let usual: Vec<f64> = (0..widths).map(usual).collect();
            for class in 0..CLASSES {
                let factor = |width: usize| if usual[width] > 0.0 { meets(class, width) / usual[width] } else { 1.0 };
                // The slow are never taken for slower than others.
                lifts.factors.extend((0..widths).map(|width| factor(width).max(1.0)));
            }
        }
        lifts
    }

    /// Where the factors of an actor of this speed beside a group stand.
    fn at(&self, group: u32, speed: u8) -> usize {
        let first = self.at[group as usize];
        if first == 0 { 0 } else { first + usize::from(speed) }
    }

    /// The chance to be near of one that meets the group oftener than others.
    fn lift(&self, chance: f64, at: usize, width: usize) -> f64 {
        let factor = self.factors[at * self.widths + width];
        if factor > 1.0 { 1.0 - (1.0 - chance).powf(factor) } else { chance }
    }
}

/// The users of a trace, none where they are too few or too many to say anything.
fn looked<'w>(world: &'w Uses, trace: u32, settings: &Settings) -> &'w [Use] {
    let users = world.users(trace);
    if (2..=settings.popularity_max).contains(&users.len()) { users } else { &[] }
}

/// Adds the groups among some users, with how many members of each.
fn gather(users: &[Use], group_of: &[Option<u32>], groups: &mut Vec<u32>, present: &mut Vec<Present>) {
    groups.clear();
    groups.extend(users.iter().filter_map(|used| group_of[used.actor as usize]));
    groups.sort_unstable();
    let of_group = groups.chunk_by(|x, y| x == y);
    present.extend(of_group.map(|all| Present { group: all[0], members: all.len() as u32 }));
}

fn place(present: &[Present], group: u32) -> Option<usize> {
    present.binary_search_by_key(&group, |present| present.group).ok()
}

/// An actor that may follow a group, and the least that its chance can be.
struct Follower {
    actor: u32,
    group: u32,
    least: f64,
}

/// Memory that is used again from actor to actor.
struct Scratch {
    /// By group: the gap to its nearest member; and which were seen.
    gaps: Vec<i64>,
    seen: Vec<u32>,
    /// By group: the last walk that came by it; and its number.
    marks: Vec<u64>,
    mark: u64,
    /// By group: traces shared (or its number, plus one, among those judged), the place in `bounds`; and which were met.
    met: Vec<(u32, u32)>,
    whom: Vec<u32>,
    bounds: Vec<f64>,
    groups: Vec<u32>,
    cells: Vec<f64>,
}

impl Scratch {
    fn new(groups: usize) -> Scratch {
        Scratch {
            gaps: vec![i64::MAX; groups],
            seen: Vec::new(),
            marks: vec![0; groups],
            mark: 0,
            met: vec![(0, 0); groups],
            whom: Vec::new(),
            bounds: Vec::new(),
            groups: Vec::new(),
            cells: Vec::new(),
        }
    }

    /// Finds the gap of one user to the nearest member but itself of each of the `present` groups, within the widest width.
    fn look(&mut self, users: &[Use], at: usize, group_of: &[Option<u32>], present: usize, settings: &Settings) {
        let widest = settings.trace_widths_ms.iter().copied().max().unwrap_or(0);
        let time = users[at].time;
        let mut see = |others: &mut dyn Iterator<Item = &Use>| {
            let mut left = present;
            self.mark += 1;
            for other in others.take_while(|other| (other.time - time).abs() <= widest) {
                let Some(group) = group_of[other.actor as usize] else { continue };
                if std::mem::replace(&mut self.marks[group as usize], self.mark) == self.mark {
                    continue;
                }
                let gap = &mut self.gaps[group as usize];
                if *gap == i64::MAX {
                    self.seen.push(group);
                }
                *gap = (*gap).min((other.time - time).abs());
                left -= 1;
                if left == 0 {
                    break;
                }
            }
        };
        see(&mut users[..at].iter().rev());
        see(&mut users[at + 1..].iter());
    }
}

/// A trace that an actor shares with a group.
#[derive(Clone, Copy)]
struct Shared {
    trace: u32,
    /// The group's place on the trace.
    place: usize,
    /// Whether the actor is one of the outsiders of the trace.
    outside: bool,
    /// Members but the actor.
    others: u32,
    gap: i64,
    /// How much oftener than outsiders the actor's speed meets the group's: where its factors stand.
    lift: usize,
}

/// One round of tests.
struct Test<'a> {
    world: &'a Uses,
    null: &'a Null<'a>,
    group_of: &'a [Option<u32>],
    groups: Groups,
    lifts: Lifts,
    settings: &'a Settings,
    /// The chances of outsiders that are not near, by place in `groups.present`, width after width: what is asked most.
    missed: Vec<f64>,
}

impl Test<'_> {
    /// Who may follow which group, by actor and group, and how many were asked: counted when that is cheap, else bounded, which is strict.
    fn followers(&self) -> (Vec<Follower>, u64) {
        let actors = self.group_of.len();
        let asked = |trace: u32| (looked(self.world, trace, self.settings).len() * self.groups.on(trace).len()) as u64;
        let asked: u64 = (0..self.world.traces() as u32).map(asked).sum();
        let exact = asked <= self.settings.pairs_max as u64;
        let parts = in_order(
            self.settings.threads,
            actors.div_ceil(PIECE),
            || Scratch::new(actors),
            |scratch, piece| {
                let mut followers = Vec::new();
                let sharing = (piece * PIECE..actors.min((piece + 1) * PIECE))
                    .map(|actor| self.follow(actor as u32, exact, scratch, &mut followers))
                    .sum::<u64>();
                (followers, sharing)
            },
        );
        let counted = parts.iter().map(|part| part.1).sum();
        let followers: Vec<Follower> = parts.into_iter().flat_map(|part| part.0).collect();
        let mut groups: Vec<u32> = self.group_of.iter().flatten().copied().collect();
        groups.sort_unstable();
        groups.dedup();
        let bound = (asked / self.settings.shared_min.max(1) as u64).min((actors * groups.len()) as u64);
        (followers, if exact { counted } else { bound })
    }

    /// Groups that one actor may follow; returns with how many it shares enough.
    fn follow(&self, actor: u32, exact: bool, scratch: &mut Scratch, followers: &mut Vec<Follower>) -> u64 {
        let widths = &self.settings.trace_widths_ms;
        let own = self.group_of[actor as usize];
        let speed = self.world.speed[actor as usize];
        scratch.bounds.clear();
        for (trace, at) in self.world.uses_of(actor) {
            let (users, here) = (looked(self.world, trace, self.settings), self.groups.on(trace));
            if here.is_empty() {
                continue;
            }
            for present in here.iter().filter(|present| exact && (own != Some(present.group) || present.members > 1)) {
                scratch.meet(present.group, widths.len()).0 += 1;
            }
            scratch.look(users, at, self.group_of, here.len(), self.settings);
            while let Some(group) = scratch.seen.pop() {
                let gap = std::mem::replace(&mut scratch.gaps[group as usize], i64::MAX);
                let bounds = scratch.meet(group, widths.len()).1 as usize;
                let found = place(here, group);
                let shared = found.and_then(|place| self.shared((trace, place), own, speed, gap));
                let Some(shared) = shared else { continue };
                for (width, bound) in scratch.bounds[bounds..][..widths.len()].iter_mut().enumerate() {
                    if gap <= widths[width] {
                        *bound *= self.chance(shared, width);
                    }
                }
            }
        }
        scratch.whom.sort_unstable();
        let mut sharing = 0;
        for group in scratch.whom.drain(..) {
            let (shared, bounds) = std::mem::take(&mut scratch.met[group as usize]);
            sharing += u64::from(shared as usize >= self.settings.shared_min);
            let least = scratch.bounds[bounds as usize..][..widths.len()].iter().copied().fold(1.0, f64::min);
            if least <= self.settings.q * (1.0 + 1e-9) {
                followers.push(Follower { actor, group, least });
            }
        }
        sharing
    }

    fn misses(&self) -> Vec<f64> {
        let traces = self.world.traces();
        let of_trace = |trace: u32| {
            (0..self.groups.on(trace).len()).flat_map(move |place| {
                let others = self.groups.on(trace)[place].members;
                let shared = Shared { trace, place, outside: true, others, gap: i64::MAX, lift: 0 };
                (0..self.groups.widths).map(move |width| self.chance(shared, width))
            })
        };
        let piece = |(): &mut (), piece: usize| {
            let traces = piece * PIECE..traces.min((piece + 1) * PIECE);
            traces.flat_map(|trace| of_trace(trace as u32)).collect::<Vec<f64>>()
        };
        in_order(self.settings.threads, traces.div_ceil(PIECE), || (), piece).concat()
    }

    /// Adds the chances of a trace that an actor shares with a group, width after width.
    fn chances(&self, shared: Shared, chances: &mut Vec<f64>) {
        let widths = &self.settings.trace_widths_ms;
        let from = (self.groups.starts[shared.trace as usize] as usize + shared.place) * widths.len();
        for (width, (&within, &missed)) in widths.iter().zip(&self.missed[from..]).enumerate() {
            let miss = shared.outside && shared.gap > within;
            chances.push(if miss { self.lifts.lift(missed, shared.lift, width) } else { self.chance(shared, width) });
        }
    }

    /// What an actor of group `own` shares with the group at a place of a trace.
    fn shared(&self, (trace, place): (u32, usize), own: Option<u32>, speed: u8, gap: i64) -> Option<Shared> {
        let present = self.groups.on(trace)[place];
        let others = present.members - u32::from(own == Some(present.group));
        let lift = self.lifts.at(present.group, speed);
        (others > 0).then_some(Shared { trace, place, outside: own.is_none(), others, gap, lift })
    }

    /// The chance to be within a width of the group.
    fn chance(&self, shared: Shared, width: usize) -> f64 {
        let Shared { trace, place, outside, others, gap, lift } = shared;
        let hits = f64::from(self.groups.near(trace, place)[width]);
        let outsiders = f64::from(self.groups.outsiders[trace as usize]);
        let own_hit = f64::from(u8::from(outside && gap <= self.settings.trace_widths_ms[width]));
        let pooled = 1.0 - (1.0 - self.null.pooled(self.world, trace, width)).powi(others as i32);
        let rest = outsiders - f64::from(u8::from(outside));
        let shrinkage = self.settings.shrinkage;
        let chance = ((hits - own_hit + shrinkage * pooled) / (rest + shrinkage)).clamp(1e-9, 1.0);
        self.lifts.lift(chance, lift, width)
    }

    /// The chances of one actor, as it is near the groups that it may follow.
    fn judge(&self, followers: &[Follower], scratch: &mut Scratch) -> Vec<Recruit> {
        let actor = followers[0].actor;
        let own = self.group_of[actor as usize];
        let speed = self.world.speed[actor as usize];
        for (follower, number) in followers.iter().zip(1..) {
            scratch.met[follower.group as usize].0 = number;
        }
        // By follower: gaps, and chances by trace, width after width.
        let mut near: Vec<(Vec<i64>, Vec<f64>)> = vec![(Vec::new(), Vec::new()); followers.len()];
        for (trace, at) in self.world.uses_of(actor) {
            let (users, here) = (looked(self.world, trace, self.settings), self.groups.on(trace));
            if here.is_empty() {
                continue;
            }
            scratch.look(users, at, self.group_of, here.len(), self.settings);
            // Those present are gone through in their order: to look each follower up among them would cost more.
            for (place, present) in here.iter().enumerate() {
                let number = scratch.met[present.group as usize].0 as usize;
                if number == 0 {
                    continue;
                }
                let (gaps, chances) = &mut near[number - 1];
                let gap = scratch.gaps[present.group as usize];
                if let Some(shared) = self.shared((trace, place), own, speed, gap) {
                    gaps.push(gap);
                    self.chances(shared, chances);
                }
            }
            for group in scratch.seen.drain(..) {
                scratch.gaps[group as usize] = i64::MAX;
            }
        }
        for follower in followers {
            scratch.met[follower.group as usize].0 = 0;
        }
        let enough = |(_, (gaps, _)): &(&Follower, &(Vec<i64>, Vec<f64>))| gaps.len() >= self.settings.shared_min;
        followers
            .iter()
            .zip(&near)
            .filter(enough)
            .map(|(follower, (gaps, chances))| self.weigh(follower, gaps, chances, &mut scratch.cells))
            .collect()
    }

    fn weigh(&self, follower: &Follower, gaps: &[i64], chances: &[f64], cells: &mut Vec<f64>) -> Recruit {
        let widths = &self.settings.trace_widths_ms;
        let mut together = 0;
        let mut best = 0.5;
        let each: Vec<f64> = (0..widths.len())
            .map(|at| {
                let of_width: Vec<f64> = chances[at..].iter().step_by(widths.len()).copied().collect();
                let hits = gaps.iter().filter(|gap| **gap <= widths[at]).count();
                let chance = poisson_binomial_upper(&of_width, hits, cells);
                if chance < best {
                    (best, together) = (chance, hits as u32);
                }
                chance
            })
            .collect();
        let Follower { actor, group, .. } = *follower;
        Recruit { actor, group, chance_log10: cauchy(&each), together, occasions: gaps.len() as u32 }
    }
}

impl Scratch {
    /// Traces shared with a group, and where its bounds stand, width after width.
    fn meet(&mut self, group: u32, widths: usize) -> &mut (u32, u32) {
        // A place of 0 is none: the first bounds stand unused.
        if self.bounds.is_empty() {
            self.bounds.resize(widths, 1.0);
        }
        let met = &mut self.met[group as usize];
        if met.1 == 0 {
            self.whom.push(group);
            met.1 = self.bounds.len() as u32;
            self.bounds.resize(self.bounds.len() + widths, 1.0);
        }
        met
    }
}
