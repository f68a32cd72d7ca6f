//! Robust point-to-plane registration of the mean head, pose and shape together.
//!
//! Each model point looks for the nearest measured skin with an agreeing normal (Chen & Medioni
//! 1991; weights after Tukey, as in trimmed ICP, Chetverikov 2005). The shape modes of the mean
//! head are solved jointly with a unit-variance prior, so that a long or wide skull does not turn
//! into a tilt.

use super::field_of_view::FieldOfView;
use super::mean_head::MeanHead;
use super::skin::SkinPoint;
use super::surface_index::SurfaceIndex;
use nalgebra::{
    Cholesky, DMatrix, DVector, Dyn, Isometry3, Matrix3, Point3, Translation3, UnitQuaternion,
    Vector3, Vector6,
};

/// A placed and shaped mean head.
#[derive(Clone, Debug)]
pub(crate) struct Placement {
    /// Canonical head frame → world, mm.
    pub(crate) head_to_world: Isometry3<f64>,
    /// Shape coefficients in standard deviations, one per mode.
    pub(crate) shape: DVector<f64>,
}

impl Placement {
    /// The mean head itself, without shape.
    pub(crate) fn unshaped(model: &MeanHead, head_to_world: Isometry3<f64>) -> Self {
        Self { head_to_world, shape: DVector::zeros(model.mode_count()) }
    }

    /// A model point under the shape coefficients, canonical mm.
    pub(crate) fn shaped(&self, model: &MeanHead, point: usize) -> Vector3<f64> {
        let modes = model.modes_of(point);
        // Four sums side by side: one would wait for itself.
        let mut along = [0.0; 4];
        let (fours, rest) = modes.as_chunks::<4>();
        let (shape, shape_rest) = self.shape.as_slice().as_chunks::<4>();
        for (d, c) in fours.iter().zip(shape) {
            for (n, sum) in along.iter_mut().enumerate() {
                *sum += f64::from(d[n]) * c[n];
            }
        }
        for (d, c) in rest.iter().zip(shape_rest) {
            along[0] += f64::from(*d) * c;
        }
        let point = &model.points[point];
        point.position + point.normal * along.iter().sum::<f64>()
    }
}

/// How one round of registration looks for skin and what it may change.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Round {
    /// Use every n-th chosen model point.
    pub(crate) stride: usize,
    /// Skin farther than this is not matched, mm.
    pub(crate) radius_mm: f64,
    /// Cosine of the angle up to which normals agree.
    pub(crate) agreement: f64,
    /// Iterations at most.
    pub(crate) iterations: usize,
    /// Whether the shape modes are solved as well.
    pub(crate) with_shape: bool,
    /// What stays as it is.
    pub(crate) held: Held,
}

/// What a registration leaves as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    /// Nothing.
    Nothing,
    /// The mid-sagittal plane: no yaw, no roll, no shift to a side.
    Plane,
    /// The plane, and the pitch within it.
    PlaneAndPitch,
}

impl Held {
    /// Numbers of the unknowns (turn, then shift) that stay.
    fn unknowns(self) -> &'static [usize] {
        match self {
            Self::Nothing => &[],
            Self::Plane => &[1, 2, 3],
            Self::PlaneAndPitch => &[0, 1, 2, 3],
        }
    }
}

/// Standard deviation of what the shape modes cannot explain, mm, and the number of independent
/// patches such residuals form on a head (they are smooth over some 3 cm). Together they weigh the
/// measured surface against the prior on the modes. Chosen among 15, 25, 40 and 80 patches on a
/// tuning cohort (24 scans and their defaced copies, `pose_table.py`).
const UNEXPLAINED_MM: f64 = 2.0;
const INDEPENDENT_PATCHES: f64 = 25.0;

/// The model points a registration may use, by number, with a weight each.
pub(crate) type Chosen = [(usize, f64)];

/// The normal matrix with shape serves this many iterations: it only steers the step, the right
/// side says where it ends. Without shape it is cheap, and a patch of few points, which its matrix
/// barely holds along the skin, needs its own each time.
const HELD: usize = 4;

/// Runs one round and returns the improved placement.
pub(crate) fn register(
    index: &SurfaceIndex,
    model: &MeanHead,
    chosen: &Chosen,
    start: &Placement,
    round: &Round,
) -> Placement {
    register_knowing(index, model, chosen, start, round, &mut vec![None; chosen.len()])
}

/// The same with the skin that each chosen point met last (numbers in the same index), which
/// shortens the search and changes nothing else.
pub(crate) fn register_knowing(
    index: &SurfaceIndex,
    model: &MeanHead,
    chosen: &Chosen,
    start: &Placement,
    round: &Round,
    met: &mut [Option<u32>],
) -> Placement {
    let mut placement = start.clone();
    let mut held = None;
    for iteration in 0..round.iterations {
        let fresh = !round.with_shape || iteration % HELD == 0;
        let finder = Finder::new(index, &placement, round);
        let equations = gather(&finder, model, chosen, &placement, round, fresh, met);
        if equations.total < FEWEST {
            break;
        }
        if fresh {
            held = equations.factor(round.held).map(|factor| (factor, equations.total));
        }
        let Some((factor, total)) = &held else { break };
        // More skin met makes both sides larger.
        let step = factor.solve(&equations.right()) * (total / equations.total);
        let turn = Vector3::new(step[0], step[1], step[2]);
        let shift = Vector3::new(step[3], step[4], step[5]);
        placement.head_to_world *= Isometry3::from_parts(
            Translation3::from(shift),
            UnitQuaternion::from_scaled_axis(turn),
        );
        if round.with_shape {
            placement.shape += step.rows(6, placement.shape.len());
        }
        if turn.norm() < 0.02_f64.to_radians() && shift.norm() < 0.02 {
            break;
        }
    }
    placement
}

/// Weight of matches below which nothing is solved.
const FEWEST: f64 = 6.0;

/// Entries of a row that are added at once.
const LANES: usize = 8;

/// The normal equations of one Gauss–Newton step: turn, shift, shape change.
struct Equations {
    modes: usize,
    /// Columns of the lower triangle, each padded to whole [`LANES`]. Single precision is enough
    /// for what only steers the step, and twice as many of its numbers fit a vector register.
    sums: Vec<[f32; LANES]>,
    /// Pull on turn and shift.
    moves: Vector6<f64>,
    /// Pull on every mode.
    pulls: Vec<f64>,
    /// The same of the last rows, not more than [`BLOCK`], in single precision.
    block: Vec<f32>,
    rows: usize,
    /// Sum of the weights.
    total: f64,
}

/// Rows whose pulls are added in single precision: their sum is then good to 1e-6.
const BLOCK: usize = 64;

impl Equations {
    fn new(modes: usize) -> Self {
        let unknowns = 6 + modes;
        let sums = vec![[0.0; LANES]; unknowns * unknowns.div_ceil(LANES)];
        let (pulls, block) = (vec![0.0; modes], vec![0.0; modes]);
        Self { modes, sums, moves: Vector6::zeros(), pulls, block, rows: 0, total: 0.0 }
    }

    /// Adds a pull along a row of `moves` and `lean` times the modes.
    fn add_pull(&mut self, pull: f64, moves: &Vector6<f64>, lean: f64, modes: &[f32]) {
        self.moves += moves * pull;
        let pull = (pull * lean) as f32;
        for (slot, d) in self.block.iter_mut().zip(modes) {
            *slot += pull * d;
        }
        self.rows += 1;
        if self.rows.is_multiple_of(BLOCK) {
            self.close_block();
        }
    }

    fn close_block(&mut self) {
        for (sum, part) in self.pulls.iter_mut().zip(&mut self.block) {
            *sum += f64::from(std::mem::take(part));
        }
    }

    /// The right side.
    fn right(&self) -> DVector<f64> {
        DVector::from_iterator(6 + self.modes, self.moves.iter().chain(&self.pulls).copied())
    }

    /// Adds the products of one row.
    fn add_products(&mut self, row: &[[f32; LANES]], weight: f32) {
        for (c, column) in self.sums.chunks_exact_mut(row.len()).enumerate() {
            let first = c / LANES;
            let scaled = weight * row[first][c % LANES];
            for (slots, lanes) in column[first..].iter_mut().zip(&row[first..]) {
                for (slot, lane) in slots.iter_mut().zip(lanes) {
                    *slot += scaled * lane;
                }
            }
        }
    }

    /// Weight of the prior on each mode.
    fn prior(&self) -> f64 {
        self.total / INDEPENDENT_PATCHES * UNEXPLAINED_MM.powi(2)
    }

    fn factor(&self, held: Held) -> Option<Cholesky<f64, Dyn>> {
        let unknowns = 6 + self.modes;
        let sums = self.sums.as_flattened();
        let column = unknowns.next_multiple_of(LANES);
        let mut matrix =
            DMatrix::from_fn(unknowns, unknowns, |r, c| f64::from(sums[c * column + r]));
        // Along a direction that nothing fixes (a sphere's turns) the step is kept at zero.
        for n in 0..unknowns {
            matrix[(n, n)] += if n < 6 { self.total * 1e-6 } else { self.prior() };
        }
        for &n in held.unknowns() {
            matrix[(n, n)] += self.total * 1e9;
        }
        Cholesky::new(matrix)
    }
}

/// Sets up the equations from all model points that meet skin; the products only when the matrix
/// is to be `fresh`. `met` holds the skin that each chosen point met last.
fn gather(
    finder: &Finder<'_>,
    model: &MeanHead,
    chosen: &Chosen,
    placement: &Placement,
    round: &Round,
    fresh: bool,
    met: &mut [Option<u32>],
) -> Equations {
    let modes = if round.with_shape { placement.shape.len() } else { 0 };
    let mut equations = Equations::new(modes);
    let mut row = vec![[0.0_f32; LANES]; (6 + modes).div_ceil(LANES)];
    let shape: Vec<f32> = placement.shape.iter().map(|c| *c as f32).collect();
    for (&(point, weight), met) in chosen.iter().zip(met).step_by(round.stride) {
        let own = model.modes_of(point);
        let outward = &model.points[point].normal;
        let head = model.points[point].position + outward * f64::from(product(own, &shape));
        *met = finder.number_of(&head, outward, *met);
        let Some(number) = *met else { continue };
        let found = finder.compare(&head, outward, number);
        let square = (found.distance_mm / round.radius_mm).powi(2);
        let weight = weight * (1.0 - square).max(0.0).powi(2);
        let turn = head.cross(&found.normal);
        let normal = found.normal;
        let moves = Vector6::new(turn.x, turn.y, turn.z, normal.x, normal.y, normal.z);
        let lean = normal.dot(outward);
        equations.add_pull(-weight * found.residual_mm, &moves, lean, own);
        if fresh {
            let entries = row.as_flattened_mut();
            entries[..6].copy_from_slice(moves.cast().as_slice());
            for (slot, d) in entries[6..][..modes].iter_mut().zip(own) {
                *slot = lean as f32 * d;
            }
            equations.add_products(&row, weight as f32);
        }
        equations.total += weight;
    }
    equations.close_block();
    let prior = equations.prior();
    for (pull, shape) in equations.pulls.iter_mut().zip(&placement.shape) {
        *pull -= prior * shape;
    }
    equations
}

/// Scalar product, summed in [`LANES`].
fn product(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0; LANES];
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    for (a, b) in a.iter().zip(b) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    for (sum, (a, b)) in sums.iter_mut().zip(a_rest.iter().zip(b_rest)) {
        *sum += a * b;
    }
    sums.iter().sum()
}

/// A model point and the skin it met.
pub(crate) struct Match {
    /// Signed distance of the model point above the skin along `normal`, mm.
    pub(crate) residual_mm: f64,
    /// Straight distance to the skin point, mm.
    pub(crate) distance_mm: f64,
    /// Mean of model and skin normal, canonical frame.
    pub(crate) normal: Vector3<f64>,
}

/// Finds the skin that model points meet under one placement.
pub(crate) struct Finder<'a> {
    index: &'a SurfaceIndex,
    turn: Matrix3<f64>,
    shift: Vector3<f64>,
    radius_mm: f32,
    agreement: f32,
}

impl<'a> Finder<'a> {
    pub(crate) fn new(index: &'a SurfaceIndex, placement: &Placement, round: &Round) -> Self {
        Self {
            index,
            turn: placement.head_to_world.rotation.to_rotation_matrix().into_inner(),
            shift: placement.head_to_world.translation.vector,
            radius_mm: round.radius_mm as f32,
            agreement: round.agreement as f32,
        }
    }

    /// The nearest skin to a point at `head` (canonical mm) with this outward normal.
    pub(crate) fn find(&self, head: &Vector3<f64>, normal: &Vector3<f64>) -> Option<Match> {
        self.number_of(head, normal, None).map(|number| self.compare(head, normal, number))
    }

    /// The nearest skin itself, world mm.
    pub(crate) fn skin(&self, head: &Vector3<f64>, normal: &Vector3<f64>) -> Option<&SkinPoint> {
        let number = self.number_of(head, normal, None)?;
        Some(&self.index.points()[number as usize])
    }

    /// The number of that skin in the index; `before` is a guess that shortens the search.
    fn number_of(
        &self,
        head: &Vector3<f64>,
        normal: &Vector3<f64>,
        before: Option<u32>,
    ) -> Option<u32> {
        let world = (self.turn * head + self.shift).cast();
        let outward = (self.turn * normal).cast();
        self.index.nearest(&world, &outward, self.radius_mm, self.agreement, before)
    }

    fn compare(&self, head: &Vector3<f64>, normal: &Vector3<f64>, number: u32) -> Match {
        let found = &self.index.points()[number as usize];
        let skin = self.turn.tr_mul(&(found.position.cast() - self.shift));
        let mean = (self.turn.tr_mul(&found.normal.cast()) + normal).normalize();
        let apart = head - skin;
        Match { residual_mm: mean.dot(&apart), distance_mm: apart.norm(), normal: mean }
    }
}

/// How badly a placement explains the scan: mean squared distance with misses at the full radius,
/// mm². Points outside the field of view count half a miss, so that fleeing from it does not pay.
pub(crate) fn misfit(
    index: &SurfaceIndex,
    fov: &FieldOfView,
    model: &MeanHead,
    chosen: &Chosen,
    placement: &Placement,
    round: &Round,
) -> f64 {
    let miss = round.radius_mm.powi(2);
    let (mut sum, mut total) = (0.0, 0.0);
    let finder = Finder::new(index, placement, round);
    for &(point, weight) in chosen.iter().step_by(round.stride) {
        let head = placement.shaped(model, point);
        let cost = if let Some(found) = finder.find(&head, &model.points[point].normal) {
            found.distance_mm.powi(2)
        } else {
            let world = placement.head_to_world * Point3::from(head);
            if fov.contains(&world.coords) { miss } else { 0.5 * miss }
        };
        sum += weight * cost;
        total += weight;
    }
    if total > 0.0 { sum / total } else { f64::INFINITY }
}
