//! The next answer can be better: read what could not be read, keep what has gaps.

use super::{Draft, Seen};

pub(super) fn propose(seen: &Seen<'_>) -> Option<Draft> {
    let header = &seen.answer.header;
    let is_short = |percent: Option<f64>| percent.is_some_and(|percent| percent < ENOUGH_PERCENT);
    let wanting = header.troubled.value > 0 || is_short(header.coverage.percent) || is_short(header.understood.percent);
    wanting.then(|| {
        Draft::later("mend-logs")
            .count("inputs", header.troubled.value)
            .percent("coverage", header.coverage.percent)
            .percent("understood", header.understood.percent)
            .figure("header.coverage")
            .figure("header.understood")
    })
}

/// From this share on, logs are good enough not to ask for more.
const ENOUGH_PERCENT: f64 = 95.0;
