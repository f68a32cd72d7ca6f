//! Statistics that several layers stand on: intervals, tests, normal probabilities, root finding
//! and random streams that depend on a seed and a subject only.

pub mod auc;
pub mod bivariate_normal;
pub mod bootstrap;
pub mod correlation_matrix;
pub mod gamma;
pub mod holm;
pub mod interval;
pub mod mcnemar;
pub mod multivariate_normal;
pub mod nelder_mead;
pub mod normal;
mod normal_table;
pub mod quadrature;
pub mod root;
pub mod stream;
pub mod student;
