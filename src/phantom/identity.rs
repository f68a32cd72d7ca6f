//! One person: sex, age, measurements and an own smooth deviation.

use rand_pcg::Pcg64;
use serde::Serialize;

use super::anthropometry::Measurement;
use super::anthropometry::TableError;
use super::morph::FIELDS;
use super::random::Purpose;
use super::random::stream;
use super::solid::Point;
use super::solid::step;
use super::waves::Waves;
use crate::base::stats::stream::normal_within;
use crate::base::stats::stream::uniform_in;

/// Measurements are drawn within this many standard deviations: caricatures are no use.
const LIMIT: f64 = 2.4;
/// Root mean square of the individual deviation, mm an axis: coarse (wave lengths of half a face)
/// and fine (of a feature). A project estimate, set so that aligned faces of two people differ by
/// the 2–4 mm that face scans show.
const INDIVIDUAL: [f64; 2] = [1.3, 0.45];
/// Share of the individual deviation that differs between the sides (project estimate; facial
/// asymmetry is about 1 mm, Ferrario 1994).
const ASYMMETRY: f64 = 0.45;

/// Sex at birth, for the table of measurements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Sex {
    /// Female.
    F,
    /// Male.
    M,
}

/// A person of the phantom cohort.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Number in the cohort, from 1.
    pub subject: u32,
    /// Sex at birth.
    pub sex: Sex,
    /// Age in years.
    pub age: u32,
    /// Value of each measurement, in the order of the table, in its unit.
    pub measurements: Vec<f64>,
    /// Factor of each raw field, in the order of [`FIELDS`].
    factors: Vec<f64>,
    coarse: Waves,
    fine: Waves,
}

impl Identity {
    /// Draws person `subject` of the cohort `seed`; the same for any order of calls.
    ///
    /// # Errors
    /// [`TableError::Missing`] when a displacement field has no row in `table`.
    pub fn draw(seed: u64, subject: u32, table: &[Measurement]) -> Result<Self, TableError> {
        let mut random = stream(seed, subject, Purpose::Identity);
        let sex = if uniform_in(&mut random, 0., 1.) < 0.5 { Sex::F } else { Sex::M };
        let age = uniform_in(&mut random, 18., 80.) as u32;
        let measurements = measure(&mut random, sex, table);
        let factors = FIELDS
            .iter()
            .map(|field| {
                let row = table.iter().position(|row| row.name == field.name);
                let row = row.ok_or(TableError::Missing { name: field.name })?;
                Ok((measurements[row] - table[row].mean()) / field.gain())
            })
            .collect::<Result<_, TableError>>()?;
        let mut random = stream(seed, subject, Purpose::Individual);
        let coarse = Waves::draw(&mut random, 20, [75., 160.], INDIVIDUAL[0]);
        let fine = Waves::draw(&mut random, 24, [30., 60.], INDIVIDUAL[1]);
        Ok(Self { subject, sex, age, measurements, factors, coarse, fine })
    }

    /// How far this person's head moves a point of the mean head, mm.
    pub fn displacement(&self, p: Point) -> Point {
        let fields = FIELDS.iter().zip(&self.factors);
        let measured = fields.fold(Point::zeros(), |sum, (f, factor)| sum + f.raw(p) * *factor);
        let individual = |waves: &Waves| {
            waves.at(p) * ASYMMETRY + waves.symmetric_at(p) * (1. - ASYMMETRY) * SYMMETRIC_GAIN
        };
        // Braincases differ in proportion, which is measured, more than in local shape.
        let local = 1. - 0.65 * step(p.z, 30., 75.);
        measured + (individual(&self.coarse) + individual(&self.fine)) * local
    }
}

/// Averaging two sides of a random field costs a factor √2 of its spread.
const SYMMETRIC_GAIN: f64 = std::f64::consts::SQRT_2;

/// One value a row, correlated through a common size.
fn measure(random: &mut Pcg64, sex: Sex, table: &[Measurement]) -> Vec<f64> {
    let size = normal_within(random, LIMIT);
    table
        .iter()
        .map(|row| {
            let (mean, sd) = match sex {
                Sex::F => (row.female_mean, row.female_sd),
                Sex::M => (row.male_mean, row.male_sd),
            };
            let own = normal_within(random, LIMIT);
            let shared = row.size_loading;
            let z = shared * size + (1. - shared * shared).sqrt() * own;
            mean + sd * z.clamp(-LIMIT, LIMIT)
        })
        .collect()
}
