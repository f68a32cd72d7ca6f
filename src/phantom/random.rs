//! What a phantom's random streams are for: one per (seed, subject, purpose), independent of order.

use crate::base::stats::stream;
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
    stream::stream(seed, &[u64::from(subject), kind, u64::from(session), u64::from(slice)])
}
