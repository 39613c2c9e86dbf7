"""Compares what an exported generator draws in onnxruntime with a PNG that the studio wrote of the same latents.

    studio export RUN --format onnx --out DIR
    studio sample RUN --latent ID --out picture.png          one latent
    python test/oracle/exported.py DIR picture.png ID

Prints the largest difference in levels of 256; ends with 1 if it is more than one level.
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image

folder, picture, identifier = sys.argv[1:]
sys.path.insert(0, str(Path(folder).resolve()))
from draw import draw  # noqa: E402

drawn = draw([identifier])[0].astype(int)
written = np.asarray(Image.open(picture).convert("RGB")).astype(int)[1:-1, 1:-1, : drawn.shape[2]]
if drawn.shape != written.shape:
    sys.exit(f"{drawn.shape} differs from {written.shape}")
worst = int(np.abs(drawn - written).max())
print(f"{identifier[:60]}: at most {worst} of 256 levels apart, {(drawn != written).mean():.4%} of values differ")
sys.exit(worst > 1)
