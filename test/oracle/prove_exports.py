"""Proves what a run's generator is exported as, in programs that share nothing with the studio.

    python test/oracle/prove_exports.py RUN [--class N]

Needs onnxruntime, NumPy, Pillow and imageio-ffmpeg, and a built studio whose home has the run. Of the run's newest checkpoint:

- the exported ONNX with the exported Python draws latents of every kind in onnxruntime: pixels against `studio sample`'s PNG,
  whose pixels are the window's; at most one level of 256 apart;
- a GIF in Pillow and a WebM in ffmpeg: frames, size, when each frame is shown and how long, and the pictures of the GIF's first
  and last frame against those of their latents.

Ends with 1 where anything differs.
"""

import argparse
import base64
import importlib.util
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from PIL import Image, ImageSequence

ROOT = Path(__file__).resolve().parents[2]
FRAMES, RATE = 25, 25

parser = argparse.ArgumentParser()
parser.add_argument("run")
parser.add_argument("--class", dest="label")
parser.add_argument("--home")
options = parser.parse_args()
failures = []


def studio(*words):
    home = ["--home", options.home] if options.home else []
    command = ["node", str(ROOT / "out/main/headless.cjs"), *map(str, words), *home, "--json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def check(name, right, detail):
    print(f"{'ok   ' if right else 'WRONG'} {name}: {detail}")
    if not right:
        failures.append(name)


def written(file, channels):
    """The one picture of a grid, without the gap around it."""
    return np.asarray(Image.open(file).convert("RGB")).astype(int)[1:-1, 1:-1, :channels]


with tempfile.TemporaryDirectory() as temporary:
    folder = Path(temporary)
    studio("export", options.run, "--format", "onnx", "--out", folder / "model")
    sys.path.insert(0, str(folder / "model"))
    spec = importlib.util.spec_from_file_location("draw", folder / "model" / "draw.py")
    draw = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(draw)
    model = json.loads((folder / "model" / "model.json").read_text())
    channels = model["image"]["channels"]
    chosen = ["--class", options.label or 0] if model["classes"] else []

    studio("interpolate", options.run, "--from", 3, "--to", 9, "--frames", 3, "--out", folder / "way.json")
    middle = np.array(json.loads((folder / "way.json").read_text())["latents"][1], "<f4")
    written_out = "z:" + base64.urlsafe_b64encode(middle.tobytes()).decode().rstrip("=")
    for identifier in ["seed:0", "seed:7", "plane:7.25,1.5", "plane:-3.5,2", "circle:1,2,0.25", "seed:5/psi:0.7", written_out]:
        studio("sample", options.run, "--latent", identifier, *chosen, "--out", folder / "picture.png")
        drawn = draw.draw([identifier], options.label or 0)[0].astype(int)
        apart = np.abs(drawn - written(folder / "picture.png", channels))
        check(identifier[:24], apart.max() <= 1, f"at most {apart.max()} levels apart, {(apart > 0).mean():.3%} of values differ")

    for name in ["film.gif", "film.webm"]:
        words = ["--from", 3, "--to", 9, "--frames", FRAMES, "--rate", RATE, "--out", folder / name]
        studio("interpolate", options.run, *words)
    gif = Image.open(folder / "film.gif")
    side = 256 // max(model["image"]["width"], model["image"]["height"]) or 1
    size = (model["image"]["width"] * side, model["image"]["height"] * side)
    frames = [(frame.info["duration"], np.asarray(frame.convert("RGB")).astype(int)) for frame in ImageSequence.Iterator(gif)]
    check("GIF frames", len(frames) == FRAMES, len(frames))
    check("GIF size", gif.size == size, gif.size)
    check("GIF times", {duration for duration, _ in frames} == {1000 / RATE}, {duration for duration, _ in frames})
    if not model["classes"]:
        for place, seed in ((0, 3), (-1, 9)):
            studio("sample", options.run, "--latent", f"seed:{seed}", "--out", folder / "end.png")
            apart = np.abs(frames[place][1][::side, ::side, :channels] - written(folder / "end.png", channels)).mean()
            check(f"GIF frame {place}", apart < 6, f"{apart:.2f} levels apart on average, with 256 colours")

    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    told = subprocess.run(
        [ffmpeg, "-v", "error", "-i", folder / "film.webm", "-f", "framecrc", "-"], check=True, capture_output=True, text=True
    ).stdout
    base = re.search(r"#tb 0: (\d+)/(\d+)", told)
    width, height = map(int, re.search(r"#dimensions 0: (\d+)x(\d+)", told).groups())
    unit = 1000 * int(base[1]) / int(base[2])
    times = [int(line.split(",")[2]) * unit for line in told.splitlines() if line and line[0] != "#"]
    side = 512 // max(model["image"]["width"], model["image"]["height"]) or 1
    size = (model["image"]["width"] * side, model["image"]["height"] * side)
    check("WebM frames", len(times) == FRAMES, len(times))
    check("WebM size", (width, height) == size, (width, height))
    expected = [1000 * i / RATE for i in range(FRAMES)]
    check("WebM times", np.allclose(times, expected, atol=0.5), f"{times[0]:.0f}, {times[1]:.0f}, … {times[-1]:.0f} ms")
    _, seconds = imageio_ffmpeg.count_frames_and_secs(str(folder / "film.webm"))
    check("WebM length", abs(seconds - FRAMES / RATE) < 0.02, f"{seconds} s")

sys.exit(1 if failures else 0)
