//! A cohort on disk: a BIDS dataset with its defaced derivatives and the truth.

mod describe;
mod plant;

use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use rayon::prelude::*;

use super::anthropometry::Measurement;
use super::anthropometry::TableError;
use super::deface;
use super::deface::Effect;
use super::deface::Fill;
use super::deface::Method;
use super::deface::Original;
use super::head::Head;
use super::identity::Identity;
use super::scan::Scan;
use super::session::Session;
use super::session::SessionRange;
use super::truth::Truth;
use crate::base::atomic;
use crate::base::atomic::Access;
use crate::base::space::AffineError;
use crate::imaging::volume::Volume;
use crate::imaging::volume::VolumeError;
use crate::imaging::volume::VolumeErrorKind;
use crate::imaging::volume::Voxels;

/// What to write.
#[derive(Clone, Debug)]
pub struct CohortSpec {
    /// Number of persons.
    pub subjects: u32,
    /// Visits of each.
    pub sessions: u32,
    /// Another seed gives other persons.
    pub seed: u64,
    /// Defacers to run on every scan; each gives a derivative.
    pub methods: Vec<Method>,
    /// What the scans themselves went through, person by person in turn; nothing for an intact one.
    /// Where anything is named, no original and no truth image is written.
    pub in_place: Vec<Option<Method>>,
    /// Whether invented identifying metadata are planted.
    pub planted: bool,
    /// What takes the place of removed voxels.
    pub fill: Fill,
    /// What visits are drawn from.
    pub range: SessionRange,
    /// Measurements of the population.
    pub table: Vec<Measurement>,
    /// Level of compression, 0–9.
    pub compression: u32,
}

/// Why a cohort could not be written.
#[derive(Debug, thiserror::Error)]
pub enum CohortError {
    /// The table of measurements cannot be used.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The voxel size is no size.
    #[error("voxel size: {0}")]
    Voxel(#[from] AffineError),
    /// An image could not be made.
    #[error("image: {0}")]
    Image(#[from] VolumeErrorKind),
    /// An image could not be written.
    #[error(transparent)]
    Volume(#[from] VolumeError),
    /// A file could not be written.
    #[error("{path}: {error}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        error: io::Error,
    },
}

/// Writes the cohort below `out`, scans in parallel; the same bytes for any number of threads.
///
/// `done` is called after each scan with its name.
///
/// # Errors
/// [`CohortError`] of the first scan that failed.
pub fn write(
    spec: &CohortSpec,
    out: &Path,
    done: &(dyn Fn(&str) + Sync),
) -> Result<(), CohortError> {
    let people: Vec<Identity> = (1..=spec.subjects)
        .map(|subject| Identity::draw(spec.seed, subject, &spec.table))
        .collect::<Result<_, _>>()?;
    describe::dataset(spec, &people, out)?;
    if spec.planted {
        plant::plant(&people, spec.sessions, out)?;
    }
    let scans: Vec<(&Identity, u32)> =
        people.iter().flat_map(|person| (1..=spec.sessions).map(move |s| (person, s))).collect();
    let truths: Vec<Truth> = scans
        .par_iter()
        .map(|&(person, number)| {
            let truth = scan(spec, person, number, out)?;
            done(&format!("{}_{}", truth.participant_id, truth.session_id));
            Ok(truth)
        })
        .collect::<Result<_, CohortError>>()?;
    describe::truths(&truths, out)
}

/// Images one visit, defaces it and writes everything about it.
fn scan(
    spec: &CohortSpec,
    identity: &Identity,
    number: u32,
    out: &Path,
) -> Result<Truth, CohortError> {
    let session = &Session::draw(spec.seed, identity.subject, number, &spec.range);
    let head = &Head::new(spec.seed, identity, session);
    let scan = &Scan::new(head, session)?;
    let samples = &scan.noisy(spec.seed, identity.subject, session);
    let mut truth = Truth::new((identity, &spec.table), session, head, &scan.grid);
    let stored = rounded(samples);
    let regions = scan.regions(head);
    let file = Naming::new(&truth, session);
    let (seed, fill) = (spec.seed, spec.fill);
    let original = Original { seed, identity, session, head, scan, samples };
    let mut through = |method: Method| {
        let outcome = deface::apply(method, fill, &original);
        let defaced = rounded(&outcome.samples);
        let images = (stored.as_slice(), defaced.as_slice());
        let effect = Effect::of((method, fill), scan, &regions, images, &outcome.altered);
        truth.defaced.insert(method.name(), effect);
        defaced
    };
    if !spec.in_place.is_empty() {
        let turn = (identity.subject as usize - 1) % spec.in_place.len();
        let own = spec.in_place[turn];
        let shown = own.map_or_else(|| stored.clone(), &mut through);
        image(spec, scan, Voxels::I16(shown), &file.raw(out))?;
        describe::sidecar_of(own, session, &file.raw(out))?;
        return Ok(truth);
    }
    image(spec, scan, Voxels::I16(stored.clone()), &file.raw(out))?;
    describe::sidecar_of(None, session, &file.raw(out))?;
    for &method in &spec.methods {
        let defaced = through(method);
        let path = file.defaced(out, method);
        image(spec, scan, Voxels::I16(defaced), &path)?;
        describe::defaced_sidecar(method, session, &file, &path)?;
    }
    image(spec, scan, Voxels::U8(scan.brain.clone()), &file.truth(out, "desc-brain_mask"))?;
    image(spec, scan, Voxels::U8(regions), &file.truth(out, "desc-regions_dseg"))?;
    Ok(truth)
}

/// Where the files of one scan lie.
struct Naming {
    folder: String,
    stem: String,
    suffix: &'static str,
}

impl Naming {
    fn new(truth: &Truth, session: &Session) -> Self {
        let (sub, ses) = (&truth.participant_id, &truth.session_id);
        let suffix = session.contrast.suffix();
        Self { folder: format!("{sub}/{ses}/anat"), stem: format!("{sub}_{ses}"), suffix }
    }

    /// Relative to the dataset.
    fn raw_name(&self) -> String {
        format!("{}/{}_{}.nii.gz", self.folder, self.stem, self.suffix)
    }

    fn raw(&self, out: &Path) -> PathBuf {
        out.join(self.raw_name())
    }

    fn defaced(&self, out: &Path, method: Method) -> PathBuf {
        let name = format!("{}/{}_desc-defaced_{}.nii.gz", self.folder, self.stem, self.suffix);
        out.join("derivatives").join(method.name()).join(name)
    }

    fn truth(&self, out: &Path, what: &str) -> PathBuf {
        out.join("sourcedata/truth").join(format!("{}_{what}.nii.gz", self.stem))
    }
}

fn rounded(samples: &[f32]) -> Vec<i16> {
    samples.iter().map(|v| v.round() as i16).collect()
}

fn image(spec: &CohortSpec, scan: &Scan, voxels: Voxels, path: &Path) -> Result<(), CohortError> {
    folder_of(path)?;
    let volume = Volume::new(scan.grid.shape, scan.grid.affine, voxels)?;
    Ok(volume.write_nifti(path, spec.compression)?)
}

fn folder_of(path: &Path) -> Result<(), CohortError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| CohortError::File { path: folder.to_owned(), error })
}

fn text(path: &Path, content: &str) -> Result<(), CohortError> {
    folder_of(path)?;
    atomic::write_bytes(path, Access::Usual, content.as_bytes())
        .map_err(|error| CohortError::File { path: path.to_owned(), error })
}
