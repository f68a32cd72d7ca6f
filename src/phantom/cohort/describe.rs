//! The text files of a cohort: descriptions, participants, sidecars, truth.

use std::fmt::Write;
use std::path::Path;

use serde_json::Value;
use serde_json::json;

use super::CohortError;
use super::CohortSpec;
use super::Naming;
use super::text;
use crate::base::region::Region;
use crate::phantom::deface::Fill;
use crate::phantom::deface::Method;
use crate::phantom::identity::Identity;
use crate::phantom::session::Session;
use crate::phantom::tissue::Contrast;
use crate::phantom::truth::Truth;

/// Version of the Brain Imaging Data Structure the layout follows.
const BIDS: &str = "1.10.0";

/// Descriptions and participants.
pub(super) fn dataset(
    spec: &CohortSpec,
    people: &[Identity],
    out: &Path,
) -> Result<(), CohortError> {
    let generator =
        json!([{ "Name": "countenance phantom", "Version": env!("CARGO_PKG_VERSION") }]);
    let description = json!({
        "Name": "Parametric head phantoms",
        "BIDSVersion": BIDS,
        "DatasetType": "raw",
        "License": "CC0",
        "GeneratedBy": generator,
    });
    json_file(&out.join("dataset_description.json"), &description)?;
    text(&out.join("README"), README)?;
    let mut participants = String::from("participant_id\tage\tsex\n");
    for person in people {
        let _ =
            writeln!(participants, "sub-{:03}\t{}\t{:?}", person.subject, person.age, person.sex);
    }
    text(&out.join("participants.tsv"), &participants)?;
    let columns = json!({
        "age": { "Description": "age at the first visit", "Units": "year" },
        "sex": { "Description": "sex at birth", "Levels": { "F": "female", "M": "male" } },
    });
    json_file(&out.join("participants.json"), &columns)?;
    for method in &spec.methods {
        let description = json!({
            "Name": format!("Parametric head phantoms, defaced: {}", method.class()),
            "BIDSVersion": BIDS,
            "DatasetType": "derivative",
            "License": "CC0",
            "GeneratedBy": generator,
            "SourceDatasets": [{ "URL": "../../" }],
        });
        let folder = out.join("derivatives").join(method.name());
        json_file(&folder.join("dataset_description.json"), &description)?;
    }
    Ok(())
}

/// The dataset's README.
const README: &str = "\
Parametric head phantoms: no real person is shown.

Every head is drawn from published body measurements and a seed. `derivatives/` holds the same
scans after simple defacers; `sourcedata/truth/` says for every scan where the head lies (`pose`,
4x4, world mm to the canonical head frame), where its landmarks are, who it is, what each defacer
changed, which voxels are brain (`desc-brain_mask`) and to which region of the face each voxel at
the skin belongs (`desc-regions_dseg`, labels in `regions.tsv`). `sourcedata/defaced.tsv` has one
row per defaced scan: method, class, fill, and the share of each region's skin that is left.
";

/// The sidecar of a scan that lies where an original would; it says what was done to it.
pub(super) fn sidecar_of(
    method: Option<Method>,
    session: &Session,
    image: &Path,
) -> Result<(), CohortError> {
    let mut sidecar = acquisition(session);
    if let Some(method) = method {
        sidecar["DeidentificationMethod"] = json!([method.class()]);
    }
    json_file(&beside(image), &sidecar)
}

/// The sidecar of a defaced scan: the acquisition and what was done.
pub(super) fn defaced_sidecar(
    method: Method,
    session: &Session,
    file: &Naming,
    image: &Path,
) -> Result<(), CohortError> {
    let mut sidecar = acquisition(session);
    sidecar["DeidentificationMethod"] = json!([method.class()]);
    sidecar["SkullStripped"] = json!(method == Method::SkullStrip);
    sidecar["Sources"] = json!([format!("bids::{}", file.raw_name())]);
    json_file(&beside(image), &sidecar)
}

fn acquisition(session: &Session) -> Value {
    // Usual 3 T protocols; seconds and degrees as BIDS asks.
    let (sequence, repetition, echo, inversion, flip) = match session.contrast {
        Contrast::T1w => ("MPRAGE", 2.3, 0.003, Some(0.9), 9),
        Contrast::T2w => ("SPACE", 3.2, 0.408, None, 120),
        Contrast::PDw => ("TSE", 3.0, 0.012, None, 150),
        Contrast::FLAIR => ("SPACE FLAIR", 5.0, 0.386, Some(1.8), 120),
    };
    let mut sidecar = json!({
        "Modality": "MR",
        "Manufacturer": "Phantom",
        "MagneticFieldStrength": 3,
        "PulseSequenceType": sequence,
        "RepetitionTime": repetition,
        "EchoTime": echo,
        "FlipAngle": flip,
    });
    if let Some(seconds) = inversion {
        sidecar["InversionTime"] = json!(seconds);
    }
    sidecar
}

/// One JSON per scan, a table over all, and the labels of the regions.
pub(super) fn truths(truths: &[Truth], out: &Path) -> Result<(), CohortError> {
    let folder = out.join("sourcedata");
    let mut table = String::from(
        "participant_id\tsession_id\tcontrast\tvoxel_mm\torientation\tcrop\trotation_deg\tdefaced\n",
    );
    for truth in truths {
        let name = format!("truth/{}_{}.json", truth.participant_id, truth.session_id);
        let mut content = serde_json::to_string_pretty(truth)
            .map_err(|error| CohortError::File { path: folder.join(&name), error: error.into() })?;
        content.push('\n');
        text(&folder.join(name), &content)?;
        let session = &truth.session;
        let words = |key: &str| session[key].as_str().unwrap_or_default().to_owned();
        let numbers = |key: &str| {
            let values = session[key].as_array().into_iter().flatten();
            let shown = values.filter_map(Value::as_f64).map(|v| format!("{v:.3}"));
            shown.collect::<Vec<_>>().join(",")
        };
        let defaced = truth.defaced.keys().copied().collect::<Vec<_>>().join(",");
        let row = [
            truth.participant_id.clone(),
            truth.session_id.clone(),
            words("contrast"),
            numbers("voxel_mm"),
            words("orientation"),
            words("crop"),
            numbers("rotation_deg"),
            if defaced.is_empty() { "n/a".to_owned() } else { defaced },
        ];
        let _ = writeln!(table, "{}", row.join("\t"));
    }
    text(&folder.join("truth.tsv"), &table)?;
    text(&folder.join("defaced.tsv"), &defaced(truths))?;
    let mut labels = String::from("index\tname\n");
    for region in Region::ALL {
        let _ = writeln!(labels, "{}\t{}", region as u8 + 1, region.name());
    }
    text(&folder.join("truth/regions.tsv"), &labels)
}

/// One row per defaced scan: what was done, and the share of each region's skin that is left.
fn defaced(truths: &[Truth]) -> String {
    let names = Region::ALL.map(Region::name);
    let mut table = String::from(
        "participant_id\tsession_id\tmethod\tclass\tfill\tchanged_brain_voxels\tregions_left",
    );
    for name in names {
        let _ = write!(table, "\tleft_{name}");
    }
    table.push('\n');
    for truth in truths {
        for (method, effect) in &truth.defaced {
            let left = effect.regions_left().join(",");
            let shares = names.map(|name| {
                effect.skin_left.get(name).map_or("n/a".to_owned(), |share| format!("{share:.4}"))
            });
            let row = [
                truth.participant_id.clone(),
                truth.session_id.clone(),
                (*method).to_owned(),
                effect.class.to_owned(),
                effect.fill.map_or("n/a", Fill::name).to_owned(),
                effect.changed_brain_voxels.to_string(),
                if left.is_empty() { "none".to_owned() } else { left },
                shares.join("\t"),
            ];
            let _ = writeln!(table, "{}", row.join("\t"));
        }
    }
    table
}

fn beside(image: &Path) -> std::path::PathBuf {
    // `.nii.gz` has two extensions.
    image.with_extension("").with_extension("json")
}

pub(super) fn json_file(path: &Path, content: &Value) -> Result<(), CohortError> {
    text(path, &format!("{content:#}\n"))
}
