//! Is the head found, and is anything else told apart?

#![allow(clippy::unwrap_used, reason = "a test; a failed step ends it")]

use countenance::base::space::Affine;
use countenance::imaging::head::{Head, HeadKind, HeadWarning, NotAHead, segment};
use countenance::imaging::volume::{Volume, Voxels};

const SHAPE: [usize; 3] = [96, 112, 96];
const MM: f64 = 2.0;

/// Deterministic noise: a sum of uniform numbers, near enough to normal.
struct Noise(u64);

impl Noise {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        (self.0 >> 33) as f64 / f64::from(1u32 << 31)
    }

    fn normal(&mut self) -> f64 {
        (0..6).map(|_| self.uniform() - 0.5).sum::<f64>() * 2f64.sqrt()
    }

    /// Magnitude of a signal in complex noise.
    fn rician(&mut self, signal: f64, sigma: f64) -> f64 {
        (signal + sigma * self.normal()).hypot(sigma * self.normal())
    }
}

fn volume(value: impl FnMut([f64; 3]) -> f64) -> Volume {
    volume_of(SHAPE, [MM; 3], value)
}

fn volume_of(
    shape: [usize; 3],
    voxel_mm: [f64; 3],
    mut value: impl FnMut([f64; 3]) -> f64,
) -> Volume {
    let mut samples = Vec::new();
    for k in 0..shape[2] {
        for j in 0..shape[1] {
            for i in 0..shape[0] {
                let at = |axis: usize, n: usize| {
                    (n as f64 - (shape[axis] as f64 - 1.0) / 2.0) * voxel_mm[axis]
                };
                samples.push(value([at(0, i), at(1, j), at(2, k)]).round() as i16);
            }
        }
    }
    let affine = Affine::from_voxel_sizes(voxel_mm).unwrap();
    Volume::new(shape, affine, Voxels::I16(samples)).unwrap()
}

/// Signed depth below an ellipsoid of the given half axes, mm (near its surface).
fn depth(mm: [f64; 3], half: [f64; 3]) -> f64 {
    let r = (0..3).map(|a| (mm[a] / half[a]).powi(2)).sum::<f64>().sqrt();
    (1.0 - r) * half.iter().sum::<f64>() / 3.0
}

const HEAD: [f64; 3] = [75.0, 95.0, 80.0];

/// Scalp, skull, fluid and brain, with a border one voxel wide.
fn layers(mm: [f64; 3]) -> f64 {
    let d = depth(mm, HEAD);
    let fold = 1.0 + 0.25 * (mm[0] / 7.0).sin() * (mm[1] / 8.0).cos() * (mm[2] / 6.0).sin();
    let tissue = match d {
        d if d < 7.0 => 400.0,
        d if d < 13.0 => 40.0,
        d if d < 16.0 => 80.0,
        _ => 300.0 * fold,
    };
    tissue * (d / MM + 0.5).clamp(0.0, 1.0)
}

fn found(volume: &Volume) -> Head {
    segment(volume).unwrap()
}

fn ellipsoid_cm3(half: [f64; 3]) -> f64 {
    4.0 / 3.0 * std::f64::consts::PI * half.iter().product::<f64>() / 1000.0
}

#[test]
fn a_layered_head_in_noise_is_a_head_of_the_right_size() {
    let mut noise = Noise(1);
    let head = found(&volume(|mm| noise.rician(layers(mm), 10.0)));
    assert_eq!(head.kind, HeadKind::Head, "{:?}", head.evidence);
    let truth = ellipsoid_cm3(HEAD);
    assert!((head.volume_cm3 / truth - 1.0).abs() < 0.02, "{} of {truth}", head.volume_cm3);
    assert!((120.0..280.0).contains(&head.threshold), "{}", head.threshold);
    let sigma = head.noise_sigma.unwrap();
    assert!((9.0..11.0).contains(&sigma), "{sigma}");
}

/// Sagittal slices as some converters store them: the thick ones along the first axis, where a
/// coarse cell is one sample.
#[test]
fn thick_slices_along_the_first_axis_show_a_head_too() {
    let mut noise = Noise(6);
    let shape = [22, SHAPE[1], SHAPE[2]];
    let head = found(&volume_of(shape, [8.0, MM, MM], |mm| noise.rician(layers(mm), 10.0)));
    assert_eq!(head.kind, HeadKind::Head, "{:?}", head.evidence);
    let truth = ellipsoid_cm3(HEAD);
    assert!((head.volume_cm3 / truth - 1.0).abs() < 0.05, "{} of {truth}", head.volume_cm3);
    let sigma = head.noise_sigma.unwrap();
    assert!((8.0..12.0).contains(&sigma), "{sigma}");
}

/// The scalp is dim in spots: the skull behind it is lost at the usual threshold, little of the whole
/// head, but deep in it. Voxels of 2 mm show the spots apart, larger ones mix them with the scalp.
#[test]
fn a_leak_that_loses_little_is_closed() {
    let spot = |mm: f64| (mm / 32.0 + 0.5).rem_euclid(1.0) < 0.3;
    let front = |mm: [f64; 3]| mm[1] > 0.0 && depth(mm, HEAD) < 7.0;
    let dim = |mm: [f64; 3]| front(mm) && spot(mm[0]) && spot(mm[2]);
    let shown = |mm| layers(mm) * if dim(mm) { 0.24 } else { 1.0 };
    for (voxel_mm, done) in [(MM, HeadWarning::HolesClosed), (2.5, HeadWarning::ThresholdLowered)] {
        let mut noise = Noise(7);
        let shape = SHAPE.map(|n| (n as f64 * MM / voxel_mm) as usize);
        let head = found(&volume_of(shape, [voxel_mm; 3], |mm| noise.rician(shown(mm), 10.0)));
        assert_eq!(head.warnings, [done], "{voxel_mm}");
        let truth = ellipsoid_cm3(HEAD);
        assert!((head.volume_cm3 / truth - 1.0).abs() < 0.03, "{} of {truth}", head.volume_cm3);
    }
}

#[test]
fn a_removed_face_changes_neither_kind_nor_noise() {
    let mut noise = Noise(2);
    let head = found(&volume(|mm| {
        if mm[1] > 40.0 && mm[2] < 10.0 { 0.0 } else { noise.rician(layers(mm), 10.0) }
    }));
    assert_eq!(head.kind, HeadKind::Head, "{:?}", head.evidence);
    let sigma = head.noise_sigma.unwrap();
    assert!((9.0..11.0).contains(&sigma), "{sigma}");
    let fill = head.constant_fill.unwrap();
    assert!(fill.value.abs() < 1e-9 && fill.fraction > 0.1, "{fill:?}");
}

#[test]
fn the_inside_is_filled_and_an_enclosed_airway_at_the_edge_stays_head() {
    // The neck is cut by the lower face of the field of view; a trachea runs up from there.
    let in_trachea = |mm: [f64; 3]| mm[0].hypot(mm[1] - 10.0) < 8.0 && mm[2] < 20.0;
    let mut noise = Noise(3);
    let head = found(&volume(|mm| {
        let neck = mm[0].hypot(mm[1]) < 50.0 && mm[2] < 0.0;
        let signal = if in_trachea(mm) {
            0.0
        } else if neck {
            layers(mm).max(200.0)
        } else {
            layers(mm)
        };
        noise.rician(signal, 8.0)
    }));
    assert!(head.mask.get(48, 60, 1), "the trachea near the cut");
    assert!(head.mask.get(48, 60, 40), "the trachea further up");
    assert!(head.evidence.touches_cm2[2][0] > 60.0, "{:?}", head.evidence.touches_cm2);
}

#[test]
fn bottles_noise_and_nothing_are_no_heads() {
    let mut noise = Noise(4);
    let bottle = found(&volume(|mm| {
        let inside = mm[0].hypot(mm[1]) < 70.0 && mm[2].abs() < 80.0;
        noise.rician(if inside { 400.0 } else { 0.0 }, 10.0)
    }));
    assert_eq!(bottle.kind, HeadKind::NotAHead { why: NotAHead::Uniform }, "{:?}", bottle.evidence);
    let small = found(&volume(|mm| noise.rician(layers(mm.map(|x| 3.0 * x)), 10.0)));
    assert!(matches!(small.kind, HeadKind::NotAHead { .. }), "{:?}", small.evidence);
    let only_noise = found(&volume(|_| noise.rician(0.0, 20.0)));
    let nothing = HeadKind::NotAHead { why: NotAHead::Nothing };
    assert_eq!(only_noise.kind, nothing, "{:?}", only_noise.evidence);
    for value in [0.0, 77.0] {
        assert_eq!(found(&volume(|_| value)).kind, nothing);
    }
}

#[test]
fn an_empty_skull_and_a_bare_brain_are_told_apart() {
    let skull = found(&volume(|mm| {
        if (0.0..7.0).contains(&depth(mm, [70.0, 88.0, 74.0])) { 1500.0 } else { 0.0 }
    }));
    assert_eq!(skull.kind, HeadKind::Skull, "{:?}", skull.evidence);
    let brain = found(&volume(|mm| {
        let furrows = 5.0 * (mm[0] / 5.0).sin() * (mm[1] / 5.0).sin() * (mm[2] / 5.0).cos();
        if depth(mm, [62.0, 78.0, 60.0]) > furrows { layers([0.0; 3]) + mm[0] } else { 0.0 }
    }));
    assert_eq!(brain.kind, HeadKind::Brain, "{:?}", brain.evidence);
}

#[test]
fn a_background_as_bright_as_tissue_is_still_air() {
    let mut noise = Noise(5);
    let head = found(&volume(|mm| {
        if depth(mm, HEAD) > 0.0 {
            2000.0 + 3.0 * layers(mm) + 30.0 * noise.normal()
        } else {
            4095.0 * noise.uniform()
        }
    }));
    assert!(head.warnings.contains(&HeadWarning::NoisyBackground));
    assert!((head.volume_cm3 / ellipsoid_cm3(HEAD) - 1.0).abs() < 0.06, "{}", head.volume_cm3);
    assert!(head.smoothed.is_some());
}

#[test]
fn the_reported_shift_is_what_the_surface_moves_by() {
    // A border 12 mm wide: 10 % of half its height is 0.6 mm.
    let head = found(&volume(|mm| 400.0 * (depth(mm, HEAD) / 12.0 + 0.5).clamp(0.0, 1.0)));
    let told = head.threshold_shift_mm.unwrap();
    // Volume between the two thresholds over the area between them.
    let within =
        |d: f64| ellipsoid_cm3(HEAD.map(|h| h * (1.0 - d / (HEAD.iter().sum::<f64>() / 3.0))));
    let depth_at = |threshold: f64| (threshold / 400.0 - 0.5) * 12.0;
    let threshold = f64::from(head.threshold);
    let moved = depth_at(1.1 * threshold) - depth_at(threshold);
    assert!((told / moved - 1.0).abs() < 0.25, "told {told}, moved {moved}");
    assert!((head.volume_cm3 / within(depth_at(threshold)) - 1.0).abs() < 0.03);
}
