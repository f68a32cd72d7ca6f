//! Reproducible randomness: one stream per (seed, subject, purpose), independent of order.

use rand::RngExt;
use rand::SeedableRng;
use rand_pcg::Pcg64;

/// What a stream is drawn for; streams of different purposes never share numbers.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    /// Sex, age and measurements of a person.
    Identity,
    /// The person's own smooth deviation from the measurements.
    Individual,
    /// Texture of tissue and folds of the brain.
    Texture,
    /// Scanner, position and soft tissue of one session.
    Session(u32),
    /// Noise of one slice of one session.
    Noise(u32, u32),
    /// Fill of one row of removed voxels of one session.
    Fill(u32, u32),
}

/// The stream of a purpose.
pub fn stream(seed: u64, subject: u32, purpose: Purpose) -> Pcg64 {
    let (kind, session, slice) = match purpose {
        Purpose::Identity => (1, 0, 0),
        Purpose::Individual => (2, 0, 0),
        Purpose::Texture => (3, 0, 0),
        Purpose::Session(session) => (4, session, 0),
        Purpose::Noise(session, slice) => (5, session, slice),
        Purpose::Fill(session, row) => (6, session, row),
    };
    let parts = [u64::from(subject), kind, u64::from(session), u64::from(slice)];
    Pcg64::seed_from_u64(parts.into_iter().fold(seed, |state, part| mix(state ^ mix(part))))
}

/// Finaliser of `SplitMix64` (Steele, Lea & Flood 2014).
fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A uniform number in `[from, to)`.
pub fn uniform(random: &mut Pcg64, from: f64, to: f64) -> f64 {
    from + (to - from) * random.random::<f64>()
}

/// Two independent standard normal numbers (Box & Muller 1958).
pub fn normal_pair(random: &mut Pcg64) -> [f64; 2] {
    let radius = (-2. * (1. - random.random::<f64>()).ln()).sqrt();
    let (sin, cos) = (std::f64::consts::TAU * random.random::<f64>()).sin_cos();
    [radius * cos, radius * sin]
}

/// A standard normal number, drawn again while it lies outside `±limit`.
pub fn normal_within(random: &mut Pcg64, limit: f64) -> f64 {
    loop {
        let [value, _] = normal_pair(random);
        if value.abs() <= limit {
            return value;
        }
    }
}
