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
    pub(crate) fn raise(&self, a: u32, b: u32, timeline: &Timeline) -> Vec<f64> {
        let thin = |actor: u32| {
            let acts = timeline.acts_of(actor);
            let step = acts.len() / CLOCK_ACTS_MAX + 1;
            acts.iter().step_by(step).map(|act| act.time).collect::<Vec<i64>>()
        };
        let (of_a, of_b) = (thin(a), thin(b));
        let mut raise = vec![1.0; self.widths.len()];
        for (period, world) in PERIODS.iter().zip(&self.world) {
            let near: Vec<i64> = self.widths.iter().map(|width| (*width).min(period / 2)).collect();
            let (mut apart_enough, mut aligned) = (0_u32, vec![0_u32; near.len()]);
            for x in &of_a {
                for y in &of_b {
                    let apart = (x - y).abs();
                    if apart >= DAY / 2 {
                        let phase = phase_distance(apart, *period);
                        apart_enough += 1;
                        for (aligned, near) in aligned.iter_mut().zip(&near) {
                            *aligned += u32::from(phase <= *near);
                        }
                    }
                }
            }
            for (at, aligned) in aligned.into_iter().enumerate() {
                raise[at] = f64::max(raise[at], alignment(f64::from(aligned), f64::from(apart_enough), world[at]));
            }
        }
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
}
