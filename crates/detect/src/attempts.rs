//! Attempts: detections of one source against one asset with one form, cut where the source paused for longer than the
//! session gap, and after a day. What "an attack" means in print. Who the source is and what it wanted is said elsewhere.

use vigie_facts::form::Form;
use vigie_facts::time::MICROS_PER_SECOND;
use vigie_facts::unit::ATTEMPT_SECONDS_MAX;

/// A detection as attempts see it. `order` is its place in the order of time and origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Step {
    /// The source, or [`NONE`](crate::row::NONE): records without a source are one stream.
    pub(crate) source: u32,
    pub(crate) asset: u32,
    pub(crate) form: Form,
    /// The log it may be compared with; see [`Ledger::family`](crate::windows::Ledger::family).
    pub(crate) family: u64,
    pub(crate) time_micros: i64,
    pub(crate) order: u32,
}

/// Splits steps into attempts; each step is in exactly one. The steps come back sorted by key and time, and the ranges of the
/// attempts stand in that order.
///
/// A gap of at most `gap_seconds` continues an attempt, a longer one ends it. A step more than a day after the attempt began
/// starts the next one, so that a source that never rests is still counted by the day.
pub(crate) fn split(steps: &mut [Step], gap_seconds: i64) -> Vec<std::ops::Range<usize>> {
    steps.sort_unstable();
    let gap_micros = gap_seconds.saturating_mul(MICROS_PER_SECOND);
    let length_micros = ATTEMPT_SECONDS_MAX * MICROS_PER_SECOND;
    let mut ranges = Vec::new();
    let mut start = 0;
    for at in 1..=steps.len() {
        let ends = match (steps.get(at - 1), steps.get(at)) {
            (Some(last), Some(next)) => {
                (last.source, last.asset, last.form, last.family) != (next.source, next.asset, next.form, next.family)
                    || next.time_micros.saturating_sub(last.time_micros) > gap_micros
                    || next.time_micros.saturating_sub(steps[start].time_micros) > length_micros
            }
            (last, _) => last.is_some(),
        };
        if ends {
            ranges.push(start..at);
            start = at;
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(seconds: &[i64], lengths: &[usize]) {
        let mut steps: Vec<Step> = seconds
            .iter()
            .enumerate()
            .map(|(order, seconds)| Step {
                source: 1,
                asset: 0,
                form: Form::SqlInjection,
                family: 0,
                time_micros: seconds * MICROS_PER_SECOND,
                order: order as u32,
            })
            .collect();
        let found: Vec<usize> = split(&mut steps, 1_800).into_iter().map(|range| range.len()).collect();
        assert_eq!(found, lengths, "{seconds:?}");
    }

    #[test]
    fn gaps_and_days_cut_attempts() {
        check(&[], &[]);
        check(&[0], &[1]);
        check(&[0, 1_800], &[2]);
        check(&[0, 1_801], &[1, 1]);
        check(&[3_600, 0, 1_800], &[3]);
        check(&[0, 0, 0], &[3]);
        let restless: Vec<i64> = (0..=96).map(|n| n * 1_800).collect();
        // A day is 48 gaps: steps 0 to 48 lie within a day of the first, and the next begins at 49.
        check(&restless, &[49, 48]);
    }

    #[test]
    fn source_asset_and_form_are_the_key() {
        let step = |source, asset, form| Step { source, asset, form, family: 0, time_micros: 0, order: 0 };
        let mut steps = vec![
            step(1, 1, Form::SqlInjection),
            step(2, 1, Form::SqlInjection),
            step(1, 2, Form::SqlInjection),
            step(1, 1, Form::WebShell),
            step(1, 1, Form::SqlInjection),
            step(crate::row::NONE, 1, Form::SqlInjection),
        ];
        assert_eq!(split(&mut steps, 1_800).len(), 5);
    }
}
