#!/usr/bin/env python3
"""How well does `recognisability` tell intact faces from defaced ones?

usage: recognisability_table.py OUT [--check]

OUT is a folder written by `countenance faces` on a dataset. Prints, for each derivative and for all together, the median
recognisability, the statuses and the AUROC against the intact scans (Mann-Whitney, ties count a half), with a 95 %
interval from 1000 bootstrap samples of participants. A scan without the column (untested, failed) is left out and
counted. --check exits 1 when facemask and quickshear stay below 0.99, or all together below 0.95.
"""
import csv
import os
import sys
from collections import Counter

import numpy as np


def rows(out):
    """Name of the derivative, or intact -> its rows."""
    groups = {}
    with open(os.path.join(out, "faces.csv"), newline="") as file:
        for row in csv.DictReader(file):
            _, _, below = row["scan"].partition("derivatives/")
            groups.setdefault(below.split("/")[0] or "intact", []).append(row)
    return groups


def auroc(high, low):
    order = np.sort(low)
    below = np.searchsorted(order, high, "left") + np.searchsorted(order, high, "right")
    return below.mean() / 2 / len(low)


def interval(intact, defaced, seed=1, samples=1000):
    """Bootstrap by participant: both sides of a comparison share people."""
    people = sorted({who for who, _ in intact})
    by = [{p: [v for who, v in group if who == p] for p in people} for group in (intact, defaced)]
    random, seen = np.random.default_rng(seed), []
    for _ in range(samples):
        drawn = random.choice(people, len(people))
        high, low = ([v for p in drawn for v in side[p]] for side in by)
        if high and low:
            seen.append(auroc(np.array(high), np.array(low)))
    return np.percentile(seen, [2.5, 97.5])


def known(table):
    return [(r["participant_id"], float(r["recognisability"])) for r in table if r["recognisability"] != "n/a"]


def main(arguments):
    check = "--check" in arguments
    [out] = [a for a in arguments if a != "--check"]
    groups = rows(out)
    intact = known(groups.pop("intact"))
    groups["all"] = [row for table in groups.values() for row in table]
    print(f"intact: n {len(intact)}, median {np.median([v for _, v in intact]):.3f}")
    print(f"{'defaced':14} {'n':>4} {'without':>7} {'median':>7} {'AUROC':>6}  95 % interval   statuses")
    fails = []
    for name, table in groups.items():
        values = known(table)
        if not values:
            print(f"{name:14} {0:4} {len(table):7}")
            continue
        area = auroc(np.array([v for _, v in intact]), np.array([v for _, v in values]))
        low, high = interval(intact, values)
        statuses = ", ".join(f"{k} {n}" for k, n in sorted(Counter(r["status"] for r in table).items()))
        print(f"{name:14} {len(values):4} {len(table) - len(values):7} {np.median([v for _, v in values]):7.3f} "
              f"{area:6.3f}  {low:.3f}-{high:.3f}     {statuses}")
        bound = {"facemask": 0.99, "quickshear": 0.99, "all": 0.95}.get(name)
        if bound and area < bound:
            fails.append(f"{name}: {area:.3f} < {bound}")
    if check and fails:
        sys.exit("; ".join(fails))


if __name__ == "__main__":
    main(sys.argv[1:])
