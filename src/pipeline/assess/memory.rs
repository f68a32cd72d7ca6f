//! How many scans fit into the memory at once, by what their headers say.

use crate::dataset::scan::ScanInput;
use crate::imaging::volume::Header;
use rayon::prelude::*;

/// What the program needs besides volumes, bytes. Measured as the peak of `countenance faces` over one
/// scan of 9 and of 73 million voxels: 28 MB and 2.7 bytes a voxel (16-bit integers), 4.6 (64-bit floats);
/// 10 bytes for the mean of three frames of 37 million.
const BESIDES: u64 = 32 << 20;
/// What a voxel needs while its scan is analysed, bytes.
const PER_VOXEL: u64 = 6;
/// The same for the mean of several frames.
const PER_VOXEL_OF_MEAN: u64 = 12;

/// Scans that may be analysed at once within `limit` bytes: so many that even the largest of them fit
/// together. One always is; `wanted` bounds it from above, 0 stands for one per core.
pub(super) fn at_once(scans: &[ScanInput], limit: u64, wanted: usize) -> usize {
    let mut needs: Vec<u64> = scans.par_iter().map(need).collect();
    needs.sort_unstable_by(|a, b| b.cmp(a));
    let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let wanted = if wanted == 0 { cores() } else { wanted };
    fitting(&needs, limit.saturating_sub(BESIDES)).clamp(1, wanted.max(1))
}

/// How many of the needs, the greatest first, fit together.
fn fitting(needs: &[u64], limit: u64) -> usize {
    let mut sum = 0_u64;
    let fits = |need: &&u64| {
        sum = sum.saturating_add(**need);
        sum <= limit
    };
    let fitting = needs.iter().take_while(fits).count();
    // Where all fit there is no bound.
    if fitting == needs.len() { usize::MAX } else { fitting }
}

/// What a scan needs; one whose header cannot be read will not be held.
fn need(scan: &ScanInput) -> u64 {
    let Ok((header, _)) = Header::read(&scan.path) else { return 0 };
    let voxels = header.space_shape().into_iter().fold(1_u64, |n, m| n.saturating_mul(m as u64));
    voxels.saturating_mul(if header.frames() > 1 { PER_VOXEL_OF_MEAN } else { PER_VOXEL })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_scans_fit_together() {
        assert_eq!(fitting(&[5, 4, 3, 1], 9), 2);
        assert_eq!(fitting(&[5, 4, 3, 1], 4), 0);
        assert_eq!(fitting(&[5, 4], 9), usize::MAX);
        assert_eq!(fitting(&[u64::MAX, 1], 10), 0);
    }

    #[test]
    fn one_scan_is_always_analysed_and_no_more_than_wanted() {
        assert_eq!(at_once(&[], 0, 3), 3);
        let scans = crate::dataset::scan::find(
            &[std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/data/demo"))],
            crate::dataset::scan::Selection::HeadImages,
        )
        .unwrap();
        assert_eq!(at_once(&scans, 1, 4), 1);
        assert_eq!(at_once(&scans, 1 << 40, 4), 4);
        let some = at_once(&scans, BESIDES + 3 * need(&scans[0]) + 1, 8);
        assert!((2..8).contains(&some), "{some}");
    }
}
