#!/usr/bin/env python3
"""CPU of `countenance faces` beside libdeflate and beside the chain that users run today, in one run.

usage: face_chain.py COUNTENANCE CHAIN.py VOLUME... [--rounds N]

COUNTENANCE is the release binary, CHAIN.py the Python chain (nibabel, Otsu, VTK, PNG; `-` leaves it out). For every
volume the three run in turn, N times; the least CPU time (user + system, whole processes) of each counts, because a
shared machine only ever adds. libdeflate inflates the same bytes in this process (pip: deflate). The start-up of a
process is measured with `--version` and `--help` and not taken off.
`two at once` is the wall time of 8 copies of a volume with --threads 1 over that with --threads 2.
"""
import gzip
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time

import deflate


def child_cpu(command):
    """(CPU seconds, peak MB) of a finished child process."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command}: status {status}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def own_cpu(function):
    before = resource.getrusage(resource.RUSAGE_SELF)
    function()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def peak_mb(binary, volume):
    with tempfile.TemporaryDirectory() as out:
        return child_cpu([binary, "faces", volume, "-o", out, "--fresh", "--threads", "1"])[1]


def two_at_once(binary, volume, copies=8):
    """Wall time with one thread over wall time with two."""
    with tempfile.TemporaryDirectory() as folder:
        many = os.path.join(folder, "in")
        os.mkdir(many)
        for n in range(copies):
            shutil.copy(volume, os.path.join(many, f"{n}_{os.path.basename(volume)}"))
        best = {}
        for _ in range(3):
            for threads in (1, 2):
                start = time.perf_counter()
                child_cpu([binary, "faces", many, "-o", os.path.join(folder, f"out{threads}"), "--fresh",
                           "--threads", str(threads)])
                best[threads] = min(best.get(threads, 1e9), time.perf_counter() - start)
        return best[1] / best[2]


def main(arguments):
    rounds = 5
    if "--rounds" in arguments:
        at = arguments.index("--rounds")
        rounds = int(arguments[at + 1])
        del arguments[at:at + 2]
    binary, chain, *volumes = arguments
    print(f"{'volume':34} {'raw MB':>7} {'libdeflate':>11} {'ours':>9} {'ratio':>6} {'peak/raw':>8} {'python':>9} {'ratio':>6} {'two at once':>11}")
    # First of all, while this process is small: the system counts a parent's memory at the time of the fork as its
    # child's peak.
    peaks = {volume: peak_mb(binary, volume) for volume in volumes}
    for volume in volumes:
        packed = open(volume, "rb").read()
        raw = len(gzip.decompress(packed))
        best = {}
        with tempfile.TemporaryDirectory() as out:
            for _ in range(rounds):
                seconds = own_cpu(lambda: deflate.gzip_decompress(packed, raw))
                best["inflate"] = min(best.get("inflate", 1e9), seconds)
                seconds, _ = child_cpu([binary, "faces", volume, "-o", out, "--fresh", "--threads", "1"])
                best["ours"] = min(best.get("ours", 1e9), seconds)
                if chain != "-":
                    seconds, _ = child_cpu([sys.executable, chain, out, volume])
                    best["python"] = min(best.get("python", 1e9), seconds)
        python = best.get("python", float("nan"))
        print(f"{os.path.basename(volume)[:34]:34} {raw / 1e6:7.1f} {best['inflate'] * 1e3:8.1f} ms {best['ours'] * 1e3:6.1f} ms "
              f"{best['ours'] / best['inflate']:6.2f} {peaks[volume] * 2**20 / raw:8.2f} {python * 1e3:6.0f} ms {python / best['ours']:6.1f} "
              f"{two_at_once(binary, volume):11.2f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
