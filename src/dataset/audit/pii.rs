//! Identifying patterns in free text: addresses, numbers that registers hold, dates, names.
//!
//! Patterns that also occur in harmless text (nine digits, four digits and two letters) count only
//! with a word beside them that says what they are, or when they are all there is.

use super::date::{self, Day};
use super::severity::Severity;
use regex::Regex;
use std::ops::Range;
use std::sync::OnceLock;

/// What kind of value was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Class {
    Email,
    Phone,
    CitizenNumber,
    Iban,
    DicomName,
    TitledName,
    IpAddress,
    Postcode,
    Date,
    Uid,
    UserPath,
}

impl Class {
    /// The words used in outputs.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Email => "e-mail address",
            Self::Phone => "telephone number",
            Self::CitizenNumber => "citizen number",
            Self::Iban => "bank account",
            Self::DicomName => "name in DICOM form",
            Self::TitledName => "name with a title",
            Self::IpAddress => "IP address",
            Self::Postcode => "postcode",
            Self::Date => "date",
            Self::Uid => "DICOM UID",
            Self::UserPath => "path of a user",
        }
    }

    /// How bad it is where nothing more is known.
    pub(super) fn severity(self) -> Severity {
        match self {
            Self::Email | Self::CitizenNumber | Self::DicomName | Self::Iban | Self::Uid => {
                Severity::High
            }
            Self::UserPath => Severity::Low,
            _ => Severity::Moderate,
        }
    }

    /// Whether it reaches or names somebody, as contacts in a README do.
    pub(super) fn is_contact(self) -> bool {
        matches!(
            self,
            Self::Email | Self::Phone | Self::TitledName | Self::Postcode | Self::IpAddress
        )
    }
}

/// A value in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) class: Class,
    pub(super) span: Range<usize>,
}

struct Patterns {
    email: Regex,
    phone: Regex,
    nine: Regex,
    ssn: Regex,
    iban: Regex,
    caret: Regex,
    titled: Regex,
    ip: Regex,
    postcode: Regex,
    date: Regex,
    uid: Regex,
    user_path: Regex,
    number_word: Regex,
    post_word: Regex,
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|e| unreachable!("{pattern}: {e}"))
}

fn patterns() -> &'static Patterns {
    static PATTERNS: OnceLock<Patterns> = OnceLock::new();
    PATTERNS.get_or_init(|| Patterns {
        email: regex(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"),
        phone: regex(
            r"(?:\+|\b00)[1-9]\d{0,2}[ -]?(?:\(0\)[ -]?)?\d{1,3}(?:[ -]?\d{2,4}){2,4}|\b06[ -]?\d{8}\b|\b0\d{1,3}-\d{6,8}\b|(?:\(\d{3}\) ?|\b\d{3}-)\d{3}-\d{4}\b",
        ),
        nine: regex(r"\b\d{9}\b"),
        ssn: regex(r"\b\d{3}-\d{2}-\d{4}\b"),
        iban: regex(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"),
        caret: regex(r"\b\p{L}[\p{L}'-]+\^\p{L}[\p{L}'-]+"),
        titled: regex(
            r"\b(?:Dr|Mr|Mrs|Ms|Prof|Drs|Dhr|Mw|Mevr|Mevrouw|Meneer|Herr|Frau|Mme|Monsieur)\.? (?:(?:van|de|der|den|von) )*\p{Lu}[\p{L}'-]+",
        ),
        ip: regex(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"),
        postcode: regex(r"\b[1-9]\d{3} ?[A-Z]{2}\b"),
        date: regex(
            r"(?i)\b(?:1[0-9]|20)\d{2}[-/](?:0?[1-9]|1[0-2])[-/](?:0?[1-9]|[12]\d|3[01])(?:\b|T)|\b(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|1[0-2])[-/.](?:1[0-9]|20)\d{2}\b|\b(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\b",
        ),
        uid: regex(r"\b[0-2](?:\.(?:0|[1-9]\d*)){6,}\b"),
        user_path: regex(
            r"(?:/home/|/Users/|/export/home/|/mnt/|/media/|/Volumes/|/nfs/|/scratch/|/data/|/project(?:s|data)?/|[A-Za-z]:\\(?:[^\\/:*?<>|\s]+\\)|\\\\[\w.-]+\\)[^\s,;'<>]+",
        ),
        number_word: regex(
            r"(?i)\b(?:bsn|burger\w*|sofi\w*|citizen|ssn|social security|national id\w*|patient\w*|mrn|medical record)",
        ),
        post_word: regex(r"(?i)(?:postcode|postal|zip|address|adres|street|straat)"),
    })
}

/// Everything found in a text. `label` is what the text belongs to (key, column), for the words
/// that say what a number is.
pub(super) fn scan(label: &str, text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let p = patterns();
    let mut take = |class, pattern: &Regex, accept: &dyn Fn(&str, &Range<usize>) -> bool| {
        for matched in pattern.find_iter(text) {
            let span = matched.range();
            if accept(matched.as_str(), &span) {
                found.push(Found { class, span });
            }
        }
    };
    if bytes.contains(&b'@') {
        take(Class::Email, &p.email, &|_, _| true);
    }
    if bytes.contains(&b'^') {
        take(Class::DicomName, &p.caret, &|t, _| !is_protocol_caret(t));
    }
    if bytes.iter().any(u8::is_ascii_uppercase) {
        take(Class::TitledName, &p.titled, &|_, _| true);
    }
    if bytes.contains(&b'/') || bytes.contains(&b'\\') {
        take(Class::UserPath, &p.user_path, &|t, s| is_user_path(text, t, s));
    }
    if bytes.iter().filter(|b| b.is_ascii_digit()).count() >= 4 {
        let alone = |span: &Range<usize>| text.trim().len() == span.len();
        let about = |word: &Regex, span: &Range<usize>| {
            alone(span) || word.is_match(label) || word.is_match(before(text, span.start))
        };
        take(Class::Uid, &p.uid, &|_, s| apart(bytes, s));
        take(Class::Date, &p.date, &|t, s| {
            // A time of day follows the T.
            let day = s.start..s.end - usize::from(t.ends_with('T'));
            apart(bytes, &day)
                && !is_about_software(label)
                && date::parse(t.trim_end_matches('T')).is_some_and(Day::is_real)
        });
        take(Class::Phone, &p.phone, &|t, s| apart(bytes, s) && is_phone(t));
        take(Class::CitizenNumber, &p.nine, &|t, s| {
            apart(bytes, s) && passes_eleven_test(t) && about(&p.number_word, s)
        });
        take(Class::CitizenNumber, &p.ssn, &|t, s| apart(bytes, s) && is_ssn(t));
        take(Class::Iban, &p.iban, &|t, _| is_iban(t));
        take(Class::IpAddress, &p.ip, &|t, s| apart(bytes, s) && is_ip(label, t));
        take(Class::Postcode, &p.postcode, &|t, s| !is_unit(t) && about(&p.post_word, s));
    }
    found.sort_by_key(|f| (f.span.start, f.class));
    found
}

/// The classes found, each once.
pub(super) fn classes(label: &str, text: &str) -> Vec<Class> {
    let mut classes: Vec<Class> = scan(label, text).into_iter().map(|f| f.class).collect();
    classes.sort_unstable();
    classes.dedup();
    classes
}

/// Some text in front of a position, for the word that says what follows.
fn before(text: &str, at: usize) -> &str {
    const REACH: usize = 40;
    let mut start = at.saturating_sub(REACH);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..at]
}

/// Whether a number is no part of a longer one, of a version or of a decimal fraction.
fn apart(text: &[u8], span: &Range<usize>) -> bool {
    let joins = |b: u8| b.is_ascii_alphanumeric() || b == b'.' || b == b'_';
    let left = span.start.checked_sub(1).and_then(|at| text.get(at)).is_none_or(|b| !joins(*b));
    // A point that ends a sentence is followed by no digit.
    let right = match (text.get(span.end), text.get(span.end + 1)) {
        (Some(b'.'), next) => !next.is_some_and(u8::is_ascii_digit),
        (Some(b), _) => !b.is_ascii_digit() && *b != b'_',
        (None, _) => true,
    };
    left && right
}

/// Siemens writes the tree of protocols with a caret: `Head^Routine`.
fn is_protocol_caret(text: &str) -> bool {
    const WORDS: [&str; 21] = [
        "head",
        "brain",
        "neuro",
        "hirn",
        "kopf",
        "research",
        "studies",
        "study",
        "clinical",
        "investigators",
        "investigator",
        "library",
        "advanced",
        "routine",
        "general",
        "spine",
        "fmri",
        "mri",
        "protocols",
        "physics",
        "user",
    ];
    let lower = text.to_lowercase();
    lower.split(['^', '-', '_']).any(|part| WORDS.contains(&part))
}

fn is_user_path(text: &str, path: &str, span: &Range<usize>) -> bool {
    // In an address of the web the same words are no folders of a person's computer.
    let left = text[..span.start].chars().next_back();
    let is_start = left.is_none_or(|c| !(c.is_alphanumeric() || "./_-~*}:".contains(c)))
        || text[..span.start].ends_with("file://");
    is_start && !path.starts_with("/data/derivatives") && path.len() > 8
}

fn is_phone(text: &str) -> bool {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
    let varied = digits.iter().any(|d| *d != digits[0]);
    (9..=15).contains(&digits.len()) && varied
}

/// The check that Dutch citizen numbers pass: 9a + 8b + … + 2h − i is a multiple of 11.
fn passes_eleven_test(text: &str) -> bool {
    let digits: Vec<i32> = text.bytes().map(|b| i32::from(b - b'0')).collect();
    let Some((last, first)) = digits.split_last() else { return false };
    let sum: i32 = first.iter().zip((2..=9).rev()).map(|(d, weight)| d * weight).sum();
    let varied = digits.iter().any(|d| *d != digits[0]);
    varied && (sum - last) % 11 == 0
}

/// Areas 000, 666 and 900 to 999 were never given out (US Social Security Administration).
fn is_ssn(text: &str) -> bool {
    let (area, group, serial) = (&text[..3], &text[4..6], &text[7..]);
    area != "000" && area != "666" && !area.starts_with('9') && group != "00" && serial != "0000"
}

/// ISO 13616: the digits, letters as 10 to 35 and the first four at the end, leave 1 modulo 97.
fn is_iban(text: &str) -> bool {
    let plain: Vec<u8> = text.bytes().filter(|b| *b != b' ').collect();
    if !(15..=34).contains(&plain.len()) {
        return false;
    }
    let rest = plain[4..].iter().chain(&plain[..4]).fold(0u32, |rest, b| match b {
        b'0'..=b'9' => (rest * 10 + u32::from(b - b'0')) % 97,
        letter => (rest * 100 + u32::from(letter - b'A') + 10) % 97,
    });
    rest == 1
}

/// Four small numbers are a version.
fn is_ip(label: &str, text: &str) -> bool {
    let parts: Vec<u16> = text.split('.').filter_map(|part| part.parse().ok()).collect();
    parts.iter().all(|n| *n < 256)
        && parts.iter().filter(|n| **n >= 10).count() >= 2
        && !is_about_software(label)
        && parts[0] != 127
}

/// Versions of software have dates and numbers of their own.
fn is_about_software(label: &str) -> bool {
    let label = label.to_ascii_lowercase();
    ["version", "software", "release"].iter().any(|word| label.contains(word))
}

/// Units and codes behind four digits: `2000 MS` is no postcode.
fn is_unit(text: &str) -> bool {
    const CODES: [&str; 22] = [
        "HZ", "MS", "MM", "TR", "TE", "TI", "FA", "DW", "MB", "GB", "KB", "AP", "PA", "LR", "RL",
        "IS", "SI", "SA", "SD", "SS", "UV", "MT",
    ];
    text.get(text.len().saturating_sub(2)..).is_some_and(|code| CODES.contains(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<Class> {
        classes("", text)
    }

    #[test]
    fn every_class_is_found() {
        for (text, class) in [
            ("ask j.jansen@ziekenhuis.nl", Class::Email),
            ("call +31 6 12345678", Class::Phone),
            ("call 020-5669111", Class::Phone),
            ("(617) 555-0199", Class::Phone),
            ("bsn 111222333", Class::CitizenNumber),
            ("111222333", Class::CitizenNumber),
            ("078-05-1120", Class::CitizenNumber),
            ("NL91 ABNA 0417 1643 00", Class::Iban),
            ("Jansen^Piet", Class::DicomName),
            ("seen by Dr. van Dijk", Class::TitledName),
            ("from 145.18.10.3", Class::IpAddress),
            ("1012 AB", Class::Postcode),
            ("address: Dam 1, 1012AB Amsterdam", Class::Postcode),
            ("scanned 2019-05-01", Class::Date),
            ("scanned 2019-05-01T10:00:00", Class::Date),
            ("on 01-05-2019.", Class::Date),
            ("1.3.12.2.1107.5.2.43.66093", Class::Uid),
            ("see /home/pjansen/study", Class::UserPath),
            ("C:\\Users\\pjansen\\x", Class::UserPath),
        ] {
            assert_eq!(found(text), [class], "{text}");
        }
    }

    #[test]
    fn harmless_text_is_left_alone() {
        for text in [
            "TE=2.96;Time=101112.500",
            "FSL6.0.7.1",
            "version 10.12.14.20190501",
            "100000000 samples at 1000 Hz, 123456789",
            "2000MS",
            "in 2019 HZ",
            "Head^Routine",
            "10^-3",
            "x^2",
            "89+",
            "20-25",
            "dates shifted to 1900-05-01",
            "https://example.org/home/pages/x",
            "/data/derivatives/x",
            "bids::sub-01/anat/sub-01_T1w.nii.gz",
            "doi:10.1016/j.neuroimage.2021.117845",
            "10.18112/openneuro.ds000117.v1.0.4",
            "+1.23456789e+10",
            "0.123456789",
            "1.2.3",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
        assert_eq!(classes("SoftwareVersion", "10.11.12.13 of 2019-05-01"), []);
    }
}
