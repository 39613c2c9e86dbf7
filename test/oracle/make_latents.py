"""Writes latents.json: latents of identifiers by the Python that is exported with a generator (latents.py)."""

import json
import sys
from pathlib import Path

here = Path(__file__).parent
sys.path.insert(0, str(here.parent.parent / "src-main/trainer/export"))
from latents import latent  # noqa: E402

IDENTIFIERS = [
    "seed:0",
    "seed:7",
    "seed:4294967297",
    "plane:7,0",
    "plane:7.25,1.5",
    "plane:-0.75,-2.125",
    "circle:1,2,0.25",
    "circle:3,9,0.6",
    "seed:7/psi:0.7",
    "plane:1.5,0.5/psi:1.25",
    "z:AACAPwAAAEAAAEBAAACAQAAAoEA",
]
cases = [
    {"identifier": identifier, "prior": prior, "values": latent(identifier, 5, prior).tolist()}
    for identifier in IDENTIFIERS
    for prior in ("normal", "uniform")
]
(here / "latents.json").write_text(json.dumps(cases, indent=1) + "\n")
