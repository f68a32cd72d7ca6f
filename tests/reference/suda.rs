//! SUDA scores, contributions and DIS against sdcMicro.

use super::support::{Columns, close, input, numbers, words};
use countenance::disclosure::suda::{Weighting, minimal_sample_uniques, record_dis, scores};
use serde_json::Value;
use std::collections::HashMap;
use std::path::Path;

/// sdcMicro's figures are printed with 13 digits.
const PRINTED: f64 = 1e-9;

/// sdcMicro's DIS differ from the formula by up to 1.5e-7 of their value, as in single precision.
const DIS: f64 = 1e-7;

/// Checks a file with SUDA scores; false when it holds none.
pub(crate) fn check(json: &Value, folder: &Path) -> bool {
    let is_sdcmicro = ["score_elliot", "score_ihsn"].iter().any(|name| json.get(*name).is_some());
    if is_sdcmicro {
        sdcmicro(json, folder);
    } else if json.get("rows").is_some() && json.get("score").is_some() {
        inline(json);
    } else {
        return false;
    }
    true
}

fn sdcmicro(json: &Value, folder: &Path) {
    let names = words(&json["variables"]);
    let columns = Columns::named(json, &input(json, folder), &names);
    let codes = columns.codes();
    let max_size = json["max_size"].as_u64().map_or(codes.len(), |size| size as usize);
    let msus = minimal_sample_uniques(&codes, max_size).unwrap();
    let (uniques, pairs) = uniques_and_pairs(&codes);
    let dis = |score: &[f64], fraction| record_dis(score, codes.len(), uniques, pairs, fraction);
    let elliot = scores(&msus, Weighting::Elliot);
    let ihsn = scores(&msus, Weighting::Ihsn);
    let is = |name: &str, ours: &[f64], theirs: Vec<f64>, tolerance| {
        close(name, ours, &theirs, json["tolerance"].as_f64().unwrap_or(tolerance));
    };
    let fraction = json["DisFraction"].as_f64().unwrap_or(0.01);
    for (name, theirs) in json.as_object().unwrap().iter().filter(|(_, v)| v.is_array()) {
        match name.as_str() {
            "score_elliot" => is(name, &elliot.scores, numbers(theirs), PRINTED),
            "score_ihsn" => is(name, &ihsn.scores, numbers(theirs), PRINTED),
            "dis" => is(name, &dis(&elliot.scores, fraction), numbers(theirs), DIS),
            "dis_ihsn" => is(name, &dis(&ihsn.scores, fraction), numbers(theirs), DIS),
            "contribution" => {
                let shares = contributions(theirs, &names);
                is(name, &elliot.contributions, shares, PRINTED);
            }
            "attribute_contributions" => {
                let of = |v: &Value| v["contribution"].as_f64().unwrap();
                let by_column = theirs.as_array().unwrap().iter().map(of).collect();
                is(name, &elliot.column_contributions, by_column, PRINTED);
            }
            // As `dis_f0.1`.
            other => {
                let Some(fraction) = other.strip_prefix("dis_f") else { continue };
                let ours = dis(&elliot.scores, fraction.parse().unwrap());
                is(name, &ours, numbers(theirs), DIS);
            }
        }
    }
}

fn contributions(records: &Value, names: &[&str]) -> Vec<f64> {
    let of = |record: &Value| -> Vec<f64> {
        names.iter().map(|n| record[format!("{n}_contribution")].as_f64().unwrap()).collect()
    };
    records.as_array().unwrap().iter().flat_map(of).collect()
}

fn inline(json: &Value) {
    let columns = Columns::inline(json["rows"].as_array().unwrap());
    let codes = columns.codes();
    let found = scores(&minimal_sample_uniques(&codes, codes.len()).unwrap(), Weighting::Elliot);
    close("score", &found.scores, &numbers(&json["score"]), PRINTED);
    // The issue quotes five decimals of a percentage.
    if json["attribute_contributions"].is_array() {
        let theirs = numbers(&json["attribute_contributions"]);
        close("attribute_contributions", &found.column_contributions, &theirs, 1e-7);
    }
}

/// Records alone, and records in classes of two, on all columns; a missing value is a value here.
pub(crate) fn uniques_and_pairs(codes: &[&[u32]]) -> (usize, usize) {
    let mut sizes: HashMap<Vec<u32>, usize> = HashMap::new();
    for record in 0..codes[0].len() {
        *sizes.entry(codes.iter().map(|c| c[record]).collect()).or_default() += 1;
    }
    let of = |size: usize| sizes.values().filter(|s| **s == size).count();
    (of(1), 2 * of(2))
}
