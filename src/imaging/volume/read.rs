//! Reading a volume file: header, extensions, voxels, and what follows them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::base::space::Affine;

use super::check::{Checks, Level};
use super::error::{VolumeError, VolumeErrorKind};
use super::header::{Format, Header, PrivateBytes};
use super::order::{Turn, Way};
use super::samples::{self, Samples};
use super::source::Source;
use super::{Grid, Volume, extension, geometry, mgh, nifti, sniff};

/// Which frame of a file with more than three axes becomes the volume.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Frame {
    /// The mean of all frames; a single frame is taken as it is.
    #[default]
    Mean,
    /// One frame, counted from 0 over the fourth and later axes, the fourth fastest.
    Index(u64),
}

/// How a file is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Which frame of several.
    pub frame: Frame,
    /// Whether the voxels are put into the order of [`Volume::in_standard_order`], on the way from
    /// the file.
    pub standard_order: bool,
}

/// Extensions beyond this are passed over (with a check), so that a lying offset costs no memory.
const MAX_EXTENSION_BYTES: u64 = 64 << 20;
/// Bytes kept behind the voxels; also how far a stream is followed to verify its checksum.
const MAX_FOOTER_BYTES: usize = 1 << 20;

impl Volume {
    /// Reads a `.nii`, `.hdr`/`.img` (either one), `.mgh` file or a gzip-compressed one.
    ///
    /// Format and compression are told by the content. Values that are not finite become 0 and
    /// are counted in [`Volume::checks`].
    ///
    /// # Errors
    /// [`VolumeError`] names the file, the field and its value.
    pub fn read(path: &Path, options: &ReadOptions) -> Result<Self, VolumeError> {
        let mut current = path.to_owned();
        read(&mut current, options).map_err(|kind| VolumeError { path: current, kind })
    }
}

impl Header {
    /// Reads only the header (and extensions) of a volume file, with its checks.
    ///
    /// # Errors
    /// [`VolumeError`] as for [`Volume::read`], as far as the header alone shows it.
    pub fn read(path: &Path) -> Result<(Self, Vec<super::HeaderCheck>), VolumeError> {
        let mut current = path.to_owned();
        match open(&mut current) {
            Ok(opened) => Ok((opened.header, opened.checks.0)),
            Err(kind) => Err(VolumeError { path: current, kind }),
        }
    }
}

/// A file whose header has been read, positioned at its first voxel.
struct Opened {
    header: Header,
    affine: Affine,
    checks: Checks,
    source: Source,
}

/// `current` follows the file being read, for the error message.
fn read(current: &mut PathBuf, options: &ReadOptions) -> Result<Volume, VolumeErrorKind> {
    let Opened { mut header, affine, mut checks, mut source } = open(current)?;
    let in_file = Grid { shape: volume_shape(&header)?, affine };
    let turn = options.standard_order.then(|| Turn::standard(&affine, in_file.shape)).flatten();
    let way = turn.as_ref().map(|turn| turn.way);
    let samples =
        read_voxels(&header, in_file.shape, options.frame, way, &mut source, &mut checks)?;
    header.footer = PrivateBytes(finish(&mut source, &header, &mut checks)?);
    let file = if header.pair { None } else { Some(source.into_sum()?) };
    let count = samples.voxels.len() as u64;
    if samples.not_finite > 0 {
        if samples.not_finite >= count * header_frames(&header, options.frame) {
            return Err(VolumeErrorKind::NoFiniteVoxel { count });
        }
        let found = format!("{} of {count} are NaN or infinite", samples.not_finite);
        checks.assume("voxels", found, "0");
    }
    if samples.voxels.is_constant() {
        checks.note(Level::Error, "voxels", "all have the same value");
    }
    let Grid { shape, affine } =
        turn.map_or(in_file, |Turn { way, affine }| Grid { shape: way.shape, affine });
    Ok(Volume {
        shape,
        affine,
        in_file,
        voxels: samples.voxels,
        scaling: samples.scaling,
        header: Some(Box::new(header)),
        checks: checks.0,
        file,
    })
}

/// Frames that contribute to the volume.
fn header_frames(header: &Header, frame: Frame) -> u64 {
    if frame == Frame::Mean { header.frames() } else { 1 }
}

fn open(current: &mut PathBuf) -> Result<Opened, VolumeErrorKind> {
    if sniff::has_suffix(current, ".img") {
        *current = sniff::other_half(current, ".img", ".hdr")
            .ok_or(VolumeErrorKind::PairIncomplete { missing: ".hdr" })?;
    }
    let mut source = Source::open(current)?;
    let mut start = vec![0; nifti::SIZE_1];
    let known = source.fill(&mut start)?;
    start.truncate(known);
    if let Some(kind) = nifti::recognise(&start) {
        return open_nifti(current, kind, start, source);
    }
    if mgh::recognise(&start) {
        let mut checks = Checks::default();
        let (mut header, affine) = mgh::header(&start, &mut checks)?;
        header.gzip = source.is_gzip();
        // The header block is shorter than what was read to recognise the format.
        let source = source.starting_with(start.split_off(mgh::SIZE));
        return Ok(Opened { header, affine, checks, source });
    }
    Err(sniff::unrecognised(&start))
}

fn open_nifti(
    current: &mut PathBuf,
    kind: nifti::Kind,
    mut bytes: Vec<u8>,
    mut source: Source,
) -> Result<Opened, VolumeErrorKind> {
    let mut checks = Checks::default();
    // The header and the four bytes that tell whether extensions follow.
    let size = kind.layout.size;
    let known = bytes.len();
    bytes.resize(size + 4, 0);
    let found = known + source.fill(&mut bytes[known..])?;
    if found < size {
        let (expected, found) = (size as u64, found as u64);
        return Err(VolumeErrorKind::Truncated { what: "header", expected, found });
    }
    let (mut header, geometry) = kind.header(&bytes[..size], &mut checks)?;
    let affine = geometry::affine(&header, &geometry, &mut checks)?;
    let has_extensions = bytes[size] != 0;
    if kind.pair {
        let (rest, _) = source.finish(MAX_EXTENSION_BYTES as usize)?;
        if has_extensions {
            header.extensions = extension::parse(&rest, kind.big_endian, &mut checks);
        }
        *current = sniff::other_half(current, ".hdr", ".img")
            .ok_or(VolumeErrorKind::PairIncomplete { missing: ".img" })?;
        source = Source::open(current)?;
        skip(&mut source, header.vox_offset)?;
    } else {
        let gap = header.vox_offset - (size as u64 + 4);
        if has_extensions && gap <= MAX_EXTENSION_BYTES {
            let mut rest = Vec::new();
            source.append(&mut rest, gap)?;
            header.extensions = extension::parse(&rest, kind.big_endian, &mut checks);
        } else {
            if has_extensions {
                let message = format!("{gap} bytes of extensions are not kept");
                checks.note(Level::Warning, "vox_offset", message);
            }
            skip(&mut source, gap)?;
        }
    }
    header.gzip = source.is_gzip();
    Ok(Opened { header, affine, checks, source })
}

/// Passes over bytes in front of the voxels.
fn skip(source: &mut Source, count: u64) -> Result<(), VolumeErrorKind> {
    let found = source.skip(count)?;
    if found < count {
        return Err(VolumeErrorKind::Truncated { what: "header", expected: count, found });
    }
    Ok(())
}

/// The three axes, each of at least two voxels.
fn volume_shape(header: &Header) -> Result<[usize; 3], VolumeErrorKind> {
    if header.dim.len() < 3 {
        let axes = header.dim.len();
        return Err(VolumeErrorKind::field("dim[0]", axes, "a volume has three axes"));
    }
    let shape = header.space_shape();
    let names = if header.format == Format::Mgh {
        ["width", "height", "depth"]
    } else {
        ["dim[1]", "dim[2]", "dim[3]"]
    };
    match shape.iter().position(|&voxels| voxels < 2) {
        Some(axis) => {
            let problem = "a volume has at least two voxels along each axis";
            Err(VolumeErrorKind::field(names[axis], shape[axis], problem))
        }
        None => Ok(shape),
    }
}

fn read_voxels(
    header: &Header,
    shape: [usize; 3],
    frame: Frame,
    way: Option<Way>,
    source: &mut Source,
    checks: &mut Checks,
) -> Result<Samples, VolumeErrorKind> {
    let (slope, intercept) = scaling(header, checks);
    let frames = header.frames();
    let width = header.datatype.bytes() as u64;
    let dims = || format!("{:?}", header.dim);
    let frame_bytes = shape.iter().try_fold(width, |n, &d| n.checked_mul(d as u64));
    let total =
        frame_bytes.and_then(|bytes| bytes.checked_mul(frames)?.checked_add(header.vox_offset));
    let (Some(frame_bytes), Some(total)) = (frame_bytes, total) else {
        return Err(VolumeErrorKind::field("dim", dims(), "more voxels than can be counted"));
    };
    let possible = source.at_most();
    if total > possible {
        let problem = format!("needs {total} bytes, the file can hold at most {possible}");
        return Err(VolumeErrorKind::field("dim", dims(), problem));
    }
    let count = usize::try_from(frame_bytes / width)
        .map_err(|_| VolumeErrorKind::field("dim", dims(), "too large for this computer"))?;
    let layout = samples::Layout {
        datatype: header.datatype,
        big_endian: header.big_endian,
        count,
        slope,
        intercept,
        way,
    };
    match frame {
        Frame::Mean if frames > 1 => {
            let assumed = format!("the mean of {frames} frames");
            checks.note(Level::Info, "dim[4]", assumed);
            layout.read_mean(source, frames)
        }
        Frame::Index(index) if index >= frames => {
            let problem = format!("frame {index} was asked for");
            Err(VolumeErrorKind::field("dim[4]", frames, problem))
        }
        Frame::Index(index) => {
            skip(source, index * frame_bytes)?;
            let samples = layout.read(source)?;
            source.skip((frames - 1 - index) * frame_bytes)?;
            Ok(samples)
        }
        Frame::Mean => layout.read(source),
    }
}

/// Slope and intercept by nibabel's `get_slope_inter`: a slope of 0, NaN or infinity scales nothing.
fn scaling(header: &Header, checks: &mut Checks) -> (f64, f64) {
    let (slope, intercept) = (header.scl_slope, header.scl_inter);
    if slope == 0.0 || !slope.is_finite() {
        if slope != 0.0 {
            checks.assume("scl_slope", format!("{slope} is no scale"), "no scaling");
        }
        return (1.0, 0.0);
    }
    if !intercept.is_finite() {
        // nibabel refuses these; nifti1_io.c reads them as 0.
        checks.assume("scl_inter", format!("{intercept} is no offset"), "0");
        return (slope, 0.0);
    }
    (slope, intercept)
}

/// Follows the data to their end; the bytes behind the voxels.
fn finish(
    source: &mut Source,
    header: &Header,
    checks: &mut Checks,
) -> Result<Vec<u8>, VolumeErrorKind> {
    let (footer, ended) = source.finish(MAX_FOOTER_BYTES)?;
    if !ended {
        let message = format!("more than {MAX_FOOTER_BYTES} bytes follow the voxels, not read");
        checks.note(Level::Warning, "file", message);
    } else if !footer.is_empty() && header.format != Format::Mgh {
        checks.note(Level::Info, "file", format!("{} bytes follow the voxels", footer.len()));
    }
    if source.has_trailing_garbage() {
        checks.note(Level::Warning, "gzip", "bytes that are no gzip data follow the last member");
    }
    Ok(footer)
}

/// Whether a path is a regular file (links followed).
pub(super) fn is_file(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|m| m.is_file())
}
