"""Makes JPEG files for `bench/import.mjs`, and loads a folder of images with Pillow as a data loader does.

    python bench/import_pillow.py make FOLDER COUNT
    python bench/import_pillow.py load FOLDER SIZE PROCESSES

`load` walks the folder, decodes, crops to the centre square, resizes and stacks uint8 arrays, with that many processes,
and prints a JSON object with images and seconds.
"""

import json
import multiprocessing
import os
import sys
import time

import numpy as np
from PIL import Image


def make(folder, count):
    rng = np.random.default_rng(1)
    y, x = np.mgrid[0:64, 0:64]
    for i in range(count):
        phase = rng.uniform(0, 6.28, 3)
        image = np.stack([128 + 100 * np.sin(x / rng.uniform(3, 12) + p) * np.cos(y / 7 + p) for p in phase], -1)
        image += rng.normal(0, 8, image.shape)
        path = os.path.join(folder, f"class{i % 10}", f"{i // 1000:03d}")
        os.makedirs(path, exist_ok=True)
        Image.fromarray(image.clip(0, 255).astype(np.uint8)).save(os.path.join(path, f"{i:06d}.jpg"), quality=88)


def load_one(job):
    path, size = job
    image = Image.open(path).convert("RGB")
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    image = image.crop((left, top, left + side, top + side)).resize((size, size), Image.Resampling.LANCZOS)
    return np.asarray(image)


def load(folder, size, processes):
    begun = time.perf_counter()
    paths = sorted(os.path.join(root, name) for root, _, names in os.walk(folder) for name in names)
    images = 0
    with multiprocessing.Pool(processes) as pool:
        with open(os.devnull, "wb") as out:
            for array in pool.imap(load_one, ((path, size) for path in paths), chunksize=128):
                out.write(array.tobytes())
                images += 1
    print(json.dumps({"images": images, "seconds": time.perf_counter() - begun}))


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2], int(sys.argv[3]))
    else:
        load(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
