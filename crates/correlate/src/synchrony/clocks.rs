//! How much two actors' clocks align without contact: a spike at the world's rate, a slab for schedulers. Knows nothing of traces.

use crate::attendance::phase_distance;
use crate::settings::Settings;
use crate::stats::random::Random;
use crate::stats::tails::ln_gamma;
use crate::timeline::{DAY, HOUR, Timeline};

/// How much two actors' clocks align without contact.
pub(crate) struct Clocks {
    widths: Vec<i64>,
    /// By period and width: how often any two acts on different days align.
    world: Vec<Vec<f64>>,
}

/// Acts of an actor compared for clocks.
const CLOCK_ACTS_MAX: usize = 200;

/// Periods of schedulers.
const PERIODS: [i64; 2] = [DAY, HOUR];

impl Clocks {
    /// The world's rates, from seeded draws of pairs of acts.
    pub(crate) fn new(timeline: &Timeline, settings: &Settings) -> Clocks {
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
        Clocks { widths, world }
    }

    /// The factor by which q must be raised at each width.
    pub(crate) fn raise(&self, a: &Phases, b: &Phases) -> Vec<f64> {
        let mut raise = vec![1.0; self.widths.len()];
        let mut apart_enough = a.times.len() * b.times.len();
        // By period and width: pairs of acts that align, less those that are not on different days.
        let near = PERIODS.map(|period| self.widths.iter().map(|width| (*width).min(period / 2)).collect::<Vec<i64>>());
        let mut aligned: Vec<Vec<usize>> = (0..PERIODS.len())
            .map(|at| {
                near[at].iter().map(|&near| aligned(&a.of_period[at], &b.of_period[at], PERIODS[at], near)).collect()
            })
            .collect();
        let mut first = 0;
        for x in &a.times {
            first += b.times[first..].iter().take_while(|y| x - **y >= DAY / 2).count();
            for y in b.times[first..].iter().take_while(|y| **y - x < DAY / 2) {
                apart_enough -= 1;
                for ((period, near), aligned) in PERIODS.iter().zip(&near).zip(&mut aligned) {
                    let phase = phase_distance((x - y).abs(), *period);
                    for (aligned, near) in aligned.iter_mut().zip(near) {
                        *aligned -= usize::from(phase <= *near);
                    }
                }
            }
        }
        for (world, aligned) in self.world.iter().zip(aligned) {
            for (at, aligned) in aligned.into_iter().enumerate() {
                raise[at] = f64::max(raise[at], alignment(aligned as f64, apart_enough as f64, world[at]));
            }
        }
        raise
    }
}

/// When an actor acted, ascending, and at what moments of the periods, ascending each.
pub(crate) struct Phases {
    times: Vec<i64>,
    of_period: [Vec<u32>; PERIODS.len()],
}

impl Phases {
    /// Those of at most [`CLOCK_ACTS_MAX`] acts, evenly chosen.
    pub(crate) fn new(actor: u32, timeline: &Timeline) -> Phases {
        let acts = timeline.acts_of(actor);
        let times: Vec<i64> = acts.iter().step_by(acts.len() / CLOCK_ACTS_MAX + 1).map(|act| act.time).collect();
        let of_period = PERIODS.map(|period| {
            let mut phases: Vec<u32> = times.iter().map(|time| time.rem_euclid(period) as u32).collect();
            phases.sort_unstable();
            phases
        });
        Phases { times, of_period }
    }
}

/// Pairs of two ascending lists of moments of a period that are at most `near` apart around it. Cost: the lists' lengths.
fn aligned(a: &[u32], b: &[u32], period: i64, near: i64) -> usize {
    if near * 2 >= period {
        return a.len() * b.len();
    }
    // How many of `b` are below a bound that only ever rises.
    let below = |place: &mut usize, bound: i64| {
        *place += b[*place..].iter().take_while(|phase| i64::from(**phase) < bound).count();
        *place
    };
    let (mut from, mut to, mut over, mut under) = (0, 0, 0, 0);
    a.iter()
        .map(|&phase| {
            let phase = i64::from(phase);
            below(&mut to, phase + near + 1) - below(&mut from, phase - near)
                + below(&mut over, phase + near + 1 - period)
                + (b.len() - below(&mut under, phase - near + period))
        })
        .sum()
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
    fn counted_around_a_period_as_pair_by_pair() {
        let phases = |seed: u32| {
            let mut phases: Vec<u32> = (0..40_u32).map(|at| (at * at * 7_919 + seed * 104_729) % 3_600).collect();
            phases.extend([0, 0, 3_599]);
            phases.sort_unstable();
            phases
        };
        let (a, b) = (phases(1), phases(2));
        for near in [0, 1, 10, 600, 1_799, 1_800] {
            let pairs = a.iter().flat_map(|x| b.iter().map(move |y| phase_distance(i64::from(x.abs_diff(*y)), 3_600)));
            assert_eq!(aligned(&a, &b, 3_600, near), pairs.filter(|apart| *apart <= near).count(), "{near}");
        }
    }

    #[test]
    fn a_shared_schedule_explains_alignment_and_chance_does_not() {
        assert!(alignment(40.0, 60.0, 0.0014) > 100.0);
        assert!(alignment(1.0, 600.0, 0.0014) < 1.5);
        assert!((alignment(0.0, 0.0, 0.0014) - 1.0) < 5.0);
    }
}
