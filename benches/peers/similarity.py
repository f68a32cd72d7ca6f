#!/usr/bin/env python3
"""Search of a gallery beside numpy's blocked GEMM and faiss IndexFlatIP, interleaved in one run.

usage: similarity.py SIMILARITY_ROUNDS [--probes N] [--gallery M] [--length D] [--most K] [--threads T] [--rounds R]
       (cargo build --release --example similarity_rounds; pip: numpy faiss-cpu)

Every round runs the three in turn on the same unit vectors with the same number of threads; the least CPU time (user +
system of the process) and the least wall time of each count, because a shared machine only ever adds. `numpy GEMM` is the
product alone in blocks of 1024 probes, `numpy + top` looks for the best K in it as well (argpartition). The places found
must be faiss's, but for scores equal to 1e-5; otherwise the exit status is 1.
"""
import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time

parser = argparse.ArgumentParser()
parser.add_argument("binary")
for name, value in [("probes", 10_000), ("gallery", 10_000), ("length", 512), ("most", 10), ("threads", 1), ("rounds", 5)]:
    parser.add_argument(f"--{name}", type=int, default=value)
parser.add_argument("--ours-only", action="store_true", help="time and peak memory of ours alone")
args = parser.parse_args()
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[variable] = str(args.threads)

import numpy as np

if not args.ours_only:
    import faiss
    faiss.omp_set_num_threads(args.threads)


def unit(count, seed):
    vectors = np.random.default_rng(seed).standard_normal((count, args.length), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def timed(function):
    usage = lambda: (lambda u: u.ru_utime + u.ru_stime)(resource.getrusage(resource.RUSAGE_SELF))
    wall, cpu = time.perf_counter(), usage()
    result = function()
    return time.perf_counter() - wall, usage() - cpu, result


def gemm(top):
    for start in range(0, args.probes, 1024):
        scores = probes[start:start + 1024] @ gallery.T
        if top:
            np.argpartition(scores, -args.most, axis=1)[:, -args.most:]


probes, gallery = unit(args.probes, 1), unit(args.gallery, 2)
best = {}


def note(name, wall, cpu):
    old = best.get(name, (1e9, 1e9))
    best[name] = (min(old[0], wall), min(old[1], cpu))


with tempfile.TemporaryDirectory() as folder:
    paths = [os.path.join(folder, name) for name in ("probes", "gallery", "found")]
    probes.tofile(paths[0])
    gallery.tofile(paths[1])
    ours = subprocess.Popen([args.binary, paths[0], paths[1], str(args.length), str(args.most), paths[2]],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    for _ in range(args.rounds):
        ours.stdin.write("go\n")
        ours.stdin.flush()
        note("ours", *map(float, ours.stdout.readline().split()))
        if not args.ours_only:
            note("numpy GEMM", *timed(lambda: gemm(False))[:2])
            note("numpy + top", *timed(lambda: gemm(True))[:2])
            index = faiss.IndexFlatIP(args.length)
            index.add(gallery)
            wall, cpu, (similar, places) = timed(lambda: index.search(probes, args.most))
            note("faiss flat", wall, cpu)
    ours.stdin.close()
    _, status, usage = os.wait4(ours.pid, 0)
    found = np.fromfile(paths[2], dtype="<u4").reshape(args.probes, args.most).astype(np.int64)

print(f"{args.probes} x {args.gallery} x {args.length}, best {args.most}, {args.threads} threads, least of {args.rounds} rounds")
for name, (wall, cpu) in best.items():
    print(f"{name:12} wall {wall * 1e3:9.0f} ms   CPU {cpu * 1e3:9.0f} ms   ours/this {best['ours'][0] / wall:5.2f} wall {best['ours'][1] / cpu:5.2f} CPU")
print(f"peak memory of ours {usage.ru_maxrss / 1024:.0f} MiB, of them vectors twice (file and values) {2 * (probes.nbytes + gallery.nbytes) / 2**20:.0f}")
if status:
    sys.exit("ours failed")
if not args.ours_only:
    differ = np.argwhere(found != places)
    at = lambda r, n: float(probes[r] @ gallery[n])
    wrong = [(r, c) for r, c in differ if abs(at(r, found[r, c]) - at(r, places[r, c])) > 1e-5]
    print(f"places that differ from faiss: {len(differ)}, of them not equal in score: {len(wrong)}")
    sys.exit(bool(wrong))
