//! Correlation matrices.

use nalgebra::{DMatrix, SymmetricEigen};

/// The nearest usable correlation matrix: eigenvalues below `floor` are raised to it, then the
/// diagonal is brought back to 1 (Rebonato & Jäckel 1999, spectral method).
///
/// `None` when the matrix is not square or holds a value that is not finite.
pub fn repaired(matrix: &DMatrix<f64>, floor: f64) -> Option<DMatrix<f64>> {
    if !matrix.is_square() || matrix.iter().any(|v| !v.is_finite()) {
        return None;
    }
    let mut parts = SymmetricEigen::new(matrix.clone());
    if parts.eigenvalues.iter().all(|v| *v >= floor) {
        return Some(matrix.clone());
    }
    parts.eigenvalues.apply(|v| *v = v.max(floor));
    let raised = parts.recompose();
    let scale = raised.diagonal().map(|v| 1.0 / v.sqrt());
    let mut whole = DMatrix::from_fn(raised.nrows(), raised.ncols(), |i, j| {
        raised[(i, j)] * scale[i] * scale[j]
    });
    whole.fill_diagonal(1.0);
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_impossible_matrix_becomes_possible_and_a_possible_one_stays() {
        let impossible =
            DMatrix::from_row_slice(3, 3, &[1., 0.9, -0.9, 0.9, 1., 0.9, -0.9, 0.9, 1.]);
        let repaired_one = repaired(&impossible, 1e-10).unwrap();
        assert!(
            repaired_one.clone().cholesky().is_some() || {
                let least = SymmetricEigen::new(repaired_one.clone()).eigenvalues.min();
                least > -1e-12
            }
        );
        assert!((0..3).all(|i| (repaired_one[(i, i)] - 1.0).abs() < 1e-15));
        let possible = DMatrix::from_row_slice(2, 2, &[1., 0.5, 0.5, 1.]);
        assert_eq!(repaired(&possible, 1e-10).unwrap(), possible);
        assert_eq!(repaired(&DMatrix::from_element(2, 2, f64::NAN), 1e-10), None);
    }
}
