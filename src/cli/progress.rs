//! Progress on stderr; silent when stderr is not a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::Mutex;

/// One bar after another, for what is analysed in several parts.
#[derive(Default)]
pub(super) struct Bars(Mutex<Option<ProgressBar>>);

impl Bars {
    /// A new bar over so many scans in place of the one before.
    pub(super) fn start(&self, scans: usize) {
        self.clear();
        if let Ok(mut current) = self.0.lock() {
            *current = Some(bar(scans));
        }
    }

    /// One scan is done.
    pub(super) fn step(&self) {
        if let Ok(Some(bar)) = self.0.lock().as_deref() {
            bar.inc(1);
        }
    }

    /// Takes the bar away.
    pub(super) fn clear(&self) {
        if let Ok(Some(bar)) = self.0.lock().as_deref() {
            bar.finish_and_clear();
        }
    }
}

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
