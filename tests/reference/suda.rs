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
    if json.get("score_elliot").is_some() {
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
    let columns = Columns::read(&input(json, folder), &names);
    let codes = columns.codes();
    let msus = minimal_sample_uniques(&codes, codes.len()).unwrap();
    let (uniques, pairs) = uniques_and_pairs(&codes);
    let dis = |score: &[f64], fraction| record_dis(score, codes.len(), uniques, pairs, fraction);
    let elliot = scores(&msus, Weighting::Elliot);
    let ihsn = scores(&msus, Weighting::Ihsn);
    close("score_elliot", &elliot.scores, &numbers(&json["score_elliot"]), PRINTED);
    close("score_ihsn", &ihsn.scores, &numbers(&json["score_ihsn"]), PRINTED);
    let fraction = json["DisFraction"].as_f64().unwrap();
    close("dis", &dis(&elliot.scores, fraction), &numbers(&json["dis"]), DIS);
    close("dis_ihsn", &dis(&ihsn.scores, fraction), &numbers(&json["dis_ihsn"]), DIS);
    close("dis_f0.1", &dis(&elliot.scores, 0.1), &numbers(&json["dis_f0.1"]), DIS);
    let shares: Vec<f64> = json["contribution"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|record| {
            names.iter().map(|n| record[format!("{n}_contribution")].as_f64().unwrap())
        })
        .collect();
    close("contribution", &elliot.contributions, &shares, PRINTED);
    let by_column: Vec<f64> = json["attribute_contributions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v["contribution"].as_f64().unwrap())
        .collect();
    close("attribute_contributions", &elliot.column_contributions, &by_column, PRINTED);
}

fn inline(json: &Value) {
    let columns = Columns::inline(json["rows"].as_array().unwrap());
    let codes = columns.codes();
    let found = scores(&minimal_sample_uniques(&codes, codes.len()).unwrap(), Weighting::Elliot);
    close("score", &found.scores, &numbers(&json["score"]), PRINTED);
    // The issue quotes five decimals of a percentage.
    let theirs = numbers(&json["attribute_contributions"]);
    close("attribute_contributions", &found.column_contributions, &theirs, 1e-7);
}

/// Records alone, and records in classes of two, on all columns; a missing value is a value here.
fn uniques_and_pairs(codes: &[&[u32]]) -> (usize, usize) {
    let mut sizes: HashMap<Vec<u32>, usize> = HashMap::new();
    for record in 0..codes[0].len() {
        *sizes.entry(codes.iter().map(|c| c[record]).collect()).or_default() += 1;
    }
    let of = |size: usize| sizes.values().filter(|s| **s == size).count();
    (of(1), 2 * of(2))
}
