//! Files as scanners write them: full headers, full faces.

use super::content::Content;
use super::look::Look;
use super::notes::Notes;

/// DICOM PS3.10: the mark behind the preamble.
const DICOM: (usize, &[u8]) = (128, b"DICM");

/// Looks at name and first bytes.
pub(super) fn check(content: &Content, start: &[u8], look: &Look<'_>, notes: &mut Notes) {
    let name = content.lower();
    let marked = start.get(DICOM.0..).is_some_and(|rest| rest.starts_with(DICOM.1));
    let is_twix =
        name.ends_with(".dat") && (name.starts_with("meas_") || contains(start, b"<XProtocol>"));
    // GE: P and five digits, extension 7.
    let is_ge = name
        .strip_prefix('p')
        .and_then(|n| n.strip_suffix(".7"))
        .is_some_and(|number| number.len() == 5 && number.bytes().all(|b| b.is_ascii_digit()));
    // Motion parameters and tables of R have the same endings as files of Philips and Siemens.
    let is_philips = name.ends_with(".par") && contains(start, b"DATA DESCRIPTION FILE");
    let is_philips_data = name.ends_with(".rec") && {
        let stem = &content.path[..content.path.len() - ".rec".len()];
        look.has(&format!("{stem}.PAR")) || look.has(&format!("{stem}.par"))
    };
    let is_spectrum = name.ends_with(".rda") && contains(start, b">>> Begin of header <<<");
    if marked
        || is_twix
        || is_ge
        || is_philips
        || is_philips_data
        || is_spectrum
        || look.ends(&name, "SRC-01", "endings")
        || look.list("SRC-01", "names").contains(&name)
    {
        notes.add("SRC-01", "", "file of a scanner");
    }
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}
