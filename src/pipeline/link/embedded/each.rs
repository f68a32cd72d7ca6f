//! Work on many things by a model, each on one thread.

use crate::linkage::embedding::network::{Thread, one_thread};
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What `work` makes of every item, in their order; 0 `threads` means one per core.
///
/// Threads of their own, not rayon's: a worker that waits for the model's thread would take up the
/// next item in the meantime, one inside the other, until its stack is full.
pub(super) fn each<T: Sync, R: Send>(
    items: &[T],
    threads: usize,
    work: impl Fn(&T, &Thread) -> R + Sync,
) -> Vec<R> {
    let cores = || thread::available_parallelism().map_or(1, NonZero::get);
    let threads = if threads == 0 { cores() } else { threads };
    let next = AtomicUsize::new(0);
    let worker = || {
        let (thread, mut mine) = (one_thread(), Vec::new());
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(number) else { return mine };
            mine.push((number, work(item, &thread)));
        }
    };
    let mut all = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.min(items.len())).map(|_| scope.spawn(worker)).collect();
        let results = workers.into_iter().map(thread::ScopedJoinHandle::join);
        let or_panic = |found: thread::Result<_>| {
            found.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        results.flat_map(or_panic).collect::<Vec<(usize, R)>>()
    });
    all.sort_unstable_by_key(|(number, _)| *number);
    all.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_for_any_number_of_threads() {
        let items: Vec<u32> = (0..50).collect();
        for threads in [0, 1, 3, 80] {
            let squares = each(&items, threads, |n, _| n * n);
            assert!(squares.into_iter().eq((0..50).map(|n| n * n)), "{threads}");
        }
        assert!(each(&[] as &[u32], 2, |n, _| *n).is_empty());
    }
}
