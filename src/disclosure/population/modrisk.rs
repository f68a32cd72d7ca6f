//! sdcMicro's `modRisk` figures: Poisson models of the sample's cross table.
//!
//! Skinner & Holmes 1998; Skinner & Vallet 2010 (Sociological Methods & Research 39:83) for the uses
//! of weights.
//! They are kept apart from τ₁ and τ₂ of [`super::log_linear`]: the means are those of the sample,
//! and sums are divided by a number of cells.

use nalgebra::{DMatrix, DVector};
use serde::Serialize;

use super::log_linear::risk;
use crate::disclosure::table::MISSING;

/// How the sample's weights enter the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Not at all.
    Standard,
    /// As an offset ln(f/F + 0.1) of each cell (Clogg & Eliason 1987, as sdcMicro has it: cells
    /// without records have f/F = 0).
    CloggEliason,
    /// Weighted counts in place of counts, scaled to the sample (pseudo maximum likelihood).
    PseudoLikelihood,
    /// The cell's sum of weights is one more predictor.
    WeightAsPredictor,
}

/// The two figures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ModRisk {
    /// gr1: Σ over sample uniques of the chance to be alone in the population, over the cells.
    pub gr1: f64,
    /// gr2: Σ over sample uniques of the chance of a right match, over the cells.
    pub gr2: f64,
    /// Cells with 1 to `bound` records, by whose number the sums are divided.
    pub cells: usize,
}

/// Greatest number of entries of the model's matrix: 160 MB.
const MOST_ENTRIES: usize = 20_000_000;
/// Added to f/F by sdcMicro so that the offset of an empty cell is finite.
const OFFSET_FLOOR: f64 = 0.1;

/// Fits a Poisson model with the given `terms` (sets of columns; main effects are sets of one) to
/// the cross table of the `columns` and sums up the risk of its uniques.
///
/// Records with a missing key stand in no cell. `None` without a complete record, with a weight
/// below 1, with a model too large for memory, or where the fit fails.
pub fn mod_risk(
    columns: &[&[u32]],
    weights: &[f64],
    terms: &[Vec<usize>],
    method: Method,
    bound: f64,
) -> Option<ModRisk> {
    let cells = Cells::of(columns, weights)?;
    let mut design = cells.design(terms)?;
    let mut offset = DVector::zeros(cells.counts.len());
    let mut response = cells.counts.clone();
    match method {
        Method::Standard => {}
        Method::CloggEliason => {
            let per_person = |(f, persons): (&f64, &f64)| if *f > 0.0 { f / persons } else { 0.0 };
            let shares = cells.counts.iter().zip(&cells.persons).map(per_person);
            offset = DVector::from_iterator(offset.len(), shares.map(|z| (z + OFFSET_FLOOR).ln()));
        }
        Method::PseudoLikelihood => {
            response = &cells.persons * (cells.counts.sum() / cells.persons.sum());
        }
        Method::WeightAsPredictor => {
            let last = design.ncols();
            design = design.insert_column(last, 0.0);
            design.set_column(last, &cells.persons);
        }
    }
    let means = fit(&design, &response, &offset)?;
    Some(cells.sum_up(&means, bound))
}

/// The full cross table.
struct Cells {
    /// Values of each column that occur.
    values: Vec<Vec<u32>>,
    /// Records in each cell; the last column's value changes fastest.
    counts: DVector<f64>,
    /// Sum of weights in each cell.
    persons: DVector<f64>,
}

impl Cells {
    fn of(columns: &[&[u32]], weights: &[f64]) -> Option<Self> {
        if weights.iter().any(|w| w.is_nan() || *w < 1.0) {
            return None;
        }
        let complete = |r: &usize| columns.iter().all(|c| c[*r] != MISSING);
        let records: Vec<usize> = (0..weights.len()).filter(complete).collect();
        let values: Vec<Vec<u32>> = columns
            .iter()
            .map(|column| {
                let mut values: Vec<u32> = records.iter().map(|r| column[*r]).collect();
                values.sort_unstable();
                values.dedup();
                values
            })
            .collect();
        let size = values.iter().try_fold(1usize, |size, v| size.checked_mul(v.len()))?;
        if records.is_empty() || size > MOST_ENTRIES {
            return None;
        }
        let (mut counts, mut persons) = (DVector::zeros(size), DVector::zeros(size));
        for record in records {
            let place = |at: usize, (column, values): (&&[u32], &Vec<u32>)| {
                at * values.len() + values.partition_point(|v| *v < column[record])
            };
            let cell = columns.iter().zip(&values).fold(0, place);
            counts[cell] += 1.0;
            persons[cell] += weights[record];
        }
        Some(Self { values, counts, persons })
    }

    /// Place of a cell's value in each column.
    fn places(&self, mut cell: usize) -> Vec<usize> {
        let mut places = vec![0; self.values.len()];
        for (place, values) in places.iter_mut().zip(&self.values).rev() {
            *place = cell % values.len();
            cell /= values.len();
        }
        places
    }

    /// One column for the mean and one for each value, or combination of values, of a term beyond
    /// the first.
    fn design(&self, terms: &[Vec<usize>]) -> Option<DMatrix<f64>> {
        let free = |term: &Vec<usize>| -> usize {
            term.iter().map(|&column| self.values[column].len() - 1).product()
        };
        let width = 1 + terms.iter().map(free).sum::<usize>();
        if width.checked_mul(self.counts.len())? > MOST_ENTRIES {
            return None;
        }
        let mut design = DMatrix::zeros(self.counts.len(), width);
        for cell in 0..self.counts.len() {
            let places = self.places(cell);
            design[(cell, 0)] = 1.0;
            let mut start = 1;
            for term in terms {
                if term.iter().all(|&column| places[column] > 0) {
                    let at = term.iter().fold(0, |at, &column| {
                        at * (self.values[column].len() - 1) + places[column] - 1
                    });
                    design[(cell, start + at)] = 1.0;
                }
                start += free(term);
            }
        }
        Some(design)
    }

    fn sum_up(&self, means: &DVector<f64>, bound: f64) -> ModRisk {
        let (mut sums, mut cells) = ([0.0; 2], 0);
        for (cell, &count) in self.counts.iter().enumerate() {
            cells += usize::from(count > 0.0 && count <= bound);
            if (count - 1.0).abs() < 0.5 {
                let [alone, right] = risk((1.0 - 1.0 / self.persons[cell]) * means[cell]);
                sums[0] += alone;
                sums[1] += right;
            }
        }
        let [gr1, gr2] = sums.map(|sum| if cells > 0 { sum / cells as f64 } else { 0.0 });
        ModRisk { gr1, gr2, cells }
    }
}

/// Means of a Poisson model with a logarithmic link, by iteratively reweighted least squares
/// (`McCullagh` & Nelder 1989, 2.5). `None` where it does not settle.
fn fit(
    design: &DMatrix<f64>,
    response: &DVector<f64>,
    offset: &DVector<f64>,
) -> Option<DVector<f64>> {
    const ITERATIONS: usize = 200;
    // Of the coefficients; means are then right to about as much.
    const SETTLED: f64 = 1e-11;
    // exp of it is far below any count, and still a number.
    const LEAST: f64 = -40.0;
    let mut means = response.map(|y| y + 0.1);
    let mut predictor = means.map(f64::ln);
    let mut before: Option<DVector<f64>> = None;
    for _ in 0..ITERATIONS {
        let target = DVector::from_fn(response.len(), |cell, _| {
            predictor[cell] - offset[cell] + (response[cell] - means[cell]) / means[cell]
        });
        let weighted =
            DMatrix::from_fn(design.nrows(), design.ncols(), |r, c| design[(r, c)] * means[r]);
        let normal = design.tr_mul(&weighted);
        let coefficients = normal.cholesky()?.solve(&weighted.tr_mul(&target));
        predictor = (design * &coefficients + offset).map(|eta| eta.clamp(LEAST, -LEAST));
        means = predictor.map(f64::exp);
        let scale = coefficients.amax().max(1.0);
        if before.is_some_and(|b| (&coefficients - b).amax() < SETTLED * scale) {
            return Some(means);
        }
        before = Some(coefficients);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::population::log_linear;

    const A: &[u32] = &[0, 0, 0, 1, 1, 2, 2, 0, 1, 2];
    const B: &[u32] = &[0, 1, 1, 0, 1, 1, 2, 2, 2, 0];

    #[test]
    fn main_effects_are_independence() {
        let weights: Vec<f64> = (0..10).map(|r| 5.0 + f64::from(r)).collect();
        let terms = [vec![0], vec![1]];
        let found = mod_risk(&[A, B], &weights, &terms, Method::Standard, f64::INFINITY).unwrap();
        let expected = log_linear::independence(&[A, B], &weights).unwrap();
        assert!((found.gr1 - expected.modrisk_gr1).abs() < 1e-10, "{found:?} {expected:?}");
        assert!((found.gr2 - expected.modrisk_gr2).abs() < 1e-10);
        assert_eq!(found.cells, expected.cells);
    }

    #[test]
    fn equal_weights_change_no_pseudo_likelihood() {
        let terms = [vec![0], vec![1]];
        // Nobody is in cell (1, 2): its offset differs.
        let b: &[u32] = &[0, 1, 1, 0, 1, 1, 2, 2, 0, 0];
        let of = |method| mod_risk(&[A, b], &[7.0; 10], &terms, method, 1.0).unwrap();
        let (standard, pseudo) = (of(Method::Standard), of(Method::PseudoLikelihood));
        assert!((standard.gr1 - pseudo.gr1).abs() < 1e-10);
        assert!((standard.gr1 - of(Method::CloggEliason).gr1).abs() > 1e-3);
    }

    #[test]
    fn a_full_model_finds_each_cell_as_it_is() {
        let a: &[u32] = &[0, 0, 0, 1, 1, 1, 0];
        let b: &[u32] = &[0, 1, 1, 0, 1, 1, 1];
        let terms = [vec![0], vec![1], vec![0, 1]];
        let found = mod_risk(&[a, b], &[4.0; 7], &terms, Method::Standard, 9.0).unwrap();
        // Two uniques with λ = 1 among four cells.
        assert!((found.gr1 - 2.0 * (-0.75f64).exp() / 4.0).abs() < 1e-10, "{found:?}");
    }

    #[test]
    fn impossible_weights_have_no_figure() {
        let terms = [vec![0]];
        assert_eq!(mod_risk(&[A], &[0.5; 10], &terms, Method::Standard, 1.0), None);
        assert_eq!(mod_risk(&[&[MISSING]], &[2.0], &terms, Method::Standard, 1.0), None);
    }
}
