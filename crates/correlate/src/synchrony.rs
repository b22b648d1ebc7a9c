//! Do two actors use the traces they share at the same moments? Sharing itself is taken as given, so common interest and common tools say
//! nothing here; only *when* counts.
//!
//! **Null.** On a trace x that mₓ actors used, each used it at a moment drawn from the trace's own density. Two of them then fall within δ
//! with chance qₓ = (Kₓ − hₓ + κ·pool) / (Nₓ − 1 + κ) · ρ · R, where Kₓ of the Nₓ = mₓ(mₓ−1)/2 pairs are within δ, hₓ is the pair's own hit,
//! *pool* the mean rate of traces of the kind with as many users that the pair does not share, κ = 30. The hits over the shared traces are Poisson-binomial; the widths δ
//! are combined by Cauchy's rule; Benjamini–Hochberg over all pairs that share enough (selecting on sharing is independent of the moments:
//! Bourgon et al. 2010).
//!
//! **Corrections.** *ρ, clocks*: schedulers that fire at 08:00 meet without contact; the share of the pair's acts on *different* days that align
//! modulo a day or an hour is estimated with a spike at the world's rate and a slab (prior 1 %), and q is raised by it. *R, speed*:
//! automations that react within seconds meet on everything; q is raised by the observed over the expected hits of the pair's two speed classes.
//! *Masking*: proven pairs are taken out of K, N and the pools, and all is computed again. *One count a post*: what both did at one same pair of
//! moments counts once.
//!
//! Cost: Σ over traces of pairs within the widest δ; traces of more than `popularity_max` actors make none.

use crate::attendance::{Tie, phase_distance};
use crate::leiden::{Edge, communities};
use crate::recruit::{Recruit, recruit};
use crate::settings::Settings;
use crate::stats::combine::cauchy;
use crate::stats::multiple::benjamini_hochberg;
use crate::stats::random::Random;
use crate::stats::tails::{ln_gamma, poisson_binomial_upper};
use crate::timeline::{DAY, HOUR, Timeline, starts_of};

/// First use of a trace by an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Use {
    pub(crate) trace: u32,
    pub(crate) time: i64,
    pub(crate) actor: u32,
}

/// What the test found.
#[derive(Debug, Default)]
pub(crate) struct Synchrony {
    /// Proven pairs.
    pub(crate) ties: Vec<Tie>,
    /// Pairs that would be proven if fast automations were no explanation.
    pub(crate) fast: Vec<Tie>,
    /// The community of pairs each actor is in.
    pub(crate) group_of: Vec<Option<u32>>,
    /// Actors that follow a community.
    pub(crate) recruits: Vec<Recruit>,
    /// Pairs tested, in all.
    pub(crate) tests: u64,
    /// Traces of too many actors to make candidates.
    pub(crate) common: u64,
    /// Candidates left out because there were more than `pairs_max`.
    pub(crate) left_out: u64,
}

/// Speed classes of actors.
const CLASSES: usize = 6;

/// Classes of popularity: powers of two.
const POPULARITIES: usize = 16;

/// Only pairs below this are worth correcting for clocks: the correction only ever raises a chance.
const WORTH_CORRECTING: f64 = -2.0;

/// Acts of an actor compared for clocks.
const CLOCK_ACTS_MAX: usize = 200;

/// Tests all pairs, at the widths that are not finer than the `grain` of the instants.
pub(crate) fn synchrony(timeline: &Timeline, grain: i64, settings: &Settings) -> Synchrony {
    let fine = |width: &i64| *width >= grain;
    let settings = &Settings {
        trace_widths_ms: settings.trace_widths_ms.iter().copied().filter(fine).collect(),
        ..settings.clone()
    };
    if settings.trace_widths_ms.is_empty() {
        return Synchrony { group_of: vec![None; timeline.actors()], ..Synchrony::default() };
    }
    let mut world = Uses::new(timeline, settings);
    let mut found = Synchrony { common: world.common, ..Synchrony::default() };
    let pairs = world.candidates(settings, &mut found);
    found.tests = found.tests.max(pairs.len() as u64);
    let mut clocks = Clocks::new(timeline, settings);
    let mut masked = vec![false; pairs.len()];
    let mut before = 0;
    for round in 0..settings.masking_rounds.max(1) {
        let null = Null::new(&world, &pairs, &masked, settings);
        let judged: Vec<Judged> = pairs.iter().map(|pair| null.judge(pair, &world, &mut clocks, timeline)).collect();
        let chances: Vec<f64> = judged.iter().map(|judged| judged.tie.chance_log10).collect();
        masked = benjamini_hochberg(&chances, found.tests, settings.q);
        let count = masked.iter().filter(|kept| **kept).count();
        let last = count <= before || round + 1 == settings.masking_rounds.max(1);
        before = before.max(count);
        if last {
            let unhurried: Vec<f64> = judged.iter().map(|judged| judged.without_speed).collect();
            let fast = benjamini_hochberg(&unhurried, found.tests, settings.q);
            for ((judged, kept), fast) in judged.into_iter().zip(&masked).zip(fast) {
                if *kept {
                    found.ties.push(judged.tie);
                } else if fast {
                    found.fast.push(judged.tie);
                }
            }
            let group_of = groups(&found.ties, timeline.actors(), settings);
            found.recruits = recruit(&world, &Null::new(&world, &pairs, &masked, settings), &group_of, settings);
            found.group_of = group_of;
            break;
        }
    }
    found
}

/// Communities of at least two by proven pairs.
fn groups(ties: &[Tie], actors: usize, settings: &Settings) -> Vec<Option<u32>> {
    let edges: Vec<Edge> = ties.iter().map(|tie| (tie.a, tie.b, 1.0)).collect();
    let of = communities(actors, &edges, settings.gamma_traces);
    let mut sizes = vec![0_u32; actors];
    for &c in &of {
        sizes[c as usize] += 1;
    }
    of.into_iter().map(|c| (sizes[c as usize] >= 2).then_some(c)).collect()
}

/// A pair and the traces it shares, with the gap on each.
struct Pair {
    a: u32,
    b: u32,
    shared: Vec<(u32, i64)>,
}

/// All first uses, by trace and by actor.
pub(crate) struct Uses {
    by_trace: Vec<Use>,
    trace_starts: Vec<u32>,
    /// (trace, time) of each actor, by trace.
    by_actor: Vec<(u32, i64)>,
    actor_starts: Vec<u32>,
    /// Speed class of each actor.
    speed: Vec<u8>,
    /// Class of each trace: kind × popularity.
    class: Vec<u32>,
    /// Pairs within each width, by trace.
    within: Vec<Vec<f64>>,
    kinds: Vec<u16>,
    common: u64,
}

impl Uses {
    fn new(timeline: &Timeline, settings: &Settings) -> Uses {
        let traces = timeline.natures.len();
        let by_actor = first_uses(timeline);
        let actor_starts = starts_of(by_actor.iter().map(|used| used.actor), timeline.actors());
        let trace_starts = starts_of(by_actor.iter().map(|used| used.trace), traces);
        let mut by_trace = vec![Use { trace: 0, time: 0, actor: 0 }; by_actor.len()];
        let mut next = trace_starts.clone();
        for used in &by_actor {
            let place = &mut next[used.trace as usize];
            by_trace[*place as usize] = *used;
            *place += 1;
        }
        for of_trace in by_trace.chunk_by_mut(|x, y| x.trace == y.trace) {
            of_trace.sort_unstable();
        }
        let by_actor = by_actor.into_iter().map(|used| (used.trace, used.time)).collect();
        let mut world = Uses {
            by_trace,
            trace_starts,
            by_actor,
            actor_starts,
            speed: Vec::new(),
            class: Vec::new(),
            within: Vec::new(),
            kinds: timeline.kinds.clone(),
            common: 0,
        };
        world.speed = world.speeds(timeline.actors());
        for trace in 0..traces as u32 {
            let users = world.users(trace);
            let popularity = (users.len().max(1).ilog2() as usize).min(POPULARITIES - 1);
            let kind = usize::from(timeline.kinds[trace as usize]);
            let common = users.len() > settings.popularity_max;
            let within =
                settings.trace_widths_ms.iter().map(|&w| if common { 0.0 } else { pairs_within(users, w) }).collect();
            world.common += u64::from(common);
            world.class.push((kind * POPULARITIES + popularity) as u32);
            world.within.push(within);
        }
        world
    }

    pub(crate) fn traces(&self) -> usize {
        self.trace_starts.len() - 1
    }

    pub(crate) fn users(&self, trace: u32) -> &[Use] {
        &self.by_trace[self.trace_starts[trace as usize] as usize..self.trace_starts[trace as usize + 1] as usize]
    }

    fn of(&self, actor: u32) -> &[(u32, i64)] {
        &self.by_actor[self.actor_starts[actor as usize] as usize..self.actor_starts[actor as usize + 1] as usize]
    }

    /// Actors by their median delay after a trace is first seen, in classes that hold equally many, but for the fastest, which holds 5 %.
    fn speeds(&self, actors: usize) -> Vec<u8> {
        const SHARES: [f64; CLASSES - 1] = [0.05, 2.0 / 6.0, 3.0 / 6.0, 4.0 / 6.0, 5.0 / 6.0];
        let mut delays: Vec<(u32, i64)> = Vec::new();
        for trace in 0..self.trace_starts.len() - 1 {
            let users = self.users(trace as u32);
            if users.len() >= 4 {
                delays.extend(users[1..].iter().map(|used| (used.actor, used.time - users[0].time)));
            }
        }
        delays.sort_unstable();
        let mut medians: Vec<(u32, i64)> = Vec::new();
        for of_one in delays.chunk_by(|x, y| x.0 == y.0) {
            medians.push((of_one[0].0, of_one[of_one.len() / 2].1));
        }
        let mut sorted: Vec<i64> = medians.iter().map(|median| median.1).collect();
        sorted.sort_unstable();
        let bounds =
            SHARES.map(|share| sorted.get((sorted.len() as f64 * share) as usize).copied().unwrap_or(i64::MAX));
        let mut classes = vec![(CLASSES / 2) as u8; actors];
        for (actor, median) in medians {
            classes[actor as usize] = bounds.iter().filter(|&&bound| median > bound).count() as u8;
        }
        classes
    }

    /// Pairs with enough hits within the widest width, with all that they share.
    fn candidates(&mut self, settings: &Settings, found: &mut Synchrony) -> Vec<Pair> {
        let widest = settings.trace_widths_ms.iter().copied().max().unwrap_or(0);
        let mut keys: Vec<u64> = Vec::new();
        let (mut sharing, mut all) = (Vec::new(), 0_u64);
        for trace in 0..self.trace_starts.len() - 1 {
            let users = self.users(trace as u32);
            if users.len() < 2 || users.len() > settings.popularity_max {
                continue;
            }
            all += (users.len() * (users.len() - 1) / 2) as u64;
            let exact = all <= settings.pairs_max as u64;
            for (at, one) in users.iter().enumerate() {
                for two in &users[at + 1..] {
                    let near = two.time - one.time <= widest;
                    if !near && !exact {
                        break;
                    }
                    let key = u64::from(one.actor.min(two.actor)) << 32 | u64::from(one.actor.max(two.actor));
                    if near && keys.len() < settings.pairs_max {
                        keys.push(key);
                    } else if near {
                        found.left_out += 1;
                    }
                    if exact {
                        sharing.push(key);
                    }
                }
            }
        }
        // How many pairs share enough: counted when that is cheap, else bounded, which is strict.
        let actors = self.actor_starts.len() as u64;
        found.tests = if all <= settings.pairs_max as u64 {
            repeated(&mut sharing, settings.shared_min).len() as u64
        } else {
            (all / settings.shared_min.max(1) as u64).min(actors * actors / 2)
        };
        drop(sharing);
        let chosen = self.affordable(repeated(&mut keys, settings.shared_min), settings, found);
        chosen
            .into_iter()
            .map(|key| self.pair((key >> 32) as u32, key as u32, settings))
            .filter(|pair| pair.shared.len() >= settings.shared_min)
            .collect()
    }

    /// As many pairs as may be examined by what they can share, those first that are near most often. Those left out still count among
    /// the tests, as if their chance were one.
    fn affordable(&self, mut pairs: Vec<(u64, u32)>, settings: &Settings, found: &mut Synchrony) -> Vec<u64> {
        let most = |key: u64| self.of((key >> 32) as u32).len().min(self.of(key as u32).len());
        if pairs.iter().map(|pair| most(pair.0)).sum::<usize>() > settings.pairs_max {
            pairs.sort_unstable_by_key(|&(key, near)| (std::cmp::Reverse(near), key));
            let mut sum = 0;
            let fitting = pairs.iter().take_while(|pair| {
                sum += most(pair.0);
                sum <= settings.pairs_max
            });
            let fitting = fitting.count();
            found.left_out += (pairs.len() - fitting) as u64;
            pairs.truncate(fitting);
            pairs.sort_unstable();
        }
        pairs.into_iter().map(|pair| pair.0).collect()
    }

    /// What two actors share, once for each pair of moments.
    fn pair(&self, a: u32, b: u32, settings: &Settings) -> Pair {
        let (of_a, of_b) = (self.of(a), self.of(b));
        let (mut at, mut other) = (0, 0);
        let mut shared: Vec<(i64, i64, u32)> = Vec::new();
        while at < of_a.len() && other < of_b.len() {
            let ((trace, time), (trace_b, time_b)) = (of_a[at], of_b[other]);
            if trace == trace_b && self.users(trace).len() <= settings.popularity_max {
                shared.push((time, time_b, trace));
            }
            at += usize::from(trace <= trace_b);
            other += usize::from(trace_b <= trace);
        }
        shared.sort_unstable();
        let kind = |trace: u32| self.kinds[trace as usize];
        shared.dedup_by(|next, kept| (next.0, next.1) == (kept.0, kept.1) && kind(next.2) != kind(kept.2));
        let shared = shared.into_iter().map(|(time, time_b, trace)| (trace, (time - time_b).abs())).collect();
        Pair { a, b, shared }
    }
}

/// The first use of each trace by each actor, by actor and trace.
fn first_uses(timeline: &Timeline) -> Vec<Use> {
    let mut first: Vec<Use> =
        timeline.acts.iter().map(|act| Use { trace: act.trace, time: act.time, actor: act.actor }).collect();
    for of_actor in first.chunk_by_mut(|x, y| x.actor == y.actor) {
        of_actor.sort_unstable();
    }
    first.dedup_by_key(|used| (used.actor, used.trace));
    first
}

/// Sorted keys that occur at least `least` times, and how often.
fn repeated(keys: &mut [u64], least: usize) -> Vec<(u64, u32)> {
    keys.sort_unstable();
    keys.chunk_by(|x, y| x == y).filter(|same| same.len() >= least).map(|same| (same[0], same.len() as u32)).collect()
}

/// Pairs of an ascending list that are at most `width` apart.
fn pairs_within(users: &[Use], width: i64) -> f64 {
    let (mut first, mut pairs) = (0, 0);
    for (at, one) in users.iter().enumerate() {
        while one.time - users[first].time > width {
            first += 1;
        }
        pairs += at - first;
    }
    pairs as f64
}

/// Rates under the null, for one round.
pub(crate) struct Null<'a> {
    settings: &'a Settings,
    /// Pairs within each width, and pairs, by trace, without masked ones.
    within: Vec<Vec<f64>>,
    all: Vec<f64>,
    /// Mean rates of traces that are alike.
    pools: Pools,
    /// Observed over expected hits by pair of speed classes and width, at least 1.
    speed: Vec<Vec<f64>>,
}

struct Judged {
    tie: Tie,
    without_speed: f64,
}

impl<'a> Null<'a> {
    fn new(world: &Uses, pairs: &[Pair], masked: &[bool], settings: &'a Settings) -> Null<'a> {
        let mut within = world.within.clone();
        let common = |n: usize| n > settings.popularity_max;
        let mut all: Vec<f64> = (0..within.len())
            .map(|trace| {
                let n = world.users(trace as u32).len();
                if common(n) { 0.0 } else { (n * n.saturating_sub(1) / 2) as f64 }
            })
            .collect();
        for (pair, _) in pairs.iter().zip(masked).filter(|(_, masked)| **masked) {
            for &(trace, gap) in &pair.shared {
                all[trace as usize] = (all[trace as usize] - 1.0).max(0.0);
                for (count, &width) in within[trace as usize].iter_mut().zip(&settings.trace_widths_ms) {
                    *count = (*count - f64::from(u8::from(gap <= width))).max(0.0);
                }
            }
        }
        let pools = Pools::new(&world.class, &within, &all, settings.trace_widths_ms.len());
        let mut null = Null { settings, within, all, pools, speed: Vec::new() };
        null.speed = null.speeds(world, pairs, masked);
        null
    }

    /// Mean rate of traces like this one.
    pub(crate) fn pooled(&self, world: &Uses, trace: u32, width: usize) -> f64 {
        self.pools.mean(world.class[trace as usize], width, (0.0, 0.0), (0.0, 0.0))
    }

    /// Rate of a trace at a width, without one hit of the pair's own, drawn to the rate of traces like it.
    fn rate(&self, trace: u32, width: usize, own: f64, pooled: f64) -> f64 {
        let (k, n) =
            (self.within[trace as usize][width] - own, self.all[trace as usize] - f64::from(u8::from(own >= 0.0)));
        (k.max(0.0) + self.settings.shrinkage * pooled) / (n.max(0.0) + self.settings.shrinkage)
    }

    /// Mean rates at a width of the traces like each that a pair shares, without all that the pair shares: who leaves traces of their own
    /// would else make the rate that they are measured by.
    fn pooled_without(&self, pair: &Pair, world: &Uses, width: usize) -> Vec<f64> {
        let rates: Vec<(u32, f64)> = pair
            .shared
            .iter()
            .filter(|(trace, _)| self.all[*trace as usize] > 0.0)
            .map(|&(trace, _)| (trace, self.within[trace as usize][width] / self.all[trace as usize]))
            .collect();
        let mut known: Vec<(u32, f64)> = Vec::new();
        let sum = |pass: &dyn Fn(u32) -> bool| {
            let of = rates.iter().filter(|(trace, _)| pass(world.class[*trace as usize]));
            of.fold((0.0, 0.0), |sum, (_, rate)| (sum.0 + rate, sum.1 + 1.0))
        };
        let mut mean = |class: u32| {
            if let Some(known) = known.iter().find(|known| known.0 == class) {
                return known.1;
            }
            let kind = class as usize / POPULARITIES;
            let own = sum(&|other| other == class);
            let of_kind = sum(&|other| other as usize / POPULARITIES == kind);
            let mean = self.pools.mean(class, width, own, of_kind);
            known.push((class, mean));
            mean
        };
        pair.shared.iter().map(|&(trace, _)| mean(world.class[trace as usize])).collect()
    }

    /// Observed over expected hits by pair of speed classes. Pairs of two actors that have proven ties are left out: what is learnt here is
    /// how innocents meet.
    fn speeds(&self, world: &Uses, pairs: &[Pair], masked: &[bool]) -> Vec<Vec<f64>> {
        let widths = &self.settings.trace_widths_ms;
        let mut tied = vec![false; world.speed.len()];
        for (pair, _) in pairs.iter().zip(masked).filter(|(_, masked)| **masked) {
            tied[pair.a as usize] = true;
            tied[pair.b as usize] = true;
        }
        let mut hits = vec![vec![2.0; widths.len()]; CLASSES * CLASSES];
        let mut expected = hits.clone();
        for trace in 0..self.all.len() as u32 {
            let users = world.users(trace);
            if users.len() < 2 || users.len() > self.settings.popularity_max {
                continue;
            }
            let counts = class_pairs(world, users, &tied);
            for (at, &width) in widths.iter().enumerate() {
                let rate = self.rate(trace, at, -0.5, self.pooled(world, trace, at));
                for (expected, pairs) in expected.iter_mut().zip(&counts) {
                    expected[at] += pairs * rate;
                }
                let mut first = 0;
                for (position, one) in users.iter().enumerate() {
                    while one.time - users[first].time > width {
                        first += 1;
                    }
                    for two in &users[first..position] {
                        if !(tied[one.actor as usize] && tied[two.actor as usize]) {
                            hits[speed_pair(world, one.actor, two.actor)][at] += 1.0;
                        }
                    }
                }
            }
        }
        hits.iter()
            .zip(expected)
            .map(|(hits, expected)| hits.iter().zip(expected).map(|(h, e)| (h / e.max(2.0)).max(1.0)).collect())
            .collect()
    }

    fn judge(&self, pair: &Pair, world: &Uses, clocks: &mut Clocks, timeline: &Timeline) -> Judged {
        let widths = &self.settings.trace_widths_ms;
        let speed = &self.speed[speed_pair(world, pair.a, pair.b)];
        let mut tie = Tie {
            a: pair.a,
            b: pair.b,
            chance_log10: 0.0,
            together: 0,
            occasions: pair.shared.len() as u32,
            expected: 0.0,
        };
        let pooled: Vec<Vec<f64>> = (0..widths.len()).map(|at| self.pooled_without(pair, world, at)).collect();
        let evaluate =
            |clock: &dyn Fn(usize) -> f64, hurry: &dyn Fn(usize) -> f64, tie: &mut Tie, cells: &mut Vec<f64>| {
                let mut best = 0.5;
                let each: Vec<f64> = (0..widths.len())
                    .map(|at| {
                        let hit = |gap: i64| f64::from(u8::from(gap <= widths[at]));
                        let chances: Vec<f64> = pair
                            .shared
                            .iter()
                            .zip(&pooled[at])
                            .map(|(&(trace, gap), &pooled)| {
                                let rate = self.rate(trace, at, hit(gap), pooled);
                                (rate * clock(at) * hurry(at)).clamp(1e-9, 1.0)
                            })
                            .collect();
                        let hits = pair.shared.iter().filter(|(_, gap)| *gap <= widths[at]).count();
                        let chance = poisson_binomial_upper(&chances, hits, cells);
                        if chance < best {
                            best = chance;
                            (tie.together, tie.expected) = (hits as u32, chances.iter().sum());
                        }
                        chance
                    })
                    .collect();
                cauchy(&each)
            };
        let mut cells = Vec::new();
        tie.chance_log10 = evaluate(&|_| 1.0, &|_| 1.0, &mut tie, &mut cells);
        if tie.chance_log10 > WORTH_CORRECTING {
            return Judged { tie, without_speed: tie.chance_log10 };
        }
        let clock = clocks.raise(pair.a, pair.b, timeline);
        let without_speed = evaluate(&|at| clock[at], &|_| 1.0, &mut tie, &mut cells);
        tie.chance_log10 = evaluate(&|at| clock[at], &|at| speed[at], &mut tie, &mut cells);
        Judged { tie, without_speed }
    }
}

/// Pairs of users by their speed classes, but for those of two tied actors.
fn class_pairs(world: &Uses, users: &[Use], tied: &[bool]) -> Vec<f64> {
    let (mut free, mut bound) = ([0.0; CLASSES], [0.0; CLASSES]);
    for used in users {
        let counts = if tied[used.actor as usize] { &mut bound } else { &mut free };
        counts[usize::from(world.speed[used.actor as usize])] += 1.0;
    }
    let mut pairs = vec![0.0; CLASSES * CLASSES];
    for x in 0..CLASSES {
        pairs[x * CLASSES + x] = free[x] * (free[x] - 1.0) / 2.0 + free[x] * bound[x];
        for y in x + 1..CLASSES {
            pairs[x * CLASSES + y] = free[x] * free[y] + free[x] * bound[y] + bound[x] * free[y];
        }
    }
    pairs
}

fn speed_pair(world: &Uses, a: u32, b: u32) -> usize {
    let (x, y) = (usize::from(world.speed[a as usize]), usize::from(world.speed[b as usize]));
    x.min(y) * CLASSES + x.max(y)
}

/// Mean rates of the traces of each class, each drawn to that of its kind by five traces' worth.
struct Pools {
    /// Sum of rates by class and width.
    sums: Vec<Vec<f64>>,
    /// Traces by class.
    counts: Vec<f64>,
}

impl Pools {
    fn new(class: &[u32], within: &[Vec<f64>], all: &[f64], widths: usize) -> Pools {
        let classes = class.iter().map(|c| *c as usize + 1).max().unwrap_or(0).next_multiple_of(POPULARITIES);
        let mut pools = Pools { sums: vec![vec![0.0; widths]; classes], counts: vec![0.0; classes] };
        for (trace, &c) in class.iter().enumerate().filter(|(trace, _)| all[*trace] > 0.0) {
            pools.counts[c as usize] += 1.0;
            for (sum, k) in pools.sums[c as usize].iter_mut().zip(&within[trace]) {
                *sum += k / all[trace];
            }
        }
        pools
    }

    /// The mean of a class without some traces of it and of its kind, given by their sum of rates and their number. Where nothing remains,
    /// one half.
    fn mean(&self, class: u32, width: usize, own: (f64, f64), of_kind: (f64, f64)) -> f64 {
        const PSEUDO: f64 = 5.0;
        let class = class as usize;
        let kind = class / POPULARITIES * POPULARITIES..(class / POPULARITIES + 1) * POPULARITIES;
        let traces = self.counts[kind.clone()].iter().sum::<f64>() - of_kind.1;
        let sum = kind.map(|c| self.sums[c][width]).sum::<f64>() - of_kind.0;
        // Laplace's rule: few traces without a pair near one another are no proof that there is never one.
        let mean = (sum.max(0.0) + 1.0) / (traces.max(0.0) + 2.0);
        ((self.sums[class][width] - own.0).max(0.0) + PSEUDO * mean) / (self.counts[class] - own.1 + PSEUDO)
    }
}

/// How much two actors' clocks align without contact.
struct Clocks {
    widths: Vec<i64>,
    /// By period and width: how often any two acts on different days align.
    world: Vec<Vec<f64>>,
    known: std::collections::BTreeMap<(u32, u32), Vec<f64>>,
}

/// Periods of schedulers.
const PERIODS: [i64; 2] = [DAY, HOUR];

impl Clocks {
    /// The world's rates, from seeded draws of pairs of acts.
    fn new(timeline: &Timeline, settings: &Settings) -> Clocks {
        const DRAWS: usize = 400_000;
        let widths = settings.trace_widths_ms.clone();
        let mut random = Random::new(settings.seed);
        let mut counts = vec![vec![1.0; widths.len()]; PERIODS.len()];
        let mut drawn = 1.0;
        for _ in 0..if timeline.acts.len() > 1 { DRAWS } else { 0 } {
            let [x, y] = [0; 2].map(|_| timeline.acts[random.below(timeline.acts.len())]);
            let apart = (x.time - y.time).abs();
            if x.actor == y.actor || apart < DAY / 2 {
                continue;
            }
            drawn += 1.0;
            for (period, counts) in PERIODS.iter().zip(&mut counts) {
                let phase = phase_distance(apart, *period);
                for (count, width) in counts.iter_mut().zip(&widths) {
                    *count += f64::from(u8::from(phase <= (*width).min(period / 2)));
                }
            }
        }
        let world = counts.into_iter().map(|counts| counts.into_iter().map(|count| count / drawn).collect()).collect();
        Clocks { widths, world, known: std::collections::BTreeMap::new() }
    }

    /// The factor by which q must be raised at each width.
    fn raise(&mut self, a: u32, b: u32, timeline: &Timeline) -> Vec<f64> {
        if let Some(known) = self.known.get(&(a, b)) {
            return known.clone();
        }
        let thin = |actor: u32| {
            let acts = timeline.acts_of(actor);
            let step = acts.len() / CLOCK_ACTS_MAX + 1;
            acts.iter().step_by(step).map(|act| act.time).collect::<Vec<i64>>()
        };
        let (of_a, of_b) = (thin(a), thin(b));
        let mut raise = vec![1.0; self.widths.len()];
        for (period, world) in PERIODS.iter().zip(&self.world) {
            let mut phases: Vec<i64> = Vec::new();
            for x in &of_a {
                phases.extend(
                    of_b.iter()
                        .map(|y| (x - y).abs())
                        .filter(|apart| *apart >= DAY / 2)
                        .map(|apart| phase_distance(apart, *period)),
                );
            }
            phases.sort_unstable();
            for (at, width) in self.widths.iter().enumerate() {
                let aligned = phases.partition_point(|phase| *phase <= (*width).min(period / 2));
                raise[at] = f64::max(raise[at], alignment(aligned as f64, phases.len() as f64, world[at]));
            }
        }
        self.known.insert((a, b), raise.clone());
        raise
    }
}

/// Posterior mean of the aligned share over the world's, at least 1: spike at the world's rate with 99 %, uniform slab with 1 %.
fn alignment(aligned: f64, of: f64, world: f64) -> f64 {
    const SLAB: f64 = 0.01;
    let p = world.clamp(1e-9, 0.999);
    let choose = ln_gamma(of + 1.0) - ln_gamma(aligned + 1.0) - ln_gamma(of - aligned + 1.0);
    let spike = choose + aligned * p.ln() + (of - aligned) * (-p).ln_1p() + (1.0 - SLAB).ln();
    let slab = -(of + 1.0).ln() + SLAB.ln();
    let weight = 1.0 / (1.0 + (spike - slab).clamp(-700.0, 700.0).exp());
    ((weight * (aligned + 1.0) / (of + 2.0) + (1.0 - weight) * p) / p).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_schedule_explains_alignment_and_chance_does_not() {
        assert!(alignment(40.0, 60.0, 0.0014) > 100.0);
        assert!(alignment(1.0, 600.0, 0.0014) < 1.5);
        assert!((alignment(0.0, 0.0, 0.0014) - 1.0) < 5.0);
    }

    #[test]
    fn pairs_within_counts_each_pair_once() {
        let users: Vec<Use> = [0, 5, 9, 40].map(|time| Use { trace: 0, time, actor: 0 }).to_vec();
        assert!((pairs_within(&users, 9) - 3.0).abs() < 1e-12);
        assert_eq!(repeated(&mut [3, 1, 3, 2, 1], 2), [(1, 2), (3, 2)]);
    }
}
