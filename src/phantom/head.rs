//! A person as scanned in one session.

use std::sync::LazyLock;

use super::anatomy;
use super::depth;
use super::identity::Identity;
use super::landmark::LANDMARKS;
use super::random::Purpose;
use super::random::stream;
use super::session::Session;
use super::shape::Shape;
use super::solid::Point;
use super::solid::at;
use super::tissue::Layers;

/// Shape and inside of one head in one session.
#[derive(Clone, Debug)]
pub struct Head {
    /// From this head to the mean head.
    pub shape: Shape,
    /// Layers under the skin.
    pub layers: Layers,
}

impl Head {
    /// A person with the soft tissue of one session.
    pub fn new(seed: u64, identity: &Identity, session: &Session) -> Self {
        let shape = Shape::new(|p| identity.displacement(p) + session.displacement(p));
        Self { shape, layers: layers(seed, identity) }
    }

    /// Another shape around the same inside, given by the displacement of the mean head's points.
    #[must_use]
    pub fn reshaped(&self, displacement: impl Fn(Point) -> Point + Sync) -> Self {
        Self { shape: Shape::new(displacement), layers: self.layers.clone() }
    }

    /// Signed distance to this head's skin at a canonical place, mm, negative inside.
    pub fn skin(&self, q: Point) -> f64 {
        anatomy::skin(self.shape.to_mean(q))
    }

    /// The ten landmarks on this head, canonical mm.
    pub fn landmarks(&self) -> [(&'static str, Point); 10] {
        LANDMARKS.map(|(name, p)| (name, self.shape.from_mean(p)))
    }

    /// Places on this head's skin that span it, down to just below the chin; canonical mm.
    pub fn outline(&self) -> Vec<Point> {
        OUTLINE.iter().map(|&p| self.shape.from_mean(p)).collect()
    }
}

/// The person's layers: the same in every session.
fn layers(seed: u64, identity: &Identity) -> Layers {
    Layers::draw(&mut stream(seed, identity.subject, Purpose::Texture), identity.age)
}

/// Skin of the mean head in about 1000 directions, with the ears' rims.
static OUTLINE: LazyLock<Vec<Point>> = LazyLock::new(|| {
    const COUNT: usize = 1000;
    // Spherical Fibonacci lattice (González 2010).
    let golden = std::f64::consts::PI * (3. - 5f64.sqrt());
    let on_skin = (0..COUNT).map(|n| {
        let z = 1. - 2. * (n as f64 + 0.5) / COUNT as f64;
        let (sin, cos) = (golden * n as f64).sin_cos();
        let direction = at(cos * (1. - z * z).sqrt(), sin * (1. - z * z).sqrt(), z);
        let mut p = at(0., 10., 15.) + direction * 180.;
        for _ in 0..60 {
            p -= direction * (0.8 * depth::coarse(p));
        }
        p
    });
    on_skin.filter(|p| p.z > -101.).collect()
});
