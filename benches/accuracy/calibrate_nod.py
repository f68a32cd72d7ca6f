#!/usr/bin/env python3
"""Which part of a head's shape is a nod? Learns data/nod_of_shape.csv from cohorts with truth.

usage: calibrate_nod.py COHORT=OUT_INTACT [COHORT=OUT_INTACT ...] [--write data/nod_of_shape.csv]

COHORT is a folder made by make_cohort.py, OUT_INTACT the output folder of `countenance faces` on its raw scans. The pitch
error of every scan (against the truth, one constant rotation a cohort taken off, the program's own correction undone) is
regressed on the smooth modes of the shape (ridge). Printed: errors without, with the shipped and with the new
numbers; the new ones are learnt on the other cohorts each time. Needs numpy only.
"""
import sys
from pathlib import Path

import numpy as np

from pose_table import angle, mean_rotation, relative, results
import json

SMOOTH_MODES = 16
# Of 0.1, 0.3, 1 and 3 (times a tenth of the scans) 0.3 left the least error in cohorts left out.
RIDGE = 0.3


def about_x(degrees):
    """Rotation about the first axis."""
    c, s = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])


def load(cohort, out):
    """Shape (n x modes), canonical frame of the best fit seen from the truth's, and the shipped correction."""
    truths = {tuple(p.stem.split("_")[:2]): json.loads(p.read_text())
              for p in (Path(cohort) / "sourcedata/truth").glob("*.json")}
    shapes, frames, nods = [], [], []
    for key, result in sorted(results(out).items()):
        if result["pose"]:
            quality = result["pose_quality"]
            shapes.append(quality["shape"][-SMOOTH_MODES:])
            nods.append(quality["nod_deg"])
            frames.append(relative(result, truths[key]) @ about_x(quality["nod_deg"]))
    return np.array(shapes), np.array(frames), np.array(nods)


def errors(frames, nods):
    """Rotation errors (degrees) after the corrections, and their part about the first axis."""
    turned = np.array([f @ about_x(-n) for f, n in zip(frames, nods)])
    off = mean_rotation(turned).T @ turned
    return np.array([angle(r) for r in off]), np.degrees(np.arctan2(off[:, 2, 1] - off[:, 1, 2], 1 + np.trace(off, axis1=1, axis2=2)))


def learn(sets):
    """Degrees of pitch per SD of each mode."""
    x = np.vstack([shapes for shapes, _, _ in sets])
    y = np.concatenate([errors(frames, 0 * nods)[1] for _, frames, nods in sets])
    return np.linalg.solve(x.T @ x + RIDGE * len(x) / 10 * np.eye(x.shape[1]), x.T @ y)


def main():
    args = sys.argv[1:]
    target = args[args.index("--write") + 1] if "--write" in args else None
    pairs = [a.split("=", 1) for a in args if "=" in a]
    sets = [load(*pair) for pair in pairs]
    print(f"{'cohort':30} {'n':>4} {'without':>15} {'shipped':>15} {'left out':>15}   median and p95, degrees")
    for n, ((cohort, _), (shapes, frames, nods)) in enumerate(zip(pairs, sets)):
        others = sets[:n] + sets[n + 1:]
        row = [0 * nods, nods] + ([shapes @ learn(others)] if others else [])
        told = [errors(frames, nod)[0] for nod in row]
        print(f"{Path(cohort).name:30} {len(nods):4} " +
              " ".join(f"{np.median(e):8.2f} {np.percentile(e, 95):6.2f}" for e in told))
    if target:
        rows = "".join(f"{n},{w:.3f}\n" for n, w in enumerate(learn(sets)))
        Path(target).write_text("smooth_mode,degrees_per_sd\n" + rows)


if __name__ == "__main__":
    main()
