//! Smooth random vector fields: what no table of measurements says about a face.

use std::f64::consts::TAU;

use rand_pcg::Pcg64;

use super::solid::Point;
use crate::base::stats::stream::normal_pair;
use crate::base::stats::stream::uniform_in;

/// A sum of plane waves with random direction, phase and amplitude.
#[derive(Clone, Debug)]
pub struct Waves {
    waves: Vec<Wave>,
}

#[derive(Clone, Debug)]
struct Wave {
    /// Radians per mm.
    direction: Point,
    phase: f64,
    /// mm.
    amplitude: Point,
}

impl Waves {
    /// `count` waves with lengths between `lengths` mm and root mean square `rms` mm an axis.
    pub fn draw(random: &mut Pcg64, count: usize, lengths: [f64; 2], rms: f64) -> Self {
        let scale = rms * (2. / count as f64).sqrt();
        let waves = (0..count)
            .map(|_| {
                let [[a, b], [c, d], [e, f]] = [(); 3].map(|()| normal_pair(random));
                let number = TAU / uniform_in(random, lengths[0], lengths[1]);
                Wave {
                    direction: Point::new(a, b, c).normalize() * number,
                    phase: uniform_in(random, 0., TAU),
                    amplitude: Point::new(d, e, f) * scale,
                }
            })
            .collect();
        Self { waves }
    }

    /// The field at `p`, mm.
    pub fn at(&self, p: Point) -> Point {
        self.waves.iter().fold(Point::zeros(), |sum, w| {
            sum + w.amplitude * (w.direction.dot(&p) + w.phase).cos()
        })
    }

    /// The part of the field that is the same on both sides.
    pub fn symmetric_at(&self, p: Point) -> Point {
        let mirror = |v: Point| Point::new(-v.x, v.y, v.z);
        (self.at(p) + mirror(self.at(mirror(p)))) * 0.5
    }
}
