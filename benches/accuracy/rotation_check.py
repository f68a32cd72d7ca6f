#!/usr/bin/env python3
"""Does the pose follow a head that is turned, and does the way a file is stored change anything?

usage: rotation_check.py COUNTENANCE SCAN [SCAN ...] [--degrees 30] [--check]

COUNTENANCE is the program, every SCAN a NIfTI file with a face. For each scan, and below each of its turns:
  affine     the header's affine is turned about each world axis by minus and plus so many degrees: the same voxels
  resampled  the head is turned inside the voxel grid instead, and interpolated (linear), so that noise and edges change
  stored     for the first scan, the same head stored in all 48 orders and directions of its axes
The error is the angle between the pose found and the pose of the untouched scan, turned likewise; for what is stored
otherwise also the largest move of a landmark. Needs numpy, scipy, nibabel. `--check` exits with 1 when a bound is missed.
"""
import argparse
import itertools
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import nibabel
import numpy as np
from scipy import ndimage

# Degrees. A turned grid sees the same head with other voxels; an order of storage changes nothing but rounding.
AFFINE_BOUND, RESAMPLED_BOUND, STORED_BOUND, STORED_BOUND_MM = 1.0, 1.5, 0.01, 0.05


def turn(axis, degrees):
    """Rotation about a world axis (0 x, 1 y, 2 z), 3 by 3."""
    a, (p, q) = np.deg2rad(degrees), [(1, 2), (2, 0), (0, 1)][axis]
    r = np.eye(3)
    r[p, p] = r[q, q] = np.cos(a)
    r[p, q], r[q, p] = -np.sin(a), np.sin(a)
    return r


def about_middle(image, r):
    """4 by 4: the rotation about the middle of the image, world mm."""
    middle = image.affine @ np.append((np.array(image.shape) - 1) / 2, 1)
    m = np.eye(4)
    m[:3, :3], m[:3, 3] = r, middle[:3] - r @ middle[:3]
    return m


def resampled(image, m):
    """The head moved by `m`, in a grid of the same voxels large enough to hold it all."""
    corners = np.array(list(itertools.product(*[(0, n - 1) for n in image.shape])))
    world = (m @ image.affine @ np.c_[corners, np.ones(8)].T)[:3]
    size = nibabel.affines.voxel_sizes(image.affine)
    axes = image.affine[:3, :3] / size
    along = axes.T @ world
    low, high = along.min(axis=1), along.max(axis=1)
    shape = np.ceil((high - low) / size).astype(int) + 1
    affine = np.eye(4)
    affine[:3, :3], affine[:3, 3] = image.affine[:3, :3], axes @ low
    back = np.linalg.inv(image.affine) @ np.linalg.inv(m) @ affine
    data = np.asarray(image.dataobj)
    # Outside the old grid the air goes on, with its noise.
    moved = ndimage.affine_transform(data.astype(np.float32), back[:3, :3], back[:3, 3], tuple(shape), order=1, mode="mirror")
    return np.round(moved).astype(data.dtype), affine


def variants(image, degrees, stored):
    """(kind, name, voxels, affine, rotation) of everything that is looked at."""
    data = np.asarray(image.dataobj)
    yield "untouched", "untouched", data, image.affine, np.eye(3)
    for axis, sign in itertools.product(range(3), (-1, 1)):
        r = turn(axis, sign * degrees)
        name = f"{'xyz'[axis]}{'m' if sign < 0 else 'p'}"
        m = about_middle(image, r)
        yield "affine", name, data, m @ image.affine, r
        yield "resampled", name, *resampled(image, m), r
    for order, flips in itertools.product(itertools.permutations(range(3)), itertools.product((1, -1), repeat=3)) if stored else ():
        other = image.as_reoriented(np.array(list(zip(order, flips))))
        name = "".join(map(str, order)) + "".join("m" if f < 0 else "p" for f in flips)
        yield "stored", name, np.asarray(other.dataobj), other.affine, np.eye(3)


def angle(r):
    """Rotation angle of a matrix, degrees; exact also near 0."""
    return np.degrees(2 * np.arcsin(np.clip(np.linalg.norm(r - np.eye(3)) / np.sqrt(8), 0, 1)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("countenance")
    parser.add_argument("scan", nargs="+")
    parser.add_argument("--degrees", type=float, default=30)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    errors, moves = {"affine": [], "resampled": [], "stored": []}, []
    with tempfile.TemporaryDirectory() as folder:
        folder, made = Path(folder), []
        for n, scan in enumerate(options.scan):
            image = nibabel.load(scan)
            for kind, name, data, affine, r in variants(image, options.degrees, n == 0):
                label = f"{n}{kind}{name}"
                out = nibabel.Nifti1Image(data, affine)
                out.set_qform(affine, 1)
                out.set_sform(affine, 1)
                (folder / "in").mkdir(exist_ok=True)
                nibabel.save(out, folder / "in" / f"sub-{label}_T1w.nii")
                made.append((n, kind, label, r))
        subprocess.run([options.countenance, "faces", folder / "in", "-o", folder / "out", "--no-renders"], check=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        results = {f.stem: json.loads(f.read_text()) for f in (folder / "out" / "scans").glob("*.json")}
    print(f"{'scan':>4} {'kind':10} {'turn':8} {'rotation error, degrees':>23}")
    for n, kind, label, r in made:
        found = next(v for k, v in results.items() if k.startswith(f"sub-{label}_"))
        if kind == "untouched":
            plain = found
            continue
        if found["pose"] is None:
            error = 180.0
        else:
            error = angle(np.array(found["pose"])[:3, :3] @ r @ np.array(plain["pose"])[:3, :3].T)
        errors[kind].append(error)
        if kind == "stored":
            there = [np.linalg.norm(np.subtract(a["world_mm"], plain["landmarks"][k]["world_mm"])) for k, a in found["landmarks"].items()]
            moves.append(max(there, default=np.inf))
        else:
            print(f"{n:4} {kind:10} {label[len(str(n)) + len(kind):]:8} {error:23.3f}")
    bounds = {"affine": AFFINE_BOUND, "resampled": RESAMPLED_BOUND, "stored": STORED_BOUND}
    missed = []
    for kind, values in errors.items():
        print(f"{kind:10} n {len(values):3}  median {np.median(values):8.4f}  max {max(values):8.4f} degrees (bound {bounds[kind]})")
        if not max(values) <= bounds[kind]:
            missed.append(kind)
    print(f"stored: landmarks move by at most {max(moves):.4f} mm (bound {STORED_BOUND_MM})")
    if not max(moves) <= STORED_BOUND_MM:
        missed.append("stored, landmarks")
    for kind in missed:
        print("MISSED", kind)
    return 1 if options.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
