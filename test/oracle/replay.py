"""Repeats every update of a replay bundle (docs/replay.md) with PyTorch: `python test/oracle/replay.py BUNDLE`.

Each update starts from the studio's own state. Prints the largest differences; ends with 1 where one is above its limit.
"""

import json
import pathlib
import struct
import sys

import numpy as np
import torch

from studio import System

LIMITS = {"loss": 1e-4, "gradient": 1e-3, "update": 1e-6}


def read(path):
    data = pathlib.Path(path).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header, body = json.loads(data[8 : 8 + length]), data[8 + length :]
    header.pop("__metadata__", None)
    return {
        name: np.frombuffer(body[slice(*entry["data_offsets"])], "<f4").reshape(entry["shape"])
        for name, entry in header.items()
    }


def under(tensors, prefix):
    return {n[len(prefix) :]: torch.from_numpy(t.copy()).double() for n, t in tensors.items() if n.startswith(prefix)}


def apart(a, b, size=0.0):
    return ((a - b).norm() / max(b.norm().item(), size, 1e-30)).item()


def replay(config, entry, tensors):
    """The largest differences of one update, each with what it is of."""
    feeds, expected = under(tensors, "feeds/"), under(tensors, "gradients/")

    def system():
        made = System(config, under(tensors, "before/"))
        made.set_slots(entry["phase"], under(tensors, "slots-before/"), entry["update"])
        return made

    computed = system()
    loss, measures, gradients = computed.update(entry["phase"], lambda name, shape, source: feeds[name], entry["learningRate"])
    found = [("loss", name, abs(value - entry["measures"][name]) / max(abs(value), 1e-2))
             for name, value in {"loss": loss, **measures}.items()]
    # What rounding leaves of sums that cancel has the size of the hundredth part of all gradients together.
    whole = 0.01 * torch.stack([g.norm() for g in gradients.values()]).norm().item()
    found += [("gradient", name, apart(expected[name], gradient, whole)) for name, gradient in gradients.items()]
    moved = system()
    for name, weight in moved.trainable(entry["phase"]).items():
        weight.grad = expected[name]
    moved.step(entry["phase"], entry["learningRate"])
    after, slots = under(tensors, "after/"), under(tensors, "slots-after/")
    found += [("update", name, apart(after[name], weight.detach())) for name, weight in moved.trainable(entry["phase"]).items()]
    found += [("update", name, apart(slots[name], slot)) for name, slot in moved.slots(entry["phase"]).items()]
    return found


def main(folder):
    bundle = json.loads((folder / "bundle.json").read_text())
    config = json.loads((folder / "config.json").read_text())
    failed = False
    for entry in bundle["updates"]:
        found = replay(config, entry, read(folder / entry["file"]))
        line = []
        for kind, limit in LIMITS.items():
            name, worst = max(((n, v) for k, n, v in found if k == kind), key=lambda pair: pair[1])
            failed |= not worst <= limit
            line.append(f"{kind} {worst:.1e} ({name})")
        print(f"step {entry['step']} {entry['phase']}: " + ", ".join(line))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
