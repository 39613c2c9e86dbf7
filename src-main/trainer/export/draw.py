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


def draw(identifiers, label=0):
    """Pictures as uint8 [count, height, width, channels]. `label` is a class, for models that take one."""
    size, prior = model["latent"]["size"], model["latent"]["prior"]
    pictures = []
    for identifier in identifiers:
        feeds = {"z": latent(identifier, size, prior)[None]}
        if model["classes"]:
            feeds["labels"] = np.eye(model["classes"], dtype=np.float32)[[label]]
        (images,) = session.run(["images"], feeds)
        pictures.append(np.clip(np.floor((images[0].astype(np.float64) + 1) * 127.5 + 0.5), 0, 255).astype(np.uint8))
    return np.stack(pictures)


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    picture = draw(sys.argv[1:2], int(sys.argv[3]) if len(sys.argv) == 4 else 0)[0]
    Image.fromarray(picture[:, :, 0] if picture.shape[2] == 1 else picture).save(sys.argv[2])
