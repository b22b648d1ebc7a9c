//! So many in so long: failures of one client or against one account. The clock is an argument.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Keys remembered. Beyond it those with the oldest entry go: whoever has that many addresses is not stopped by counting them.
const KEYS_MAX: usize = 10_000;

/// Counts by key.
pub(super) struct Limiter<K> {
    most: usize,
    window: Duration,
    seen: Mutex<BTreeMap<K, VecDeque<Instant>>>,
}

impl<K: Ord + Clone> Limiter<K> {
    /// `most` in a `window`.
    pub(super) fn new(most: usize, window: Duration) -> Limiter<K> {
        Limiter { most, window, seen: Mutex::new(BTreeMap::new()) }
    }

    /// Whether one more is allowed.
    pub(super) fn allows(&self, key: &K, now: Instant) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(times) = seen.get_mut(key) else { return true };
        while times.front().is_some_and(|time| now.duration_since(*time) >= self.window) {
            times.pop_front();
        }
        times.len() < self.most
    }

    /// Counts one.
    pub(super) fn count(&self, key: K, now: Instant) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= KEYS_MAX && !seen.contains_key(&key) {
            seen.retain(|_, times| times.back().is_some_and(|time| now.duration_since(*time) < self.window));
            if seen.len() >= KEYS_MAX
                && let Some(oldest) = seen.iter().min_by_key(|(_, times)| times.back()).map(|(key, _)| key.clone())
            {
                seen.remove(&oldest);
            }
        }
        let times = seen.entry(key).or_default();
        times.push_back(now);
        if times.len() > self.most {
            times.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_in_so_long_and_no_more() {
        let limiter = Limiter::new(3, Duration::from_mins(1));
        let start = Instant::now();
        for step in 0..3 {
            assert!(limiter.allows(&"a", start + Duration::from_secs(step)));
            limiter.count("a", start + Duration::from_secs(step));
        }
        assert!(!limiter.allows(&"a", start + Duration::from_secs(59)));
        assert!(limiter.allows(&"b", start + Duration::from_secs(59)), "another is not counted with it");
        assert!(limiter.allows(&"a", start + Duration::from_secs(61)));
    }

    #[test]
    fn what_is_remembered_stays_bounded() {
        let limiter = Limiter::new(1, Duration::from_mins(1));
        let start = Instant::now();
        for key in 0..KEYS_MAX + 500 {
            limiter.count(key, start + Duration::from_micros(key as u64));
        }
        assert!(limiter.seen.lock().unwrap().len() <= KEYS_MAX);
        assert!(!limiter.allows(&(KEYS_MAX + 499), start + Duration::from_secs(1)), "the youngest are kept");
    }
}
