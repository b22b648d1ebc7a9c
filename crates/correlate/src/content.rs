//! Do two actors that begin sessions together also leave the same traces, and do they meet otherwise than by answering them? Asked of posts, where meeting alone is no sign of acting together: one posting
//! service serves strangers at the same moments. It never looks for pairs, and what it finds counts only beside a meeting: a common interest
//! leaves common traces too.
//!
//! **Null.** Each actor leaves as many traces as it did, each drawn from all traces in proportion to their users (configuration model): two
//! actors of nₐ and n_b traces share a mean of nₐ n_b Σ d (d − 1) / (E (E − 1)), with d the users of a trace and E = Σ d, over the traces that at least two left:
//! what nobody shares says nothing. The number is Poisson (for bipartite networks: Saracco et al. 2017, *New J. Phys.* 19:053022, in the sparse limit);
//! Benjamini–Hochberg over the pairs that met. A pair that remains has two kinds of evidence, each at its own level.
//!
//! Cost: traces of the actors of the pairs.

use std::collections::BTreeMap;

use crate::attendance::Tie;
use crate::settings::Settings;
use crate::stats::multiple::benjamini_hochberg;
use crate::stats::tails::poisson_upper;
use crate::timeline::{Session, Timeline};

/// Those of the pairs that leave common traces beyond chance, and enough of them.
pub(crate) fn share_content(ties: &[Tie], timeline: &Timeline, settings: &Settings) -> Vec<Tie> {
    if ties.is_empty() {
        return Vec::new();
    }
    let mut users = vec![0_u32; timeline.natures.len()];
    for actor in 0..timeline.actors() as u32 {
        for trace in traces(timeline, actor) {
            users[trace as usize] += 1;
        }
    }
    let shared = || users.iter().filter(|d| **d >= 2).map(|d| f64::from(*d));
    let all: f64 = shared().sum();
    let each = shared().map(|d| d * (d - 1.0)).sum::<f64>() / (all * (all - 1.0)).max(1.0);
    let mut own: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for actor in ties.iter().flat_map(|tie| [tie.a, tie.b]) {
        let of_actor = || traces(timeline, actor).into_iter().filter(|&trace| users[trace as usize] >= 2).collect();
        own.entry(actor).or_insert_with(of_actor);
    }
    let chance = |tie: &Tie| {
        let (a, b) = (&own[&tie.a], &own[&tie.b]);
        let common = a.iter().filter(|trace| b.binary_search(trace).is_ok()).count();
        if common < settings.shared_min {
            return 0.0;
        }
        poisson_upper(each * a.len() as f64 * b.len() as f64, common as u64)
    };
    let chances: Vec<f64> = ties.iter().map(chance).collect();
    let kept = benjamini_hochberg(&chances, 0, settings.q);
    ties.iter().zip(kept).filter(|(_, kept)| *kept).map(|(tie, _)| *tie).collect()
}

/// Those of the pairs that meet beyond chance otherwise than by answering the same: sessions begun within a session's gap of one another that have a trace in common are no meetings here.
/// Who answers whatever appears is there when the others who answer it are; whether they answer in step is asked trace by trace, where it is known how fast each is. As many meetings are
/// expected as of all, which is strict; Poisson, Benjamini–Hochberg over the pairs that met.
pub(crate) fn meet_otherwise(ties: &[Tie], timeline: &Timeline, settings: &Settings) -> Vec<Tie> {
    let near_ms = settings.session_gap_ms;
    let traces = |session: &Session| {
        let acts = &timeline.acts[session.acts.0 as usize..session.acts.1 as usize];
        acts.iter().map(|act| act.trace)
    };
    let otherwise = |tie: &Tie| {
        let (of_a, of_b) = (timeline.sessions_of(tie.a), timeline.sessions_of(tie.b));
        let mut answers = 0_u32;
        for session in of_a {
            let from = of_b.partition_point(|other| other.start < session.start - near_ms);
            let mut near = of_b[from..].iter().take_while(|other| other.start <= session.start + near_ms);
            answers += u32::from(near.any(|other| traces(other).any(|trace| traces(session).any(|own| own == trace))));
        }
        poisson_upper(tie.expected, u64::from(tie.together.saturating_sub(answers)))
    };
    let chances: Vec<f64> = ties.iter().map(otherwise).collect();
    let kept = benjamini_hochberg(&chances, 0, settings.q);
    ties.iter().zip(kept).filter(|(_, kept)| *kept).map(|(tie, _)| *tie).collect()
}

/// The traces of an actor, each once, ascending.
fn traces(timeline: &Timeline, actor: u32) -> Vec<u32> {
    let mut own: Vec<u32> = timeline.acts_of(actor).iter().map(|act| act.trace).collect();
    own.sort_unstable();
    own.dedup();
    own
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observations::{Nature, Observations};
    use crate::stats::random::Random;

    #[test]
    fn who_shares_as_chance_does_is_left_out_and_who_shares_more_is_not() {
        let (mut o, mut random) = (Observations::default(), Random::new(4));
        let kind = o.kind("text", Nature::Content);
        let mut time = 0;
        let mut push = |actor: usize, text: usize| {
            time += 1_000;
            o.push(&format!("a{actor:03}"), kind, &format!("t{text}"), time, 1.0);
        };
        for actor in 0..300 {
            (0..20).for_each(|_| push(actor, random.below(2_000)));
        }
        (0..5).for_each(|text| (0..2).for_each(|actor| push(actor, 5_000 + text)));
        let timeline = Timeline::new(&o, 1_800_000, std::num::NonZeroUsize::MIN);
        let tie =
            |at: u32| Tie { a: 2 * at, b: 2 * at + 1, chance_log10: -5.0, together: 3, occasions: 9, expected: 0.1 };
        let ties: Vec<Tie> = (0..150).map(tie).collect();
        let kept = share_content(&ties, &timeline, &Settings::posts());
        assert_eq!(kept.first(), ties.first(), "five texts that only they have");
        assert!(kept.len() <= 2, "{kept:?}");
        assert!(share_content(&[], &timeline, &Settings::posts()).is_empty());
    }

    #[test]
    fn who_only_answers_the_same_posts_does_not_meet() {
        let mut o = Observations::default();
        let kind = o.kind("text", Nature::Content);
        for day in 0..10 {
            let at = day * 86_400_000;
            // Two answer each day's post; two others meet, each with a text of its own, and share texts at other hours.
            o.push("a", kind, &format!("post {day}"), at, 1.0);
            o.push("b", kind, &format!("post {day}"), at + 20_000, 1.0);
            o.push("c", kind, &format!("of c {day}"), at, 1.0);
            o.push("d", kind, &format!("of d {day}"), at + 20_000, 1.0);
            o.push("c", kind, &format!("both {day}"), at + 20_000_000, 1.0);
            o.push("d", kind, &format!("both {day}"), at + 40_000_000, 1.0);
        }
        let timeline = Timeline::new(&o, 1_800_000, std::num::NonZeroUsize::MIN);
        let number = |name: &str| {
            let of = |actor: &u32| o.actors.name(timeline.names[*actor as usize]) == name;
            (0..4).find(of).unwrap()
        };
        let tie =
            |a, b| Tie { a: number(a), b: number(b), chance_log10: -9.0, together: 9, occasions: 9, expected: 0.1 };
        let ties = vec![tie("a", "b"), tie("c", "d")];
        assert_eq!(meet_otherwise(&ties, &timeline, &Settings::posts()), ties[1..]);
    }
}
