#!/usr/bin/env python3
"""Rates of random scores beside bob.measure's and pyeer's. The exit status is 1 when one differs.

usage: evaluation_oracle.py EVALUATE_SCORES [--sets N]
       (cargo build --release --example evaluate_scores; pip: bob.measure==6.1.1 pyeer==0.5.6)

Every set has its own number of people, distance between mated and other scores and coarseness (coarse scores tie).
bob.measure: EER, FMR and FNMR at a threshold, CMC, detection and identification rate, false alarms of a search without
mate. bob counts every equal score as ahead, this project breaks ties by gallery order: identification is compared on the
sets without ties. pyeer: the DET curve's corners, AUC, d'. EER of pyeer takes the other side of the crossing where that
has the lower sum (FVC2000), so the two must lie on the same crossing: within one step of either error.
"""
import json
import subprocess
import sys
import tempfile

import bob.measure
import numpy as np
from pyeer.eer_stats import calculate_roc, calculate_roc_auc, get_decidability_value, get_eer_values

binary = sys.argv[1]
sets = int(sys.argv[sys.argv.index("--sets") + 1]) if "--sets" in sys.argv else 60
worst, failures = {}, []


def compare(name, ours, theirs, tolerance=1e-9):
    difference = abs(ours - theirs)
    worst[name] = max(worst.get(name, 0.0), difference)
    if not difference <= tolerance:
        failures.append((name, ours, theirs))


for seed in range(sets):
    random = np.random.default_rng(seed)
    people = int(random.integers(4, 60))
    scores = random.standard_normal((people, people)) + random.uniform(0, 3) * np.eye(people)
    ties = seed % 2 == 1
    scores = np.round(scores * random.uniform(1, 4)) if ties else scores
    scores = scores.astype(np.float32).astype(np.float64)
    mated, non_mated = np.diag(scores), scores[~np.eye(people, dtype=bool)]
    threshold = float(random.choice(scores.ravel())) if ties else float(random.uniform(0, 2))
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        file.write("probe,gallery,score\n")
        for i in range(people):
            file.writelines(f"{i},{j},{float(scores[i, j])!r}\n" for j in range(people))
        file.flush()
        ours = json.loads(subprocess.check_output([binary, file.name, repr(threshold)]))

    at = ours["at_threshold"]
    fmr, fnmr = bob.measure.farfrr(non_mated, mated, threshold)
    compare("FMR (bob)", at["false_match_rate"], fmr)
    compare("FNMR (bob)", at["false_non_match_rate"], fnmr)
    compare("EER (bob)", ours["eer"]["value"], bob.measure.eer(non_mated, mated))

    thresholds, fmrs, fnmrs = calculate_roc(list(mated), list(non_mated))
    compare("AUC (pyeer)", ours["auc"]["value"], calculate_roc_auc(np.append(fmrs, 0.0), np.append(fnmrs, 1.0)))
    compare("d' (pyeer)", ours["d_prime"], get_decidability_value(mated.mean(), mated.std(), non_mated.mean(), non_mated.std()))
    compare("EER (pyeer), one step", ours["eer"]["value"], get_eer_values(fmrs, fnmrs)[3],
            max(np.abs(np.diff(np.append(fmrs, 0.0))).max(), np.abs(np.diff(np.append(fnmrs, 1.0))).max()))
    corners = {(round(f, 9), round(n, 9)) for f, n in zip(np.append(fmrs, 0.0), np.append(fnmrs, 1.0))}
    lost = [p for p in ours["det"] if (round(p["false_match_rate"], 9), round(p["false_non_match_rate"], 9)) not in corners]
    compare("DET corners not pyeer's", len(lost), 0)
    allowed = fnmrs[fmrs <= 0.01]
    compare("FNMR at FMR 1 % (pyeer)", ours["fnmr_at_fmr_0.01"], allowed.min() if len(allowed) else 1.0)

    if not ties:
        pairs = [(np.delete(scores[i], i), scores[i, i:i + 1]) for i in range(people)]
        alone = [(negatives, None) for negatives, _ in pairs]
        for rank, (mine, theirs) in enumerate(zip(ours["cmc"], bob.measure.cmc(pairs)), 1):
            compare("CMC (bob)", mine, theirs)
        for key, rank in (("open_set", 1), ("open_set_rank_3", 3)):
            found = ours[key]
            compare("FNIR (bob)", found["false_negative_identification_rate"],
                    1 - bob.measure.detection_identification_rate(pairs, threshold, rank))
            compare("FPIR (bob)", found["false_positive_identification_rate"], bob.measure.false_alarm_rate(alone, threshold))

print(f"{sets} sets of random scores; greatest difference of each rate")
for name, difference in worst.items():
    print(f"{name:26} {difference:.2e}")
for failure in failures[:10]:
    print("differs:", *failure)
sys.exit(bool(failures))
