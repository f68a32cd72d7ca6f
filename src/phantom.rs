//! Parametric heads with known answers: ground truth for tests, benches and the demo.
