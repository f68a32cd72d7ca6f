//! Names of columns, keys and files as words.

/// The words of a name in lower case: `PatientName`, `patient_name` and `patient name` are the same.
pub(super) fn of(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut before = ' ';
    for c in name.chars() {
        let starts = c.is_uppercase() && before.is_lowercase();
        if starts || !c.is_alphanumeric() {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A name without anything but letters and digits, in lower case: `Patient_Name` → `patientname`.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a name contains one of some phrases (`birth`, `patient id`) as whole words in a row; a
/// phrase that ends in `*` is the beginning of a word.
pub(super) fn contain(name: &str, phrases: &[String]) -> bool {
    let words = of(name);
    phrases.iter().any(|phrase| {
        let wanted: Vec<&str> = phrase.split(' ').collect();
        let same = |(word, wanted): (&String, &&str)| match wanted.strip_suffix('*') {
            Some(start) => word.starts_with(start),
            None => word == wanted,
        };
        words.windows(wanted.len()).any(|window| window.iter().zip(&wanted).all(same))
            || (wanted.len() > 1 && words.contains(&wanted.concat()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_whole() {
        let phrases = ["birth*".to_owned(), "patient id".to_owned(), "age".to_owned()];
        for name in ["PatientID", "patient_id", "patientid", "birthdate", "age_scan", "Age"] {
            assert!(contain(name, &phrases), "{name}");
        }
        for name in ["stage", "patient", "id", "", "image"] {
            assert!(!contain(name, &phrases), "{name}");
        }
    }
}
