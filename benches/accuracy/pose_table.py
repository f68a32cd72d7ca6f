#!/usr/bin/env python3
"""How far are pose and landmarks from the truth of a head cohort?

usage: pose_table.py COHORT OUT [--check]

COHORT is a folder made by make_cohort.py (truth in sourcedata/truth); OUT is the output folder of `countenance faces` on
it, whose derivatives are the defacing methods. Needs numpy only.

Rotation: the truth's axes are a convention, so one constant rotation (the chordal mean over the intact scans)
is removed before errors are taken; the same constant serves the defaced scans. A scan without a pose counts as
an error of 180 degrees. `--check` exits with 1 when a bound of the table is missed.

Landmarks at the edge of a cut: on defaced copies that keep the person's own skin where they keep anything, a landmark's
skin is gone when most voxels within 4 mm of the truth are exactly 0 (noise never is). Those left are compared with the
intact copy; those gone should not claim a confidence of 0.5.
"""
import csv
import gzip
import json
import struct
import sys
from pathlib import Path

import numpy as np

MODEL_TO_RAS = np.array([[-1, 0, 0], [0, 0, 1], [0, 1, 0]], float)
# Index among the 68 points of the truth (iBUG order), bound on the median in mm or None.
LANDMARKS = {
    "nasion": (27, None), "nose_tip": (30, 2.0), "subnasale": (33, None), "chin": (8, None),
    "eye_outer_right": (36, 5.0), "eye_inner_right": (39, 3.0),
    "eye_inner_left": (42, 3.0), "eye_outer_left": (45, 5.0),
}
# What a crop of the field of view takes away.
CROPPED = {"none": set(), "top": set(), "mouth": {"chin", "subnasale"}, "chin": {"chin"},
           "nose": {"nose_tip", "subnasale", "chin"}}
# What a defacer of the cohort leaves.
LEFT_BY = {"partialshift": {"nasion", "eye_outer_right", "eye_inner_right", "eye_inner_left", "eye_outer_left"},
           "partialnose": {"eye_outer_right", "eye_inner_right", "eye_inner_left", "eye_outer_left", "chin"}}
# Methods that take skin away and put nothing in its place.
CUTTING = ("quickshear", "facemask", "partialshift", "partialnose")
CLAIMS, GONE_MM = 0.5, 4.0
INTACT_BOUND, DEFACED_BOUND, SESSION_BOUND = (1.5, 4.0), (2.5, 6.0), 1.0


def rotation(degrees):
    """The truth's rotation matrix from its three angles (x, then y, then z)."""
    a, b, c = np.deg2rad(degrees)
    x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    z = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    return z @ y @ x


def angle(r):
    """Rotation angle of a matrix, degrees."""
    return np.degrees(np.arccos(np.clip((np.trace(r) - 1) / 2, -1, 1)))


def mean_rotation(rotations):
    """Chordal mean: the rotation nearest to the arithmetic mean."""
    u, _, vt = np.linalg.svd(np.mean(rotations, axis=0))
    return u @ np.diag([1, 1, np.linalg.det(u @ vt)]) @ vt


def results(folder):
    """method or intact -> (sub, ses) -> result of every scan of an output folder."""
    groups = {"intact": {}}
    with open(Path(folder) / "faces.csv", newline="") as table:
        for row in csv.DictReader(table):
            result = json.loads((Path(folder) / row["json"]).read_text())
            _, _, below = row["scan"].partition("derivatives/")
            method = below.split("/")[0] if below else "intact"
            groups.setdefault(method, {})[result["participant_id"], result["session_id"]] = result
    return groups


def relative(result, truth):
    """Canonical frame seen from the truth's model frame: constant over scans if the pose is right."""
    to_world = np.linalg.inv(np.array(result["pose"]))[:3, :3]
    return (rotation(truth["rot_deg"]) @ MODEL_TO_RAS).T @ to_world


def rotation_errors(found, truths, constant):
    return np.array([angle(relative(r, truths[k]) @ constant.T) if r["pose"] else 180.0
                     for k, r in sorted(found.items())])


def session_differences(found, truths):
    people = {}
    for (sub, _), result in found.items():
        if result["pose"]:
            people.setdefault(sub, []).append((sub, result))
    differences = []
    for sub in sorted(people):
        keys = sorted(k for k in found if k[0] == sub and found[k]["pose"])
        for a, b in zip(keys, keys[1:]):
            differences.append(angle(relative(found[a], truths[a]) @ relative(found[b], truths[b]).T))
    return np.array(differences)


def landmark_errors(found, truths, left):
    errors = {}
    for name, (index, _) in LANDMARKS.items():
        values = []
        for key, result in sorted(found.items()):
            truth = truths[key]
            if name in CROPPED[truth["crop"]] or name not in left or not result["pose"]:
                continue
            at = result["landmarks"].get(name)
            values.append(np.linalg.norm(np.array(at["world_mm"]) - truth["landmarks68_world_ras"][index])
                          if at and at["confidence"] > 0 else np.inf)
        errors[name] = np.array(values)
    return errors


class Voxels:
    """Samples and affine (sform) of an uncompressed or gzipped int16 NIfTI-1 file, as make_cohort.py writes them."""

    def __init__(self, path):
        raw = (gzip.open if path.suffix == ".gz" else open)(path, "rb").read()
        shape, kind = struct.unpack_from("<3h", raw, 42), struct.unpack_from("<h", raw, 70)[0]
        assert kind == 4, f"{path}: datatype {kind}, not int16"
        start = int(struct.unpack_from("<f", raw, 108)[0])
        self.data = np.frombuffer(raw, "<i2", int(np.prod(shape)), start).reshape(shape, order="F")
        self.to_voxel = np.linalg.inv(np.vstack([np.frombuffer(raw, "<f4", 12, 280).reshape(3, 4), [0, 0, 0, 1]]))
        self.size = 1 / np.linalg.norm(self.to_voxel[:3, :3], axis=1)

    def gone(self, place):
        """Whether most voxels around a place are exactly 0; None outside the field of view."""
        at = (self.to_voxel @ np.append(place, 1))[:3]
        if (at < 0).any() or (at > np.array(self.data.shape) - 1).any():
            return None
        ranges = [np.arange(max(0, int(np.ceil(a - GONE_MM / s))), min(n - 1, int(a + GONE_MM / s)) + 1)
                  for a, s, n in zip(at, self.size, self.data.shape)]
        apart = sum(((r - a) * s).reshape([-1 if d == n else 1 for d in range(3)]) ** 2
                    for n, (r, a, s) in enumerate(zip(ranges, at, self.size)))
        return np.mean(self.data[np.ix_(*ranges)][apart <= GONE_MM**2] == 0) > 0.5


def at_cuts(cohort, groups, truths):
    """Prints, for each cutting method, what landmarks with and without their skin claim, and how right they are."""
    print(f"\n{'at cuts':13} {'skin there':>10} {'claimed':>8} {'median mm':>10} {'p95':>6} {'max':>6} {'intact copy':>12} "
          f"{'skin gone':>10} {'claimed':>8}")
    for method in (m for m in CUTTING if m in groups):
        there, errors, before, gone, claims, names = 0, [], [], 0, 0, {}
        for (sub, ses), result in sorted(groups[method].items()):
            path = Path(cohort, "derivatives", method, sub, ses, "anat", f"{sub}_{ses}_desc-defaced_T1w.nii.gz")
            voxels, truth = Voxels(path), truths[sub, ses]
            for name, (index, _) in LANDMARKS.items():
                place = np.array(truth["landmarks68_world_ras"][index])
                lost = voxels.gone(place)
                if lost is None or name in CROPPED[truth["crop"]]:
                    continue
                at = result["landmarks"].get(name) if result["pose"] else None
                claimed = bool(at and at["confidence"] >= CLAIMS)
                if lost:
                    gone, claims = gone + 1, claims + claimed
                else:
                    there += 1
                    counts = names.setdefault(name, [0, 0])
                    counts[0] += claimed
                    counts[1] += 1
                    whole = groups["intact"].get((sub, ses))
                    if claimed and whole and whole["pose"]:
                        errors.append(np.linalg.norm(np.subtract(at["world_mm"], place)))
                        before.append(np.linalg.norm(np.subtract(whole["landmarks"][name]["world_mm"], place)))
        e = np.array(errors) if errors else np.array([np.nan])
        whole = np.median(before) if before else np.nan
        print(f"{method:13} {there:10} {len(errors):8} {np.median(e):10.2f} {np.percentile(e, 95):6.2f} {e.max():6.2f} {whole:12.2f} {gone:10} {claims:8}")
        print("              " + ", ".join(f"{name} {a}/{b}" for name, (a, b) in names.items()))


def main(arguments):
    check = "--check" in arguments
    cohort, out = [a for a in arguments if a != "--check"]
    truths = {}
    for path in sorted(Path(cohort, "sourcedata/truth").glob("*.json")):
        truth = json.loads(path.read_text())
        truths[truth["sub"], truth["ses"]] = truth
    groups = results(out)
    constant = mean_rotation([relative(r, truths[k]) for k, r in groups["intact"].items() if r["pose"]])
    missed, pooled = [], []

    def bound(what, value, limit):
        if not value <= limit:
            missed.append(f"{what}: {value:.2f} > {limit}")

    print(f"{'group':13} {'n':>4} {'no pose':>7} {'rotation error, degrees':>31} {'between sessions':>17}")
    print(f"{'':13} {'':>4} {'':>7} {'median':>13} {'p95':>8} {'max':>8} {'median':>17}")
    for name, found in groups.items():
        errors = rotation_errors(found, truths, constant)
        between = session_differences(found, truths)
        lost = sum(r["pose"] is None for r in found.values())
        print(f"{name:13} {len(found):4} {lost:7} {np.median(errors):13.2f} {np.percentile(errors, 95):8.2f} "
              f"{errors.max():8.2f} {np.median(between) if len(between) else np.nan:17.2f}")
        if name == "intact":
            bound("intact rotation median", np.median(errors), INTACT_BOUND[0])
            bound("intact rotation p95", np.percentile(errors, 95), INTACT_BOUND[1])
            bound("between sessions median", np.median(between), SESSION_BOUND)
        else:
            pooled.append(errors)
    if pooled:
        pooled = np.concatenate(pooled)
        print(f"{'all defaced':13} {len(pooled):4} {'':7} {np.median(pooled):13.2f} {np.percentile(pooled, 95):8.2f} {pooled.max():8.2f}")
        bound("defaced rotation median", np.median(pooled), DEFACED_BOUND[0])
        bound("defaced rotation p95", np.percentile(pooled, 95), DEFACED_BOUND[1])

    print(f"\n{'landmark error, mm':18} " + " ".join(f"{n:>23}" for n in groups if n == 'intact' or n in LEFT_BY))
    per_group = {n: landmark_errors(f, truths, LEFT_BY.get(n, set(LANDMARKS)))
                 for n, f in groups.items() if n == "intact" or n in LEFT_BY}
    for name, (_, limit) in LANDMARKS.items():
        cells = []
        for errors in per_group.values():
            e = errors[name]
            cells.append(f"{np.median(e):8.2f} p95 {np.percentile(e, 95, method='lower'):6.2f} n{len(e):3}" if len(e) else f"{'-':>23}")
        print(f"{name:18} " + " ".join(cells))
        if limit is not None and len(per_group["intact"][name]):
            bound(f"{name} median mm", np.median(per_group["intact"][name]), limit)
    if any(method in groups for method in CUTTING):
        at_cuts(cohort, groups, truths)
    for line in missed:
        print("MISSED", line)
    return 1 if check and missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
