#!/usr/bin/env python3
"""Does the reader see what nibabel sees? Voxel values (as float32) and affine must be equal.

usage: nibabel_oracle.py DUMP_VOLUME [FILE_OR_FOLDER...]      (pip: nibabel numpy)
DUMP_VOLUME is the built example: cargo build --release --example dump_volume
Makes one small file of every kind in a temporary folder, reads them and every volume among the
given files and folders with both readers, and prints a table and `N passed, N failed`.
What nibabel reads but we refuse counts as failed, except where REFUSED names the reason.
"""
import gzip, itertools, json, subprocess, sys, tempfile, warnings
from pathlib import Path

import nibabel as nib
import numpy as np

SUFFIXES = (".nii", ".nii.gz", ".mgh", ".mgz", ".hdr", ".hdr.gz")
# Words of our own errors for what is refused on purpose though nibabel opens it.
REFUSED = ("complex samples", "colour samples", "at least two voxels", "a volume has three axes",
           "128-bit", "it is empty", "no voxel size", "ANALYZE")
SHAPE = (5, 4, 3)
TYPES = ("u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f4", "f8")


def oblique(flip):
    """Turned about two axes, three voxel sizes, left-handed when flipped."""
    a, b = 0.3, -0.7
    x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    z = np.array([[np.cos(b), -np.sin(b), 0], [np.sin(b), np.cos(b), 0], [0, 0, 1]])
    affine = np.eye(4)
    affine[:3, :3] = z @ x @ np.diag([-0.9 if flip else 0.9, 1.1, 2.4])
    affine[:3, 3] = 12.5, -40.25, 7
    return affine


def samples(dtype, shape=SHAPE):
    rng = np.random.default_rng(int(np.dtype(dtype).num))
    if np.dtype(dtype).kind == "f":
        return rng.normal(0, 100, shape).astype(dtype)
    info = np.iinfo(dtype)
    return rng.integers(info.min, info.max, shape, dtype=dtype, endpoint=True)


def make(folder):
    """One file of each kind."""
    def save(image, name):
        nib.save(image, folder / name)

    for dtype, order in itertools.product(TYPES, "<>"):
        data = samples(dtype)
        for cls, kind in ((nib.Nifti1Image, "n1"), (nib.Nifti2Image, "n2")):
            image = cls(data, oblique(dtype[0] == "u"), header=cls.header_class(endianness=order),
                        dtype=data.dtype)
            image.header.set_xyzt_units("mm")
            save(image, f"{kind}_{dtype}_{'le' if order == '<' else 'be'}.nii" + (".gz" if order == "<" else ""))
    for cls, kind in ((nib.Nifti1Pair, "n1"), (nib.Nifti2Pair, "n2")):
        save(cls(samples("i2"), oblique(True)), f"pair_{kind}.hdr")
        save(cls(samples("f4"), oblique(False)), f"pair_{kind}_gz.hdr.gz")
    for dtype in ("u1", "i4", "f4", "i2", "u2"):
        for suffix in ("mgh", "mgz"):
            save(nib.MGHImage(samples(dtype), oblique(suffix == "mgz")), f"mgh_{dtype}.{suffix}")
    save(nib.MGHImage(samples("f4", (*SHAPE, 3)), oblique(False)), "frames.mgz")

    for n, (slope, inter) in enumerate([(0.01, 5), (-2, 1), (1, -1024), (0, 7), (3e-5, 0)]):
        for dtype in ("u1", "i2", "i4", "f4"):
            image = nib.Nifti1Image(samples(dtype), oblique(False))
            path = folder / f"scaled_{n}_{dtype}.nii"
            nib.save(image, path)
            patch(path, {112: np.float32(slope), 116: np.float32(inter)})
    nan = folder / "slope_nan.nii"
    nib.save(nib.Nifti1Image(samples("i2"), oblique(False)), nan)
    patch(nan, {112: np.float32("nan")})

    for s, q in ((1, 0), (0, 1), (0, 0), (2, 3), (4, 0), (0, 5)):
        image = nib.Nifti1Image(samples("i2"), None)
        image.header.set_zooms((0.9, 1.1, 2.4))
        image.set_qform(oblique(True), q)
        image.set_sform(oblique(False), s)
        save(image, f"form_s{s}_q{q}.nii.gz")
    odd = folder / "form_unknown_code.nii"
    image = nib.Nifti1Image(samples("i2"), oblique(False))
    image.set_qform(oblique(True), 1)
    nib.save(image, odd)
    patch(odd, {254: np.int16(77)})
    qfac = folder / "form_qfac_zero.nii"
    image.set_sform(None, 0)
    nib.save(image, qfac)
    patch(qfac, {76: np.float32(0)})
    negative = folder / "form_negative_pixdim.nii"
    nib.save(image, negative)
    patch(negative, {84: np.float32(-1.1)})

    for shape in ((*SHAPE, 4), (*SHAPE, 1), (*SHAPE, 1, 3)):
        save(nib.Nifti1Image(samples("i2", shape), oblique(False)),
             "frames_" + "x".join(map(str, shape)) + ".nii.gz")
    image = nib.Nifti1Image(samples("i2"), oblique(False))
    image.header.extensions.append(nib.nifti1.Nifti1Extension("comment", b"a remark of some length"))
    image.header.extensions.append(nib.nifti1.Nifti1Extension(4, b"<AFNI/>" * 30))
    save(image, "extensions.nii.gz")
    raw = bytearray((folder / "n1_i2_le.nii.gz").read_bytes())
    raw = bytearray(gzip.decompress(raw))
    (folder / "members.nii.gz").write_bytes(gzip.compress(raw[:200]) + gzip.compress(raw[200:]))
    raw[108:112] = np.float32(400).tobytes()
    (folder / "padded.nii").write_bytes(raw[:352] + bytes([7] * 48) + raw[352:])


def patch(path, fields):
    """Overwrites header fields in place (offset → little-endian value)."""
    raw = bytearray(path.read_bytes())
    for offset, value in fields.items():
        raw[offset:offset + value.nbytes] = value.tobytes()
    path.write_bytes(raw)


def theirs(path):
    """Values (mean over frames, not-finite as 0), affine, and the largest number summed, by nibabel."""
    image = nib.load(path)
    if image.get_data_dtype().kind not in "uif":
        raise ValueError("no real samples")
    values = np.asanyarray(image.dataobj).astype(np.float64)
    values = np.where(np.isfinite(values.astype(np.float32)), values, 0)
    summed = 0.0
    if values.ndim > 3:
        summed = np.abs(values).max()
        values = values.reshape(*values.shape[:3], -1).mean(-1)
    return values, image.affine, summed


def compare(path, out, n):
    ours = json.loads((out / f"{n}.json").read_text())
    try:
        values, affine, summed = theirs(path)
    except Exception as error:  # nibabel refuses in many ways
        return True, f"nibabel refuses ({type(error).__name__}); we: {ours.get('error', 'read')[-60:]}"
    if "error" in ours:
        return any(word in ours["error"] for word in REFUSED), "refused: " + ours["error"][-70:]
    if tuple(ours["shape"]) != values.shape[:3]:
        return False, f"shape {ours['shape']} instead of {values.shape}"
    read = np.fromfile(out / f"{n}.f32", "<f4").reshape(values.shape, order="F")
    # Equal to the last float32 digit but one (nibabel scales some types in float32). A mean over
    # frames is rounded on the scale of the numbers summed, which may cancel.
    least = max(np.abs(values).max() * 1e-2, summed) + 1e-30
    off = np.abs(read - values) / np.maximum(np.abs(values), least)
    # The matrix is compared on the scale of its largest number, which float32 files round.
    turned = np.abs(np.array(ours["affine"]) - affine).max() / max(1, np.abs(affine).max())
    message = f"values {off.max():.1e}, affine {turned:.1e}, checks {len(ours['checks'])}"
    return off.max() < 4e-7 and turned < 4e-7, message


def main():
    dump, *inputs = sys.argv[1:]
    warnings.simplefilter("ignore")
    nib.imageglobals.logger.setLevel("CRITICAL")
    with tempfile.TemporaryDirectory() as temporary:
        made, out = Path(temporary) / "made", Path(temporary) / "out"
        made.mkdir(), out.mkdir()
        make(made)
        paths = [made, *map(Path, inputs)]
        files = [f for p in paths for f in (sorted(p.rglob("*")) if p.is_dir() else [p])
                 if f.is_file() and (f.name.lower().endswith(SUFFIXES) or f in paths)]
        passed = failed = 0
        for file in files:
            subprocess.run([dump, out, file], check=True)
            good, message = compare(file, out, 0)
            passed, failed = passed + good, failed + (not good)
            print(f"{'ok  ' if good else 'FAIL'}  {file.name:44}  {message}")
        print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
