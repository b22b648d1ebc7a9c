//! Worlds in which nobody acts together, made from the one observed: for each analysis they say how many groups its own machinery finds where
//! there are none. Keeps what is innocent and destroys only what is asked about.

use crate::attendance::by_time;
use crate::stats::random::Random;
use crate::timeline::{DAY, HOUR, Session, Timeline};

/// Sessions of each day dealt out again among the actors of that day that are about as busy (as many sessions in all, to a power of two): every actor
/// keeps its number of sessions on each day, every moment its session; who was there with whom is chance. Who begins ten sessions a day and who reads a
/// letter do not stand in for one another: dealt in one heap, the busy would take the moments of an audience, and the world would show none.
/// Deals are by day of the world, moments vary by up to half an hour, so that two neighbours in the deal do not keep a shared clock. Sessions that the found groups explain (`explained`, by the timeline's sessions) are moved by up to half a day, as proven
/// pairs are taken out of their own null: else the groups' bursts would remain in the world that is to say how it is without them.
pub(crate) fn deal_sessions(timeline: &Timeline, explained: &[bool], random: &mut Random) -> Vec<Session> {
    let busy = |actor: u32| timeline.sessions_of(actor).len().max(1).ilog2();
    let mut starts: Vec<(i64, u32)> = timeline
        .sessions
        .iter()
        .zip(explained)
        .map(|(session, &explained)| {
            let moved = if explained { random.below(DAY as usize) as i64 - DAY / 2 } else { 0 };
            (session.start + moved, session.actor)
        })
        .collect();
    // They come by actor, so equal moments stay in the order of actors.
    by_time(&mut starts);
    let mut dealt = Vec::with_capacity(starts.len());
    for day in starts.chunk_by(|x, y| x.0.div_euclid(DAY) == y.0.div_euclid(DAY)) {
        let mut alike = day.to_vec();
        // Stable, so that the moments of each class stay in their order.
        alike.sort_by_key(|start| busy(start.1));
        for class in alike.chunk_by(|x, y| busy(x.1) == busy(y.1)) {
            let mut actors: Vec<u32> = class.iter().map(|start| start.1).collect();
            random.shuffle(&mut actors);
            for (start, actor) in class.iter().zip(actors) {
                let shift = random.below(HOUR as usize) as i64 - HOUR / 2;
                dealt.push(Session { start: start.0 + shift, actor, acts: (0, 0) });
            }
        }
    }
    dealt.sort_unstable_by_key(|session| (session.actor, session.start));
    dealt
}

/// Traces of each day dealt out again among the acts of that day, moments varied by up to half an hour: every actor keeps its activity, every
/// trace its popularity and days.
pub(crate) fn deal_traces(timeline: &Timeline, random: &mut Random) -> Timeline {
    let mut order: Vec<(i64, u32)> = timeline.acts.iter().zip(0..).map(|(act, at)| (act.time, at)).collect();
    by_time(&mut order);
    let mut acts = timeline.acts.clone();
    for of_day in order.chunk_by(|x, y| x.0.div_euclid(DAY) == y.0.div_euclid(DAY)) {
        let mut traces: Vec<u32> = of_day.iter().map(|&(_, at)| timeline.acts[at as usize].trace).collect();
        random.shuffle(&mut traces);
        for (&(_, at), trace) in of_day.iter().zip(traces) {
            let act = &mut acts[at as usize];
            act.trace = trace;
            act.time += random.below(HOUR as usize) as i64 - HOUR / 2;
        }
    }
    for actor in 0..timeline.actors() {
        acts[timeline.actor_acts[actor] as usize..timeline.actor_acts[actor + 1] as usize].sort_unstable();
    }
    timeline.with_acts(acts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observations::{Nature, Observations};

    fn world() -> Timeline {
        let mut o = Observations::default();
        let kind = o.kind("path", Nature::Content);
        for actor in 0..30 {
            for visit in 0..4 {
                o.push(&format!("a{actor}"), kind, &format!("/{}", actor % 7), visit * 11 * HOUR + actor * 1_000, 1.0);
            }
        }
        Timeline::new(&o, HOUR / 2, std::num::NonZeroUsize::MIN)
    }

    #[test]
    fn everybody_keeps_their_days_and_every_trace_its_uses() {
        let world = world();
        let dealt = deal_sessions(&world, &vec![false; world.sessions.len()], &mut Random::new(3));
        let count = |sessions: &[Session], actor| sessions.iter().filter(|session| session.actor == actor).count();
        assert!((0..30).all(|actor| count(&dealt, actor) == count(&world.sessions, actor)));
        let traces = deal_traces(&world, &mut Random::new(3));
        let uses = |timeline: &Timeline, trace| timeline.acts.iter().filter(|act| act.trace == trace).count();
        assert!((0..7).all(|trace| uses(&traces, trace) == uses(&world, trace)));
        assert_ne!(traces.acts, world.acts);
    }
}
