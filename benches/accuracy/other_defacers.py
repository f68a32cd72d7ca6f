#!/usr/bin/env python3
"""Other defacers than those of make_cohort.py, put on its people. Chosen with them was only `[cut_edge] cell_mm` (seed 4411).

usage: other_defacers.py MAKE_COHORT.py OUT [--subjects N] [--start FIRST] [--seed K]

Writes a BIDS dataset with one session of N people and derivatives/<defacer>/ for each of the ten in DEFACERS, after the
ideas of published tools and of what people do by hand. `status_table.py OUT RESULTS` knows what is right for each.
Places are in the model's frame: x to the person's left, y up, z forward, mm.
"""
import argparse
import importlib.util
import json
from pathlib import Path

import numpy as np
from scipy import ndimage


def before_the_face(x, y, z):
    """From the brow down below the chin, in front of a wall that leans back with the forehead."""
    leaning = 62 + np.where(y > 25, (y - 25) * 0.55, 0)
    return (y < 52) & (y > -130) & (z > leaning) & (np.abs(x) < 75)


class Head:
    """A scan before defacing, with what defacers need to know of it."""

    def __init__(self, cohort, session, random):
        self.values, self.random = session["v"], random
        self.voxel_mm = session["state"]["vox"]
        self.sigma = session["state"]["sigma"]
        self.place = cohort.coords(session["A"], self.values.shape)
        self.inside = session["head"] > 0.5
        self.mm_inside = ndimage.distance_transform_edt(self.inside, sampling=self.voxel_mm)
        self.mm_outside = ndimage.distance_transform_edt(~self.inside, sampling=self.voxel_mm)

    def steps(self, mm):
        return [mm / side for side in self.voxel_mm]

    def blurred(self, values, mm):
        return ndimage.gaussian_filter(values.astype(np.float32), self.steps(mm))

    def surface_shell(self):
        """The skin of the whole face and 12 mm to either side of it (mideface's way)."""
        x, y, z = self.place
        near = np.where(self.inside, self.mm_inside, self.mm_outside) < 12
        return near & (np.abs(x) < 62) & (y < 45) & (y > -85) & (z > 20)

    def air_noise(self):
        """As the scanner's own where nothing is."""
        parts = [self.random.normal(0, self.sigma, self.values.shape) for _ in range(2)]
        return np.hypot(*parts).astype(np.float32)

    def smeared_face(self, smooth):
        """The face with its surface smoothed; what is far from the surface stays."""
        x, y, z = self.place
        near = self.blurred(self.inside, 5)
        return np.where(before_the_face(x, y - 8, z + 6) & (near > 0.02) & (near < 0.995), smooth, self.values)


def two_planes(head):
    """spm_deface: before a sloping plane through the orbits, and before an upright one."""
    _, y, z = head.place
    return np.where((0.70 * z - 0.71 * (y - 35) > 62) | (z > 96), 0, head.values)


def shell(head):
    return np.where(head.surface_shell(), 0, head.values)


def shell_noise(head):
    return np.where(head.surface_shell(), head.air_noise(), head.values)


def face_and_ears(head):
    """fsl_deface: face and pinnae."""
    x, y, z = head.place
    face = (y < 48) & (z > 45 + np.where(y > 15, (y - 15) * 0.5, 0))
    pinnae = (np.abs(x) > 66) & (y < 22) & (y > -60) & (z > -25)
    return np.where(face | pinnae, 0, head.values)


def blocks(head):
    """The face in blocks of 8 mm, each with its mean."""
    x, y, z = head.place
    shape = head.values.shape
    sides = [max(1, round(8 / side)) for side in head.voxel_mm]
    padded = np.pad(head.values, [(0, -count % side) for count, side in zip(shape, sides)], mode="edge")
    parts = [part for count, side in zip(padded.shape, sides) for part in (count // side, side)]
    coarse = padded.reshape(parts).mean((1, 3, 5))
    for axis, side in enumerate(sides):
        coarse = coarse.repeat(side, axis)
    coarse = coarse[tuple(slice(0, count) for count in shape)]
    return np.where(before_the_face(x, y - 8, z + 6), coarse, head.values)


def tissue_fill(head):
    """Filled with one value as bright as skin."""
    return np.where(before_the_face(*head.place), 110.0, head.values)


def jagged(head):
    """mri_deface: a border that follows no line, here with an SD of 5 mm."""
    x, y, z = head.place
    wave = head.blurred(head.random.normal(0, 1, head.values.shape), 3)
    wave *= 5 / wave.std()
    return np.where(before_the_face(x, y + wave, z + wave), 0, head.values)


def eye_bar(head):
    """A bar over eyes and brow, as on photographs of old."""
    x, y, z = head.place
    return np.where((np.abs(x) < 62) & (y > 6) & (y < 60) & (z > 48), 0, head.values)


def lower_face(head):
    """Mouth and chin."""
    x, y, z = head.place
    return np.where(before_the_face(x, y, z + 12) & (y < -22), 0, head.values)


def smear(head):
    """A light blur."""
    return head.smeared_face(head.blurred(head.values, 3))


DEFACERS = [two_planes, shell, shell_noise, face_and_ears, blocks, tissue_fill, jagged, eye_bar, lower_face, smear]


def load(path):
    spec = importlib.util.spec_from_file_location("make_cohort", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def person(random):
    """Drawn as make_cohort.py draws its people."""
    layers = {"skin": (1.3, 2), "fat": (2, 5), "bone": (4.5, 7), "bx": (64, 70), "by": (62, 68), "bz": (78, 86)}
    return {
        "w": random.normal(0, 1, 100),
        "scale": float(np.clip(random.normal(1, 0.03), 0.92, 1.08)),
        "tex": random.integers(2**31),
        "th": {name: random.uniform(*limits) for name, limits in layers.items()},
    }


def describe(folder, name, kind):
    folder.mkdir(parents=True, exist_ok=True)
    text = {"Name": name, "BIDSVersion": "1.9.0", "DatasetType": kind, "GeneratedBy": [{"Name": "other_defacers.py"}]}
    (folder / "dataset_description.json").write_text(json.dumps(text))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("make_cohort", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--subjects", type=int, default=4)
    parser.add_argument("--start", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    cohort = load(given.make_cohort)
    model = cohort.Model(str(given.make_cohort.parent / "ict" / "ict_identity.npz"))
    settings = argparse.Namespace(iso=1.0, crop_rate=0.0, gain=0.0, std=1.0)
    describe(given.out, "heads for other defacers", "raw")
    for number in range(given.start, given.start + given.subjects):
        random = np.random.default_rng([given.seed, number])
        subject = f"sub-{number:03d}"
        session = cohort.session(model, person(random), random, settings)
        state = session["state"]

        def save(folder, name, values):
            path = folder / subject / "anat" / f"{subject}_{name}T1w.nii.gz"
            cohort.save(str(path), values, session["aff"], state["gain"], state["orient"])

        save(given.out, "", session["v"])
        head = Head(cohort, session, random)
        for defacer in DEFACERS:
            folder = given.out / "derivatives" / defacer.__name__
            describe(folder, defacer.__name__, "derivative")
            save(folder, "desc-defaced_", defacer(head))
        print(subject, flush=True)


if __name__ == "__main__":
    main()
