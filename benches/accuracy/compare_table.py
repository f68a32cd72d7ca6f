#!/usr/bin/env python3
"""What does `countenance compare` say of a cohort with truth, and does it find swaps and flips?

usage: compare_table.py PROGRAM COHORT WORK [--cases 100] [--resampled 20] [--seed 1] [--cases-only] [--brain FOLDER] [--check]

COHORT: a BIDS dataset with `derivatives/<method>/`. WORK: a folder for results and altered copies.
Prints, per method, cost in the brain and, when there is `compare_regions.csv`, the residual of the main regions;
(not with --cases-only); then draws CASES seeded pairs, alters the defaced copy (another subject's, another session's, voxels flipped without
the affine, the affine flipped without the voxels, origin lost, resampled and flipped) and as many untouched and RESAMPLED
resampled ones, and counts what was found. `--check` exits with 1 when an altered pair was not found or another was.
"""
import argparse
import csv
import random
import subprocess
import sys
from pathlib import Path

import nibabel as nib
import numpy as np
from nibabel.processing import resample_to_output

KINDS = ["subject", "session", "data left-right", "data front-back", "data up-down", "affine left-right", "affine half turn",
         "origin lost", "resampled left-right"]


def compare(program, original, defaced, out, *more):
    subprocess.run([program, "compare", original, defaced, "-o", out, *more], check=False)
    with open(out / "compare.csv", newline="") as table:
        return list(csv.DictReader(table))


def numbers(rows, column):
    values = [float(r[column]) for r in rows if r.get(column, "n/a") not in ("n/a", "")]
    return np.array(values) if values else np.array([np.nan])


def per_method(program, cohort, work, more):
    print(f"{'method':14} {'pairs':>5} {'same':>5} {'brain':>10} {'lost, median':>13} {'max':>8} {'changed, median':>16} {'max':>8}")
    wrong = 0
    for method in sorted(p for p in (cohort / "derivatives").iterdir() if p.is_dir()):
        rows = compare(program, cohort, method, work / "methods" / method.name, *more)
        both = [r for r in rows if r["status"] == "compared"]
        same = sum(r["match"] == "same-scan" for r in both)
        wrong += len(both) - same
        lost, changed = numbers(both, "brain_lost_share"), numbers(both, "brain_changed_share")
        source = "/".join(sorted({r["brain_source"] for r in both}))
        print(f"{method.name:14} {len(both):5} {same:5} {source:>10} {np.median(lost):13.4%} {lost.max():8.4%} {np.median(changed):16.4%} {changed.max():8.4%}")
    return wrong


REGIONS = ["forehead", "eye_right", "nose_tip", "mouth", "chin", "ear_left", "vault"]


def per_region(work):
    tables = sorted((work / "methods").glob("*/compare_regions.csv"))
    if tables:
        print(f"\n{'mm to the original, median over pairs':14}\n{'method':14} " + " ".join(f"{r:>20}" for r in REGIONS) + "   (residue / mean face)")
    for path in tables:
        with open(path, newline="") as table:
            rows = list(csv.DictReader(table))
        cells = []
        for region in REGIONS:
            of = [r for r in rows if r["region"] == region]
            residue, null = numbers(of, "residue_mm"), numbers(of, "mean_face_mm")
            removed = numbers(of, "removed_share")
            cells.append(f"{np.median(residue):5.2f}/{np.median(null):5.2f} rem{np.median(removed):4.0%}")
        print(f"{path.parent.name:14} " + " ".join(f"{c:>20}" for c in cells))


def flipped(image, axes, what):
    """The image with its world axes flipped: voxels without the affine, or the affine without the voxels."""
    codes = nib.aff2axcodes(image.affine)
    voxel_axes = [n for n, code in enumerate(codes) for axis in axes if code in ("LR", "PA", "IS")[axis]]
    data = np.asarray(image.dataobj)
    if what == "data":
        return nib.Nifti1Image(np.flip(data, voxel_axes), image.affine, image.header)
    sign = np.diag([-1.0 if n in axes else 1.0 for n in range(3)] + [1.0])
    return moved(image, sign @ image.affine)


def moved(image, affine):
    header = image.header.copy()
    copy = nib.Nifti1Image(np.asarray(image.dataobj), affine, header)
    copy.set_sform(affine, 1)
    copy.set_qform(affine, 1)
    return copy


def resampled(image):
    sizes = np.array(image.header.get_zooms()[:3]) * [1.1, 0.93, 1.07]
    copy = resample_to_output(image, sizes, order=1)
    return nib.Nifti1Image(np.round(copy.get_fdata()).astype(np.int16), copy.affine)


def altered(kind, draw, own, scans):
    """The altered image of one of the defaced scans, and the (subject, session) that it shows."""
    sub, ses = own
    image = nib.load(scans[own])
    if kind == "subject":
        own = draw.choice([s for s in scans if s[0] != sub])
        return nib.load(scans[own]), own
    if kind == "session":
        others = [s for s in scans if s[0] == sub and s[1] != ses]
        own = draw.choice(others or [s for s in scans if s[0] != sub])
        return nib.load(scans[own]), own
    if kind == "origin lost":
        affine = image.affine.copy()
        affine[:3, 3] = 0
        return moved(image, affine), own
    if kind == "resampled left-right":
        return flipped(resampled(image), [0], "data"), own
    what, which = kind.split(" ", 1)
    axes = {"left-right": [0], "front-back": [1], "up-down": [2], "half turn": [0, 1]}[which]
    return flipped(image, axes, what), own


def expected(kind, row, own, shown, shows):
    """Whether an altered pair was found, and called what it is."""
    if kind in ("subject", "session"):
        owner = shows.get(row["belongs_to"].split(" ")[0])
        return row["match"] == "different-scan" and owner == shown
    word = {"origin lost": "moved", "affine half turn": "half turn about the up-down"}.get(kind, kind.split(" ", 1)[-1])
    return row["match"] == "frame-changed" and word in row["frame_change"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("cohort", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--resampled", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases-only", action="store_true")
    parser.add_argument("--brain", type=Path)
    parser.add_argument("--check", action="store_true")
    typed = parser.parse_args()
    program = str(Path(typed.program).resolve())
    more = ["--brain", str(typed.brain)] if typed.brain else []
    wrong = 0
    if not typed.cases_only:
        wrong = per_method(program, typed.cohort, typed.work, more)
        per_region(typed.work)

    draw = random.Random(typed.seed)
    defaced = {}
    for path in sorted((typed.cohort / "derivatives").glob("*/sub-*/ses-*/anat/*_desc-defaced_*.nii.gz")):
        sub, ses = path.name.split("_")[:2]
        defaced.setdefault(path.relative_to(typed.cohort).parts[1], {})[sub, ses] = path
    before, after = typed.work / "cases" / "original", typed.work / "cases" / "defaced"
    for folder in (before, after):
        folder.mkdir(parents=True, exist_ok=True)
    truth, shows = {}, {}
    for n in range(2 * typed.cases + typed.resampled):
        method = draw.choice(sorted(defaced))
        own = draw.choice(sorted(defaced[method]))
        kind = KINDS[n % len(KINDS)] if n < typed.cases else "untouched" if n < 2 * typed.cases else "resampled"
        name = f"case{n:03}.nii.gz"
        source = next((typed.cohort / own[0] / own[1] / "anat").glob("*_T1w.nii.gz"))
        (before / name).unlink(missing_ok=True)
        (before / name).symlink_to(source.resolve())
        if kind == "untouched":
            (after / name).unlink(missing_ok=True)
            (after / name).symlink_to(defaced[method][own].resolve())
            image = None
        elif kind == "resampled":
            image = resampled(nib.load(defaced[method][own]))
        else:
            image, own_shown = altered(kind, draw, own, defaced[method])
        truth[name] = (kind, method, own, own_shown if n < typed.cases else own)
        shows[name] = own
        if image is not None:
            nib.save(image, after / name)
    rows = compare(program, before, after, typed.work / "cases" / "out", "--fresh")
    counts, missed = {}, []
    for row in rows:
        kind, method, own, shown = truth[row["original"]]
        right = row["match"] == "same-scan" if kind in ("untouched", "resampled") else expected(kind, row, own, shown, shows)
        # A donor that is no original of any case cannot be named.
        if kind in ("subject", "session") and shown not in shows.values():
            right = row["match"] == "different-scan"
        counts.setdefault(kind, []).append(right)
        if not right:
            missed.append(f"MISSED {row['original']} {kind} ({method}): {row['match']} {row['frame_change']} {row['belongs_to']} "
                          f"equal {row['equal_share']} correlation {row['correlation']}")
    print(f"\n{'altered how':22} {'pairs':>5} {'right':>5}")
    for kind in [*KINDS, "untouched", "resampled"]:
        print(f"{kind:22} {len(counts.get(kind, [])):5} {sum(counts.get(kind, [])):5}")
    print("\n".join(missed))
    print(f"{sum(len(v) for v in counts.values()) - len(missed)} passed, {len(missed)} failed")
    return 1 if typed.check and (missed or wrong) else 0


if __name__ == "__main__":
    sys.exit(main())
