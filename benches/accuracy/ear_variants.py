#!/usr/bin/env python3
"""Ears removed and face kept, and the reverse: two derivatives more for a cohort of make_cohort.py.

usage: ear_variants.py COHORT

Writes derivatives/earsgone (a box about each pinna set to 0, nothing else) and derivatives/earskept (all before a wall
set to 0, from the brow down, the boxes about the pinnae kept) from the originals, by the landmarks and the pose in
sourcedata/truth. Needs numpy and nibabel. `status_table.py` knows both.
"""
import json
import sys
from pathlib import Path

import nibabel as nib
import numpy as np

# Boxes in the frame of make_cohort.py's head (mm: x to the left, y up, z to the front). On its neutral head the pinnae
# reach from y = -19 to 70 and z = -17 to 25 and stand out beyond |x| = 68.
EAR = {"x": 66.0, "y": (-30.0, 78.0), "z": (-30.0, 30.0)}
# The wall leans forward above the eyes, so that the brain is left.
FACE = {"top": 55.0, "bottom": -130.0, "wall": 45.0, "leans_from": 25.0}
EYE_CORNERS = [36, 39, 42, 45]
# The middle of the eyes' corners on the neutral head.
NEUTRAL_EYES = np.array([0.0, 33.4, 89.0])


def head_frame(truth):
    """World (RAS, mm) to the head's frame: the rotation of the truth, the place from the eyes."""
    a, b, c = np.deg2rad(truth["rot_deg"])
    about_x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    about_y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    about_z = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    to_world = about_z @ about_y @ about_x @ np.array([[-1, 0, 0], [0, 0, 1], [0, 1, 0]], float)
    eyes = np.array(truth["landmarks68_world_ras"])[EYE_CORNERS].mean(0)
    return to_world.T, NEUTRAL_EYES - to_world.T @ eyes


def boxes(image, truth):
    """Voxels of the ears' boxes and of the face's."""
    turn, shift = head_frame(truth)
    rows = turn @ image.affine[:3, :3]
    start = turn @ image.affine[:3, 3] + shift
    i, j, k = np.ogrid[tuple(map(slice, image.shape))]
    x, y, z = (rows[r, 0] * i + rows[r, 1] * j + rows[r, 2] * k + start[r] for r in range(3))
    ears = (np.abs(x) > EAR["x"]) & (y > EAR["y"][0]) & (y < EAR["y"][1]) & (z > EAR["z"][0]) & (z < EAR["z"][1])
    wall = FACE["wall"] + np.maximum(y - FACE["leans_from"], 0.0)
    face = (y < FACE["top"]) & (y > FACE["bottom"]) & (z > wall)
    return ears, face & ~ears


def main(cohort):
    for truth_file in sorted(cohort.glob("sourcedata/truth/sub-*.json")):
        truth = json.loads(truth_file.read_text())
        stem = truth_file.stem
        folder = Path(truth["sub"], truth["ses"], "anat")
        image = nib.load(cohort / folder / f"{stem}_T1w.nii.gz")
        voxels = np.asarray(image.dataobj)
        for method, gone in zip(("earsgone", "earskept"), boxes(image, truth)):
            place = cohort / "derivatives" / method
            (place / folder).mkdir(parents=True, exist_ok=True)
            describe = {"Name": method, "BIDSVersion": "1.9.0", "DatasetType": "derivative",
                        "GeneratedBy": [{"Name": "ear_variants.py"}]}
            (place / "dataset_description.json").write_text(json.dumps(describe))
            defaced = nib.Nifti1Image(np.where(gone, 0, voxels).astype(voxels.dtype), image.affine, image.header)
            nib.save(defaced, place / folder / f"{stem}_desc-defaced_T1w.nii.gz")


if __name__ == "__main__":
    nib.openers.Opener.default_compresslevel = 1
    main(Path(sys.argv[1]))
