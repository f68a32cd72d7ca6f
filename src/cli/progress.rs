//! Progress on stderr; silent when stderr is not a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar over `scans` scans.
pub(super) fn bar(scans: usize) -> ProgressBar {
    // `stderr()` draws nothing when stderr is not a terminal.
    let bar = ProgressBar::with_draw_target(Some(scans as u64), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{bar:32} {pos}/{len} scans, {eta} left {msg}")
    {
        bar.set_style(style);
    }
    bar
}
