//! What groups tell about sensitive attributes.

use crate::disclosure::frequencies::{Frequencies, MissingMode};
use crate::disclosure::sensitive;
use crate::report::table::metric::Found;

use super::{TableError, Work};

impl Work<'_> {
    /// Adds the figures of every sensitive attribute.
    pub(super) fn sensitive(&mut self) -> Result<(), TableError> {
        let (config, input) = (self.config, self.input);
        if input.sensitive.is_empty() {
            self.missed(
                "sensitive attributes",
                "no column was taken for one: name it with countenance table --sensitive",
            );
            return Ok(());
        }
        // Wildcards make no groups: gaps are then a value of their own.
        let missing = match config.missing {
            MissingMode::Drop => MissingMode::Drop,
            MissingMode::Category | MissingMode::Wildcard { .. } => MissingMode::Category,
        };
        let frequencies = Frequencies::of(input.table(), &input.quasi_identifiers, missing, None)?;
        for column in &input.sensitive {
            let attribute = input.table().column(*column);
            match sensitive::assess(&frequencies, attribute, sensitive::DEFAULT_C) {
                Some(found) => self.attribute(&found, missing),
                None => self.missed(&attribute.name, "no participant that counts has a value"),
            }
        }
        Ok(())
    }

    fn attribute(&mut self, found: &sensitive::SensitiveRisk, missing: MissingMode) {
        let note = match missing {
            MissingMode::Drop => "",
            _ => "a missing quasi-identifier is a value of its own here",
        };
        let mut add = |metric: &str, value: Option<f64>, model: String| {
            let about = Found { model, note: note.to_owned(), ..Found::maybe(value, "") };
            self.metrics.add(metric, about.about(&found.attribute));
        };
        let (l, beta) = (found.l_diversity, found.beta_likeness);
        add("l_distinct", Some(l.distinct as f64), String::new());
        add("l_entropy", Some(l.entropy), String::new());
        add("l_recursive", Some(l.recursive as f64), format!("r1 < {} Σ r(i≥l)", l.c));
        add("alpha", Some(found.alpha_k.alpha), String::new());
        let distance = format!("max EMD, {} distance", found.t_closeness.distance);
        add("t_closeness", Some(found.t_closeness.t), distance);
        add("beta_basic", Some(beta.basic), String::new());
        add("beta_enhanced", beta.enhanced, String::new());
        add("delta_disclosure", Some(found.delta_disclosure.delta), String::new());
    }
}
