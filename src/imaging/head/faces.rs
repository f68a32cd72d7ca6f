//! Through which parts of the field of view's border does the outer air come in?

use super::bitgrid::BitGrid;
use super::config::Config;
use super::runs::Components;

/// Air on the border faces from which the flood starts.
///
/// A patch of air on a face that does not reach the face's own rim is enclosed by head there (a
/// trachea, a mouth or a nasal cavity cut by the edge of the field of view): it starts nothing.
pub(super) fn border_seeds(air: &BitGrid, voxel_mm: [f64; 3], config: &Config) -> BitGrid {
    let shape = air.shape();
    let mut seeds = BitGrid::new(shape);
    for axis in 0..3 {
        for at in [0, shape[axis] - 1] {
            let face = Face { axis, at, shape };
            let open = face.open_patches(air, voxel_mm, config);
            face.copy_into(&open, &mut seeds);
        }
    }
    seeds
}

/// A face of the field of view, as a one-slice grid of its other two axes.
struct Face {
    axis: usize,
    at: usize,
    shape: [usize; 3],
}

impl Face {
    fn axes(&self) -> [usize; 2] {
        [[1, 2], [0, 2], [0, 1]][self.axis]
    }

    fn voxel(&self, u: usize, v: usize) -> [usize; 3] {
        let mut p = [self.at; 3];
        let [a, b] = self.axes();
        p[a] = u;
        p[b] = v;
        p
    }

    fn extent(&self) -> [usize; 2] {
        self.axes().map(|a| self.shape[a])
    }

    fn open_patches(&self, air: &BitGrid, voxel_mm: [f64; 3], config: &Config) -> BitGrid {
        let [nu, nv] = self.extent();
        let face = BitGrid::from_fn([nu, nv, 1], |[u, v, _]| {
            let [i, j, k] = self.voxel(u, v);
            air.get(i, j, k)
        });
        let rim = BitGrid::from_fn([nu, nv, 1], |[u, v, _]| {
            u == 0 || v == 0 || u + 1 == nu || v + 1 == nv
        });
        let patches = Components::of(&face);
        let open = patches.touched_by(&rim);
        let sizes = patches.sizes();
        let [a, b] = self.axes();
        let limit = config.enclosed_patch_mm2 / (voxel_mm[a] * voxel_mm[b]);
        patches.select(|label| open[label] || sizes[label] as f64 > limit)
    }

    fn copy_into(&self, patches: &BitGrid, seeds: &mut BitGrid) {
        let [nu, nv] = self.extent();
        for v in 0..nv {
            for u in (0..nu).filter(|u| patches.get(*u, v, 0)) {
                let [i, j, k] = self.voxel(u, v);
                seeds.set(i, j, k);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_airway_starts_nothing_but_the_air_around_the_neck_does() {
        // A neck of 40 × 40 voxels with a trachea of 8 × 8, cut by the lower face.
        let air = BitGrid::from_fn([60, 60, 5], |[i, j, _]| {
            let within =
                |from: usize, to: usize| (from..to).contains(&i) && (from..to).contains(&j);
            !within(10, 50) || within(26, 34)
        });
        let seeds = border_seeds(&air, [1.0; 3], &Config::default());
        assert!(seeds.get(5, 30, 0) && seeds.get(30, 55, 0));
        assert!(!seeds.get(30, 30, 0) && !seeds.get(30, 30, 4));
    }
}
