//! Do two actors use the traces they share at the same moments? Sharing itself is taken as given, so common interest and common tools say
//! nothing here; only *when* counts.
//!
//! **Null.** On a trace x that mₓ actors used, each used it at a moment drawn from the trace's own density and its own speed. Two of them then
//! fall within δ with chance qₓ = ρ · R · p · (Kₓ − hₓ + α) / (Eₓ − R·p + α): p the *pool*, the mean rate of traces of the kind with as many users that
//! the pair does not share; R how much oftener actors of their two speeds meet than others; Kₓ the pairs within δ and hₓ the pair's own hit; Eₓ = p · ΣR
//! over all pairs of its users, what is expected of just those actors; α how little traces differ otherwise (`speeds.rs` says how R and α are learnt).
//! The hits over the shared traces are Poisson-binomial; the widths δ are combined by Cauchy's rule; Benjamini–Hochberg over all pairs that share
//! enough (selecting on sharing is independent of the moments: Bourgon et al. 2010).
//!
//! **Corrections.** *ρ, clocks*: schedulers that fire at 08:00 meet without contact; the share of the pair's acts on *different* days that align
//! modulo a day or an hour is estimated with a spike at the world's rate and a slab (prior 1 %), and q is raised by it. *R, speed*:
//! automations that react within seconds meet on everything. A trace's rate is compared with what its own users' speeds make expected: else a trace on
//! which no third fast actor happened to be would make two fast ones look as if they had met against the odds.
//! *Masking*: proven pairs are taken out of K, N and the pools, and all is computed again. *One count a post*: what both did at one same pair of
//! moments counts once.
//!
//! Cost: Σ over traces of pairs within the widest δ; traces of more than `popularity_max` actors make none.

mod clocks;
mod null;
mod speeds;
mod uses;

use crate::attendance::Tie;
use crate::leiden::{Edge, communities};
use crate::parallel::each;
use crate::recruit::{Recruit, recruit};
use crate::settings::Settings;
use crate::stats::multiple::benjamini_hochberg;
use crate::timeline::Timeline;
use clocks::{Clocks, Phases};
pub(crate) use null::Null;
use null::{Judged, Scratch};
use uses::Pair;
pub(crate) use uses::{Use, Uses};

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
const CLASSES: usize = 9;

/// Classes of popularity: powers of two.
const POPULARITIES: usize = 16;

/// Pairs judged in one piece of work.
const PAIRS_A_PIECE: usize = 128;

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
    let world = Uses::new(timeline, settings);
    let mut found = Synchrony { common: world.common, ..Synchrony::default() };
    let pairs = world.candidates(settings, &mut found);
    found.tests = found.tests.max(pairs.len() as u64);
    let clocks = Clocks::new(timeline, settings);
    // What the clocks of a pair say does not change from round to round.
    let mut raises: Vec<Option<Vec<f64>>> = vec![None; pairs.len()];
    let mut masked = vec![false; pairs.len()];
    let mut before = 0;
    for round in 0..settings.masking_rounds.max(1) {
        let null = Null::new(&world, &pairs, &masked, found.tests, settings);
        let judge = |scratch: &mut Scratch, at: usize| null.judge(&pairs[at], &world, scratch);
        let mut judged: Vec<Judged> = each(settings.threads, (pairs.len(), PAIRS_A_PIECE), Scratch::default, judge);
        correct(&null, &pairs, &world, (&clocks, timeline), &mut raises, &mut judged);
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
            found.recruits =
                recruit(&world, &Null::new(&world, &pairs, &masked, found.tests, settings), &group_of, settings);
            found.group_of = group_of;
            break;
        }
    }
    found
}

/// Corrects for clocks the pairs that would be proven without: a correction only ever raises a chance, and raised chances only lower
/// the level of Benjamini and Hochberg, so the others stay unproven whatever theirs would be.
fn correct(
    null: &Null<'_>,
    pairs: &[Pair],
    world: &Uses,
    (clocks, timeline): (&Clocks, &Timeline),
    raises: &mut [Option<Vec<f64>>],
    judged: &mut [Judged],
) {
    let settings = null.settings;
    let proven = |chance: &dyn Fn(&Judged) -> f64| {
        let chances: Vec<f64> = judged.iter().map(chance).collect();
        benjamini_hochberg(&chances, null.tests, settings.q)
    };
    let (by_all, by_density) = (proven(&|judged| judged.tie.chance_log10), proven(&|judged| judged.without_speed));
    let worth: Vec<usize> = (0..pairs.len()).filter(|&at| by_all[at] || by_density[at]).collect();
    let new = worth.iter().filter(|&&at| raises[at].is_none());
    let mut actors: Vec<u32> = new.flat_map(|&at| [pairs[at].a, pairs[at].b]).collect();
    actors.sort_unstable();
    actors.dedup();
    let phases =
        each(settings.threads, (actors.len(), PAIRS_A_PIECE), || (), |(), at| Phases::new(actors[at], timeline));
    let of = |actor: u32| actors.binary_search(&actor).map_or(&phases[0], |at| &phases[at]);
    let corrected = each(settings.threads, (worth.len(), PAIRS_A_PIECE), Scratch::default, |scratch, at| {
        let pair = &pairs[worth[at]];
        let raise = raises[worth[at]].clone().unwrap_or_else(|| clocks.raise(of(pair.a), of(pair.b)));
        (null.corrected(pair, world, &raise, scratch), raise)
    });
    for (at, (corrected, raise)) in worth.into_iter().zip(corrected) {
        judged[at] = corrected;
        raises[at] = Some(raise);
    }
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
