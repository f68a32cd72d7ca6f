//! Work of a library that may panic on what a file holds.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// The result, or nothing when the work panicked: one bad file must not end a run over thousands.
/// The message of the panic goes to stderr.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_nothing() {
        assert_eq!(guarded(|| 3), Some(3));
        let empty: [u8; 0] = [];
        assert_eq!(guarded(|| empty[std::hint::black_box(0)]), None);
    }
}
