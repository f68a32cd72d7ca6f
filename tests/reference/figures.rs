//! Every metric of the library under the names that other tools and papers give it.

use super::suda::uniques_and_pairs;
use super::support::{Columns, hierarchy};
use countenance::disclosure::delta_presence;
use countenance::disclosure::frequencies::{Frequencies, MissingMode};
use countenance::disclosure::individual::{self, IndividualRisk, Method};
use countenance::disclosure::population::copula::Copula;
use countenance::disclosure::population::{
    Sampling, SizeHistogram, dankar, log_linear, pitman, snb, zayatz,
};
use countenance::disclosure::sensitive::t_closeness::{self, Distance};
use countenance::disclosure::sensitive::{self, DEFAULT_C, SensitiveCounts, SensitiveRisk};
use countenance::disclosure::suda::{
    Weighting, file_dis, minimal_sample_uniques, record_dis, scores,
};
use countenance::disclosure::{household, journalist, prosecutor, separation};
use serde_json::Value;
use std::ops::Range;

/// A table, and what is asked of it.
pub(crate) struct Figures<'j> {
    pub(crate) columns: Columns,
    /// Number of quasi-identifiers, the first columns.
    pub(crate) keys: usize,
    pub(crate) sensitive: Range<usize>,
    pub(crate) weights: Option<Vec<f64>>,
    pub(crate) household: Option<usize>,
    pub(crate) missing: MissingMode,
    pub(crate) json: &'j Value,
}

impl Figures<'_> {
    /// A figure by its name; a list where each record has one.
    pub(crate) fn of(&self, name: &str) -> Vec<f64> {
        let plain = name.to_lowercase().replace([' ', '-'], "_");
        // Fₖ and fₖ differ in nothing but their case.
        let exact = if name == "Fk" { "population_frequencies" } else { &plain };
        let found = self
            .of_classes(exact)
            .or_else(|| self.of_population_counts(exact))
            .or_else(|| self.of_sensitive(exact))
            .or_else(|| self.of_weights(exact))
            .or_else(|| self.of_suda(exact))
            .or_else(|| self.of_estimates(exact));
        found.unwrap_or_else(|| panic!("{name}: no metric of that name"))
    }

    fn frequencies(&self) -> Frequencies {
        self.in_mode(self.missing)
    }

    fn in_mode(&self, missing: MissingMode) -> Frequencies {
        let keys: Vec<usize> = (0..self.keys).collect();
        Frequencies::of(self.columns.table(), &keys, missing, self.weights.as_deref()).unwrap()
    }

    fn of_records(&self, of: impl Fn(usize) -> f64) -> Vec<f64> {
        (0..self.columns.table().rows()).map(of).collect()
    }

    fn of_classes(&self, name: &str) -> Option<Vec<f64>> {
        let found = self.frequencies();
        let risk = prosecutor::assess(&found);
        let power = || separation::measure(&found.classes).unwrap();
        let threshold = || self.json["threshold"].as_f64().unwrap_or(0.2);
        let above = name
            .strip_prefix("records_at_risk")
            .or_else(|| name.strip_prefix("fraction_records_risk_gt"))
            .map(|rest| {
                rest.trim_matches('_').replace('_', ".").parse().unwrap_or_else(|_| threshold())
            });
        if let Some(limit) = above {
            return Some(vec![prosecutor::records_at_risk(&found, limit).unwrap()]);
        }
        let one = match name {
            "n" | "records" => risk.records as f64,
            "u" | "classes" | "n_classes" => risk.classes as f64,
            "k" | "k_anonymity" => risk.k?,
            "c1" | "n1" | "n_fk1" | "uniques" | "sample_uniques" => risk.uniques as f64,
            "n2" | "n_fk2" => (found.records_below(2.5) - found.records_below(1.5)) as f64,
            "sample_unique_fraction" | "unique_fraction" | "sample_uniqueness" | "uniqueness" => {
                risk.unique_fraction?
            }
            "average_risk" | "prosecutor_average" | "average_prosecutor_risk" | "correctness" => {
                risk.average?
            }
            "highest_risk"
            | "max_risk"
            | "prosecutor_highest"
            | "prosecutor_max"
            | "highest_prosecutor_risk" => risk.highest?,
            "lowest_risk" | "prosecutor_lowest" | "lowest_prosecutor_risk" => risk.lowest?,
            "distinction" => power().distinction,
            "separation" => power().separation,
            "fk" | "frequencies" => return Some(self.of_records(|r| found.of_record(r).unwrap())),
            "prosecutor" | "prosecutor_risk" => {
                return Some(self.of_records(|r| 1.0 / found.of_record(r).unwrap()));
            }
            _ => return None,
        };
        Some(vec![one])
    }

    /// What needs the population's classes: Σ of weights, or `population_sizes` by record.
    fn of_population_counts(&self, name: &str) -> Option<Vec<f64>> {
        let found = self.frequencies();
        let given = self.json.get("population_sizes").and_then(Value::as_array);
        let persons: Vec<f64> = match given {
            Some(sizes) => {
                let of = |row: &u32| sizes[*row as usize].as_f64().unwrap();
                found.classes.first.iter().map(of).collect()
            }
            None => found.population_of_class.clone()?,
        };
        let risk = || journalist::assess(&found, &persons, "reference").unwrap();
        let presence = || {
            let covered = self.json["covered"].as_bool().unwrap_or(false);
            delta_presence::measure(&found, &persons, covered).unwrap()
        };
        let one = match name {
            "population_frequencies" => {
                let of = |record: usize| persons[found.classes.of_record[record] as usize];
                return Some(self.of_records(of));
            }
            "k_map" => risk().k_map,
            "journalist_highest" | "journalist_max" | "highest_journalist_risk" => risk().highest,
            "journalist_success"
            | "journalist_success_rate"
            | "success_rate"
            | "estimated_journalist_risk" => risk().success_rate,
            "marketer" | "marketer_risk" | "estimated_marketer_risk" => risk().marketer,
            "population_uniques_in_sample" => risk().population_uniques as f64,
            "delta_presence" => return Some(vec![presence().least, presence().greatest]),
            "delta_min" | "delta_presence_min" => presence().least,
            "delta_max" | "delta_presence_max" => presence().greatest,
            _ => return None,
        };
        Some(vec![one])
    }

    /// The worst over the sensitive attributes.
    fn of_sensitive(&self, name: &str) -> Option<Vec<f64>> {
        if self.sensitive.is_empty() {
            return None;
        }
        // Wildcards make no classes: a gap is a value here, unless its record is left out.
        let found = self.in_mode(match self.missing {
            MissingMode::Drop => MissingMode::Drop,
            _ => MissingMode::Category,
        });
        let c = self.json["c"].as_f64().unwrap_or(DEFAULT_C);
        let column = |at| self.columns.table().column(at);
        let all: Vec<SensitiveRisk> = self
            .sensitive
            .clone()
            .map(|at| sensitive::assess(&found, column(at), c).unwrap())
            .collect();
        let most = |of: fn(&SensitiveRisk) -> f64| all.iter().map(of).fold(0.0, f64::max);
        let least = |of: fn(&SensitiveRisk) -> f64| all.iter().map(of).fold(f64::MAX, f64::min);
        let recursive = || least(|a| a.l_diversity.recursive as f64);
        let distance = |of: &dyn Fn(usize) -> Distance| {
            let t = |at: usize| {
                let counts = SensitiveCounts::of(&found, column(at));
                t_closeness::measure(&counts, &of(at)).unwrap().t
            };
            self.sensitive.clone().map(t).fold(0.0, f64::max)
        };
        Some(vec![match name {
            "alpha" => most(|a| a.alpha_k.alpha),
            "alpha_k" => {
                return Some(vec![most(|a| a.alpha_k.alpha), prosecutor::assess(&found).k?]);
            }
            "l" | "distinct" | "distinct_l" | "l_diversity" => {
                least(|a| a.l_diversity.distinct as f64)
            }
            "entropy_l" | "entropy" | "entropy_l_diversity" => least(|a| a.l_diversity.entropy),
            "recursive_l" | "recursive" => recursive(),
            "recursive_c_l" | "recursive_(c,l)" => return Some(vec![c, recursive()]),
            "t" | "t_closeness" => most(|a| a.t_closeness.t),
            "t_equal" => distance(&|_| Distance::Equal),
            "t_ordered" => distance(&|at| Distance::natural(column(at))),
            "t_hierarchical" => distance(&|at| hierarchy(self.json, &column(at).labels)),
            "beta" | "basic_beta" => most(|a| a.beta_likeness.basic),
            "enhanced_beta" => most(|a| a.beta_likeness.enhanced.unwrap_or(f64::INFINITY)),
            "delta" | "delta_disclosure" => most(|a| a.delta_disclosure.delta),
            _ => return None,
        }])
    }

    fn of_weights(&self, name: &str) -> Option<Vec<f64>> {
        let found = self.frequencies();
        // Under sdcMicro's names its own approximation is meant.
        let is_exact = name.ends_with("_exact")
            || name.contains("individual")
            || name.contains("household")
            || name == "expected_reidentifications";
        let is_approximate = name.ends_with("_approx") || !is_exact;
        let method = if is_approximate { Method::Approximate } else { Method::Exact };
        let risk = || -> IndividualRisk { individual::assess(&found, method) };
        let all = |of: &[Option<f64>]| of.iter().map(|r| r.unwrap()).collect::<Vec<f64>>();
        let households = || {
            let column = self.household.unwrap_or_else(|| panic!("{name}: no household is named"));
            household::assess(&risk().of_record, self.columns.table().column(column))
        };
        Some(match name {
            "risk"
            | "indivrisk"
            | "indivrisk_approx"
            | "indivrisk_exact"
            | "individual_risk"
            | "individual_risk_approx"
            | "individual_risk_exact" => all(&risk().of_record),
            "global_risk" | "individual_global" | "global_risk_approx" => vec![risk().global?],
            "global_risk_er" | "individual_expected" | "expected_reidentifications" => {
                vec![risk().expected]
            }
            "hier" | "household_risk" | "hier_approx" => all(&households().of_record),
            "hier_risk" | "household_global" => vec![households().global?],
            "hier_risk_er" | "household_expected" => vec![households().expected],
            _ => return None,
        })
    }

    fn of_suda(&self, name: &str) -> Option<Vec<f64>> {
        let all = self.columns.codes();
        let codes = &all[..self.keys];
        let weighting = if name.contains("ihsn") { Weighting::Ihsn } else { Weighting::Elliot };
        let max_size = self.json["max_size"].as_u64().map_or(codes.len(), |size| size as usize);
        let found = || scores(&minimal_sample_uniques(codes, max_size).unwrap(), weighting);
        let fraction = self.json["DisFraction"].as_f64().unwrap_or(0.01);
        let (uniques, pairs) = uniques_and_pairs(codes);
        Some(match name {
            "suda" | "score" | "suda_score" | "score_elliot" | "score_ihsn" => found().scores,
            "dis" | "suda_dis" | "dis_ihsn" => {
                record_dis(&found().scores, codes.len(), uniques, pairs, fraction)
            }
            "file_dis" => vec![file_dis(uniques, pairs, fraction)?],
            "contribution" | "contributions" => found().contributions,
            "attribute_contributions" | "column_contributions" => found().column_contributions,
            _ => return None,
        })
    }

    fn of_estimates(&self, name: &str) -> Option<Vec<f64>> {
        let found = self.in_mode(MissingMode::Drop);
        let sizes = found.counted().map(|class| u64::from(found.classes.sizes[class]));
        let histogram = SizeHistogram::of_classes(sizes);
        let (n, json) = (histogram.records(), self.json);
        let sampling = match json["sampling_fraction"].as_f64() {
            Some(fraction) => Sampling::of_fraction(n, fraction)?,
            None => Sampling::new(n, json["population"].as_u64()?)?,
        };
        let fitted = || pitman::fit(&histogram).unwrap();
        let shifted = || snb::fit(&histogram, sampling).unwrap();
        let all = self.columns.codes();
        let tau = || {
            let each = vec![1.0 / sampling.fraction; n as usize];
            let weights = self.weights.as_deref().unwrap_or(&each);
            log_linear::independence(&all[..self.keys], weights).unwrap()
        };
        Some(vec![match name.trim_end_matches("_fraction").trim_end_matches("_uniqueness") {
            "zayatz" => zayatz::unique_fraction(&histogram, sampling),
            "pitman" | "pitman_asymptotic" => fitted().asymptotic_unique_fraction(sampling),
            "pitman_expected" | "pitman_exact" => fitted().expected_unique_fraction(sampling),
            "pitman_theta_alpha" => return Some(vec![fitted().theta, fitted().alpha]),
            "snb" | "snb_corrected" => shifted().unique_fraction(sampling),
            "snb_k_alpha_beta" => {
                let found = shifted();
                return Some(vec![found.classes, found.alpha, found.beta]);
            }
            "dankar" => dankar::choose(&histogram, sampling).unique_fraction,
            "tau1" | "log_linear_tau1" => tau().tau1,
            "tau2" | "log_linear_tau2" => tau().tau2,
            "gr1" | "modrisk_gr1" => tau().modrisk_gr1,
            "gr2" | "modrisk_gr2" => tau().modrisk_gr2,
            "copula" | "population" => {
                let seed = json["seed"].as_u64().unwrap_or(1);
                Copula::fit(&all[..self.keys], seed)?.population(sampling)?.unique_fraction
            }
            _ => return None,
        }])
    }
}
