//! Every number the segmentation decides by, with its source or measurement.

use crate::base::thresholds::Thresholds;

use serde::{Deserialize, Serialize};

/// Settings of [`super::segment`]; [`Config::default`] is what the program uses.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
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
    /// So many profiles across the skin are read: quantiles are then good to 4 %.
    pub profiles: usize,
    /// Where less than this part of the background varies, it counts as constant (masked, filled):
    /// partial-volume voxels and stray pads also vary.
    pub least_noise: f64,
    /// Spread of the border's samples over the volume's range from which the background counts as
    /// noise as bright as tissue (MP2RAGE's UNI image). Measured: UNI 0.3, σ = 30 % of the skin
    /// 0.1, plain scans below 0.05.
    pub salt_and_pepper: f32,
    /// Values that air has in Hounsfield units (−1000; scanners clip at −1024 and pad with −2000
    /// or −3024).
    pub air_hounsfield: [f64; 2],
    /// Values that the edge of the head may have then.
    pub edge_hounsfield: [f64; 2],
    /// Air/head threshold in Hounsfield units: above foam, hair and blankets (−900 to −400), below
    /// fat (−120 to −60).
    pub threshold_hounsfield: f64,
    /// Length of a profile into the head, mm: blurred means of many heads need 8 mm.
    pub profile_mm: f64,
    /// Profiles are not read along axes with larger voxels than this, mm: they show fat.
    pub profile_voxel_mm: f64,
    /// A step that is at least this part of a profile's steepest may be the skin's.
    pub first_step: f32,
    /// The steepest step is where the next one is less than `1 / nearly_peak` as steep.
    pub nearly_peak: f32,
    /// A step counts as an edge from this many noise σ on.
    pub edge_margin: f64,
    /// The second look at the edges starts from this part of the way to the first look's.
    pub rough_of_edge: f32,
    /// The threshold is the median edge, but at most this part of the way to the tenth percentile,
    /// so that the far side of a surface coil's fall-off is still head. Sampling alone
    /// puts the tenth percentile at 0.6 of the median.
    pub dim_edge: f64,
    /// But at least this part of the way to the median edge: darker than that is ghost or scatter.
    pub least_of_edge: f64,
    /// Samples are smoothed when the noise margin reaches this part of the way to the edge.
    pub noise_limit: f64,
    /// A mask smaller than this part of what a low threshold encloses has leaked: dark eyes, thin
    /// skin or a dim side let the air in.
    pub collapsed: f64,
    /// So deep in the head, mm, nothing is lost by a surface that only lies a little farther in.
    pub leak_depth_mm: f64,
    /// A head has leaked through holes in the skin if it loses at least this much there, cm³.
    pub leak_cm3: f64,
    /// Holes are closed one by one where no side of a voxel is larger, mm; else the threshold is
    /// lowered.
    pub hole_voxel_mm: f64,
    /// The threshold that is tried then, as a part of the way to the median edge.
    pub least_after_collapse: f64,
    /// At least this many background spreads (Rayleigh: σ) above the background: a Rayleigh sample
    /// exceeds 4 σ once in 3000, and voxels without a neighbour are dropped.
    pub noise_margin: f64,
    /// Radius of the ball that closes the airways before the open air around the head is found,
    /// mm: it closes what is narrower than 24 mm (tracheas are 15–22 mm wide, eyes 24 mm, which
    /// are dark on some contrasts).
    pub open_air_mm: f64,
    /// How far from the open air the flood may then go, mm of its way: the furrow behind an ear is 15–20 mm
    /// deep.
    pub open_air_depth_mm: f64,
    /// Radius of the ball that fits into the body of a head but not into tables, head holders, coils
    /// and pads, mm.
    pub body_mm: f64,
    /// How far from the body the head may reach, mm: ears stand out 15–25 mm, noses 20–30 mm.
    pub appendage_mm: f64,
    /// Radius of the ball that closes gaps before the outer air is flooded, mm.
    pub closing_mm: f64,
    /// Radius of the ball with which narrower gaps are then entered again, mm.
    pub reopening_mm: f64,
    /// How deep below the closed surface narrower gaps are entered again, mm.
    pub reopening_depth_mm: f64,
    /// Air patches on a border face that head encloses do not let outer air in up to this area,
    /// mm² (a trachea is 2–4 cm² across, a widely open mouth 25 cm²).
    pub enclosed_patch_mm2: f64,
    /// Rays from the middle of the head along which layers and roughness are read.
    pub rays: usize,
    /// Length of a ray below the surface, mm.
    pub ray_depth_mm: f64,
    /// Depth range in which scalp ends and skull begins, mm.
    pub scalp_mm: [f64; 2],
    /// Thickness of the skull at most, mm.
    pub skull_mm: f64,
    /// Skull is darker than this part of scalp and brain (MRI).
    pub skull_dark: f32,
    /// Skull is brighter than this multiple of scalp and brain (CT).
    pub skull_bright: f32,
    /// From this part of layered rays on it is a head. Measured: heads 0.46–1.0, uniform 0.0–0.02.
    pub layered: f64,
    /// From this part of dark voxels inside the mask on, and …
    pub hollow: f64,
    /// … this part of background deep inside, it is an empty skull. Measured: heads below 0.3.
    pub empty: f64,
    /// Below this variation over 4 mm it is filled with one substance. Measured: 0.02–0.03.
    pub uniform: f64,
    /// From this part of rays with exactly constant background on a brain was cut out.
    pub cut_out: f64,
    /// Volume of the largest brain with its fluid, cm³.
    pub most_brain_cm3: f64,
    /// Below this share of layers as deep as those beside them it is no skull. Measured: heads
    /// 0.6–0.85, brains 0.1–0.2.
    pub skull_coherent: f64,
    /// From this roughness on the surface is folded. Measured: skin 0.7–1.8, a brain 2.3.
    pub gyri_mm: f64,
    /// Below this part of rays that reach a surface there is no outside, hence no thing in it.
    pub least_seen: f64,
    /// Volume of the smallest head, cm³ (newborn: 500).
    pub least_cm3: f64,
    /// Smallest extent of a head, mm (newborn: 90 mm wide), also of a slab through it.
    pub least_mm: f64,
    /// Volume of the largest head with neck and shoulders, cm³.
    pub most_cm3: f64,
    /// Largest extent of a head with neck and shoulders, mm.
    pub most_mm: f64,
}

impl Default for Config {
    /// The section `head` of `data/thresholds.toml`.
    fn default() -> Self {
        Thresholds::shipped()
            .section("head")
            .unwrap_or_else(|error| unreachable!("shipped thresholds: {error}"))
    }
}
