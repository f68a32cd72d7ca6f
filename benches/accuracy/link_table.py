#!/usr/bin/env python3
"""What an attack with `countenance link` found: rank-1 with Wilson's interval, EER, failures to enrol.

    countenance faces DATASET -o OUT --no-renders        # originals and their derivatives, once
    link_table.py OUT --work DIR [--countenance PATH]    # links every derivative to the originals and prints the table
    link_table.py --scores scores.csv                    # one table that is there already

Every derivative in OUT is linked to the original scans. Only pairs of two sessions count (`cross-session`): for each
probe and part, its person's scan against all people's scans of the other sessions; a copy of the probe itself never.
One probe per subject and session. `chance` is the Wilson interval of one hit in as many people as were searched.
The null of refacing (the same probes with the mean face in place of their own) is made by `countenance benchmark`.
"""
import argparse
import csv
import glob
import json
import math
import os
import subprocess
import sys


def wilson(hits, n, z=1.959964):
    if n == 0:
        return float("nan"), float("nan")
    p, d = hits / n, 1 + z * z / n
    mid = p + z * z / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, (mid - half) / d), min(1.0, (mid + half) / d)


def eer(mated, others):
    """Equal error rate, reject below the threshold: mean of both rates where they are nearest."""
    if not mated or not others:
        return float("nan")
    mated, others = sorted(mated), sorted(others)
    best = (2.0, float("nan"))
    below, under = 0, 0
    for t in sorted(set(mated + others)):
        while below < len(mated) and mated[below] < t:
            below += 1
        while under < len(others) and others[under] < t:
            under += 1
        fnmr, fmr = below / len(mated), 1 - under / len(others)
        best = min(best, (abs(fnmr - fmr), (fnmr + fmr) / 2))
    return best[1]


def session(scan):
    return next((p for p in os.path.basename(scan).split("_") if p.startswith("ses-")), "")


def probes_of(path):
    rows = {}
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            # Scans of the probe's own session are of no use to a cross-session attack.
            if session(row["probe_scan"]) != session(row["gallery_scan"]):
                rows.setdefault(row["probe_scan"], []).append(row)
    return rows


def line(name, path):
    rows = probes_of(path)
    cells = []
    for part in ("face", "ears", "vault"):
        hits = fte = n = people = 0
        mated, others = [], []
        for pairs in rows.values():
            own = [r for r in pairs if r["leakage"] == "cross-session"]
            if not own:
                continue
            n += 1
            people = max(people, len({r["gallery_participant_id"] for r in pairs}))
            score = lambda r: float("nan") if r[part] == "n/a" else float(r[part])
            if all(math.isnan(score(r)) for r in pairs):
                fte += 1
                continue
            rest = [score(r) for r in pairs if r["leakage"] == "n/a"]
            best = max((score(r) for r in own if not math.isnan(score(r))), default=-math.inf)
            hits += all(best > s for s in rest if not math.isnan(s))
            mated += [score(r) for r in own if not math.isnan(score(r))]
            others += [s for s in rest if not math.isnan(s)]
        low, high = wilson(hits, n)
        _, chance = wilson(n / max(people, 1), n)
        equal = eer(mated, others)
        cells.append(f"{hits:3}/{n:<3} {100*low:5.1f}–{100*high:5.1f} {100*equal:6.1f} {fte:4}")
    print(f"{name:14} {people:6} {100*chance:7.1f}  " + "  ".join(cells))
    found = {}
    for pairs in rows.values():
        for r in pairs:
            if r["leakage"] == "cross-session" and r["regions"]:
                for region in r["regions"].split(";"):
                    found[region] = found.get(region, 0) + 1
    named = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    print(" " * 15 + "matches by: " + (", ".join(f"{k} {v}" for k, v in named) or "nothing"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out", nargs="?", help="output folder of countenance faces")
    parser.add_argument("--work", help="folder for the scores of every derivative")
    parser.add_argument("--scores", nargs="*", default=[], help="scores.csv of countenance link")
    parser.add_argument("--countenance", default="target/release/countenance")
    options = parser.parse_args()
    head = " rank-1  95 % interval    EER  FTE"
    print(f"{'probes':14} {'people':>6} {'chance':>7}  " + "  ".join(f"{p:5}{head}" for p in ("face", "ears", "vault")))
    for path in options.scores:
        line(os.path.basename(os.path.dirname(os.path.abspath(path))), path)
    if not options.out:
        return
    sides = {}
    for path in sorted(glob.glob(os.path.join(options.out, "scans", "*.json"))):
        with open(path) as file:
            scan = json.load(file)["scan"].split("/")
        sides.setdefault(scan[1] if scan[0] == "derivatives" else "raw", []).append(path)
    os.makedirs(options.work, exist_ok=True)
    lists = {}
    for name, files in sides.items():
        lists[name] = os.path.join(options.work, f"{name}.txt")
        with open(lists[name], "w") as file:
            file.write("\n".join(map(os.path.abspath, files)) + "\n")
    for name in sorted(sides, key=lambda n: (n != "raw", n)):
        out = os.path.join(options.work, name)
        command = [options.countenance, "link", "--gallery", lists["raw"], "--probes", lists[name], "-o", out]
        if subprocess.run(command, stdout=subprocess.DEVNULL).returncode not in (0, 1):
            sys.exit(f"{' '.join(command)}: failed")
        line(name, os.path.join(out, "scores.csv"))


if __name__ == "__main__":
    main()
