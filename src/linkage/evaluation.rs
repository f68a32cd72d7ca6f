//! How often is an attacker right, and how sure is that? Terms after ISO/IEC 19795-1.
//!
//! Everywhere: a larger score is more alike; a comparison is *accepted* when its score is **at
//! least** the threshold (`score >= threshold`), so the false match rate counts non-mated scores
//! `>= threshold` and the false non-match rate counts mated scores `< threshold`. A comparison
//! without a score (NaN) is a failure, never an accepted or a rejected one: rates of comparisons
//! leave it out, generalised rates and ranks count it as a miss.

pub mod auc;
pub mod chance;
pub mod comparisons;
pub mod d_prime;
mod density;
pub mod det;
pub mod enrolment;
pub mod equal_error_rate;
pub mod error_rates;
pub mod estimate;
pub mod gallery_size;
pub mod identification;
pub mod open_set;
mod spread;
pub mod tail;

#[cfg(test)]
pub(super) mod simulated;
