#!/usr/bin/env python3
"""CPU, wall time and memory of `countenance table` beside DuckDB and polars, whole processes, in turn.

usage: table_peers.py COUNTENANCE TABLE.tsv [--columns a,b,...] [--rounds N] [--threads N] [--rows]

Every round runs the three one after the other on the same file, reading included; the least CPU time (user + system),
the least wall time and the greatest memory of each count, because a shared machine only ever adds. The work: group by
the columns (a missing value is a value), the number of groups, the smallest one (k), the records alone. With --rows
each also writes a table with one row a record: its name, its count and 1/count. The answers have to be the same.
pip: duckdb polars. A table: ../shared/bench/make_table.py or any TSV whose missing values are n/a.
"""
import argparse
import csv
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

COLUMNS = "age,sex,handedness,site,education,ethnicity"
KEYS = ("classes", "k", "sample_uniques")


def duckdb_engine(path, columns, rows, threads):
    import duckdb
    db = duckdb.connect()
    db.execute(f"set threads={threads}")
    named = ", ".join(f'"{c}"' for c in columns)
    table = f"read_csv('{path}', delim='\t', header=true, nullstr='n/a', all_varchar=true)"
    groups = f"select {named}, count(*) as f from {table} group by {named}"
    if rows:
        db.execute(f"create temp table g as {groups}")
        same = " and ".join(f't."{c}" is not distinct from g."{c}"' for c in columns)
        db.execute(f"copy (select participant_id, f, 1 / f as risk from {table} t join g on {same}) to '{rows}' (header)")
        groups = "select f from g"
    return db.execute(f"select count(*), min(f), count(*) filter (f = 1) from ({groups})").fetchone()


def polars_engine(path, columns, rows, threads):
    os.environ["POLARS_MAX_THREADS"] = str(threads)
    import polars as pl
    table = pl.scan_csv(path, separator="\t", infer_schema=False)
    if rows:
        each = table.select("participant_id", f=pl.len().over(columns)).with_columns(risk=1 / pl.col("f")).collect()
        each.write_csv(rows)
    sizes = table.group_by(columns).len().collect()["len"]
    return len(sizes), sizes.min(), int((sizes == 1).sum())


ENGINES = {"duckdb": duckdb_engine, "polars": polars_engine}


def child(command):
    """(CPU s, wall s, peak MB, output) of a process that has to succeed."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command}: status {status}\n{process.stderr.read()}")
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - start, usage.ru_maxrss / 1024, output


def ours(args, out):
    command = [args.countenance, "table", args.table, "-o", out, "--qi", args.columns, "--metrics", "classes"]
    command += ["--missing", "category", "--threads", str(args.threads)]
    cost = child(command if args.rows else command + ["--figures-only"])[:3]
    with open(pathlib.Path(out, "table_metrics.csv"), encoding="utf-8") as file:
        found = {row["metric"]: row["value"] for row in csv.DictReader(file)}
    return cost, [int(float(found[key])) for key in KEYS]


def theirs(args, engine, rows):
    command = [sys.executable, __file__, "-", args.table, "--engine", engine, "--columns", args.columns]
    command += ["--threads", str(args.threads)] + (["--rows-to", rows] if args.rows else [])
    *cost, output = child(command)
    return tuple(cost), [int(word) for word in output.split()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("countenance")
    parser.add_argument("table")
    parser.add_argument("--columns", default=COLUMNS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rows", action="store_true")
    parser.add_argument("--engine", choices=ENGINES, help=argparse.SUPPRESS)
    parser.add_argument("--rows-to", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.engine:
        print(*ENGINES[args.engine](args.table, args.columns.split(","), args.rows_to, args.threads))
        return
    least = {}
    folder = tempfile.mkdtemp()
    try:
        for _ in range(args.rounds):
            answers = {}
            for name in ["countenance", *ENGINES]:
                rows = os.path.join(folder, "rows.csv")
                mine = name == "countenance"
                cost, answers[name] = ours(args, os.path.join(folder, "out")) if mine else theirs(args, name, rows)
                before = least.get(name, (float("inf"), float("inf"), 0))
                least[name] = (min(before[0], cost[0]), min(before[1], cost[1]), max(before[2], cost[2]))
            if len(set(map(tuple, answers.values()))) > 1:
                sys.exit(f"the answers differ: {answers}")
    finally:
        shutil.rmtree(folder)
    own = least["countenance"]
    print(f"{pathlib.Path(args.table).name}, {len(args.columns.split(','))} columns, {args.threads} threads, "
          f"{'one row a record written' if args.rows else 'figures only'}; (groups, k, alone) = {answers['duckdb']}")
    print(f"{'':12} {'CPU s':>8} {'wall s':>8} {'peak MB':>8}   CPU, wall, memory relative to countenance")
    for name, (cpu, wall, peak) in least.items():
        print(f"{name:12} {cpu:8.3f} {wall:8.3f} {peak:8.0f}   {cpu / own[0]:.2f} {wall / own[1]:.2f} {peak / own[2]:.2f}")


if __name__ == "__main__":
    main()
