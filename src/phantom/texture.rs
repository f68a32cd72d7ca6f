//! Smooth random texture of tissue.

use rand::RngExt;
use rand_pcg::Pcg64;

use super::solid::Point;

/// Nodes along each axis of the periodic lattice.
const PERIOD: usize = 32;

/// Value noise on a periodic lattice: about normal, mean 0, spread about 0.6.
#[derive(Clone, Debug)]
pub struct Texture {
    nodes: Vec<f32>,
}

impl Texture {
    /// Draws a texture.
    pub fn draw(random: &mut Pcg64) -> Self {
        let value = |random: &mut Pcg64| random.random::<f32>() + random.random::<f32>() - 1.;
        let scale = 6f32.sqrt();
        Self { nodes: (0..PERIOD.pow(3)).map(|_| value(random) * scale).collect() }
    }

    /// The texture at `p`, with grains of `grain` mm.
    pub fn at(&self, p: Point, grain: f64) -> f64 {
        let (mut base, mut t) = ([0usize; 3], [0f64; 3]);
        for axis in 0..3 {
            let at = p[axis] / grain + 1024.;
            let floor = at.floor();
            base[axis] = floor as usize;
            let f = at - floor;
            t[axis] = f * f * (3. - 2. * f);
        }
        let node = |n: usize| {
            let at = |axis: usize| (base[axis] + (n >> axis & 1)) % PERIOD;
            f64::from(self.nodes[(at(2) * PERIOD + at(1)) * PERIOD + at(0)])
        };
        (0..8).fold(0., |sum, n| {
            let weight = |axis: usize| if n >> axis & 1 == 1 { t[axis] } else { 1. - t[axis] };
            sum + node(n) * weight(0) * weight(1) * weight(2)
        })
    }
}
