#!/usr/bin/env python3
"""Does onnxruntime find the same faces alike? Cosines have to agree to 2e-4 (they are written with
four digits).

usage: onnxruntime_oracle.py MODEL.onnx OUT...        (pip: onnxruntime numpy pillow)
OUT is the folder of `countenance link --model MODEL.onnx -o OUT` with scans on both sides: the
pictures that the model saw (gallery/aligned, probes/aligned) are embedded again, by the settings in
embedding.json, and every pair of scores.csv is compared. Prints the largest difference of each OUT.
"""
import csv, json, re, sys
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

TOLERANCE = 2e-4


def values(file, settings):
    """The input of the model, as the settings say."""
    image = Image.open(file).convert("RGB")
    colors = np.asarray(image, dtype=np.float64)
    if settings["channels"] == "BGR":
        colors = colors[:, :, ::-1]
    if settings["channels"] == "gray":
        colors = (colors @ [0.299, 0.587, 0.114])[:, :, None]
    shown = (colors - np.asarray(settings["mean"])) * np.asarray(settings["scale"])
    if settings.get("layout", "NCHW") == "NCHW":
        shown = shown.transpose(2, 0, 1)
    return shown[None].astype(np.float32)


def unit(vector):
    return vector / np.linalg.norm(vector)


def embeddings(session, folder, told):
    """Name of a scan → mean of the unit vectors of its views."""
    found = {}
    settings = told["settings"]
    source = settings.get("input", session.get_inputs()[0].name)
    target = settings.get("output", session.get_outputs()[0].name)
    for view in told["views"]:
        for file in sorted(folder.glob(f"*_{view}.png")):
            [vector] = session.run([target], {source: values(file, settings)})
            name = file.name.removesuffix(f"_{view}.png")
            found.setdefault(name, []).append(unit(vector.astype(np.float64).ravel()))
    return {name: unit(np.mean(views, axis=0)) for name, views in found.items()}


def name_of(scan):
    return re.sub(r"\.(nii(\.gz)?|mgz|mgh|hdr|img)$", "", scan.rsplit("/", 1)[-1])


def largest_difference(session, out):
    told = json.loads((out / "embedding.json").read_text())
    probes, gallery = (embeddings(session, out / side / "aligned", told) for side in ("probes", "gallery"))
    differences = []
    with open(out / "scores.csv", newline="") as table:
        for row in csv.DictReader(table):
            if row["face"] == "n/a":
                continue
            cosine = probes[name_of(row["probe_scan"])] @ gallery[name_of(row["gallery_scan"])]
            differences.append(abs(cosine - float(row["face"])))
    return max(differences), len(differences)


def main():
    model, *outs = sys.argv[1:]
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    off = 0
    for out in map(Path, outs):
        largest, pairs = largest_difference(session, out)
        print(f"{out}: {pairs} pairs, largest difference {largest:.6f}")
        off += largest > TOLERANCE
    sys.exit(f"{off} of {len(outs)} differ" if off or not outs else 0)


main()
