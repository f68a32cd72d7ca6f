//! Values that say nothing about anybody.

/// Words that stand for a missing or a removed value.
const WORDS: [&str; 24] = [
    "",
    "n/a",
    "na",
    "nan",
    "none",
    "null",
    "unknown",
    "anonymous",
    "anonymized",
    "anonymised",
    "anon",
    "removed",
    "deidentified",
    "de-identified",
    "redacted",
    "undefined",
    "not available",
    "unspecified",
    "-",
    "0",
    "hidden",
    "blank",
    "empty",
    "?",
];

/// Whether a value is empty or stands for one.
pub(super) fn is_placeholder(value: &str) -> bool {
    let value = value.trim().to_lowercase();
    WORDS.contains(&value.as_str()) || value.chars().all(|c| matches!(c, 'x' | '*' | '0' | ' '))
}

/// Whether a value is the participant's own label in the path, with or without `sub-`, or another
/// BIDS label: it tells nothing that the path does not.
pub(super) fn is_own_label(value: &str, path: &str) -> bool {
    let value = value.trim();
    let label = value.strip_prefix("sub-").unwrap_or(value);
    let own = path.split(['/', '_', '.']).find_map(|part| part.strip_prefix("sub-"));
    own.is_some_and(|own| own == label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_said_is_told_from_something_said() {
        for value in ["", " n/a ", "Anonymous", "XXXX", "X X X X", "0"] {
            assert!(is_placeholder(value), "{value}");
        }
        for value in ["Jansen", "x1", "01"] {
            assert!(!is_placeholder(value), "{value}");
        }
        assert!(is_own_label("01", "sub-01/anat/sub-01_T1w.json"));
        assert!(is_own_label("sub-01", "sub-01_T1w.json"));
        assert!(!is_own_label("011", "sub-01/anat/sub-01_T1w.json"));
    }
}
