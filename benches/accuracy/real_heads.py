#!/usr/bin/env python3
"""Are real head volumes told for what they are?

usage: real_heads.py OUT       (OUT: output folder of `countenance faces` on the folder of real heads)

The truth of each volume is what its own page says of it; exits with 1 when a scan is called something else.
"""
import csv
import json
import sys
from pathlib import Path

# scan: (statuses that are right, features that must be present, features that must not be)
TRUTH = {
    "aquino_defaced_T1w.mgz": ({"partial", "removed"}, {"forehead"}, {"nose", "mouth", "chin"}),
    "avg_mni305_T1w.nii.gz": ({"partial"}, {"eye_right", "eye_left"}, {"mouth", "chin"}),
    "brainix_FLAIR.nii.gz": ({"partial"}, {"eye_right", "eye_left"}, {"chin"}),
    "chris_PDw.nii.gz": ({"partial"}, {"eye_right", "eye_left"}, {"mouth", "chin"}),
    "chris_T1w.nii.gz": ({"partial"}, {"eye_right", "eye_left", "nose"}, {"chin"}),
    "colin27_ch2_T1w.nii.gz": ({"partial"}, {"eye_right", "eye_left"}, {"mouth", "chin"}),
    "niivue_CT_pitch.nii.gz": ({"not-a-head", "untested"}, set(), set()),
    "skullstripped_ds002748clone_sub-38_T1w.nii.gz": ({"skull-stripped"}, set(), set()),
}


def main(out):
    wrong = 0
    with open(Path(out, "faces.csv"), newline="") as table:
        rows = {row["scan"]: row for row in csv.DictReader(table)}
    print(f"{'scan':46} {'status':15} {'right':6} pose confidence, features present")
    for scan, (statuses, there, not_there) in TRUTH.items():
        row = rows.pop(scan, None)
        if row is None:
            print(f"{scan:46} no row")
            wrong += 1
            continue
        result = json.loads(Path(out, row["json"]).read_text())
        present = {f["feature"] for f in result["features"] if f["presence"] == "present"}
        right = row["status"] in statuses and there <= present and not present & not_there
        wrong += not right
        print(f"{scan:46} {row['status']:15} {'yes' if right else 'NO':6} {row['pose_confidence']}, "
              f"{', '.join(sorted(present)) or '-'}")
    for scan, row in rows.items():
        print(f"{scan:46} {row['status']:15} no truth known")
    print(f"{len(TRUTH) - wrong} passed, {wrong} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
