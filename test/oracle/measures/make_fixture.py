"""Writes reference.json: measures of fixed random points by NumPy, SciPy and scikit-learn, in double precision.

python test/oracle/measures/make_fixture.py (made with numpy 2.4.6, scipy 1.17.1, scikit-learn 1.9.1)
"""

import base64
import json
from pathlib import Path

import numpy as np
from scipy import linalg, ndimage, stats
from sklearn.neighbors import NearestNeighbors

random = np.random.default_rng(20141210)


def text(values):
    return base64.b64encode(np.ascontiguousarray(values, dtype="<f4").tobytes()).decode()


def points(count, size, rank, shift):
    """Rectified mixtures of `rank` sources: correlated, skewed, with features that are often zero."""
    values = random.normal(size=(count, rank)) @ random.normal(size=(rank, size)) / np.sqrt(rank) + shift
    return np.maximum(values, 0).astype(np.float32)


def frechet(a, b):
    a, b = a.astype(np.float64), b.astype(np.float64)
    first, second = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    root = linalg.sqrtm(first @ second)
    return float(np.sum((a.mean(0) - b.mean(0)) ** 2) + np.trace(first + second - 2 * np.real(root)))


def kernel(a, b):
    a, b = a.astype(np.float64), b.astype(np.float64)
    n, size = a.shape
    k = lambda x, y: (x @ y.T / size + 1) ** 3
    aa, bb, ab = k(a, a), k(b, b), k(a, b)
    within = n * (n - 1)
    return float((aa.sum() - np.trace(aa)) / within + (bb.sum() - np.trace(bb)) / within - 2 * ab.mean())


def precision_recall(real, fake):
    real, fake = real.astype(np.float64), fake.astype(np.float64)

    def radius(x, k):
        return NearestNeighbors(n_neighbors=k + 1).fit(x).kneighbors(x)[0][:, k]

    distances = linalg.norm(real[:, None, :] - fake[None, :, :], axis=2)
    inside = distances <= radius(real, 5)[:, None]
    return {
        "precision": float((distances <= radius(real, 3)[:, None]).any(0).mean()),
        "recall": float((distances <= radius(fake, 3)[None, :]).any(1).mean()),
        "density": float(inside.sum() / (5 * len(fake))),
        "coverage": float(inside.any(1).mean()),
    }


def pyramid(picture, levels):
    weights = np.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1]) / 256
    blur = lambda plane: np.stack([ndimage.convolve(c, weights, mode="mirror") for c in np.moveaxis(plane, 2, 0)], 2)
    result, current = [], picture.astype(np.float64)
    for _ in range(levels - 1):
        half = blur(current)[::2, ::2]
        sparse = np.zeros_like(current)
        sparse[::2, ::2] = half
        result.append(current - 4 * blur(sparse))
        current = half
    return [*result, current]


cases = {"correlated": (points(300, 12, 8, 0.3), points(300, 12, 8, 0.1)), "full": (points(200, 6, 6, 0), points(200, 6, 6, 0.5))}
square = random.normal(size=(9, 9))
line = (random.gamma(2, size=500).astype(np.float32), random.normal(size=500).astype(np.float32))
standard = [(x.astype(np.float64) - x.mean(dtype=np.float64)) / x.std(dtype=np.float64) for x in line]
pictures = [random.uniform(-1, 1, size=shape).astype(np.float32) for shape in [(28, 28, 1), (33, 30, 3)]]

document = {
    "points": {
        name: {
            "size": real.shape[1],
            "real": text(real),
            "fake": text(fake),
            "frechet": frechet(real, fake),
            "kernel": kernel(real, fake),
            **precision_recall(real, fake),
        }
        for name, (real, fake) in cases.items()
    },
    "symmetric": {
        "size": 9,
        "values": (square + square.T).ravel().tolist(),
        "eigenvalues": linalg.eigvalsh(square + square.T).tolist(),
    },
    "line": {"a": text(line[0]), "b": text(line[1]), "wasserstein": float(stats.wasserstein_distance(*standard))},
    "pyramids": [
        {"shape": list(picture.shape), "picture": text(picture), "levels": [text(level) for level in pyramid(picture, 2)]}
        for picture in pictures
    ],
}
(Path(__file__).parent / "reference.json").write_text(json.dumps(document, indent=1) + "\n")
