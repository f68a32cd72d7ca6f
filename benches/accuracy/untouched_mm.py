#!/usr/bin/env python3
"""How far apart do surfaces lie that no tool touched?

usage: untouched_mm.py COMPARE_OUT...

Every OUT is a folder written by `countenance compare`. Prints, of the regions that face-removing tools leave alone, the
quantiles over pairs of the 95th percentile of the distance between original and copy (`forward_p95_mm`): what
`altered_mm` in data/thresholds.toml has to exceed.
"""
import csv
import os
import sys

import numpy as np

UNTOUCHED = ["vault", "forehead"]


def main(folders):
    seen = {region: [] for region in UNTOUCHED}
    for folder in folders:
        with open(os.path.join(folder, "compare_regions.csv"), newline="") as file:
            for row in csv.DictReader(file):
                if row["region"] in seen:
                    seen[row["region"]].append(float(row["forward_p95_mm"]))
    print(f"{'region':10} {'pairs':>5} {'median':>7} {'90 %':>7} {'95 %':>7} {'most':>7}")
    seen["both"] = [mm for values in seen.values() for mm in values]
    for region, values in seen.items():
        if values:
            print(f"{region:10} {len(values):5} " + " ".join(f"{q:7.3f}" for q in np.percentile(values, [50, 90, 95, 100])))


if __name__ == "__main__":
    main(sys.argv[1:])
