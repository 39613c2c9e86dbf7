"""Latents of GAN Studio from their identifiers: seed:7, plane:7.25,1.5, circle:1,2,0.25, z:..., each with /psi:0.7 if wanted.

Needs NumPy alone. The numbers are those of the studio up to rounding in the last digits of a float32.
"""

import base64
import math
import re

import numpy as np

PLANE_COLUMNS = 100
_WORD = 0xFFFFFFFF


def _mix(x):
    x = ((x ^ (x >> 16)) * 0x85EBCA6B) & _WORD
    x = ((x ^ (x >> 13)) * 0xC2B2AE35) & _WORD
    return x ^ (x >> 16)


def _uniform(seed, purpose="latent-seed", position=0):
    """An endless stream of numbers in [0, 1): xoshiro128** 1.1 (Blackman and Vigna), 24 bits of each word."""
    words = [seed & _WORD, seed >> 32, position & _WORD, position >> 32, *map(ord, purpose)]
    state = []
    for lane in range(1, 5):
        value = _mix((0x9E3779B9 * lane) & _WORD)
        for word in words:
            value = _mix((value * 31 + word + 0x9E3779B9) & _WORD)
        state.append(value)
    a, b, c, d = state if any(state) else (1, 0, 0, 0)
    while True:
        product = (b * 5) & _WORD
        word = ((((product << 7) | (product >> 25)) & _WORD) * 9) & _WORD
        t = (b << 9) & _WORD
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= t
        d = ((d << 11) | (d >> 21)) & _WORD
        yield (word >> 8) * 2.0**-24


def seed_latent(seed, size, prior):
    """The latent of a whole-number seed."""
    numbers = _uniform(seed)
    if prior == "uniform":
        return np.array([2 * next(numbers) - 1 for _ in range(size)], np.float32)
    out = []
    while len(out) < size:  # Box and Muller, 1958
        radius = math.sqrt(-2 * math.log(1 - next(numbers)))
        angle = 2 * math.pi * next(numbers)
        out += [radius * math.cos(angle), radius * math.sin(angle)]
    return np.array(out[:size], np.float32)


def _norm(v):
    return float(np.sqrt(np.sum(v.astype(np.float64) ** 2)))


def _on_prior(v, wanted, prior):
    v = v.astype(np.float32)
    length = _norm(v)
    scaled = (v.astype(np.float64) * (wanted / length if length else 1)).astype(np.float32)
    return scaled if prior == "normal" else np.clip(scaled, -1, 1)


def plane_latent(x, y, size, prior):
    """A point of the seed plane: the four seeds around it, blended with the norm kept."""
    left, top = math.floor(x), math.floor(y)
    fx, fy = x - left, y - top
    total, wanted, parts = np.zeros(size), 0.0, []
    for right, down, weight in ((0, 0, (1 - fx) * (1 - fy)), (1, 0, fx * (1 - fy)), (0, 1, (1 - fx) * fy), (1, 1, fx * fy)):
        if weight > 0:
            parts.append(seed_latent((left + right + PLANE_COLUMNS * (top + down)) % 2**32, size, prior))
            total += weight * parts[-1].astype(np.float64)
            wanted += weight * _norm(parts[-1])
    return parts[0] if len(parts) == 1 else _on_prior(total, wanted, prior)


def circle_latent(a, b, turn, size, prior):
    """A point of the circle that begins at seed a and passes near seed b a quarter turn later."""
    a, b = seed_latent(a, size, prior), seed_latent(b, size, prior)
    share = turn - math.floor(turn)
    if share == 0:
        return a
    p, q = a.astype(np.float64), b.astype(np.float64)
    radius = _norm(a)
    across = (q - (np.dot(p, q) / radius**2 if radius else 0) * p).astype(np.float32)
    width = _norm(across)
    point = math.cos(2 * math.pi * share) * p
    if width:
        point = point + math.sin(2 * math.pi * share) * radius / width * across
    point = point.astype(np.float32)
    return _on_prior(point, _norm(point), prior)


def latent(identifier, size, prior):
    """The numbers of a latent identifier for a model: float32 [size]."""
    body, _, psi = identifier.strip().partition("/psi:")
    kind, _, rest = body.partition(":") if ":" in body else ("seed", "", body)
    if kind == "seed":
        z = seed_latent(int(rest), size, prior)
    elif kind == "plane":
        x, y = map(float, rest.split(","))
        z = plane_latent(x, y, size, prior)
    elif kind == "circle":
        a, b, turn = rest.split(",")
        z = circle_latent(int(a), int(b), float(turn), size, prior)
    elif kind == "z" and re.fullmatch(r"[A-Za-z0-9_-]+", rest):
        z = np.frombuffer(base64.urlsafe_b64decode(rest + "=" * (-len(rest) % 4)), "<f4")
    else:
        raise ValueError(f"{identifier} is no latent identifier")
    if z.shape != (size,):
        raise ValueError(f"{identifier} has {z.size} numbers, the model takes {size}")
    return (z.astype(np.float64) * float(psi)).astype(np.float32) if psi else z
