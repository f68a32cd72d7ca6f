//! Copies of what was written before.

use super::{Inflate, State};

/// A copy from before the stream's first byte.
pub(super) const TOO_FAR: &str = "a copy reaches beyond the beginning";

impl Inflate {
    /// Copies as much as fits, also from what earlier calls have written.
    pub(super) fn copy(
        &mut self,
        length: usize,
        distance: usize,
        output: &mut [u8],
        done: &mut usize,
    ) -> Result<(), &'static str> {
        let mut left = length;
        while left > 0 && *done < output.len() {
            let most = left.min(output.len() - *done);
            let count = if distance > *done {
                let back = distance - *done;
                let from = self.window.len().checked_sub(back).ok_or(TOO_FAR)?;
                let count = most.min(back);
                output[*done..*done + count].copy_from_slice(&self.window[from..from + count]);
                count
            } else {
                let count = most.min(distance);
                output.copy_within(*done - distance..*done - distance + count, *done);
                count
            };
            *done += count;
            left -= count;
        }
        self.state =
            if left == 0 { State::Symbols } else { State::Copy { length: left, distance } };
        Ok(())
    }
}

/// Bytes copied at a time.
pub(super) const BLOCK: usize = 16;
/// Bytes that [`copy_near`] may write beyond the copy's end.
pub(super) const OVERSHOOT: usize = BLOCK;

/// Copies within the output; `distance` ≤ `at`, and room for the copy and [`OVERSHOOT`] is there.
#[inline(never)]
pub(super) fn copy_near(output: &mut [u8], at: usize, length: usize, distance: usize) {
    if distance >= BLOCK {
        for step in (0..length).step_by(BLOCK) {
            copy_block(output, at + step, distance);
        }
    } else if distance == 1 {
        let byte = output[at - 1];
        output[at..at + length].fill(byte);
    } else {
        for to in at..at + length {
            output[to] = output[to - distance];
        }
    }
}

/// Copies [`BLOCK`] bytes from `distance` ≥ [`BLOCK`] before; nothing without room for them.
#[inline(always)]
pub(super) fn copy_block(output: &mut [u8], at: usize, distance: usize) {
    let block: Option<[u8; BLOCK]> =
        output.get(at - distance..).and_then(|o| o.first_chunk()).copied();
    let place = output.get_mut(at..).and_then(|rest| rest.first_chunk_mut());
    if let (Some(block), Some(place)) = (block, place) {
        *place = block;
    }
}
