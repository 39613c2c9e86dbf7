"""Draws the picture of a latent with onnxruntime: python draw.py seed:7 picture.png

Needs onnxruntime, NumPy and Pillow. The pixels are those of GAN Studio to one level of 256.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

from latents import latent

here = Path(__file__).parent
model = json.loads((here / "model.json").read_text())
session = onnxruntime.InferenceSession(here / "generator.onnx", providers=["CPUExecutionProvider"])


def labels_of(label):
    """A class as the model takes it, a number, or a blend of two: "3+7@0.4" has four tenths of class 7."""
    classes, _, share = str(label).partition("@")
    first, _, second = classes.partition("+")
    share = float(share or 0)
    rows = np.eye(model["classes"])
    return ((1 - share) * rows[int(first)] + share * rows[int(second or first)]).astype(np.float32)[None]


def draw(identifiers, label=0):
    """Pictures as uint8 [count, height, width, channels]. `label` is a class or a blend, see `labels_of`, for models that take one."""
    size, prior = model["latent"]["size"], model["latent"]["prior"]
    pictures = []
    for identifier in identifiers:
        feeds = {"z": latent(identifier, size, prior)[None]}
        if model["classes"]:
            feeds["labels"] = labels_of(label)
        (images,) = session.run(["images"], feeds)
        pictures.append(np.clip(np.floor((images[0].astype(np.float64) + 1) * 127.5 + 0.5), 0, 255).astype(np.uint8))
    return np.stack(pictures)


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    picture = draw(sys.argv[1:2], sys.argv[3] if len(sys.argv) == 4 else 0)[0]
    Image.fromarray(picture[:, :, 0] if picture.shape[2] == 1 else picture).save(sys.argv[2])
