//! Paths and names without what identifies in them.

use super::date;
use super::pii;
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// What is put in place of a letter or digit.
const HIDDEN: char = '*';

/// Hides dates and identifying patterns in paths, and labels that were found to identify.
#[derive(Clone, Debug, Default)]
pub(super) struct Mask {
    labels: BTreeSet<String>,
}

impl Mask {
    /// A mask that also hides these parts of paths wherever they occur.
    pub(super) fn hiding(labels: BTreeSet<String>) -> Self {
        Self { labels }
    }

    /// The path with every identifying letter and digit replaced by `*`.
    pub(super) fn apply(&self, path: &str) -> String {
        let mut spans: Vec<(usize, usize)> = dates(path);
        spans.extend(pii::scan("", path).into_iter().map(|f| (f.span.start, f.span.end)));
        for label in &self.labels {
            // The key stays readable: only what follows `sub-` identifies.
            let key = label.find('-').map_or(0, |at| at + 1);
            spans.extend(path.match_indices(label).map(|(at, all)| (at + key, at + all.len())));
        }
        let inside = |at: usize| spans.iter().any(|&(start, end)| (start..end).contains(&at));
        let hide = |(at, c): (usize, char)| match c {
            c if c.is_control() => ' ',
            c if inside(at) && c.is_alphanumeric() => HIDDEN,
            c => c,
        };
        path.char_indices().map(hide).collect()
    }
}

/// True dates inside a path or name: `20190501`, `2019-05-01`, `01052019` between other characters.
pub(super) fn dates(path: &str) -> Vec<(usize, usize)> {
    static RUN: OnceLock<Regex> = OnceLock::new();
    let pattern = r"\d{4}[-_.]\d{2}[-_.]\d{2}|\d{2}[-_.]\d{2}[-_.]\d{4}|\d+";
    let run =
        RUN.get_or_init(|| Regex::new(pattern).unwrap_or_else(|e| unreachable!("{pattern}: {e}")));
    let is_date = |text: &str| {
        let day = match text.len() {
            8 => date::compact(text).or_else(|| {
                let [day, month, year] = [text.get(..2)?, text.get(2..4)?, text.get(4..)?];
                date::compact(&format!("{year}{month}{day}"))
            }),
            14 => date::compact(&text[..8]),
            10 => date::parse(&text.replace(['_', '.'], "-")),
            _ => None,
        };
        day.is_some_and(|day| day.is_real() && day.year < LAST_SCAN_YEAR)
    };
    let found = run.find_iter(path).filter(|m| is_date(m.as_str()));
    found.map(|m| (m.start(), m.end())).collect()
}

/// Numbers that would be later years are no dates.
const LAST_SCAN_YEAR: i32 = 2040;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_identifies_is_hidden_and_the_rest_is_not() {
        let mask = Mask::hiding(["sub-jd12".to_owned()].into());
        for (path, shown) in [
            ("sub-01/ses-20190501/x_T1w.nii.gz", "sub-01/ses-********/x_T1w.nii.gz"),
            ("sub-jd12/sub-jd12_T1w.json", "sub-****/sub-****_T1w.json"),
            ("logs/2019-05-01.log", "logs/****-**-**.log"),
            ("mail j.jansen@uni.nl", "mail *.******@***.**"),
            ("sub-100307/run-12345678.txt", "sub-100307/run-12345678.txt"),
            ("a\nb", "a b"),
        ] {
            assert_eq!(mask.apply(path), shown);
        }
    }
}
