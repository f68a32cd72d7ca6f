//! Every number the segmentation decides by, with its source or measurement.

/// Settings of [`super::segment`]; [`Config::default`] is what the program uses.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Spacing of the coarse cells on which levels are estimated, mm. Skin is followed well enough
    /// at 4 mm, and 1/16 of the rows are read.
    pub coarse_mm: f64,
    /// Equal samples in a row along `i` that count as constant fill (defaced, padded or masked)
    /// and not as noise. Eight-bit noise with σ = 1 makes 12 equal samples about once in 10⁶.
    pub constant_run: usize,
    /// A first threshold is this part of the way from the border's dark level to the bright tissue:
    /// above ghosts (up to 10 %), below skin that a surface coil shows at a fifth.
    pub rough: f64,
    /// Depth below the outermost crossing between which skin intensity is read, mm: past the
    /// partial-volume voxel, before the subcutaneous fat (skin is 1.3–2.5 mm thick, Laurent et al.
    /// 2007).
    pub skin_depth_mm: [f64; 2],
    /// Skin is not read along axes with larger voxels than this, mm: they show fat instead.
    pub profile_voxel_mm: f64,
    /// The threshold is this part of the way from background to skin: at the half maximum a
    /// symmetric point spread puts the crossing on the boundary itself.
    pub half: f64,
    /// At most this part of the way to the darkest tenth of the skin, so that the far side of a
    /// surface coil's fall-off is still head.
    pub dim_skin: f64,
    /// At least this part of the way to the median skin: darker than that is ghost or scatter.
    pub least_of_skin: f64,
    /// At least this many background spreads (Rayleigh: σ) above the background: a Rayleigh sample
    /// exceeds 4.5 σ once in 25 000, and single voxels are dropped as components.
    pub noise_margin: f64,
    /// Radius of the ball that closes gaps before the outer air is flooded, mm.
    pub closing_mm: f64,
    /// Radius of the ball with which narrower gaps are then entered again, mm.
    pub reopening_mm: f64,
    /// How deep below the closed surface narrower gaps are entered again, mm.
    pub reopening_depth_mm: f64,
    /// Air patches on a border face that head encloses do not let outer air in up to this area,
    /// mm² (a trachea is 2–4 cm² across, a widely open mouth 25 cm²).
    pub enclosed_patch_mm2: f64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            coarse_mm: 4.0,
            constant_run: 12,
            rough: 0.12,
            skin_depth_mm: [0.8, 1.5],
            profile_voxel_mm: 2.5,
            half: 0.5,
            dim_skin: 0.8,
            least_of_skin: 0.25,
            noise_margin: 4.5,
            closing_mm: 3.0,
            reopening_mm: 1.0,
            reopening_depth_mm: 4.0,
            enclosed_patch_mm2: 4000.0,
        }
    }
}
