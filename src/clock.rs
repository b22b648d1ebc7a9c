//! The clock on the wall. Everything that decides takes an instant as an argument: only the edge asks here.

use std::time::{SystemTime, UNIX_EPOCH};

use vigie_facts::time::Timestamp;

/// Now; the beginning of 1970 where the clock stands before it.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
