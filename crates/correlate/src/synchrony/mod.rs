//! Do two actors use the traces they share at the same moments? Sharing itself is taken as given, so common interest and common tools say
//! nothing here; only *when* counts.
//!
//! **Null.** On a trace x that mₓ actors used, each used it at a moment drawn from the trace's own density and its own speed. Two of them then
//! fall within δ with chance qₓ = ρ · (1 − exp(−λₓ)), λₓ = R · p · (Kₓ − hₓ + α) / (Eₓ − R·p + α): p the *pool*, by the mean rate of traces of the kind with as many users that
//! the pair does not share; R how much oftener actors of their two speeds meet than others; Kₓ the pairs within δ and hₓ the pair's own hit; Eₓ = p · ΣR
//! over all pairs of its users, what is expected of just those actors; α how little traces differ otherwise (`speeds.rs` says how R and α are learnt, and what stands for hits where
//! many meet surely).
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
use null::Scratch;
use uses::Pair;
pub(crate) use uses::{PIECE, Use, Uses};

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
pub(crate) const CLASSES: usize = 9;

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
    let mut raises = Raises { of: vec![u32::MAX; pairs.len()], known: vec![1.0; settings.trace_widths_ms.len()] };
    let mut masked = vec![false; pairs.len()];
    let mut before = 0;
    for round in 0..settings.masking_rounds.max(1) {
        let null = Null::new(&world, &pairs, &masked, found.tests, settings);
        let judge = |pair: &Pair, raise: &[f64], scratch: &mut Scratch| null.judge(pair, &world, raise, scratch);
        let (ties, proven) = judge_all(&judge, &pairs, &null, (&clocks, timeline), &mut raises);
        masked = proven;
        let count = masked.iter().filter(|kept| **kept).count();
        let last = count <= before || round + 1 == settings.masking_rounds.max(1);
        before = before.max(count);
        if last {
            let judge =
                |pair: &Pair, raise: &[f64], scratch: &mut Scratch| null.judge_unhurried(pair, &world, raise, scratch);
            let (_, fast) = judge_all(&judge, &pairs, &null, (&clocks, timeline), &mut raises);
            for ((tie, kept), fast) in ties.into_iter().zip(&masked).zip(fast) {
                if *kept {
                    found.ties.push(tie);
                } else if fast {
                    found.fast.push(tie);
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

/// By how much the clocks of pairs raise their rates, where that was asked.
struct Raises {
    /// By pair: where its factors stand, in widths; `u32::MAX` where nobody asked.
    of: Vec<u32>,
    /// Factors, width after width; the first are those of nobody's clocks: 1.
    known: Vec<f64>,
}

impl Raises {
    fn get(&self, pair: usize, widths: usize) -> &[f64] {
        let at = if self.of[pair] == u32::MAX { 0 } else { self.of[pair] as usize };
        &self.known[at * widths..(at + 1) * widths]
    }
}

/// The ties of all pairs, and which are proven. Corrected for clocks are those that would be proven without, and those whose clocks are known:
/// a correction only ever raises a chance, and raised chances only lower the level of Benjamini and Hochberg, so the others stay unproven whatever theirs
/// would be.
fn judge_all(
    judge: &(dyn Fn(&Pair, &[f64], &mut Scratch) -> Tie + Sync),
    pairs: &[Pair],
    null: &Null<'_>,
    (clocks, timeline): (&Clocks, &Timeline),
    raises: &mut Raises,
) -> (Vec<Tie>, Vec<bool>) {
    let settings = null.settings;
    let widths = settings.trace_widths_ms.len();
    let proven = |ties: &[Tie]| {
        let chances: Vec<f64> = ties.iter().map(|tie| tie.chance_log10).collect();
        benjamini_hochberg(&chances, null.tests, settings.q)
    };
    let one = |scratch: &mut Scratch, at: usize| judge(&pairs[at], raises.get(at, widths), scratch);
    let mut ties = each(settings.threads, (pairs.len(), PAIRS_A_PIECE), Scratch::default, one);
    let kept = proven(&ties);
    let new: Vec<usize> = (0..pairs.len()).filter(|&at| kept[at] && raises.of[at] == u32::MAX).collect();
    if new.is_empty() {
        return (ties, kept);
    }
    let mut actors: Vec<u32> = new.iter().flat_map(|&at| [pairs[at].a, pairs[at].b]).collect();
    actors.sort_unstable();
    actors.dedup();
    let phases =
        each(settings.threads, (actors.len(), PAIRS_A_PIECE), || (), |(), at| Phases::new(actors[at], timeline));
    let of = |actor: u32| actors.binary_search(&actor).map_or(&phases[0], |at| &phases[at]);
    let corrected = each(settings.threads, (new.len(), PAIRS_A_PIECE), Scratch::default, |scratch, at| {
        let pair = &pairs[new[at]];
        let raise = clocks.raise(of(pair.a), of(pair.b));
        (judge(pair, &raise, scratch), raise)
    });
    for (at, (tie, raise)) in new.into_iter().zip(corrected) {
        ties[at] = tie;
        raises.of[at] = (raises.known.len() / widths) as u32;
        raises.known.extend(raise);
    }
    let kept = proven(&ties);
    (ties, kept)
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
