"""Repeats every update of a replay bundle (docs/replay.md) with PyTorch: `python test/oracle/replay.py BUNDLE`.

Each update starts from the studio's own state. Prints the largest differences; ends with 1 where one is above its limit.
"""

import json
import pathlib
import struct
import sys

import numpy as np
import torch

from families import SYSTEMS

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


def system_before(config, entry, tensors):
    made = SYSTEMS[config["family"]](config, under(tensors, "before/"))
    made.set_slots(entry["phase"], under(tensors, "slots-before/"), entry["update"])
    return made


class Kinks:
    """Which values of rectifiers are within rounding of zero; those of `turned` are taken for the other side."""

    NEAR = 1e-5

    def __init__(self, turned=()):
        self.turned, self.near, self.calls = set(turned), [], 0

    def positive(self, x):
        call, self.calls = self.calls, self.calls + 1
        sides = x > 0
        close = [tuple(place) for place in (x.abs() < self.NEAR * x.square().mean().sqrt()).nonzero().tolist()]
        self.near += [(call, place) for place in close]
        for place in close:
            if (call, place) in self.turned:
                sides[place] = ~sides[place]
        return sides


def gradients_of(config, entry, tensors, kinks):
    feeds, made = under(tensors, "feeds/"), system_before(config, entry, tensors)
    made.positive = kinks.positive
    return made.update(entry["phase"], lambda name, shape, source: feeds[name])[2]


def turned(config, entry, tensors, gradients, expected):
    """The gradients with those rectifiers turned that the studio has on the other side.

    Among hundreds of thousands of rectifiers some are within rounding of zero, and each that is turned moves a gradient by its share.
    What turning each one does is found out by doing it; which were turned is what comes closest to the difference.
    """
    kinks = Kinks()
    gradients_of(config, entry, tensors, kinks)
    flat = lambda tensors_: torch.cat([tensors_[name].flatten() for name in gradients])
    base = flat(gradients)
    effects = torch.stack([flat(gradients_of(config, entry, tensors, Kinks([one]))) - base for one in kinks.near], 1)
    shares = torch.linalg.lstsq(effects, (flat(expected) - base)[:, None]).solution.flatten()
    chosen = [one for one, share in zip(kinks.near, shares.tolist()) if share > 0.5]
    print(f"  {len(chosen)} of {len(kinks.near)} rectifiers within rounding of zero are on the other side")
    return gradients_of(config, entry, tensors, Kinks(chosen))


def replay(config, entry, tensors):
    """The largest differences of one update, each with what it is of."""
    feeds, expected = under(tensors, "feeds/"), under(tensors, "gradients/")
    system = system_before(config, entry, tensors)
    loss, measures, gradients = system.update(entry["phase"], lambda name, shape, source: feeds[name], entry["learningRate"])
    found = [("loss", name, abs(value - entry["measures"][name]) / max(abs(value), 1e-2))
             for name, value in {"loss": loss, **measures}.items()]
    # What rounding leaves of sums that cancel has the size of the hundredth part of all gradients together.
    whole = 0.01 * torch.stack([g.norm() for g in gradients.values()]).norm().item()
    if max(apart(expected[name], gradient, whole) for name, gradient in gradients.items()) > LIMITS["gradient"]:
        gradients = turned(config, entry, tensors, gradients, expected)
    found += [("gradient", name, apart(expected[name], gradient, whole)) for name, gradient in gradients.items()]
    moved = system_before(config, entry, tensors)
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
