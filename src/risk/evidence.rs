//! What was found in a dataset, in the plain form in which it is judged: faces by scan, the table by
//! participant, findings by rule. Whoever ran the checks fills it in; `None` says that a check was
//! not run, which is never the same as nothing found.

use super::joint::searched::SearchCurve;

pub use crate::dataset::audit::severity::Severity;

use serde::{Deserialize, Serialize};
use std::fmt;

/// Everything that was looked at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Evidence {
    /// Participants in the dataset.
    pub participants: Option<u64>,
    /// Every image of a head, or none where faces were not looked at.
    pub scans: Option<Vec<ScanEvidence>>,
    /// The participants table.
    pub table: Option<TableEvidence>,
    /// Findings of the audit; an empty list says that it ran and found nothing.
    pub findings: Option<Vec<Finding>>,
    /// What could be read of what would be shared.
    pub files: Option<FileCount>,
}

/// Files that a share would copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileCount {
    /// All of them.
    pub total: u64,
    /// Those that could not be looked at: content missing, unreadable, encrypted.
    pub not_assessed: u64,
}

/// What a scan shows of its face.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Face {
    /// All of it.
    Present,
    /// Some of it.
    Partial,
    /// All of it, smoothed; blur can be undone.
    Blurred,
    /// Somebody else's.
    Replaced,
    /// None of it, in a field of view that would show it.
    Absent,
    /// Not known: outside the field of view, uncertain, unreadable.
    Undetermined,
}

/// An image of a head.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScanEvidence {
    /// Its path in the dataset.
    pub scan: String,
    /// Whose it is, as in the participants table; none where the path does not say.
    pub participant: Option<String>,
    /// T1w, T2w or FLAIR in thin slices: what photographs can be matched to almost always.
    pub structural: bool,
    /// What it shows.
    pub face: Face,
    /// How well the face is found by somebody with other scans of people; `None` untested.
    pub among_scans: Option<SearchCurve>,
    /// How well by somebody with photographs; `None` where nothing is published for such a scan.
    pub among_photographs: Option<SearchCurve>,
    /// How well skull and ears are found by somebody with other scans; `None` untested. Brains are
    /// never compared.
    #[serde(alias = "brain")]
    pub skull: Option<SearchCurve>,
    /// Who measured these, on what.
    pub source: String,
}

/// What the participants table tells.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TableEvidence {
    /// Columns that an outsider may know.
    pub quasi_identifiers: Vec<String>,
    /// Youngest participant, years; none without ages.
    pub youngest: Option<f64>,
    /// Every participant.
    pub people: Vec<PersonInTable>,
    /// Who measured this, with which models of the population.
    pub source: String,
}

/// A participant's place in the table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonInTable {
    /// Identifier in the table.
    pub participant: String,
    /// f: participants with the same facts, this one included; at least 1, need not be whole.
    pub class: f64,
    /// F: people of the population with the same facts, `[fewest, most]` over the models that
    /// apply; none without a population.
    pub population: Option<[f64; 2]>,
    /// Best estimate of F; none where only the ends are known.
    #[serde(default)]
    pub population_estimate: Option<f64>,
}

/// A rule that found something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The rule, as in the table of rules.
    pub rule: String,
    /// How bad.
    pub severity: Severity,
    /// In how many files or cells.
    pub count: u64,
    /// Whom it concerns; an empty list concerns everybody.
    #[serde(default)]
    pub participants: Vec<String>,
}

/// Evidence that cannot be true.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct EvidenceError {
    /// Which part, by name: a scan, a participant, a field.
    pub part: String,
    /// What is wrong with it.
    pub problem: String,
}

impl fmt::Display for EvidenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "evidence: {}: {}", self.part, self.problem)
    }
}

impl Evidence {
    /// Checks that the numbers can be what they say.
    ///
    /// # Errors
    /// [`EvidenceError`] names the part and the value.
    pub fn check(&self) -> Result<(), EvidenceError> {
        let wrong = |part: &str, problem: String| EvidenceError { part: part.to_owned(), problem };
        if let Some(FileCount { total, not_assessed }) = self.files
            && not_assessed > total
        {
            let problem = format!("not_assessed = {not_assessed}: more than total = {total}");
            return Err(wrong("files", problem));
        }
        for scan in self.scans.iter().flatten() {
            let curves = [&scan.among_scans, &scan.among_photographs, &scan.skull];
            if let Some(curve) = curves.into_iter().flatten().find(|curve| !curve.is_valid()) {
                let problem = format!("{curve:?}: not probabilities among at least 2 people");
                return Err(wrong(&scan.scan, problem));
            }
        }
        for person in self.table.iter().flat_map(|table| &table.people) {
            person.check().map_err(|problem| wrong(&person.participant, problem))?;
        }
        Ok(())
    }
}

impl PersonInTable {
    fn check(&self) -> Result<(), String> {
        if !self.class.is_finite() || self.class < 1.0 {
            return Err(format!("class = {}: a number of at least 1", self.class));
        }
        let Some([fewest, most]) = self.population else { return Ok(()) };
        if fewest.is_nan() || most.is_nan() || fewest > most || most < 1.0 {
            return Err(format!("population = {fewest} to {most}: not a range of people"));
        }
        match self.population_estimate {
            Some(v) if !(fewest..=most).contains(&v) => {
                Err(format!("population_estimate = {v}: outside {fewest} to {most}"))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_is_named() {
        let person = |class: f64, population| PersonInTable {
            participant: "sub-01".to_owned(),
            class,
            population,
            population_estimate: None,
        };
        let told = |evidence: Evidence| evidence.check().map_err(|e| e.to_string());
        let with = |person| Evidence {
            table: Some(TableEvidence { people: vec![person], ..TableEvidence::default() }),
            ..Evidence::default()
        };
        assert_eq!(told(with(person(1.0, Some([2.0, 3.0])))), Ok(()));
        assert!(told(with(person(0.5, None))).unwrap_err().contains("sub-01: class = 0.5"));
        assert!(told(with(person(f64::NAN, None))).is_err());
        assert!(told(with(person(1.0, Some([3.0, 2.0])))).unwrap_err().contains("3 to 2"));
        let files = Some(FileCount { total: 1, not_assessed: 2 });
        assert!(told(Evidence { files, ..Evidence::default() }).unwrap_err().contains("files"));
    }
}
