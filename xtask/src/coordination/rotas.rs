//! Rotas that never meet, and their twins of independent sources: what is found, of what, and with how many false.

use vigie_correlate::{Settings, correlate};
use vigie_simulate::coordination::plans::BACKGROUND;
use vigie_simulate::coordination::rotas::{ROTAS, plant};
use vigie_simulate::coordination::world;

use super::{Options, Score, observe};

pub(crate) fn print(options: &Options) {
    let settings = Settings { decoys: 2, threads: options.threads, ..Settings::logs() };
    for plan in ROTAS {
        for together in [true, false] {
            let mut score = Score::default();
            for seed in options.seeds() {
                let mut world = world(seed, &BACKGROUND, None, 0);
                for number in 0..2 {
                    plant(seed, number, &BACKGROUND, plan, together, &mut world);
                }
                score.add(&world, &correlate(&observe(&world), &settings));
            }
            println!(
                "{:30} {:6} P {:.3} R {:.3} F1 {:.3} clusters {} control {} wrong {:?} worlds {}",
                plan.name,
                if together { "rota" } else { "twin" },
                score.precision(),
                score.recall(),
                score.f1(),
                score.clusters,
                score.control,
                score.wrong_actors,
                options.seeds
            );
        }
    }
}
