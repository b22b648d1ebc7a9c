//! Work spread over threads without the answer knowing: the borders of the pieces depend on the work alone, never on how many threads there
//! are, and results are taken in the order of the pieces. It keeps no thread between two calls.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::{Builder, scope};

/// What `work` makes of each of so many pieces, in their order. Every thread has a state of its own from `state`, which must not carry anything
/// from one piece to the next but memory. A thread that the system refuses is done without.
pub(crate) fn in_order<S, R: Send>(
    threads: NonZeroUsize,
    pieces: usize,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let run = || {
        let (mut own, mut made) = (state(), Vec::new());
        loop {
            let piece = next.fetch_add(1, Ordering::Relaxed);
            if piece >= pieces {
                return made;
            }
            made.push((piece, work(&mut own, piece)));
        }
    };
    let mut made = scope(|scope| {
        let others: Vec<_> =
            (1..threads.get().min(pieces)).filter_map(|_| Builder::new().spawn_scoped(scope, run).ok()).collect();
        let mut made = run();
        for other in others {
            made.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        made
    });
    made.sort_unstable_by_key(|(piece, _)| *piece);
    made.into_iter().map(|(_, result)| result).collect()
}

/// What `work` makes of each of `0..count`, in order, in pieces of `piece`.
pub(crate) fn each<S, R: Send>(
    threads: NonZeroUsize,
    (count, piece): (usize, usize),
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> R + Sync,
) -> Vec<R> {
    let many = in_order(threads, count.div_ceil(piece.max(1)), state, |state, at| {
        let from = at * piece.max(1);
        (from..count.min(from + piece.max(1))).map(|one| work(state, one)).collect::<Vec<R>>()
    });
    many.into_iter().flatten().collect()
}

/// Runs `work` on the parts of a list between these ends, which ascend; `work` also learns a part's number.
pub(crate) fn on_parts<T: Send>(
    threads: NonZeroUsize,
    list: &mut [T],
    ends: &[u32],
    work: impl Fn(usize, &mut [T]) + Sync,
) {
    let mut parts = Vec::with_capacity(ends.len());
    let (mut rest, mut from) = (list, 0);
    for (number, &end) in ends.iter().enumerate() {
        let (part, after) = rest.split_at_mut((end - from) as usize);
        parts.push((number, part));
        (rest, from) = (after, end);
    }
    let shares: Vec<Mutex<_>> = parts.chunks_mut(PARTS_A_PIECE).map(Mutex::new).collect();
    in_order(
        threads,
        shares.len(),
        || (),
        |(), share| {
            for (number, part) in shares[share].lock().unwrap_or_else(PoisonError::into_inner).iter_mut() {
                work(*number, part);
            }
        },
    );
}

/// Parts are small: so many of them are one piece.
const PARTS_A_PIECE: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_and_their_order_do_not_depend_on_threads() {
        for threads in [1, 2, 3, 7, 64] {
            let threads = NonZeroUsize::new(threads).unwrap();
            let squares = each(threads, (1_000, 7), || (), |(), at| at * at);
            assert_eq!(squares, (0..1_000).map(|at| at * at).collect::<Vec<_>>(), "{threads}");
            assert!(in_order(threads, 0, || (), |(), at| at).is_empty());
            let mut list: Vec<u32> = (0..100).rev().collect();
            on_parts(threads, &mut list, &[10, 10, 40, 100], |_, part| part.sort_unstable());
            let parts: Vec<bool> = [0..10, 10..40, 40..100].into_iter().map(|part| list[part].is_sorted()).collect();
            assert_eq!((parts, list[0], list[99]), (vec![true; 3], 90, 59), "{threads}");
        }
    }
}
