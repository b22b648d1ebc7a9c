//! Who attends whose sessions? For each actor in turn (the anchor) the starts of its sessions are taken as given; every other actor is
//! asked how often a session of its own began within a width of them, and how often that would be expected.
//!
//! **Null.** Given that actor b began mᵥ sessions within 24 hours of the anchor's session v, each of them may as well have begun at any
//! other moment of those 48 hours, distributed as everybody's sessions there or as b's own hours of the day are on other days (`habit`). So b attends v with a chance
//! of at most qᵥ = mᵥ·sᵥ/Sᵥ, or more by its habits, where sᵥ sessions began within the width of v and Sᵥ in the neighbourhood; independent over v: Poisson-binomial. Conditioning on the
//! neighbourhood makes the test blind to common days (news, leases, a fresh vulnerability) and to the hour (sᵥ is local, and habits are not held against anybody).
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

use crate::habit::{Habits, Window};
use crate::parallel::each;
use crate::settings::Settings;
use crate::stats::multiple::benjamini_hochberg;
use crate::stats::tails::{binomial_upper, poisson_binomial_upper};
use crate::timeline::{DAY, HOUR, SECOND, Session, Timeline, starts_of};

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
    /// Starts before each of as many equal steps of the span as there are starts: where to begin to look.
    before: Vec<u32>,
    step: i64,
}

impl Starts {
    /// All sessions; they come by actor.
    pub(crate) fn new(sessions: &[Session]) -> Starts {
        let mut pairs: Vec<(i64, u32)> = sessions.iter().map(|session| (session.start, session.actor)).collect();
        by_time(&mut pairs);
        Starts::sorted(pairs.iter().map(|pair| pair.0).collect(), pairs.iter().map(|pair| pair.1).collect())
    }

    fn sorted(times: Vec<i64>, actors: Vec<u32>) -> Starts {
        let (first, last) = (times.first().copied().unwrap_or(0), times.last().copied().unwrap_or(0));
        let step = (last - first) / times.len().max(1) as i64 + 1;
        let steps = ((last - first) / step + 1) as usize;
        let before = starts_of(times.iter().map(|time| ((time - first) / step) as u32), steps);
        Starts { times, actors, before, step }
    }

    /// How many starts are before `time`.
    fn before(&self, time: i64) -> usize {
        let Some(first) = self.times.first().filter(|first| time > **first) else { return 0 };
        let at = ((time - first) / self.step) as usize;
        if at + 1 >= self.before.len() {
            return self.times.len();
        }
        let (from, to) = (self.before[at] as usize, self.before[at + 1] as usize);
        from + self.times[from..to].partition_point(|&start| start < time)
    }

    /// The same without the sessions of some actors.
    fn without(&self, left_out: &[bool]) -> Starts {
        let kept = |&at: &usize| !left_out[self.actors[at] as usize];
        let (times, actors) = (0..self.times.len()).filter(kept).map(|at| (self.times[at], self.actors[at])).unzip();
        Starts::sorted(times, actors)
    }

    /// Positions of the starts from `from` to `to`, both included.
    pub(crate) fn range(&self, from: i64, to: i64) -> std::ops::Range<usize> {
        self.before(from)..self.before(to + 1)
    }

    fn count(&self, from: i64, to: i64) -> usize {
        self.range(from, to).len()
    }
}

/// Sorts by time, equal times in the order they have: by two bytes a pass, least significant first (Knuth, *TAOCP* 3, 5.2.5), as many as the
/// span of the times needs. Short lists, and times that are nearly all there is of 64 bits, are compared instead.
pub(crate) fn by_time(pairs: &mut Vec<(i64, u32)>) {
    const BITS: u32 = 11;
    let (least, most) = pairs.iter().fold((i64::MAX, i64::MIN), |(a, b), pair| (a.min(pair.0), b.max(pair.0)));
    let passes = if pairs.is_empty() { 0 } else { u64::BITS - most.abs_diff(least).leading_zeros() }.div_ceil(BITS);
    if pairs.len() < 1 << BITS || passes > 5 {
        pairs.sort_by_key(|pair| pair.0);
        return;
    }
    let mut other = vec![(0, 0); pairs.len()];
    for pass in 0..passes {
        let digit = |time: i64| (time.abs_diff(least) >> (pass * BITS)) as usize & ((1 << BITS) - 1);
        let mut next = [0_usize; 1 << BITS];
        for pair in pairs.iter() {
            next[digit(pair.0)] += 1;
        }
        let mut sum = 0;
        for place in &mut next {
            sum += std::mem::replace(place, sum);
        }
        for pair in pairs.iter() {
            let place = &mut next[digit(pair.0)];
            other[*place] = *pair;
            *place += 1;
        }
        std::mem::swap(pairs, &mut other);
    }
}

/// The first of an anchor's others by chance that are weighed as a group: a larger group shows in them already.
const OTHERS_MAX: usize = 64;

/// Meetings of two sessions that are looked at for one width, in all: some seconds. Wider widths are left out, and said.
const MEETINGS_MAX: f64 = 40_000_000.0;

/// Actors that are one piece of work.
const ACTORS_A_PIECE: usize = 64;

/// Tests every actor as an anchor, at the widths that are not finer than the `grain` of the instants.
/// `all` are the starts of all sessions of the timeline.
pub(crate) fn attend(
    timeline: &Timeline,
    all: &Starts,
    habits: &Habits,
    grain: i64,
    settings: &Settings,
) -> (Attendance, Starts) {
    let mut found = Attendance::default();
    let part = |(): &mut (), actor: usize| {
        let sessions = timeline.sessions_of(actor as u32);
        let ever_present = sessions.len() > settings.sessions_max;
        (ever_present, !ever_present && on_schedule(sessions))
    };
    let parts = each(settings.threads, (timeline.actors(), ACTORS_A_PIECE), || (), part);
    let who = |pass: &dyn Fn(&(bool, bool)) -> bool| {
        parts.iter().zip(0..).filter(|(part, _)| pass(part)).map(|(_, actor)| actor).collect::<Vec<u32>>()
    };
    (found.ever_present, found.scheduled) = (who(&|part| part.0), who(&|part| part.1));
    let left_out: Vec<bool> = parts.iter().map(|part| part.0 || part.1).collect();
    let starts = all.without(&left_out);
    let span = (starts.times.last().unwrap_or(&0) - starts.times.first().unwrap_or(&0)).max(DAY);
    let rate = starts.times.len() as f64 / span as f64;
    let crowd = |width: i64| rate * 2.0 * width as f64;
    let fits =
        |width: i64| crowd(width) <= settings.crowd_max && crowd(width) * starts.times.len() as f64 <= MEETINGS_MAX;
    let (widths, crowded): (Vec<i64>, Vec<i64>) =
        settings.widths_ms.iter().filter(|&&width| width >= grain).partition(|&&width| fits(width));
    found.crowded_ms = crowded;
    let tested = |actor: u32| !left_out[actor as usize] && timeline.sessions_of(actor).len() >= 2;
    let candidates: Vec<u32> = (0..timeline.actors() as u32).filter(|&actor| tested(actor)).collect();
    found.anchors = candidates.len() as u64;
    let anchor = |test: &mut Test<'_>, at: usize| {
        let of_width = widths.iter().filter_map(|&width| test.anchor(candidates[at], width));
        of_width.min_by(|x, y| x.chance_log10.total_cmp(&y.chance_log10))
    };
    let scratch = || Test::new(timeline, &starts, habits, settings, widths.len());
    let best = each(settings.threads, (candidates.len(), ACTORS_A_PIECE), scratch, anchor);
    let anchors: Vec<Anchor> = best.into_iter().flatten().collect();
    let chances: Vec<f64> = anchors.iter().map(|anchor| anchor.chance_log10).collect();
    let kept = benjamini_hochberg(&chances, found.anchors, settings.q);
    let ties =
        anchors.iter().zip(kept).filter(|(_, kept)| *kept).flat_map(|(anchor, _)| anchor.ties(settings.q)).collect();
    found.around = anchors.iter().map(|anchor| (anchor.actor, anchor.chance_log10)).collect();
    found.ties = strongest(ties);
    (found, starts)
}

/// One tie for each pair: the strongest.
pub(crate) fn strongest(mut ties: Vec<Tie>) -> Vec<Tie> {
    ties.sort_by(|x, y| (x.a, x.b).cmp(&(y.a, y.b)).then(x.chance_log10.total_cmp(&y.chance_log10)));
    ties.dedup_by_key(|tie| (tie.a, tie.b));
    ties
}

/// Instants compared when looking for a schedule: enough to see one, few enough for thousands of actors.
const SCHEDULE_STARTS_MAX: usize = 200;

/// Whether an actor's starts repeat modulo a day or modulo an hour: of its pairs more than half a period apart, those aligned within two minutes are more than
/// uniform times allow at 10⁻⁴, and at least one in twenty of a day's (who comes at several times of the day aligns only with the same one), half of an hour's.
pub(crate) fn on_schedule(sessions: &[Session]) -> bool {
    const ALIGNED: i64 = 120 * SECOND;
    let times: Vec<i64> = sessions.iter().take(SCHEDULE_STARTS_MAX).map(|session| session.start).collect();
    if times.len() < 4 {
        return false;
    }
    let repeats = |period: i64, least: f64| {
        let (mut pairs, mut aligned) = (0_u64, 0_u64);
        for (at, first) in times.iter().enumerate() {
            for second in &times[at + 1..] {
                let apart = (second - first).abs();
                if apart > period / 2 {
                    pairs += 1;
                    aligned += u64::from(phase_distance(apart, period) <= ALIGNED);
                }
            }
        }
        let chance = 2.0 * ALIGNED as f64 / period as f64;
        pairs >= 3 && aligned as f64 > least * pairs as f64 && binomial_upper(pairs, chance, aligned) < -4.0
    };
    repeats(DAY, 0.05) || repeats(HOUR, 0.5)
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
    habits: &'a Habits,
    settings: &'a Settings,
    widths: usize,
    /// By actor: how many of the anchor's sessions it attends.
    attended: Vec<Attended>,
    /// Who attends any.
    met: Vec<u32>,
    /// The starts in the window of each of the anchor's sessions.
    windows: Vec<std::ops::Range<usize>>,
    cells: Vec<f64>,
}

/// What is counted of one actor for one anchor.
#[derive(Clone, Copy, Debug, Default)]
struct Attended {
    /// Sessions of the anchor that it attends …
    times: u32,
    /// … and the last one for which it was counted, plus one.
    last: u32,
}

impl<'a> Test<'a> {
    fn new(
        timeline: &'a Timeline,
        starts: &'a Starts,
        habits: &'a Habits,
        settings: &'a Settings,
        widths: usize,
    ) -> Test<'a> {
        let n = timeline.actors();
        Test {
            timeline,
            starts,
            habits,
            settings,
            widths,
            attended: vec![Attended::default(); n],
            met: Vec::new(),
            windows: Vec::new(),
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
            self.attended[other as usize] = Attended::default();
        }
        found
    }

    /// Counts for every other actor how many of the occasions it attends.
    fn count(&mut self, actor: u32, occasions: &[i64], width: i64) {
        self.windows.clear();
        for (number, &at) in occasions.iter().enumerate() {
            let range = self.starts.range(at - width, at + width);
            self.windows.push(range.clone());
            for &other in &self.starts.actors[range] {
                let attended = &mut self.attended[other as usize];
                let mark = number as u32 + 1;
                if attended.last != mark && other != actor {
                    if attended.last == 0 {
                        self.met.push(other);
                    }
                    attended.last = mark;
                    attended.times += 1;
                }
            }
        }
    }

    fn judge(&mut self, actor: u32, occasions: &[i64], width: i64) -> Option<Anchor> {
        let candidates: Vec<u32> =
            self.met.iter().copied().filter(|&other| self.attended[other as usize].times >= 2).collect();
        if candidates.is_empty() {
            return None;
        }
        let ours = self.ours(actor, &candidates, occasions, width);
        let window = |number: usize| self.window(number, occasions[number], width, ours[number]);
        let (windows, near): (Vec<Window>, Vec<f64>) = (0..occasions.len()).map(window).unzip();
        // At most so many actors have a session near two of the occasions: the sum of sessions near each, halved.
        let near: f64 = near.iter().sum();
        let eligible = (near as usize / 2).min(self.timeline.actors()).max(1) as u64;
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

    /// Starts of the anchor and of its candidates in each window: by their own sessions when these are fewer than the starts to look at.
    fn ours(&self, actor: u32, candidates: &[u32], occasions: &[i64], width: i64) -> Vec<u32> {
        let own: usize = candidates.iter().map(|&other| self.timeline.sessions_of(other).len()).sum();
        let mut ours = vec![0; occasions.len()];
        if own + candidates.len() * occasions.len() < self.windows.iter().map(ExactSizeIterator::len).sum() {
            for &one in candidates.iter().chain([&actor]) {
                let sessions = self.timeline.sessions_of(one);
                for (ours, at) in ours.iter_mut().zip(occasions) {
                    let from = sessions.partition_point(|session| session.start < at - width);
                    let inside = sessions[from..].iter().take_while(|session| session.start <= at + width);
                    *ours += inside.count() as u32;
                }
            }
        } else {
            for (ours, window) in ours.iter_mut().zip(&self.windows) {
                let here = &self.starts.actors[window.clone()];
                let ties = here.iter().filter(|&&one| one == actor || self.attended[one as usize].times >= 2);
                *ours = ties.count() as u32;
            }
        }
        ours
    }

    /// The window of one session of the anchor, and how many sessions begin near it.
    fn window(&self, number: usize, at: i64, width: i64, ours: u32) -> (Window, f64) {
        let ours = f64::from(ours);
        let in_window = self.windows[number].len() as f64;
        let surroundings = (self.starts.count(at - 4 * width, at + 4 * width) as f64 - ours) / 4.0;
        let near = self.settings.neighbourhood_ms;
        let sessions = self.starts.count(at - near, at + near) as f64;
        let chance = (((in_window - ours).max(surroundings) + 1.0) / sessions.max(1.0)).min(1.0);
        (Window { at, half: width, near, chance }, sessions)
    }

    fn other(&mut self, other: u32, windows: &[Window]) -> Other {
        let chances: Vec<f64> =
            windows.iter().map(|&window| self.habits.attends(self.timeline, other, window)).collect();
        let together = self.attended[other as usize].times;
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
        let hourly: Vec<f64> = (0..90).map(|turn| f64::from(turn) + 0.25 + 0.01 * f64::from(turn % 3)).collect();
        assert!(on_schedule(&at(&hourly)), "a timer of every hour has each time of the day but one in twenty-four");
        let restless: Vec<f64> = (0..90).map(|turn| f64::from(turn) * 1.37).collect();
        assert!(!on_schedule(&at(&restless)));
    }

    #[test]
    fn starts_are_sorted_by_time_and_equal_ones_by_actor() {
        for (n, span) in [(50_000, DAY), (50_000, 40 * DAY), (100, DAY), (50_000, i64::MAX / 4)] {
            let mut pairs: Vec<(i64, u32)> =
                (0..n).map(|at| ((i64::from(at) * 7_919 * 104_729 - 12_345) % span, at)).collect();
            let mut expected = pairs.clone();
            expected.sort_unstable();
            by_time(&mut pairs);
            assert_eq!(pairs, expected, "{n} in {span}");
        }
    }

    #[test]
    fn steps_find_what_a_search_finds() {
        let times: Vec<i64> = (0..500_i64).map(|at| at * at * at % 7_919 * 60).collect();
        let sessions: Vec<Session> =
            times.iter().zip(0..).map(|(&start, actor)| Session { start, actor, acts: (0, 0) }).collect();
        let starts = Starts::new(&sessions);
        for from in (-100..480_000).step_by(997) {
            let expected = starts.times.partition_point(|&time| time < from)
                ..starts.times.partition_point(|&time| time <= from + 5_000);
            assert_eq!(starts.range(from, from + 5_000), expected, "{from}");
        }
        assert!(Starts::new(&[]).range(0, 9).is_empty());
    }

    #[test]
    fn the_same_hour_again_is_no_new_occasion() {
        assert_eq!(occasions(&at(&[8.0, 32.0, 36.5]), 30 * SECOND).len(), 2);
        assert_eq!(occasions(&at(&[8.0, 8.5, 36.5]), HOUR).len(), 2);
    }
}
