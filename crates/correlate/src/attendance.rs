//! Who attends whose sessions? For each actor in turn (the anchor) the starts of its sessions are taken as given; every other actor is
//! asked how often a session of its own began within a width of them, and how often that would be expected.
//!
//! **Null.** Given that actor b began mᵥ sessions within 24 hours of the anchor's session v, each of them may as well have begun at any
//! other moment of those 48 hours, distributed as everybody's sessions there. So b attends v with chance qᵥ = 1 − (1 − sᵥ/Sᵥ)^mᵥ, where sᵥ
//! sessions began within the width of v and Sᵥ in the neighbourhood; independent over v: Poisson-binomial. Conditioning on the
//! neighbourhood makes the test blind to common days (news, leases, a fresh vulnerability) and to the hour (sᵥ is local).
//!
//! **Three corrections.** Actors that attend the anchor at least twice are left out of sᵥ, or a group would hide in its own null; the
//! wider surroundings of the window bound sᵥ from below. Sessions of the anchor that repeat an earlier one modulo a day (or, for narrow widths, an
//! hour) add nothing, or all who start at 08:00 would be a group. Actors on a schedule take no part at all.
//!
//! **Groups.** The sorted chances p₍₁₎ ≤ p₍₂₎ … of the others are compared with what as many innocents would give: minⱼ P(Bin(N, p₍ⱼ₎) ≥ j), each j
//! paying j(j+1) and each width its share; Benjamini–Hochberg over anchors, then inside the anchors that remain. So a group of seven shows
//! in two sessions, in which no pair of it could.
//!
//! Cost: sessions × sessions in the widest window examined; widths at which that is above `crowd_max` are left out.

use crate::settings::Settings;
use crate::stats::multiple::benjamini_hochberg;
use crate::stats::tails::{binomial_upper, poisson_binomial_upper};
use crate::timeline::{DAY, HOUR, SECOND, Session, Timeline};

/// A proven tie between two actors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Tie {
    /// The lower actor.
    pub(crate) a: u32,
    /// The higher actor.
    pub(crate) b: u32,
    /// log10 of the chance of it under the null.
    pub(crate) chance_log10: f64,
    /// How often they were together …
    pub(crate) together: u32,
    /// … of how many occasions.
    pub(crate) occasions: u32,
    /// How often chance would bring them together.
    pub(crate) expected: f64,
}

/// What the test found.
#[derive(Debug, Default)]
pub(crate) struct Attendance {
    /// Ties, by actors.
    pub(crate) ties: Vec<Tie>,
    /// Actors that follow a schedule, ascending.
    pub(crate) scheduled: Vec<u32>,
    /// Actors present too often to say anything, ascending.
    pub(crate) ever_present: Vec<u32>,
    /// Widths that were too crowded to examine.
    pub(crate) crowded_ms: Vec<i64>,
    /// Anchors tested.
    pub(crate) anchors: u64,
    /// log10 of the chance of what was found around each anchor, by actor.
    pub(crate) around: Vec<(u32, f64)>,
}

/// Starts of all sessions that take part, in order of time.
#[derive(Debug)]
pub(crate) struct Starts {
    pub(crate) times: Vec<i64>,
    pub(crate) actors: Vec<u32>,
}

impl Starts {
    /// Sessions of the actors that are not `left_out`.
    pub(crate) fn new(sessions: &[Session], left_out: &[bool]) -> Starts {
        let mut pairs: Vec<(i64, u32)> = sessions
            .iter()
            .filter(|session| !left_out[session.actor as usize])
            .map(|session| (session.start, session.actor))
            .collect();
        pairs.sort_unstable();
        Starts { times: pairs.iter().map(|pair| pair.0).collect(), actors: pairs.iter().map(|pair| pair.1).collect() }
    }

    /// Positions of the starts from `from` to `to`, both included.
    pub(crate) fn range(&self, from: i64, to: i64) -> std::ops::Range<usize> {
        self.times.partition_point(|&time| time < from)..self.times.partition_point(|&time| time <= to)
    }

    fn count(&self, from: i64, to: i64) -> usize {
        self.range(from, to).len()
    }
}

/// The first of an anchor's others by chance that are weighed as a group: a larger group shows in them already.
const OTHERS_MAX: usize = 64;

/// Meetings of two sessions that are looked at for one width, in all: some seconds. Wider widths are left out, and said.
const MEETINGS_MAX: f64 = 40_000_000.0;

/// Tests every actor as an anchor, at the widths that are not finer than the `grain` of the instants.
pub(crate) fn attend(timeline: &Timeline, grain: i64, settings: &Settings) -> Attendance {
    let mut found = Attendance::default();
    let mut left_out = vec![false; timeline.actors()];
    for actor in 0..timeline.actors() as u32 {
        let sessions = timeline.sessions_of(actor);
        if sessions.len() > settings.sessions_max {
            found.ever_present.push(actor);
            left_out[actor as usize] = true;
        } else if on_schedule(sessions) {
            found.scheduled.push(actor);
            left_out[actor as usize] = true;
        }
    }
    let starts = Starts::new(&timeline.sessions, &left_out);
    let span = (starts.times.last().unwrap_or(&0) - starts.times.first().unwrap_or(&0)).max(DAY);
    let rate = starts.times.len() as f64 / span as f64;
    let crowd = |width: i64| rate * 2.0 * width as f64;
    let fits =
        |width: i64| crowd(width) <= settings.crowd_max && crowd(width) * starts.times.len() as f64 <= MEETINGS_MAX;
    let (widths, crowded): (Vec<i64>, Vec<i64>) =
        settings.widths_ms.iter().filter(|&&width| width >= grain).partition(|&&width| fits(width));
    found.crowded_ms = crowded;
    let mut test = Test::new(timeline, &starts, settings, widths.len());
    let mut anchors = Vec::new();
    for actor in (0..timeline.actors() as u32).filter(|&actor| !left_out[actor as usize]) {
        if timeline.sessions_of(actor).len() < 2 {
            continue;
        }
        found.anchors += 1;
        let best = widths
            .iter()
            .filter_map(|&width| test.anchor(actor, width))
            .min_by(|x, y| x.chance_log10.total_cmp(&y.chance_log10));
        anchors.extend(best);
    }
    let chances: Vec<f64> = anchors.iter().map(|anchor| anchor.chance_log10).collect();
    let kept = benjamini_hochberg(&chances, found.anchors, settings.q);
    let ties =
        anchors.iter().zip(kept).filter(|(_, kept)| *kept).flat_map(|(anchor, _)| anchor.ties(settings.q)).collect();
    found.around = anchors.iter().map(|anchor| (anchor.actor, anchor.chance_log10)).collect();
    found.ties = strongest(ties);
    found
}

/// One tie for each pair: the strongest.
pub(crate) fn strongest(mut ties: Vec<Tie>) -> Vec<Tie> {
    ties.sort_by(|x, y| (x.a, x.b).cmp(&(y.a, y.b)).then(x.chance_log10.total_cmp(&y.chance_log10)));
    ties.dedup_by_key(|tie| (tie.a, tie.b));
    ties
}

/// Instants compared when looking for a schedule: enough to see one, few enough for thousands of actors.
const SCHEDULE_STARTS_MAX: usize = 200;

/// Whether an actor's starts repeat modulo a day: of its pairs on different days, those aligned within two minutes are more than a
/// uniform hour allows at 10⁻⁴, and at least one in twenty.
pub(crate) fn on_schedule(sessions: &[Session]) -> bool {
    const ALIGNED: i64 = 120 * SECOND;
    let times: Vec<i64> = sessions.iter().take(SCHEDULE_STARTS_MAX).map(|session| session.start).collect();
    if times.len() < 4 {
        return false;
    }
    let (mut pairs, mut aligned) = (0_u64, 0_u64);
    for (at, first) in times.iter().enumerate() {
        for second in &times[at + 1..] {
            let apart = (second - first).abs();
            if apart > DAY / 2 {
                pairs += 1;
                aligned += u64::from(phase_distance(apart, DAY) <= ALIGNED);
            }
        }
    }
    let chance = 2.0 * ALIGNED as f64 / DAY as f64;
    pairs >= 3 && aligned * 20 > pairs && binomial_upper(pairs, chance, aligned) < -4.0
}

/// How far a span is from a whole number of periods.
pub(crate) fn phase_distance(span: i64, period: i64) -> i64 {
    let rest = span.rem_euclid(period);
    rest.min(period - rest)
}

/// One anchor's result at its best width.
struct Anchor {
    actor: u32,
    chance_log10: f64,
    eligible: u64,
    /// The others by chance.
    others: Vec<Other>,
}

struct Other {
    actor: u32,
    chance_log10: f64,
    together: u32,
    occasions: u32,
    expected: f64,
}

impl Anchor {
    /// Ties with the others that remain at level `q` inside this anchor.
    fn ties(&self, q: f64) -> Vec<Tie> {
        let chances: Vec<f64> = self.others.iter().map(|other| other.chance_log10).collect();
        let kept = benjamini_hochberg(&chances, self.eligible, q);
        self.others
            .iter()
            .zip(kept)
            .filter(|(_, kept)| *kept)
            .map(|(other, _)| Tie {
                a: self.actor.min(other.actor),
                b: self.actor.max(other.actor),
                chance_log10: other.chance_log10,
                together: other.together,
                occasions: other.occasions,
                expected: other.expected,
            })
            .collect()
    }
}

/// Scratch of the test.
struct Test<'a> {
    timeline: &'a Timeline,
    starts: &'a Starts,
    settings: &'a Settings,
    widths: usize,
    /// How many of the anchor's sessions each actor attends.
    attended: Vec<u16>,
    /// The last of the anchor's sessions for which each actor was counted, plus one.
    last: Vec<u32>,
    met: Vec<u32>,
    cells: Vec<f64>,
}

/// The window of one session of the anchor.
struct Window {
    at: i64,
    /// Chance of one session of the neighbourhood to begin in the window.
    chance: f64,
}

impl<'a> Test<'a> {
    fn new(timeline: &'a Timeline, starts: &'a Starts, settings: &'a Settings, widths: usize) -> Test<'a> {
        let n = timeline.actors();
        Test {
            timeline,
            starts,
            settings,
            widths,
            attended: vec![0; n],
            last: vec![0; n],
            met: Vec::new(),
            cells: Vec::new(),
        }
    }

    /// `None` when fewer than two sessions can be compared or nobody attends two.
    fn anchor(&mut self, actor: u32, width: i64) -> Option<Anchor> {
        let occasions = occasions(self.timeline.sessions_of(actor), width);
        if occasions.len() < 2 {
            return None;
        }
        self.count(actor, &occasions, width);
        let found = self.judge(actor, &occasions, width);
        for other in self.met.drain(..) {
            self.attended[other as usize] = 0;
            self.last[other as usize] = 0;
        }
        found
    }

    /// Counts for every other actor how many of the occasions it attends.
    fn count(&mut self, actor: u32, occasions: &[i64], width: i64) {
        for (number, &at) in occasions.iter().enumerate() {
            for position in self.starts.range(at - width, at + width) {
                let other = self.starts.actors[position];
                let mark = number as u32 + 1;
                if other != actor && self.last[other as usize] != mark {
                    if self.last[other as usize] == 0 {
                        self.met.push(other);
                    }
                    self.last[other as usize] = mark;
                    self.attended[other as usize] += 1;
                }
            }
        }
    }

    fn judge(&mut self, actor: u32, occasions: &[i64], width: i64) -> Option<Anchor> {
        let candidates: Vec<u32> =
            self.met.iter().copied().filter(|&other| self.attended[other as usize] >= 2).collect();
        if candidates.is_empty() {
            return None;
        }
        let windows: Vec<Window> = occasions.iter().map(|&at| self.window(actor, at, width)).collect();
        let eligible = self.eligible(occasions);
        let mut others: Vec<Other> = candidates.iter().map(|&other| self.other(other, &windows)).collect();
        others.sort_by(|x, y| x.chance_log10.total_cmp(&y.chance_log10).then(x.actor.cmp(&y.actor)));
        let best = others
            .iter()
            .take(OTHERS_MAX)
            .enumerate()
            .map(|(at, other)| {
                let j = at as u64 + 1;
                let price = (j as f64 * (j + 1) as f64).log10();
                binomial_upper(eligible, 10_f64.powf(other.chance_log10), j) + price
            })
            .fold(0.0, f64::min);
        let chance_log10 = (best + (self.widths.max(1) as f64).log10()).min(0.0);
        Some(Anchor { actor, chance_log10, eligible, others })
    }

    /// At most this many actors have a session near two of the occasions: the sum of sessions near each, halved.
    fn eligible(&self, occasions: &[i64]) -> u64 {
        let near = self.settings.neighbourhood_ms;
        let sum: usize = occasions.iter().map(|&at| self.starts.count(at - near, at + near)).sum();
        (sum / 2).min(self.timeline.actors()).max(1) as u64
    }

    fn window(&self, actor: u32, at: i64, width: i64) -> Window {
        let near = self.settings.neighbourhood_ms;
        let range = self.starts.range(at - width, at + width);
        let in_window = range.len() as f64;
        let ours = range
            .filter(|&position| {
                let other = self.starts.actors[position];
                other == actor || self.attended[other as usize] >= 2
            })
            .count() as f64;
        let surroundings = (self.starts.count(at - 4 * width, at + 4 * width) as f64 - ours) / 4.0;
        let all = self.starts.count(at - near, at + near) as f64;
        Window { at, chance: (((in_window - ours).max(surroundings) + 1.0) / all.max(1.0)).min(1.0) }
    }

    fn other(&mut self, other: u32, windows: &[Window]) -> Other {
        let near = self.settings.neighbourhood_ms;
        let sessions = self.timeline.sessions_of(other);
        let chances: Vec<f64> = windows
            .iter()
            .map(|window| {
                let from = sessions.partition_point(|session| session.start < window.at - near);
                let to = sessions.partition_point(|session| session.start <= window.at + near);
                1.0 - (1.0 - window.chance).powi((to - from) as i32)
            })
            .collect();
        let together = u32::from(self.attended[other as usize]);
        Other {
            actor: other,
            chance_log10: poisson_binomial_upper(&chances, together as usize, &mut self.cells),
            together,
            occasions: windows.len() as u32,
            expected: chances.iter().sum(),
        }
    }
}

/// Starts of the sessions that each add something: far enough from the one before, and not the same moment of the day again (for
/// narrow widths: of the hour).
fn occasions(sessions: &[Session], width: i64) -> Vec<i64> {
    let mut kept: Vec<i64> = Vec::new();
    for session in sessions {
        let repeats = kept.iter().any(|&earlier| {
            let apart = session.start - earlier;
            apart <= 2 * width
                || phase_distance(apart, DAY) <= width.max(120 * SECOND)
                || width <= 120 * SECOND && apart > 12 * HOUR && phase_distance(apart, HOUR) <= 5 * SECOND
        });
        if !repeats {
            kept.push(session.start);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: &[f64]) -> Vec<Session> {
        hours.iter().map(|hour| Session { start: (hour * HOUR as f64) as i64, actor: 0, acts: (0, 0) }).collect()
    }

    #[test]
    fn a_daily_start_is_a_schedule_and_scattered_ones_are_not() {
        assert!(on_schedule(&at(&[8.0, 32.001, 56.0, 80.002, 104.0])));
        assert!(!on_schedule(&at(&[8.0, 35.2, 50.7, 83.1, 101.9])));
        assert!(!on_schedule(&at(&[8.0, 32.0])), "two starts are no schedule");
    }

    #[test]
    fn the_same_hour_again_is_no_new_occasion() {
        assert_eq!(occasions(&at(&[8.0, 32.0, 36.5]), 30 * SECOND).len(), 2);
        assert_eq!(occasions(&at(&[8.0, 8.5, 36.5]), HOUR).len(), 2);
    }
}
