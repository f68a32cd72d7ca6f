//! Are headers that lie, damage and unusual files read as they should be, or refused by name?
#![allow(clippy::unwrap_used, reason = "a helper that fails fails its test")]
#![allow(clippy::float_cmp, reason = "values that are read back are exact")]

use std::fs;
use std::io::Write;
use std::path::Path;

use countenance::imaging::volume::{
    Frame, Header, Level, ReadOptions, Sample, Volume, VolumeErrorKind, Voxels,
};
use flate2::Compression;
use flate2::write::GzEncoder;

/// A small NIfTI-1 file, little endian: 3×4×5 int16 samples 0..60, sform = diag(2, 3, 4).
struct Nifti {
    bytes: Vec<u8>,
}

const VOX_OFFSET: usize = 352;

impl Nifti {
    fn new() -> Self {
        let mut file = Self { bytes: vec![0; VOX_OFFSET] };
        file.i32(0, 348).i16(70, 4).i16(72, 16).f32(108, VOX_OFFSET as f32).text(344, b"n+1\0");
        for (n, d) in [3, 3, 4, 5, 1, 1, 1, 1].into_iter().enumerate() {
            file.i16(40 + 2 * n, d);
        }
        for (n, size) in [1.0, 2.0, 3.0, 4.0].into_iter().enumerate() {
            file.f32(76 + 4 * n, size);
        }
        file.bytes[123] = 2;
        file.i16(254, 1).f32(280, 2.0).f32(300, 3.0).f32(320, 4.0);
        file.voxels((0..60).flat_map(i16::to_le_bytes))
    }

    fn i16(&mut self, at: usize, value: i16) -> &mut Self {
        self.text(at, &value.to_le_bytes())
    }

    fn i32(&mut self, at: usize, value: i32) -> &mut Self {
        self.text(at, &value.to_le_bytes())
    }

    fn f32(&mut self, at: usize, value: f32) -> &mut Self {
        self.text(at, &value.to_le_bytes())
    }

    fn text(&mut self, at: usize, bytes: &[u8]) -> &mut Self {
        self.bytes[at..at + bytes.len()].copy_from_slice(bytes);
        self
    }

    /// Replaces everything behind the header.
    fn voxels(mut self, bytes: impl IntoIterator<Item = u8>) -> Self {
        self.bytes.truncate(VOX_OFFSET);
        self.bytes.extend(bytes);
        self
    }

    /// The same with single fields changed.
    fn with(mut self, change: impl FnOnce(&mut Self) -> &mut Self) -> Self {
        change(&mut self);
        self
    }

    fn read(&self) -> Result<Volume, String> {
        read_bytes("a.nii", &self.bytes)
    }

    fn error(&self) -> String {
        self.read().unwrap_err()
    }
}

fn read_bytes(name: &str, bytes: &[u8]) -> Result<Volume, String> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    fs::write(&path, bytes).unwrap();
    read(&path)
}

fn read(path: &Path) -> Result<Volume, String> {
    Volume::read(path, &ReadOptions::default()).map_err(|e| e.to_string())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn ramp() -> Voxels {
    Voxels::I16((0..60).collect())
}

fn fields_of(volume: &Volume) -> Vec<&str> {
    volume.checks.iter().map(|c| c.field.as_str()).collect()
}

#[track_caller]
fn assert_has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is missing in: {text}");
    }
}

#[test]
fn the_plain_file_is_read_without_a_check() {
    let volume = Nifti::new().read().unwrap();
    assert_eq!((volume.shape, &volume.voxels), ([3, 4, 5], &ramp()));
    assert_eq!(volume.affine.voxel_sizes(), [2.0, 3.0, 4.0]);
    assert_eq!(volume.checks, []);
}

#[test]
fn gzip_is_told_by_content_and_may_have_several_members() {
    let raw = Nifti::new().bytes;
    let (head, tail) = raw.split_at(400);
    let members = [gzip(head), gzip(tail)].concat();
    let padded = [gzip(&raw), vec![0; 700]].concat();
    for (name, bytes) in [
        ("A.NII.GZ", gzip(&raw)),
        ("gzip_without_suffix.nii", gzip(&raw)),
        ("plain.nii.gz", raw.clone()),
        ("members.nii.gz", members),
        ("padded.nii.gz", padded),
    ] {
        let volume = read_bytes(name, &bytes).unwrap();
        assert_eq!(volume.voxels, ramp(), "{name}");
        assert_eq!(volume.checks, [], "{name}");
    }
}

/// A volume of several slabs in each of the 48 orders, as `stored` packs it.
fn in_every_order(stored: impl Fn(&[u8]) -> Vec<u8>) {
    let dims: [i16; 3] = [70, 61, 83];
    let count = dims.iter().map(|&d| usize::from(d.unsigned_abs())).product::<usize>();
    // Noise and runs, so that copies reach back from one slab into the one before.
    let sample = |n: usize| ((n * n % 8191) >> (n / 512 % 12)) as i16;
    let voxels: Vec<u8> = (0..count).flat_map(|n| sample(n).to_le_bytes()).collect();
    for order in 0..48 {
        let axes = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]][order / 8];
        let mut file = Nifti::new().voxels(voxels.iter().copied());
        for (axis, &world) in axes.iter().enumerate() {
            let backwards = order >> axis & 1 == 1;
            file.i16(42 + 2 * axis, dims[axis]);
            (0..3).for_each(|row| _ = file.f32(280 + 16 * row + 4 * axis, 0.0));
            file.f32(280 + 16 * world + 4 * axis, if backwards { -1.5 } else { 1.5 });
        }
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.nii.gz");
        fs::write(&path, stored(&file.bytes)).unwrap();
        let options = ReadOptions { standard_order: true, ..ReadOptions::default() };
        let at_once = Volume::read(&path, &options).unwrap();
        let read = Volume::read(&path, &ReadOptions::default()).unwrap();
        let then = read.clone().in_standard_order();
        assert_eq!(at_once.voxels, then.voxels, "{axes:?} {order}");
        assert_eq!((at_once.shape, at_once.affine), (then.shape, then.affine));
        assert_eq!((at_once.in_file.shape, at_once.in_file.affine), (read.shape, read.affine));
        assert_eq!((at_once.file, at_once.checks), (read.file, read.checks));
    }
}

#[test]
fn voxels_put_in_order_on_the_way_are_those_put_in_order_afterwards() {
    in_every_order(<[u8]>::to_vec);
    in_every_order(gzip);
    // The second member begins inside of a slab.
    in_every_order(|bytes| {
        let (head, tail) = bytes.split_at(300_001);
        [gzip(head), gzip(tail)].concat()
    });
}

#[test]
fn a_file_cut_short_says_so_also_where_voxels_are_put_in_order() {
    let whole = Nifti::new();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.nii");
    fs::write(&path, &whole.with(|file| file.f32(280, -2.0)).bytes[..400]).unwrap();
    let options = ReadOptions { standard_order: true, ..ReadOptions::default() };
    let error = Volume::read(&path, &options).unwrap_err().to_string();
    assert_eq!(error, read(&path).unwrap_err());
}

#[test]
fn bytes_behind_the_last_member_are_a_check() {
    let bytes = [gzip(&Nifti::new().bytes), b"no gzip".to_vec()].concat();
    let volume = read_bytes("a.nii.gz", &bytes).unwrap();
    assert_eq!((fields_of(&volume), &volume.voxels), (vec!["gzip"], &ramp()));
}

#[test]
fn damaged_gzip_is_an_error_and_never_a_volume() {
    let packed = gzip(&Nifti::new().bytes);
    let last = packed.len() - 1;
    let mut sum = packed.clone();
    sum[last - 5] ^= 1;
    assert_has(&read_bytes("a.nii.gz", &sum).unwrap_err(), &["a.nii.gz", "gzip", "checksum"]);
    let mut length = packed.clone();
    length[last] ^= 1;
    assert_has(&read_bytes("a.nii.gz", &length).unwrap_err(), &["gzip", "length"]);
    for end in 2..packed.len() {
        assert!(read_bytes("a.nii.gz", &packed[..end]).is_err(), "cut at {end}");
    }
}

#[test]
fn a_file_cut_short_says_how_much_is_there() {
    let mut file = Nifti::new();
    file.bytes.truncate(VOX_OFFSET + 100);
    assert_has(&file.error(), &["a.nii", "dim", "[3, 4, 5]", "472", "452"]);
    // Gzip does not tell beforehand.
    let error = read_bytes("a.nii.gz", &gzip(&file.bytes)).unwrap_err();
    assert_has(&error, &["voxels", "100 bytes of 120"]);
    assert_has(&read_bytes("a.nii", &Nifti::new().bytes[..346]).unwrap_err(), &["cut short"]);
}

#[test]
fn lying_dims_are_refused_before_memory_is_taken() {
    let file = Nifti::new().with(|f| f.i16(42, 32767).i16(44, 32767).i16(46, 32767));
    let wanted = "dim = [32767, 32767, 32767]: needs";
    assert_has(&file.error(), &["a.nii", wanted]);
    assert_has(&read_bytes("a.nii.gz", &gzip(&file.bytes)).unwrap_err(), &[wanted]);
    let all = Nifti::new().with(|f| {
        f.i16(40, 7);
        for n in 1..8 {
            f.i16(40 + 2 * n, 32767);
        }
        f
    });
    assert_has(&all.error(), &["dim = [32767", "more voxels than can be counted"]);
    for (axes, value) in [(0, "dim[0] = 0"), (8, "dim[0] = 8"), (2, "dim[0] = 2")] {
        assert_has(&Nifti::new().with(|f| f.i16(40, axes)).error(), &[value]);
    }
    assert_has(&Nifti::new().with(|f| f.i16(44, -4)).error(), &["dim[2] = -4"]);
    assert_has(&Nifti::new().with(|f| f.i16(46, 1)).error(), &["dim[3] = 1"]);
}

/// 200 MB of zeros behind a header that asks for 120 bytes.
#[test]
fn a_decompression_bomb_is_read_no_further_than_the_header_asks() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(&Nifti::new().bytes).unwrap();
    for _ in 0..200 {
        encoder.write_all(&vec![0; 1 << 20]).unwrap();
    }
    let volume = read_bytes("bomb.nii.gz", &encoder.finish().unwrap()).unwrap();
    assert_eq!(volume.voxels, ramp());
    assert_eq!(fields_of(&volume), ["file"]);
    assert!(volume.header.unwrap().footer.0.len() <= 1 << 20);
}

#[test]
fn vox_offset_is_honoured_whatever_lies_before() {
    // Padding without the extension flag: the hazard that other readers misread silently.
    let padding = [7u8; 48];
    let file = Nifti::new().with(|f| f.f32(108, 400.0));
    let voxels = (0..60).flat_map(i16::to_le_bytes);
    let file = file.voxels(padding.into_iter().chain(voxels));
    let volume = file.read().unwrap();
    assert_eq!((volume.voxels, volume.header.unwrap().extensions.len()), (ramp(), 0));
    let low = Nifti::new().with(|f| f.f32(108, 0.0)).read().unwrap();
    assert_eq!((fields_of(&low), &low.voxels), (vec!["vox_offset"], &ramp()));
    for bad in [f32::NAN, -1.0, 1e30] {
        assert_has(&Nifti::new().with(|f| f.f32(108, bad)).error(), &["vox_offset ="]);
    }
    assert!(Nifti::new().with(|f| f.f32(108, 1e9)).read().is_err());
}

#[test]
fn extensions_are_kept_as_bytes_and_never_printed() {
    let mut behind = Vec::new();
    for (size, code, content) in
        [(32i32, 6i32, *b"Jane Doe 1970-01-01\0\0\0\0\0"), (32, 2, [9; 24])]
    {
        behind.extend(size.to_le_bytes());
        behind.extend(code.to_le_bytes());
        behind.extend(content);
    }
    behind.extend([0; 16]);
    behind.extend((0..60).flat_map(i16::to_le_bytes));
    let file =
        Nifti::new().with(|f| f.f32(108, 432.0).text(348, &[1, 0, 0, 0]).text(148, b"Jane Doe"));
    let volume = file.voxels(behind).read().unwrap();
    assert_eq!((&volume.voxels, &volume.checks[..]), (&ramp(), &[][..]));
    let header = volume.header.unwrap();
    let codes: Vec<i32> = header.extensions.iter().map(|e| e.code).collect();
    assert_eq!((codes, header.extensions[1].content.0.len()), (vec![6, 2], 24));
    assert_eq!(header.descrip.0, b"Jane Doe");
    let told = format!("{header:?}{}", serde_json::to_string(&header).unwrap());
    assert!(!told.contains("Jane") && !told.contains("1970"), "{told}");
}

#[test]
fn an_extension_with_an_impossible_size_is_a_check() {
    for size in [-16i32, 4, 100_000] {
        let mut behind = size.to_le_bytes().to_vec();
        behind.extend([6, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]);
        behind.extend((0..60).flat_map(i16::to_le_bytes));
        let file = Nifti::new().with(|f| f.f32(108, 368.0).text(348, &[1, 0, 0, 0]));
        let volume = file.voxels(behind).read().unwrap();
        assert_eq!((fields_of(&volume), &volume.voxels), (vec!["extension[0]"], &ramp()));
    }
}

#[test]
fn slope_and_intercept_follow_nibabel() {
    let scaled = |slope: f32, intercept: f32| {
        Nifti::new().with(|f| f.f32(112, slope).f32(116, intercept)).read().unwrap()
    };
    let values = |v: &Volume| -> Vec<f32> {
        countenance::with_samples!(&v.voxels, s => s.iter().take(3).map(|s| {
            (f64::from(s.to_f32()) * v.scaling.slope + v.scaling.intercept) as f32
        }).collect())
    };
    for (slope, intercept, expected) in [
        (0.5, 10.0, [10.0, 10.5, 11.0]),
        (0.0, 10.0, [0.0, 1.0, 2.0]),
        (f32::NAN, 10.0, [0.0, 1.0, 2.0]),
        (f32::INFINITY, 0.0, [0.0, 1.0, 2.0]),
        (2.0, f32::NAN, [0.0, 2.0, 4.0]),
        (-2.0, 1.0, [1.0, -1.0, -3.0]),
    ] {
        let volume = scaled(slope, intercept);
        assert_eq!(values(&volume), expected, "{slope} {intercept}");
        assert!(volume.scaling.slope > 0.0);
        let is_odd = !(slope.is_finite() && intercept.is_finite());
        assert_eq!(volume.checks.len(), usize::from(is_odd), "{slope} {intercept}");
    }
}

#[test]
fn values_that_are_no_numbers_become_air_and_are_counted() {
    let file = |values: [f32; 60]| {
        Nifti::new()
            .with(|f| f.i16(70, 16).i16(72, 32))
            .voxels(values.into_iter().flat_map(f32::to_le_bytes))
    };
    let mut values: [f32; 60] = std::array::from_fn(|n| n as f32);
    (values[7], values[9], values[11]) = (f32::NAN, f32::INFINITY, f32::NEG_INFINITY);
    let volume = file(values).read().unwrap();
    let Voxels::F32(read) = &volume.voxels else { panic!("floats stay floats") };
    assert_eq!([read[7], read[9], read[11], read[12]], [0.0, 0.0, 0.0, 12.0]);
    assert_has(&volume.checks[0].message, &["3 of 60"]);
    assert_has(&file([f32::NAN; 60]).error(), &["voxels = NaN", "60"]);
    let constant = file([0.0; 60]).read().unwrap();
    assert_eq!(
        (constant.checks[0].field.as_str(), constant.checks[0].level),
        ("voxels", Level::Error)
    );
}

#[test]
fn types_that_are_no_scan_are_refused_by_name() {
    for (code, word) in [
        (1, "bitmap"),
        (32, "complex"),
        (1792, "complex"),
        (128, "colour"),
        (2304, "colour"),
        (1536, "128-bit"),
        (99, "no sample type"),
    ] {
        let error = Nifti::new().with(|f| f.i16(70, code)).error();
        assert_has(&error, &["a.nii", &format!("datatype = {code}"), word]);
    }
    let bitpix = Nifti::new().with(|f| f.i16(72, 32)).read().unwrap();
    assert_eq!((fields_of(&bitpix), &bitpix.voxels), (vec!["bitpix"], &ramp()));
}

#[test]
fn pixdim_matters_only_where_the_geometry_depends_on_it() {
    let sform = Nifti::new().with(|f| f.f32(84, 0.0)).read().unwrap();
    assert_eq!(fields_of(&sform), ["pixdim[2]"]);
    for qform_code in [0, 1] {
        let by_pixdim =
            |value: f32| Nifti::new().with(|f| f.i16(254, 0).i16(252, qform_code).f32(84, value));
        for bad in [0.0, f32::NAN, f32::INFINITY] {
            assert_has(&by_pixdim(bad).error(), &["pixdim[2] =", "no voxel size"]);
        }
        let negative = by_pixdim(-3.0).read().unwrap();
        assert!(fields_of(&negative).contains(&"pixdim[2]"));
        assert_eq!(negative.affine.voxel_sizes(), [2.0, 3.0, 4.0]);
    }
}

#[test]
fn a_singular_or_endless_affine_is_refused() {
    let singular = Nifti::new().with(|f| f.f32(280, 0.0)).error();
    assert_has(&singular, &["srow", "determinant", "singular"]);
    let endless = Nifti::new().with(|f| f.f32(292, f32::INFINITY)).error();
    assert_has(&endless, &["srow", "not finite"]);
}

#[test]
fn quaternions_follow_nibabel_and_the_c_library() {
    let qform = |qfac: f32, b: f32, c: f32| {
        Nifti::new().with(|f| f.i16(254, 0).i16(252, 1).f32(76, qfac).f32(256, b).f32(260, c))
    };
    // A quarter turn about x.
    let half = std::f32::consts::FRAC_1_SQRT_2;
    let turned = qform(1.0, half, 0.0).read().unwrap();
    approx::assert_abs_diff_eq!(turned.affine.matrix()[(2, 1)], 3.0, epsilon = 1e-5);
    assert!(turned.affine.is_right_handed());
    assert!(!qform(-1.0, half, 0.0).read().unwrap().affine.is_right_handed());
    let zero = qform(0.0, half, 0.0).read().unwrap();
    assert_eq!((fields_of(&zero), zero.affine), (vec!["pixdim[0]"], turned.affine));
    let long = qform(1.0, 1.5, 0.0).read().unwrap();
    assert_eq!(fields_of(&long), ["quatern_b,c,d"]);
    approx::assert_abs_diff_eq!(long.affine.matrix()[(1, 1)], -3.0, epsilon = 1e-5);
    assert_has(&qform(1.0, f32::NAN, 0.0).error(), &["quatern_b = NaN"]);
}

#[test]
fn without_any_form_the_middle_is_the_origin_and_the_first_axis_runs_left() {
    let volume = Nifti::new().with(|f| f.i16(254, 0)).read().unwrap();
    let m = volume.affine.matrix();
    // nibabel, `get_base_affine`.
    assert_eq!([m[(0, 0)], m[(1, 1)], m[(2, 2)]], [-2.0, 3.0, 4.0]);
    assert_eq!([m[(0, 3)], m[(1, 3)], m[(2, 3)]], [2.0, -4.5, -8.0]);
    assert_eq!(fields_of(&volume), ["sform_code"]);
    let unknown = Nifti::new().with(|f| f.i16(254, 77)).read().unwrap();
    assert_eq!(unknown.affine, volume.affine);
}

#[test]
fn frames_are_averaged_or_chosen() {
    let file = Nifti::new().with(|f| f.i16(40, 4).i16(48, 3));
    let frames = [0i16, 100, 500];
    let file = file.voxels(
        frames.into_iter().flat_map(|add| (0..60).map(move |v| v + add)).flat_map(i16::to_le_bytes),
    );
    let Voxels::F32(mean) = file.read().unwrap().voxels else { panic!("a mean is no integer") };
    assert_eq!([mean[0], mean[59]], [200.0, 259.0]);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.nii.gz");
    fs::write(&path, gzip(&file.bytes)).unwrap();
    let frame =
        |n| Volume::read(&path, &ReadOptions { frame: Frame::Index(n), ..ReadOptions::default() });
    let Voxels::I16(second) = frame(1).unwrap().voxels else { panic!("one frame stays as it is") };
    assert_eq!([second[0], second[59]], [100, 159]);
    assert_has(&frame(3).unwrap_err().to_string(), &["dim[4] = 3", "frame 3"]);
}

#[test]
fn both_files_of_a_pair_lead_to_the_same_volume() {
    let single = Nifti::new().with(|f| f.text(344, b"ni1\0").f32(108, 0.0));
    let (header, voxels) = single.bytes.split_at(VOX_OFFSET);
    for (img, packed) in [("a.img", false), ("a.img.gz", true), ("a.IMG", false)] {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a.hdr"), header).unwrap();
        assert_has(&read(&dir.path().join("a.hdr")).unwrap_err(), &["a.hdr", "no .img"]);
        let bytes = if packed { gzip(voxels) } else { voxels.to_vec() };
        fs::write(dir.path().join(img), bytes).unwrap();
        for name in ["a.hdr", img] {
            let volume = read(&dir.path().join(name)).unwrap();
            assert_eq!((&volume.voxels, volume.header.unwrap().pair), (&ramp(), true), "{name}");
        }
    }
    let error = read_bytes("lonely.img", voxels).unwrap_err();
    assert_has(&error, &["lonely.img", "no .hdr"]);
}

#[test]
fn what_is_no_volume_is_named() {
    for (bytes, word) in [
        (&b""[..], "empty"),
        (b"/annex/objects/MD5E-s1--0.nii.gz\n", "git-annex"),
        (b"version https://git-lfs.github.com/spec/v1\n", "git-LFS"),
        (b"just text", "magic"),
        (&[vec![0; 128], b"DICM".to_vec()].concat(), "DICOM"),
        (&Nifti::new().with(|f| f.text(344, &[0; 4])).bytes, "ANALYZE"),
    ] {
        assert_has(&read_bytes("sub-01_T1w.nii.gz", bytes).unwrap_err(), &["sub-01_T1w", word]);
    }
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("x.nii.gz");
    fs::create_dir(&folder).unwrap();
    assert_has(&read(&folder).unwrap_err(), &["x.nii.gz", "a directory"]);
    assert_has(&read(&dir.path().join("none.nii")).unwrap_err(), &["none.nii", "cannot be read"]);
}

#[cfg(unix)]
#[test]
fn a_link_to_nowhere_is_missing_content() {
    let dir = tempfile::tempdir().unwrap();
    let link = dir.path().join("a.nii.gz");
    std::os::unix::fs::symlink(".git/annex/objects/xx", &link).unwrap();
    let error = Volume::read(&link, &ReadOptions::default()).unwrap_err();
    assert!(matches!(error.kind, VolumeErrorKind::ContentMissing(_)), "{error}");
}

#[test]
fn units_other_than_millimetres_are_converted_or_doubted() {
    let metres = |size: f32| {
        let file = Nifti::new().with(|f| {
            f.bytes[123] = 1;
            f.f32(280, size).f32(300, size).f32(320, size)
        });
        file.read().unwrap()
    };
    assert_eq!(metres(0.02).affine.voxel_sizes().map(f64::round), [20.0; 3]);
    let doubted = metres(2.0);
    assert_eq!(doubted.affine.voxel_sizes(), [2.0; 3]);
    assert_eq!(
        (doubted.checks[0].field.as_str(), doubted.checks[0].level),
        ("xyzt_units", Level::Warning)
    );
}

#[test]
fn the_header_alone_can_be_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.nii.gz");
    fs::write(&path, gzip(&Nifti::new().bytes[..VOX_OFFSET])).unwrap();
    let (header, checks) = Header::read(&path).unwrap();
    assert_eq!((header.dim, checks), (vec![3, 4, 5], vec![]));
}
