//! First uses of traces, by trace and by actor, and the pairs of actors that are worth a test. Judges none.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::parallel::{each, in_order, on_parts};
use crate::settings::Settings;
use crate::timeline::{SECOND, Timeline, starts_of};

use super::{CLASSES, POPULARITIES, Synchrony};

/// First use of a trace by an actor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Use {
    pub(crate) trace: u32,
    pub(crate) time: i64,
    pub(crate) actor: u32,
}

/// A pair and the traces it shares, with the gap on each.
pub(crate) struct Pair {
    pub(crate) a: u32,
    pub(crate) b: u32,
    pub(crate) shared: Vec<(u32, i64)>,
}

/// All first uses, by trace and by actor.
pub(crate) struct Uses {
    by_trace: Vec<Use>,
    trace_starts: Vec<u32>,
    /// (trace, time) of each actor, by trace.
    by_actor: Vec<(u32, i64)>,
    /// Where each use of `by_actor` stands in `by_trace`.
    places: Vec<u32>,
    actor_starts: Vec<u32>,
    /// Speed class of each actor.
    pub(crate) speed: Vec<u8>,
    /// Class of each trace: kind × popularity.
    pub(crate) class: Vec<u32>,
    /// Pairs within each width, trace after trace.
    pub(crate) within: Vec<f64>,
    kinds: Vec<u16>,
    pub(crate) common: u64,
}

/// Actors, traces or pairs that are one piece of work.
pub(crate) const PIECE: usize = 512;

impl Uses {
    pub(crate) fn new(timeline: &Timeline, settings: &Settings) -> Uses {
        let traces = timeline.natures.len();
        let by_actor = first_uses(timeline, settings);
        let actor_starts = starts_of(by_actor.iter().map(|used| used.actor), timeline.actors());
        let trace_starts = starts_of(by_actor.iter().map(|used| used.trace), traces);
        let mut by_trace = vec![Use::default(); by_actor.len()];
        let mut next = trace_starts.clone();
        for used in &by_actor {
            let place = &mut next[used.trace as usize];
            by_trace[*place as usize] = *used;
            *place += 1;
        }
        on_parts(settings.threads, &mut by_trace, &trace_starts[1..], |_, users| {
            users.sort_unstable_by_key(|used| (used.time, used.actor));
        });
        // An actor's uses come by trace, and so do these.
        let mut places = vec![0; by_actor.len()];
        next.clone_from(&actor_starts);
        for (at, used) in by_trace.iter().enumerate() {
            let place = &mut next[used.actor as usize];
            places[*place as usize] = at as u32;
            *place += 1;
        }
        let by_actor = by_actor.into_iter().map(|used| (used.trace, used.time)).collect();
        let mut world = Uses {
            by_trace,
            trace_starts,
            by_actor,
            places,
            actor_starts,
            speed: Vec::new(),
            class: Vec::with_capacity(traces),
            within: Vec::with_capacity(traces * settings.trace_widths_ms.len()),
            kinds: timeline.kinds.clone(),
            common: 0,
        };
        world.speed = world.speeds(timeline.actors(), settings);
        for trace in 0..traces as u32 {
            let users = world.users(trace).len();
            let popularity = (users.max(1).ilog2() as usize).min(POPULARITIES - 1);
            world.common += u64::from(users > settings.popularity_max);
            world.class.push((usize::from(timeline.kinds[trace as usize]) * POPULARITIES + popularity) as u32);
        }
        let within = each(
            settings.threads,
            (traces, PIECE),
            || (),
            |(), trace| {
                let users = world.users(trace as u32);
                let common = users.len() > settings.popularity_max;
                let count = |&width: &i64| if common { 0.0 } else { pairs_within(users, width) };
                settings.trace_widths_ms.iter().map(count).collect::<Vec<f64>>()
            },
        );
        world.within = within.concat();
        world
    }

    pub(crate) fn traces(&self) -> usize {
        self.trace_starts.len() - 1
    }

    pub(crate) fn users(&self, trace: u32) -> &[Use] {
        &self.by_trace[self.trace_starts[trace as usize] as usize..self.trace_starts[trace as usize + 1] as usize]
    }

    fn actors(&self) -> usize {
        self.actor_starts.len() - 1
    }

    fn of(&self, actor: u32) -> &[(u32, i64)] {
        &self.by_actor[self.actor_starts[actor as usize] as usize..self.actor_starts[actor as usize + 1] as usize]
    }

    /// The traces of an actor, ascending, and where among the users of each it stands.
    pub(crate) fn uses_of(&self, actor: u32) -> impl Iterator<Item = (u32, usize)> {
        let own = self.actor_starts[actor as usize] as usize..self.actor_starts[actor as usize + 1] as usize;
        let places = self.by_actor[own.clone()].iter().zip(&self.places[own]);
        places.map(|(used, place)| (used.0, (place - self.trace_starts[used.0 as usize]) as usize))
    }

    /// Speed class of each actor, by its median delay after a trace is first seen: a class ends at four times the delay at which the one before
    /// ends, so that those of one class meet about equally often, however many there are of each. Who was seen too seldom is of a class apart.
    fn speeds(&self, actors: usize, settings: &Settings) -> Vec<u8> {
        const FASTEST: i64 = 15 * SECOND;
        const DELAYS_MIN: usize = 3;
        let medians = each(settings.threads, (actors, PIECE), Vec::new, |delays: &mut Vec<i64>, actor| {
            delays.clear();
            let own = self.actor_starts[actor] as usize..self.actor_starts[actor + 1] as usize;
            for (&(trace, time), &place) in self.by_actor[own.clone()].iter().zip(&self.places[own]) {
                let users = self.users(trace);
                if users.len() >= 4 && place != self.trace_starts[trace as usize] {
                    delays.push(time - users[0].time);
                }
            }
            let middle = delays.len() / 2;
            (delays.len() >= DELAYS_MIN).then(|| *delays.select_nth_unstable(middle).1)
        });
        let class = |median: i64| (0..CLASSES - 2).take_while(|&class| median > FASTEST << (2 * class)).count();
        medians.into_iter().map(|median| median.map_or(CLASSES - 1, class) as u8).collect()
    }

    /// Pairs with enough hits within the widest width, with all that they share.
    pub(crate) fn candidates(&self, settings: &Settings, found: &mut Synchrony) -> Vec<Pair> {
        let search = Search::new(self, settings, found);
        let (gathered, most) = (AtomicUsize::new(0), settings.near_pairs_max);
        let first = self.pass(&search, settings, &|piece| {
            let kept = gathered.fetch_add(piece.near.len(), Ordering::Relaxed) + piece.near.len() <= most;
            if !kept {
                piece.near = Vec::new();
            }
        });
        // How many pairs share enough: counted when that is cheap, else bounded, which is strict.
        let actors = self.actors() as u64;
        found.tests = if search.exact {
            first.iter().map(|piece| piece.sharing).sum()
        } else {
            (search.all / settings.shared_min.max(1) as u64).min((actors + 1) * (actors + 1) / 2)
        };
        let near: u64 = first.iter().map(|piece| piece.pairs).sum();
        let budget = Budget::new(&first, settings.pairs_max as u64);
        let choose = |piece: &mut Piece| piece.near = budget.affordable(self, piece);
        // Where all of them were too many to hold, pairs are met a second time.
        let mut met = first;
        if near > most as u64 {
            met = self.pass(&search, settings, &choose);
        } else {
            met.iter_mut().for_each(choose);
        }
        let chosen: Vec<u64> = met.into_iter().flat_map(|piece| piece.near).map(|pair| pair.0).collect();
        found.left_out += near - chosen.len() as u64;
        let pair = |scratch: &mut Vec<(i64, i64, u32)>, at: usize| {
            self.pair((chosen[at] >> 32) as u32, chosen[at] as u32, settings, scratch)
        };
        let pairs = each(settings.threads, (chosen.len(), PIECE), Vec::new, pair);
        pairs.into_iter().filter(|pair| pair.shared.len() >= settings.shared_min).collect()
    }

    /// Counts with whom of higher number an actor shares traces, and near whom it used them.
    fn meet(&self, actor: u32, search: &Search, settings: &Settings, met: &mut Met) {
        let own = self.actor_starts[actor as usize] as usize..self.actor_starts[actor as usize + 1] as usize;
        for (&(trace, time), &place) in self.by_actor[own.clone()].iter().zip(&self.places[own]) {
            let users = self.users(trace);
            if users.len() < 2 || users.len() > settings.popularity_max {
                continue;
            }
            if search.exact {
                for other in users.iter().filter(|other| other.actor > actor) {
                    met.count(other.actor, (other.time - time).abs() <= search.widest);
                }
            } else if search.affords(trace, users.len()) {
                let place = (place - self.trace_starts[trace as usize]) as usize;
                let near = |other: &&Use| (other.time - time).abs() <= search.widest;
                let before = users[..place].iter().rev().take_while(near);
                for other in before.chain(users[place + 1..].iter().take_while(near)) {
                    if other.actor > actor {
                        met.count(other.actor, true);
                    }
                }
            }
        }
    }

    /// Whom the actors of each piece met near often enough; `end` is told each piece when it is done.
    fn pass(&self, search: &Search, settings: &Settings, end: &(dyn Fn(&mut Piece) + Sync)) -> Vec<Piece> {
        in_order(
            settings.threads,
            self.actors().div_ceil(PIECE),
            || Met::new(self.actors()),
            |met, number| {
                let mut piece = Piece { number, ..Piece::default() };
                for actor in number * PIECE..self.actors().min((number + 1) * PIECE) {
                    self.meet(actor as u32, search, settings, met);
                    piece.sharing += met.drain(actor as u32, settings.shared_min, &mut piece.near);
                }
                piece.pairs = piece.near.len() as u64;
                for &(key, near) in &piece.near {
                    *piece.work.entry(near).or_default() += self.work(key);
                }
                end(&mut piece);
                piece
            },
        )
    }

    /// Traces that a pair can share at most: what examining it costs.
    fn work(&self, key: u64) -> u64 {
        self.of((key >> 32) as u32).len().min(self.of(key as u32).len()) as u64
    }

    /// What two actors share, once for each pair of moments. Gathered in `shared`, so that a pair holds no more memory than it needs: there are
    /// millions.
    fn pair(&self, a: u32, b: u32, settings: &Settings, shared: &mut Vec<(i64, i64, u32)>) -> Pair {
        shared.clear();
        let (of_a, of_b) = (self.of(a), self.of(b));
        let (mut at, mut other) = (0, 0);
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
        let shared = shared.iter().map(|&(time, time_b, trace)| (trace, (time - time_b).abs())).collect();
        Pair { a, b, shared }
    }
}

/// Pairs of some actors and those of higher number whom they met near often enough.
#[derive(Default)]
struct Piece {
    number: usize,
    /// Pairs, ascending, and how often they were near.
    near: Vec<(u64, u32)>,
    /// How many there were, kept or not.
    pairs: u64,
    /// Pairs that share enough, near or not.
    sharing: u64,
    /// What examining them costs, by how often they were near.
    work: BTreeMap<u32, u64>,
}

/// Which pairs may be examined by what they can share: those first that are near most often, and of these those of the lowest numbers. Those
/// left out still count among the tests, as if their chance were one.
struct Budget {
    /// Whoever is near oftener may be examined.
    above: u32,
    /// What may be spent by each piece on those that are near just so often.
    left: Vec<u64>,
}

impl Budget {
    fn new(pieces: &[Piece], most: u64) -> Budget {
        let mut work: BTreeMap<u32, u64> = BTreeMap::new();
        for (near, cost) in pieces.iter().flat_map(|piece| &piece.work) {
            *work.entry(*near).or_default() += cost;
        }
        let mut spent = 0;
        for (near, cost) in work.into_iter().rev() {
            if spent + cost > most {
                let mut left = most - spent;
                let of_piece = |piece: &Piece| {
                    let before = left;
                    left = left.saturating_sub(piece.work.get(&near).copied().unwrap_or(0));
                    before
                };
                return Budget { above: near, left: pieces.iter().map(of_piece).collect() };
            }
            spent += cost;
        }
        Budget { above: 0, left: vec![0; pieces.len()] }
    }

    fn affordable(&self, world: &Uses, piece: &Piece) -> Vec<(u64, u32)> {
        let mut left = Some(self.left[piece.number]);
        let fits = |&(key, near): &(u64, u32)| {
            if near == self.above {
                left = left.and_then(|left| left.checked_sub(world.work(key)));
            }
            near > self.above || near == self.above && left.is_some()
        };
        piece.near.iter().copied().filter(fits).collect()
    }
}

/// What the search for pairs affords.
struct Search {
    widest: i64,
    /// Pairs of users of a trace, over all traces.
    all: u64,
    /// Whether those are few enough to look at each.
    exact: bool,
    /// Else the traces up to this popularity, and up to this number within it, whose near pairs are few enough together.
    last: (usize, u32),
}

impl Search {
    fn new(world: &Uses, settings: &Settings, found: &mut Synchrony) -> Search {
        let widths = &settings.trace_widths_ms;
        let widest = widths.iter().copied().max().unwrap_or(0);
        let column = widths.iter().position(|&width| width == widest).unwrap_or(0);
        let looked = |n: usize| (2..=settings.popularity_max).contains(&n);
        let mut traces: Vec<(usize, u32)> = (0..world.traces() as u32)
            .map(|trace| (world.users(trace).len(), trace))
            .filter(|&(users, _)| looked(users))
            .collect();
        let all = traces.iter().map(|&(users, _)| (users * (users - 1) / 2) as u64).sum();
        let exact = all <= settings.pairs_max as u64;
        let mut last = (usize::MAX, u32::MAX);
        if !exact {
            // Rare traces first: they say most, and cost least.
            traces.sort_unstable();
            let mut sum = 0;
            for &(users, trace) in &traces {
                let near = world.within[trace as usize * widths.len() + column] as u64;
                sum += near;
                if sum <= settings.pairs_max as u64 {
                    last = (users, trace);
                } else {
                    found.left_out += near;
                }
            }
        }
        Search { widest, all, exact, last }
    }

    fn affords(&self, trace: u32, users: usize) -> bool {
        (users, trace) <= self.last
    }
}

/// Whom one actor met, and how often.
struct Met {
    /// By actor: traces shared, and of these used near one another.
    counts: Vec<(u32, u32)>,
    whom: Vec<u32>,
}

impl Met {
    fn new(actors: usize) -> Met {
        Met { counts: vec![(0, 0); actors], whom: Vec::new() }
    }

    fn count(&mut self, other: u32, near: bool) {
        let counts = &mut self.counts[other as usize];
        if counts.0 == 0 {
            self.whom.push(other);
        }
        counts.0 += 1;
        counts.1 += u32::from(near);
    }

    /// Forgets all, but for those met near often enough; returns with how many enough was shared.
    fn drain(&mut self, actor: u32, least: usize, near: &mut Vec<(u64, u32)>) -> u64 {
        let (from, mut sharing) = (near.len(), 0);
        for other in self.whom.drain(..) {
            let (shared, close) = std::mem::take(&mut self.counts[other as usize]);
            sharing += u64::from(shared as usize >= least);
            if close as usize >= least {
                near.push((u64::from(actor) << 32 | u64::from(other), close));
            }
        }
        near[from..].sort_unstable();
        sharing
    }
}

/// The first use of each trace by each actor, by actor and trace.
fn first_uses(timeline: &Timeline, settings: &Settings) -> Vec<Use> {
    let mut first: Vec<Use> =
        timeline.acts.iter().map(|act| Use { trace: act.trace, time: act.time, actor: act.actor }).collect();
    on_parts(settings.threads, &mut first, &timeline.actor_acts[1..], |_, of_actor| {
        of_actor.sort_unstable_by_key(|used| (used.trace, used.time));
    });
    first.dedup_by_key(|used| (used.actor, used.trace));
    first
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observations::{Nature, Observations};

    #[test]
    fn pairs_within_counts_each_pair_once() {
        let users: Vec<Use> = [0, 5, 9, 40].map(|time| Use { trace: 0, time, actor: 0 }).to_vec();
        assert!((pairs_within(&users, 9) - 3.0).abs() < 1e-12);
    }

    #[test]
    fn looking_at_near_pairs_only_finds_the_same_pairs() {
        let mut o = Observations::default();
        let kind = o.kind("link", Nature::Content);
        let mut random = crate::stats::random::Random::new(3);
        for _ in 0..4_000 {
            let (actor, trace) = (random.below(60), random.below(80));
            o.push(&format!("a{actor}"), kind, &format!("t{trace}"), random.below(90_000_000) as i64, 1.0);
        }
        let settings = Settings { trace_widths_ms: vec![60_000, 3_600_000], ..Settings::posts() };
        let timeline = Timeline::new(&o, settings.session_gap_ms, settings.threads);
        let world = Uses::new(&timeline, &settings);
        let found = |settings: &Settings| {
            let mut found = Synchrony::default();
            let pairs = world.candidates(settings, &mut found);
            let names: Vec<(u32, u32, usize)> = pairs.iter().map(|pair| (pair.a, pair.b, pair.shared.len())).collect();
            (names, found.left_out)
        };
        let near: f64 = (0..world.traces()).map(|trace| world.within[trace * 2 + 1]).sum();
        let (all, left_out) = found(&settings);
        assert!(all.len() > 500 && left_out == 0, "{}", all.len());
        let search =
            Search::new(&world, &Settings { pairs_max: near as usize, ..settings.clone() }, &mut Synchrony::default());
        assert!(!search.exact);
        let mut met = Met::new(world.actors());
        let mut keys = Vec::new();
        for actor in 0..world.actors() as u32 {
            world.meet(actor, &search, &settings, &mut met);
            met.drain(actor, settings.shared_min, &mut keys);
        }
        assert_eq!(
            keys.iter().map(|key| ((key.0 >> 32) as u32, key.0 as u32)).collect::<Vec<_>>(),
            all.iter().map(|pair| (pair.0, pair.1)).collect::<Vec<_>>()
        );
        for pairs_max in [near as usize / 2, near as usize / 5, 900, 40, 0] {
            let cheap = found(&Settings { pairs_max, ..settings.clone() });
            assert!(cheap.1 > 0, "what was left out is said");
            for near_pairs_max in [0, 7, 300] {
                assert_eq!(cheap, found(&Settings { pairs_max, near_pairs_max, ..settings.clone() }), "found twice");
            }
        }
        assert_eq!(found(&Settings { near_pairs_max: 7, ..settings.clone() }), (all, 0));
    }
}
