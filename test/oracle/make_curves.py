"""Writes test/oracle/curves.json: smoothing, grouping, bands and decimation by NumPy and pandas, intervals by SciPy."""

import json
import math
import pathlib

import numpy as np
import pandas as pd
import scipy.stats

rng = np.random.default_rng(11)


def plain(values):
    """A list in which null stands for NaN."""
    return [None if math.isnan(v) else float(v) for v in np.asarray(values, dtype=float)]


def walk(count, gaps):
    values = np.cumsum(rng.normal(size=count)) + 100
    values[rng.choice(count, size=gaps, replace=False)] = np.nan
    return values


def smoothed(weight):
    values = walk(60, 6)
    means = pd.Series(values).ewm(alpha=1 - weight, adjust=True, ignore_na=True).mean()
    # pandas repeats the last mean where a value is missing; the studio leaves a gap.
    return {"weight": weight, "values": plain(values), "smoothed": plain(means.where(~np.isnan(values)))}


def grouped():
    frame = pd.DataFrame(
        {
            "rate": rng.choice([1e-3, 2e-3, 5e-3], size=40),
            "batch": rng.choice([32, 64], size=40),
            "value": np.where(rng.random(40) < 0.1, np.nan, rng.normal(50, 5, size=40)),
        }
    )
    rows = [[r, b, None if math.isnan(v) else v] for r, b, v in frame.itertuples(index=False)]
    groups = []
    for (rate, batch), values in frame.groupby(["rate", "batch"], sort=False)["value"]:
        found = values.agg(["count", "mean", "std", "min", "max"])
        groups.append({"rate": rate, "batch": int(batch), **{k: plain([v])[0] for k, v in found.items()}})
    return {"rows": rows, "groups": groups}


def band():
    curves = []
    for count in (12, 9, 15):
        x = np.sort(rng.choice(40, size=count, replace=False)).astype(float)
        curves.append(pd.Series(rng.normal(size=count), index=x))
    union = np.unique(np.concatenate([c.index for c in curves]))
    frame = pd.concat(
        [c.reindex(union).interpolate(method="index", limit_area="inside") for c in curves], axis=1
    )
    return {
        "curves": [{"x": plain(c.index), "y": plain(c)} for c in curves],
        "x": plain(union),
        "count": [int(n) for n in frame.count(axis=1)],
        "mean": plain(frame.mean(axis=1)),
        "deviation": plain(frame.std(axis=1)),
        "min": plain(frame.min(axis=1)),
        "max": plain(frame.max(axis=1)),
    }


def decimated():
    columns, count = 25, 2000
    x = np.cumsum(rng.integers(1, 4, size=count)).astype(float)
    y = np.round(walk(count, 0), 3)
    width = 200.0
    column = np.floor(x / width).astype(int)
    starts = np.flatnonzero(np.diff(column, prepend=-1))
    ends = np.append(starts[1:], count) - 1
    return {
        "x": plain(x),
        "y": plain(y),
        "from": 0.0,
        "to": width * columns,
        "columns": columns,
        "low": plain(np.minimum.reduceat(y, starts)),
        "high": plain(np.maximum.reduceat(y, starts)),
        "first": plain(y[starts]),
        "last": plain(y[ends]),
    }


def interval(a, b, confidence):
    a, b = np.array(a), np.array(b)
    test = scipy.stats.ttest_ind(a, b, equal_var=False)
    found = test.confidence_interval(confidence)
    return {
        "a": plain(a),
        "b": plain(b),
        "confidence": confidence,
        "difference": float(a.mean() - b.mean()),
        "low": float(found.low),
        "high": float(found.high),
    }


quantiles = [
    {"degrees": d, "confidence": c, "t": float(scipy.stats.t.ppf((1 + c) / 2, d))}
    for d in (1, 1.7, 2, 4, 9.3, 30, 1000)
    for c in (0.5, 0.9, 0.95, 0.99)
]
content = {
    "smoothed": [smoothed(w) for w in (0.0, 0.6, 0.97)],
    "grouped": grouped(),
    "band": band(),
    "decimated": decimated(),
    "quantiles": quantiles,
    "intervals": [
        interval([20, 21, 22], [40, 41, 43], 0.975),
        interval([1.5, 2.5], [1.0, 3.0, 9.0, 4.0], 0.95),
        interval(rng.normal(5, 1, 8), rng.normal(6, 4, 5), 0.99),
    ],
}
path = pathlib.Path(__file__).parent / "curves.json"
path.write_text(json.dumps(content) + "\n")
print(f"NumPy {np.__version__}, pandas {pd.__version__}, SciPy {scipy.__version__}: {path.name}")
