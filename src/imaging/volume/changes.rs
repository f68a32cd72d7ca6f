//! Which fields two headers do not share.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::fields::Fields;
use super::header::{Format, Header};

/// A header field whose value differs between two files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Field as the format's standard names it, e.g. `scl_slope`.
    pub field: String,
    /// Value in the first file; of a text only its length, since texts can identify.
    pub before: String,
    /// Value in the second file.
    pub after: String,
}

/// Where `NIfTI` headers keep what: `data/nifti_fields.csv`.
const TABLE: &str = include_str!("../../../data/nifti_fields.csv");

#[derive(Debug, Deserialize)]
struct Row {
    field: String,
    nifti1_type: String,
    nifti1_at: Option<usize>,
    nifti2_type: String,
    nifti2_at: Option<usize>,
    count: usize,
}

/// A field's value: numbers, a word of the standard, or the bytes of a text.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Numbers(Vec<f64>),
    Word(String),
    Text(Vec<u8>),
}

impl Header {
    /// The fields in which another header differs, in the order of the standard.
    ///
    /// Between `NIfTI` files every field that both versions have; with an MGH file the fields that
    /// both formats share. The format itself, byte order and extensions come first.
    pub fn changes(&self, other: &Self) -> Vec<FieldChange> {
        let mut changes = Vec::new();
        let mut note = |field: &str, before: String, after: String| {
            changes.push(FieldChange { field: field.to_owned(), before, after });
        };
        if self.format != other.format {
            note("format", format!("{:?}", self.format), format!("{:?}", other.format));
        }
        if self.big_endian != other.big_endian {
            let order = |header: &Self| if header.big_endian { "big" } else { "little" }.to_owned();
            note("byte_order", order(self), order(other));
        }
        if self.extensions != other.extensions {
            let told = |header: &Self| {
                let bytes: usize = header.extensions.iter().map(|e| e.content.0.len()).sum();
                format!("{} of {bytes} bytes", header.extensions.len())
            };
            note("extensions", told(self), told(other));
        }
        let fields = if self.raw.0.is_empty() || other.raw.0.is_empty() {
            self.shared()
                .into_iter()
                .zip(other.shared())
                .map(|((n, a), (_, b))| (n, a, b))
                .collect()
        } else {
            rows().iter().filter_map(|row| both(row, self, other)).collect::<Vec<_>>()
        };
        for (field, before, after) in fields {
            if before != after {
                note(&field, before.told(), after.told());
            }
        }
        changes
    }

    /// What every format says.
    fn shared(&self) -> [(String, Value); 3] {
        let dim = self.dim.iter().map(|&d| d as f64).collect();
        let datatype = format!("{:?}", self.datatype);
        [
            ("dim".to_owned(), Value::Numbers(dim)),
            ("datatype".to_owned(), Value::Word(datatype)),
            ("pixdim".to_owned(), Value::Numbers(self.pixdim[1..4].to_vec())),
        ]
    }

    fn value(&self, row: &Row) -> Option<Value> {
        let (kind, at) = match self.format {
            Format::Nifti1 => (&row.nifti1_type, row.nifti1_at?),
            Format::Nifti2 => (&row.nifti2_type, row.nifti2_at?),
            Format::Mgh => return None,
        };
        let fields = Fields::new(&self.raw.0, self.big_endian);
        let number = |n: usize| match kind.as_str() {
            "u8" => f64::from(fields.u8(at + n)),
            "i16" => f64::from(fields.i16(at + 2 * n)),
            "i32" => f64::from(fields.i32(at + 4 * n)),
            "i64" => fields.i64(at + 8 * n) as f64,
            "f32" => f64::from(fields.f32(at + 4 * n)),
            _ => fields.f64(at + 8 * n),
        };
        Some(match kind.as_str() {
            "text" => Value::Text(fields.text(at, row.count)),
            // One NaN is as good as another.
            _ => Value::Numbers((0..row.count).map(number).map(nan_as_infinity).collect()),
        })
    }
}

fn nan_as_infinity(value: f64) -> f64 {
    if value.is_nan() { f64::INFINITY } else { value }
}

fn both(row: &Row, one: &Header, other: &Header) -> Option<(String, Value, Value)> {
    Some((row.field.clone(), one.value(row)?, other.value(row)?))
}

impl Value {
    fn told(&self) -> String {
        match self {
            Self::Text(bytes) => format!("text of {} bytes", bytes.len()),
            Self::Word(word) => word.clone(),
            Self::Numbers(numbers) => {
                let told: Vec<String> = numbers.iter().map(ToString::to_string).collect();
                told.join(" ")
            }
        }
    }
}

fn rows() -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let read: Result<_, _> = csv::Reader::from_reader(TABLE.as_bytes()).deserialize().collect();
        read.unwrap_or_else(|error| unreachable!("shipped data/nifti_fields.csv: {error}"))
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Volume, Voxels};
    use super::*;
    use crate::base::space::Affine;
    use std::path::Path;

    fn header(path: &Path) -> Header {
        Header::read(path).unwrap().0
    }

    #[test]
    fn every_row_lies_within_its_header() {
        for row in rows() {
            let width = |kind: &str| match kind {
                "i16" => 2,
                "i32" | "f32" => 4,
                "i64" | "f64" => 8,
                "u8" | "text" => 1,
                other => panic!("{}: no type {other}", row.field),
            };
            let end = row.nifti1_at.unwrap() + row.count * width(&row.nifti1_type);
            assert!(end <= 344, "{}", row.field);
            if let Some(at) = row.nifti2_at {
                assert!(at + row.count * width(&row.nifti2_type) <= 540, "{}", row.field);
            }
        }
    }

    #[test]
    fn a_changed_field_is_named_and_a_text_is_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a.nii"), folder.path().join("b.nii"));
        let affine = Affine::from_voxel_sizes([1.0; 3]).unwrap();
        let volume = Volume::new([4; 3], affine, Voxels::U8(vec![1; 64])).unwrap();
        volume.write_nifti(&a, 0).unwrap();
        let mut bytes = std::fs::read(&a).unwrap();
        bytes[148..156].copy_from_slice(b"Jane Doe");
        bytes[124..128].copy_from_slice(&7.5_f32.to_le_bytes());
        std::fs::write(&b, bytes).unwrap();
        assert_eq!(header(&a).changes(&header(&a)), []);
        let changes = header(&a).changes(&header(&b));
        let told: Vec<String> =
            changes.iter().map(|c| format!("{} {} {}", c.field, c.before, c.after)).collect();
        assert_eq!(told, ["cal_max 0 7.5", "descrip text of 0 bytes text of 8 bytes"]);
    }
}
