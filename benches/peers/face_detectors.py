#!/usr/bin/env python3
"""Do face detectors made for photographs find a face in frontal renders?

    face_detectors.py NAME=FOLDER... [--strict] [--min NAME=RATE] [--max NAME=RATE]

Looks for *_frontal.png below each FOLDER (each NAME is a group, e.g. intact, mask) and runs
OpenCV's Haar cascades for frontal faces and mediapipe's face detector on every picture. Prints one
row per group and detector; `--min` and `--max` make the exit status 1 when the rate of every
detector of the group is not at least, or at most, RATE.

As they come, most of them also see faces in heads that were cut: orbits, sinuses and the mouth lie where eyes, nose and
mouth are. `--strict` runs each at a setting that sees none of the 12 masked phantoms of seed 11 and at least 11 intact ones:
more neighbours of a Haar cascade, more confidence of mediapipe. Of 14 masked ones of seed 7719 two of the five each see one.

    pip install "opencv-contrib-python<6" "mediapipe<0.10.22" numpy
"""

import argparse
import contextlib
import os
import pathlib
import sys

import cv2
import numpy as np

# Cascade -> minNeighbors, and that of --strict.
CASCADES = {
    "haarcascade_frontalface_default": (3, 25),
    "haarcascade_frontalface_alt": (3, 20),
    "haarcascade_frontalface_alt2": (3, 20),
}
# Model -> its number, least confidence, and that of --strict.
MODELS = {"short range": (0, 0.5, 0.85), "full range": (1, 0.5, 0.5)}


def haar_detectors(strict):
    """One detector a cascade, with the settings of OpenCV's own face-detection tutorial."""
    detectors = {}
    for name, neighbours in CASCADES.items():
        cascade = cv2.CascadeClassifier(os.path.join(cv2.data.haarcascades, name + ".xml"))
        if cascade.empty():
            sys.exit(f"{name}.xml is not in this OpenCV: install opencv-contrib-python")

        def detect(gray, cascade=cascade, neighbours=neighbours[strict]):
            boxes = cascade.detectMultiScale(
                cv2.equalizeHist(gray), scaleFactor=1.1, minNeighbors=neighbours, minSize=(gray.shape[1] // 5,) * 2
            )
            return len(boxes) > 0

        detectors["opencv " + name.removeprefix("haarcascade_frontalface_")] = detect
    return detectors


def mediapipe_detectors(strict):
    """The short-range (selfie) and full-range models; their default confidence is 0.5."""
    import mediapipe

    detectors = {}
    for name, (model, *confidence) in MODELS.items():
        detector = mediapipe.solutions.face_detection.FaceDetection(
            model_selection=model, min_detection_confidence=confidence[0]
        )

        # The short-range model takes no other least confidence: its detections are sifted here.
        def detect(gray, detector=detector, least=confidence[strict]):
            rgb = np.repeat(gray[:, :, None], 3, axis=2)
            found = detector.process(np.ascontiguousarray(rgb)).detections or []
            return any(face.score[0] >= least for face in found)

        detectors["mediapipe " + name] = detect
    return detectors


@contextlib.contextmanager
def silenced_stderr():
    """mediapipe's native code logs to stderr whatever it is told."""
    keep, null = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    try:
        yield
    finally:
        os.dup2(keep, 2)
        os.close(null)
        os.close(keep)


def pairs(items):
    return {name: value for name, _, value in (item.partition("=") for item in items)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("groups", nargs="+", metavar="NAME=FOLDER")
    parser.add_argument("--min", action="append", default=[], metavar="NAME=RATE")
    parser.add_argument("--max", action="append", default=[], metavar="NAME=RATE")
    parser.add_argument("--strict", action="store_true", help="at settings that see no face in cut heads")
    parser.add_argument("--missed", action="store_true", help="name the pictures that disagree with the majority")
    options = parser.parse_args()
    least, most = pairs(options.min), pairs(options.max)
    failed = False
    with silenced_stderr():
        detectors = {**haar_detectors(options.strict), **mediapipe_detectors(options.strict)}
    print(f"{'group':12} {'detector':24} {'found':>9} {'rate':>6}")
    for group, folder in pairs(options.groups).items():
        files = sorted(pathlib.Path(folder).rglob("*_frontal.png"))
        if not files:
            sys.exit(f"{group}: no *_frontal.png below {folder}")
        pictures = [cv2.imread(str(file), cv2.IMREAD_GRAYSCALE) for file in files]
        for name, detect in detectors.items():
            with silenced_stderr():
                found = [detect(picture) for picture in pictures]
            rate = sum(found) / len(found)
            print(f"{group:12} {name:24} {sum(found):4}/{len(found):<4} {rate:6.1%}")
            failed |= rate < float(least.get(group, 0)) or rate > float(most.get(group, 1))
            if options.missed:
                odd = [file.name for file, is_found in zip(files, found) if is_found != (rate >= 0.5)]
                print("    " + " ".join(odd) if odd else "    –")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
