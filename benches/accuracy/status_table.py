#!/usr/bin/env python3
"""Is what `countenance faces` says about defacing right? Status, method class and features against a cohort's truth.

usage: status_table.py COHORT OUT [--check] [--all]

COHORT is a dataset with derivatives/<method>/ defaced copies, made by make_cohort.py (truth in sourcedata/truth),
other_defacers.py or `countenance phantom`; OUT is the output folder of `countenance faces COHORT`, which also takes the
derivatives. Prints one row per method: share of scans with the right status, method class and features.
`--all` also lists what is wrong. `--check` exits with 1 when a share over all scans is below its target.

A scan cropped by its field of view counts as `partial` where it would be `intact`; a plane that leaves the eyes
(brow and upper lids) is right as `partial` if nothing below is said to be left. Replaced faces need the group phase
(5 scans or more of a run); both are counted.
"""
import csv
import json
import sys
from pathlib import Path

# Method folder -> class, statuses that are right, features that must be gone, features that must be left.
FACE = ["eyes", "nose", "mouth", "chin"]
EARS = ["ear_left", "ear_right"]
METHODS = {
    "raw": ("none", {"intact"}, [], FACE),
    # make_cohort.py
    "quickshear": ("shear-plane", {"removed", "partial"}, ["nose", "mouth", "chin"], []),
    "facemask": ("template-mask", {"removed"}, FACE, EARS),
    "blur": ("surface-blurring", {"blurred"}, [], []),
    "reface": ("refacing", {"replaced"}, [], []),
    "partialshift": ("template-mask", {"partial"}, ["mouth"], ["eyes"]),
    "partialnose": ("template-mask", {"partial"}, ["nose"], ["eyes", "mouth", "chin"]),
    # ear_variants.py
    "earsgone": ("template-mask", {"partial"}, EARS, FACE),
    "earskept": ("template-mask", {"removed"}, FACE, EARS),
    # other_defacers.py
    "two_planes": ("shear-plane", {"removed", "partial"}, ["nose", "mouth", "chin"], []),
    "shell": ("template-mask", {"removed"}, FACE, EARS),
    "shell_noise": ("template-mask", {"removed"}, FACE, EARS),
    "face_and_ears": ("template-mask", {"removed"}, FACE + EARS, []),
    "blocks": ("surface-blurring", {"blurred"}, [], []),
    "tissue_fill": ("template-mask", {"removed"}, FACE, EARS),
    "jagged": ("template-mask", {"removed"}, FACE, EARS),
    "eye_bar": ("template-mask", {"partial"}, ["eyes"], ["mouth", "chin"]),
    "lower_face": ("template-mask", {"partial"}, ["chin"], ["eyes", "nose"]),
    "smear": ("surface-blurring", {"blurred"}, [], []),
    # countenance phantom
    "plane": ("shear-plane", {"removed", "partial"}, ["nose", "mouth", "chin"], []),
    "mask": ("template-mask", {"removed"}, FACE, EARS),
    "mask_ears": ("template-mask", {"removed"}, FACE + EARS, []),
    "shifted_mask": ("template-mask", {"partial"}, ["nose", "mouth", "chin"], ["eyes"]),
    "skull_strip": ("skull-stripping", {"skull-stripped"}, [], []),
    "blur_light": ("surface-blurring", {"blurred"}, [], []),
    "blur_strong": ("surface-blurring", {"blurred"}, [], []),
    "average": ("refacing", {"replaced"}, [], []),
    "noise_face": ("refacing", {"replaced"}, [], []),
    "nose": ("template-mask", {"partial"}, ["nose"], ["eyes", "mouth", "chin"]),
    "ears": ("template-mask", {"partial"}, EARS, FACE),
}
# What a crop of the field of view takes away.
CROPPED = {"mouth": ["mouth", "chin"], "chin": ["chin"], "nose": ["nose"]}
# Statuses of scans that show a face of their person, or part of one.
SHOWN = {"intact", "partial", "blurred"}
TARGETS = {"status": 0.95, "class": 0.95, "features": 0.95}
LEFT = 0.5


def crop_of(cohort, row):
    path = cohort / "sourcedata/truth" / f"{row['participant_id']}_{row['session_id']}.json"
    return json.loads(path.read_text()).get("crop", "none") if path.exists() else "none"


def judge(row, method, crop):
    """name of what is judged -> right or not."""
    kind, statuses, gone, left = METHODS[method]
    out_of_view = CROPPED.get(crop, [])
    if out_of_view:
        statuses = {"partial" if s == "intact" else s for s in statuses}
    value = {f: float("nan") if row[f] == "n/a" else float(row[f]) for f in FACE + EARS}
    # Out of view is neither left nor gone.
    features = (all(not value[f] >= LEFT for f in gone)
                and all(value[f] >= LEFT for f in left if f not in out_of_view))
    return {"status": row["status"] in statuses, "class": row["method_class"] == kind, "features": features}


def main():
    options = {a for a in sys.argv[1:] if a.startswith("--")}
    cohort, out = (Path(a) for a in sys.argv[1:] if not a.startswith("--"))
    found, wrong = {}, []
    left, gone = [], []
    with open(out / "faces.csv", newline="") as table:
        for row in csv.DictReader(table):
            parts = Path(row["scan"]).parts
            method = parts[parts.index("derivatives") + 1] if "derivatives" in parts else "raw"
            if method not in METHODS or not row["participant_id"].startswith("sub-"):
                continue
            crop = crop_of(cohort, row)
            right = judge(row, method, crop)
            found.setdefault(method, []).append(right)
            statuses = METHODS[method][1]
            if statuses <= SHOWN:
                left.append(row["status"] in SHOWN)
            elif statuses == {"removed"}:
                gone.append(row["status"] not in SHOWN)
            if not all(right.values()):
                scores = " ".join(f"{f}={row[f]}" for f in FACE + EARS)
                wrong.append(f"{method} {row['participant_id']}_{row['session_id']} crop={crop}: {row['status']} "
                             f"{row['method_class']} {row['method_confidence']} {scores}")
    print(f"{'method':14}{'scans':>6}" + "".join(f"{name:>10}" for name in TARGETS))
    for method, rights in sorted(found.items()):
        shares = (sum(r[name] for r in rights) / len(rights) for name in TARGETS)
        print(f"{method:14}{len(rights):6}" + "".join(f"{share:10.3f}" for share in shares))
    everything = [r for rights in found.values() for r in rights]
    missed = False
    line = f"{'all':14}{len(everything):6}"
    for name, target in TARGETS.items():
        share = sum(r[name] for r in everything) / max(len(everything), 1)
        missed |= share < target
        line += f"{share:10.3f}"
    print(line)
    print(f"{'target':14}{'':6}" + "".join(f"{target:10.3f}" for target in TARGETS.values()))
    print(f"a face, or a part of one, that is left is found in {sum(left)} of {len(left)}; "
          f"one that is gone is seen to be gone in {sum(gone)} of {len(gone)}")
    if "--all" in options:
        print("\n".join(wrong))
    if "--check" in options and (missed or not everything):
        sys.exit(1)


if __name__ == "__main__":
    main()
