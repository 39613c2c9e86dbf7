"""Puts the runs of a home that `node bench/compare.mjs --make` made into a repository of Aim, with as many of each metric's points as are
asked for, and tells how many values a second it took. Needs `aim`; the repository must be there (`aim init`).

    python bench/compare_aim.py FOLDER/home/studio.sqlite REPOSITORY POINTS [METRIC...]

With metrics only those.
"""

import array
import json
import sqlite3
import sys
import time

from aim import Run

database, repository, points = sys.argv[1], sys.argv[2], int(sys.argv[3])
wanted = set(sys.argv[4:])
home = sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)
runs = home.execute("SELECT id, name, config FROM run ORDER BY number").fetchall()
begin, tracked = time.perf_counter(), 0
for identifier, name, text in runs:
    config = json.loads(text)
    run = Run(repo=repository, system_tracking_interval=None, log_system_params=False, capture_terminal_logs=False)
    run.name = name
    run["learningRate"] = config["optimisers"]["generator"]["learningRate"]
    run["batchSize"] = config["batchSize"]
    run["seed"] = config["seed"]
    chunks = {}
    query = "SELECT metric, data FROM metric_chunk WHERE run = ? ORDER BY metric, first_step"
    for metric, data in home.execute(query, (identifier,)):
        if wanted and metric not in wanted:
            continue
        values = array.array("d")
        values.frombytes(data)
        chunks.setdefault(metric, array.array("d")).extend(values)
    for metric, values in chunks.items():
        stride = len(values) / points
        for index in range(points):
            at = round((index + 1) * stride) - 1
            run.track(values[at], name=metric, step=at + 1)
            tracked += 1
    run.close()
seconds = time.perf_counter() - begin
print(json.dumps({"runs": len(runs), "points": points, "values": tracked, "valuesPerSecond": round(tracked / seconds)}))
