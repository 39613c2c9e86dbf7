"""Times TensorBoard on the event files that `node bench/compare.mjs --events` wrote: until all of it is loaded, and a chart of a tag of
100 runs. Adds to bench/results/compare.json. Needs `tensorboard` and `psutil`.

    python bench/compare_tensorboard.py FOLDER/events
"""

import json
import pathlib
import subprocess
import sys
import time
import urllib.parse
import urllib.request

import psutil

folder = pathlib.Path(sys.argv[1])
runs = sorted(p.name for p in folder.iterdir())
port = 6123
drawn = runs[:100]


def get(path):
    with urllib.request.urlopen(f"http://localhost:{port}{path}", timeout=600) as answer:
        return json.load(answer)


def series(tag, names):
    body = urllib.parse.urlencode({"tag": tag, "runs": names}, doseq=True).encode()
    with urllib.request.urlopen(f"http://localhost:{port}/data/plugin/scalars/scalars_multirun", body, timeout=600) as answer:
        return json.load(answer)


def memory(process):
    family = [process, *process.children(recursive=True)]
    return sum(one.memory_info().rss for one in family)


begin = time.perf_counter()
server = subprocess.Popen(
    [sys.executable, "-m", "tensorboard.main", "--logdir", str(folder), "--port", str(port), "--reload_interval", "3600"],
    stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL,
)
try:
    last = None
    while True:
        try:
            tags = get("/data/plugin/scalars/tags")
            if len(tags) == len(runs):
                found = series("generatorLoss", runs)
                last = min((points[-1][1] for points in found.values() if points), default=0)
                if len(found) == len(runs) and last >= int(sys.argv[2]):
                    break
        except (OSError, ValueError):
            pass
        if server.poll() is not None:
            raise SystemExit("tensorboard ended")
        time.sleep(0.5)
    loaded = time.perf_counter() - begin
    times = []
    for _ in range(6):
        at = time.perf_counter()
        series("generatorLoss", drawn)
        times.append(time.perf_counter() - at)
    kept = len(series("generatorLoss", drawn[:1])[drawn[0]])
    result = {
        "runs": len(runs),
        "loaded": round(loaded * 1000),
        "curves": round(sorted(times[1:])[2] * 1000, 1),
        "pointsKept": kept,
        "memoryMB": round(memory(psutil.Process(server.pid)) / 1e6),
    }
finally:
    for child in psutil.Process(server.pid).children(recursive=True):
        child.terminate()
    server.terminate()
    server.wait()
print(json.dumps(result, indent=2))
file = pathlib.Path(__file__).parent / "results" / "compare.json"
content = json.loads(file.read_text()) if file.exists() else {}
file.write_text(json.dumps({**content, "tensorboard": result}, indent=2) + "\n")
