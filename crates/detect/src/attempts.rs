//! Attempts: detections of one source against one asset with one form, cut where the source paused for longer than the
//! session gap, and after a day. What "an attack" means in print. Who the source is and what it wanted is said elsewhere.

use vigie_facts::form::Form;
use vigie_facts::time::MICROS_PER_SECOND;
use vigie_facts::unit::ATTEMPT_SECONDS_MAX;

use crate::grouped::Grouped;
use crate::row::NONE;
use crate::words::Table;

/// A detection as attempts see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Step {
    /// The source, or [`NONE`]: records without a source are one stream.
    pub(crate) source: u32,
    pub(crate) asset: u32,
    pub(crate) form: Form,
    /// The log it may be compared with; see [`Ledger::family`](crate::windows::Ledger::family).
    pub(crate) family: u64,
}

/// Splits detections into attempts; each is in exactly one. They come with their numbers and in order of time; the numbers come back,
/// attempt after attempt, with the ranges of the attempts.
///
/// A gap of at most `gap_seconds` continues an attempt, a longer one ends it. A step more than a day after the attempt began
/// starts the next one, so that a source that never rests is still counted by the day.
pub(crate) fn split(
    steps: impl Iterator<Item = (Step, u32)>,
    time_micros: impl Fn(u32) -> i64,
    gap_seconds: i64,
) -> (Vec<u32>, Vec<std::ops::Range<usize>>) {
    let mut streams: Table<Step> = Table::default();
    // The stream each source was seen in last: most are in one only. Four bytes a source, because there may be a million of them.
    let mut recent: Vec<u32> = Vec::new();
    let mut stream_of = |step: Step| {
        // The stream of records without a source has the first place.
        let at = step.source.wrapping_add(1) as usize;
        if recent.len() <= at {
            recent.resize(at + 1, NONE);
        }
        if streams.rows().get(recent[at] as usize) != Some(&step) {
            recent[at] = streams.intern(&step);
        }
        recent[at]
    };
    let keyed: Vec<(u32, u32)> = steps.map(|(step, number)| (stream_of(step), number)).collect();
    let grouped: Grouped = Grouped::of(streams.rows().len(), keyed.iter().copied());
    drop(keyed);
    let gap_micros = gap_seconds.saturating_mul(MICROS_PER_SECOND);
    let length_micros = ATTEMPT_SECONDS_MAX * MICROS_PER_SECOND;
    let mut ranges = Vec::new();
    for (stream, numbers) in grouped.ranges().zip(grouped.groups()) {
        let times = numbers.iter().map(|number| time_micros(*number));
        let (mut start, mut began, mut last) = (stream.start, 0, 0);
        for (at, time) in stream.clone().zip(times) {
            let ends = time.saturating_sub(last) > gap_micros || i64::saturating_sub(time, began) > length_micros;
            if at > start && ends {
                ranges.push(start..at);
                start = at;
            }
            if at == start {
                began = time;
            }
            last = time;
        }
        ranges.push(start..stream.end);
    }
    (grouped.into_members(), ranges)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(seconds: &[i64], lengths: &[usize]) {
        let step = Step { source: 1, asset: 0, form: Form::SqlInjection, family: 0 };
        let steps = (0..seconds.len() as u32).map(|number| (step, number));
        let (numbers, ranges) = split(steps, |number| seconds[number as usize] * MICROS_PER_SECOND, 1_800);
        assert_eq!(ranges.into_iter().map(|range| range.len()).collect::<Vec<_>>(), lengths, "{seconds:?}");
        assert_eq!(numbers.len(), seconds.len());
    }

    #[test]
    fn gaps_and_days_cut_attempts() {
        check(&[], &[]);
        check(&[0], &[1]);
        check(&[0, 1_800], &[2]);
        check(&[0, 1_801], &[1, 1]);
        check(&[0, 1_800, 3_600], &[3]);
        check(&[0, 0, 0], &[3]);
        let restless: Vec<i64> = (0..=96).map(|n| n * 1_800).collect();
        // A day is 48 gaps: steps 0 to 48 lie within a day of the first, and the next begins at 49.
        check(&restless, &[49, 48]);
    }

    #[test]
    fn source_asset_and_form_are_the_key() {
        let step = |source, asset, form| Step { source, asset, form, family: 0 };
        let steps = [
            step(1, 1, Form::SqlInjection),
            step(2, 1, Form::SqlInjection),
            step(1, 2, Form::SqlInjection),
            step(1, 1, Form::WebShell),
            step(1, 1, Form::SqlInjection),
            step(NONE, 1, Form::SqlInjection),
        ];
        let (numbers, ranges) = split(steps.into_iter().zip(0..), |_| 0, 1_800);
        assert_eq!((ranges.len(), &numbers[..2]), (5, &[0, 4][..]));
    }
}
