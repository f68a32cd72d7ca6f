//! Even points on the outer skin.

use rand::RngExt;
use rand::SeedableRng;
use rand_pcg::Pcg64;
use rayon::prelude::*;

use crate::phantom::anatomy;
use crate::phantom::depth;
use crate::phantom::solid::Point;

/// Candidates lie on a lattice of this step, mm, before they are moved onto the skin.
const LATTICE: f64 = 1.0;
/// Least distance between points: face and ears, and elsewhere, mm.
const SPACING: [f64; 2] = [2.7, 4.0];
/// The head ends on this plane behind the chin, mm.
const FLOOR: f64 = -100.;
/// How far outside the skin a point must see nothing but air, mm.
const CLEARANCE: f64 = 14.;

/// Points and outward normals, symmetric: every point off the midline has its mirror image.
pub(super) fn surface() -> Vec<(Point, Point)> {
    let candidates = shuffled(candidates());
    let mut kept = Vec::new();
    let mut cells = std::collections::BTreeMap::<[i32; 3], Vec<Point>>::new();
    for (p, n) in candidates {
        let spacing = SPACING[usize::from(!is_detailed(p))];
        let key = p.map(|c| (c / SPACING[1]).floor() as i32);
        let near = |d: [i32; 3]| {
            let neighbours = cells.get(&[key.x + d[0], key.y + d[1], key.z + d[2]]);
            neighbours.is_some_and(|c| c.iter().any(|q| (q - p).norm_squared() < spacing * spacing))
        };
        if !neighbourhood().any(near) {
            cells.entry([key.x, key.y, key.z]).or_default().push(p);
            kept.push((p, n));
        }
    }
    kept.sort_by(|a, b| {
        (a.0.z, a.0.y, a.0.x)
            .partial_cmp(&(b.0.z, b.0.y, b.0.x))
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    let mirror = |v: Point| Point::new(-v.x, v.y, v.z);
    let left: Vec<_> =
        kept.iter().filter(|(p, _)| p.x > 0.).map(|&(p, n)| (mirror(p), mirror(n))).collect();
    kept.extend(left);
    kept
}

fn neighbourhood() -> impl Iterator<Item = [i32; 3]> {
    (0..27).map(|n| [n % 3 - 1, n / 3 % 3 - 1, n / 9 - 1])
}

/// Whether small features lie here.
fn is_detailed(p: Point) -> bool {
    (p.y > 45. && p.z < 45.) || anatomy::is_ear(p)
}

/// Lattice points near the skin of the right half, moved onto it.
fn candidates() -> Vec<(Point, Point)> {
    let steps = |from: f64, to: f64| {
        (0..((to - from) / LATTICE) as i32).map(move |n| from + f64::from(n) * LATTICE)
    };
    let layers: Vec<f64> = steps(FLOOR, 136.).collect();
    layers
        .par_iter()
        .map(|&z| {
            let mut found = Vec::new();
            for y in steps(-112., 124.) {
                for x in steps(0., 104.) {
                    found.extend(on_skin(Point::new(x, y, z)));
                }
            }
            found
        })
        .flatten_iter()
        .collect()
}

fn on_skin(lattice: Point) -> Option<(Point, Point)> {
    let mut p = lattice;
    // The coarse table is off by up to 1 mm; it spares most of the exact distances.
    if depth::coarse(p).abs() > LATTICE + 1.5 || anatomy::skin(p).abs() > LATTICE {
        return None;
    }
    for _ in 0..3 {
        let gradient = anatomy::gradient(p);
        p -= gradient * (anatomy::skin(p) / gradient.norm_squared());
        if lattice.x == 0. || p.x < SPACING[0] / 2. {
            p.x = 0.;
        }
    }
    let normal = anatomy::gradient(p).normalize();
    let kept = p.z > FLOOR
        && anatomy::skin(p).abs() < 0.05
        && (1..=7).all(|n| anatomy::skin(p + normal * (CLEARANCE * f64::from(n) / 7.)) > 0.6);
    kept.then_some((p, normal))
}

fn shuffled(mut points: Vec<(Point, Point)>) -> Vec<(Point, Point)> {
    let mut random = Pcg64::seed_from_u64(0);
    for n in (1..points.len()).rev() {
        points.swap(n, random.random_range(0..=n));
    }
    points
}
