"""Writes test/oracle/fixtures/*.json: training steps of small adversarial systems, computed with PyTorch in float64 by studio.py.

Arrays are little-endian float32 (images uint8) in base64, in the studio's layouts.
"""

import base64
import json
import pathlib

import torch

from studio import System

STEPS = 3
FOLDER = pathlib.Path(__file__).parent / "fixtures"
torch.manual_seed(20240607)

FAN_IN = {"type": "uniform-fan-in"}
ZERO = {"type": "constant", "value": 0}


def normal(mean, deviation):
    return {"type": "normal", "mean": mean, "deviation": deviation}


class Net:
    """Writes a network as a chain of layers."""

    def __init__(self, source):
        self.layers = []
        self.add("input", {"type": "input", "source": source})

    def add(self, name, layer, inputs=None):
        last = [self.layers[-1]["name"]] if self.layers else []
        self.layers.append({"name": name, "inputs": last if inputs is None else inputs, "layer": layer})
        return self

    def joined(self, name, kind, inputs):
        return self.add(name, {"type": kind}, inputs)

    def label(self):
        return self.add("label", {"type": "input", "source": "label"}, [])

    def numbered(self, base, layer):
        return self.add(f"{base}{len(self.layers)}", layer)

    def dense(self, units, bias=True, init=FAN_IN, bias_init=FAN_IN, **more):
        shape = {"type": "dense", "units": units, "bias": bias}
        return self.numbered("dense", {**shape, "initialiser": init, "biasInitialiser": bias_init, **more})

    def conv(self, kind, filters, k, s, p, bias=True, **more):
        shape = {"type": kind, "filters": filters, "kernel": k, "stride": s, "padding": p, "bias": bias}
        return self.numbered("conv", {**shape, "initialiser": normal(0, 0.2), "biasInitialiser": FAN_IN, **more})

    def layer(self, type_, **more):
        return self.numbered(type_.replace("-", ""), {"type": type_, **more})

    def act(self, name, **more):
        return self.numbered("activation", {"type": "activation", "function": {"name": name, **more}})

    def norm(self, momentum=0.1):
        return self.numbered("norm", {"type": "batch-normalisation", "momentum": momentum, "epsilon": 1e-5, "scaleInitialiser": normal(1, 0.2)})

    def drop(self, rate):
        return self.numbered("dropout", {"type": "dropout", "rate": rate})

    def reshape(self, *shape):
        return self.numbered("reshape", {"type": "reshape", "shape": list(shape)})

    def flatten(self):
        return self.numbered("flatten", {"type": "flatten"})

    def spec(self):
        return {"layers": self.layers, "output": self.layers[-1]["name"]}


PLAIN = {
    "penalty": {"type": "none"},
    "labelSmoothing": 0,
    "instanceNoise": {"deviation": 0, "fade": 0},
    "pixelTerm": 0,
    "augmentation": {"flip": False, "differentiable": []},
    "fakeBatch": "fresh",
    "imagePool": 0,
    "learningRateSchedule": {"warmUp": 0, "shape": {"type": "constant"}},
    "gradientClipping": None,
    "weightClipping": None,
    "generatorAverage": None,
}


def config(name, image, latent, generator, discriminator, objective, batch_mode, optimiser, batch=5, classes=None, **more):
    height, width, channels = image
    return {
        "version": 2,
        "dataset": {"id": "mnist", "split": "train"},
        "architecture": {
            "version": 1,
            "name": name,
            "image": {"height": height, "width": width, "channels": channels},
            "latent": latent,
            **({} if classes is None else {"classes": classes}),
            "networks": {"generator": generator.spec(), "discriminator": discriminator.spec()},
        },
        "objective": {"type": objective},
        "discriminatorBatch": batch_mode,
        "optimisers": {"generator": optimiser, "discriminator": optimiser},
        "batchSize": batch,
        "duration": {"unit": "steps", "count": STEPS},
        "discriminatorSteps": 1,
        "samples": {"count": 4, "cadence": {"unit": "epochs", "every": 1}},
        "checkpoints": {"cadence": {"unit": "epochs", "every": 1}, "keep": 1},
        "seed": 1,
        "engine": "auto",
        **PLAIN,
        **more,
    }


def adam(rate, beta1):
    return {"type": "adam", "learningRate": rate, "beta1": beta1, "beta2": 0.999, "epsilon": 1e-8}


def small():
    g = Net("latent").dense(10).act("leaky-relu", slope=0.01).dense(64).act("tanh").reshape(8, 8, 1)
    d = Net("image").flatten().dense(10).act("leaky-relu", slope=0.01).drop(0.5).dense(1).act("sigmoid")
    return g, d


def cases():
    uniform, gauss = {"size": 6, "prior": "uniform"}, {"size": 6, "prior": "normal"}
    yield "mlp-small", config("s", (8, 8, 1), uniform, *small(), "non-saturating", "separate", adam(1e-3, 0.9))
    yield "minimax", config("m", (8, 8, 1), uniform, *small(), "minimax", "separate", adam(1e-3, 0.9))
    g, d = Net("latent"), Net("image").flatten()
    for units in (6, 8, 10):
        g.dense(units).act("relu")
    for units in (10, 8, 6):
        d.dense(units).act("relu").drop(0.3)
    g.dense(64).act("tanh").reshape(8, 8, 1)
    d.dense(1).act("sigmoid")
    yield "mlp-wide", config("w", (8, 8, 1), gauss, g, d, "non-saturating", "concatenated", adam(1e-4, 0.9))
    g = Net("latent").dense(2 * 2 * 8, bias=False, init=normal(0, 0.2)).reshape(2, 2, 8).norm().act("relu")
    g.conv("conv2d-transpose", 6, 4, 2, 1, bias=False).norm().act("relu").conv("conv2d-transpose", 1, 4, 2, 1).act("tanh")
    d = Net("image").conv("conv2d", 6, 4, 2, 1).act("leaky-relu", slope=0.2).conv("conv2d", 8, 4, 2, 1, bias=False)
    d.norm().act("leaky-relu", slope=0.2).flatten().dense(1, init=normal(0, 0.2), bias_init=ZERO).act("sigmoid")
    yield "dcgan-28", config("d", (8, 8, 1), gauss, g, d, "non-saturating", "separate", adam(2e-4, 0.5))
    # Geometry that the presets do not have: colour, sizes that strides do not divide, dropout on both sides, D without a sigmoid.
    g = Net("latent").dense(3 * 2 * 4, bias=False).reshape(3, 2, 4).norm(0.3).act("relu").drop(0.25)
    g.conv("conv2d-transpose", 4, 3, 2, 0).act("sigmoid").conv("conv2d-transpose", 3, 4, 1, 1, bias=False).act("tanh")
    d = Net("image").conv("conv2d", 4, 3, 2, 1, bias=False).norm(0.2).act("relu").drop(0.4).conv("conv2d", 5, 5, 2, 2, bias=False)
    d.norm().act("leaky-relu", slope=0.1).conv("conv2d", 1, 2, 1, 0).flatten()
    for mode in ("separate", "concatenated"):
        name = f"geometry-{mode}"
        yield name, config(name, (8, 6, 3), gauss, g, d, "minimax", mode, adam(1e-3, 0.5))

    rms = {"type": "rmsprop", "learningRate": 5e-3, "decay": 0.99, "epsilon": 1e-8}
    momentum = {"type": "momentum", "learningRate": 5e-3, "momentum": 0.9}
    sgd = {"type": "sgd", "learningRate": 2e-2}

    def up():
        g = Net("latent").dense(2 * 2 * 4, bias=False).reshape(2, 2, 4).norm().act("relu")
        return g.conv("conv2d-transpose", 3, 4, 2, 1, bias=False).norm().act("relu").conv("conv2d-transpose", 1, 4, 2, 1).act("tanh")

    def down(norm=None, **more):
        d = Net("image").conv("conv2d", 3, 4, 2, 1, **more).act("leaky-relu", slope=0.2)
        # A bias that a normalisation takes away again has no gradient to compare.
        d.conv("conv2d", 4, 4, 2, 1, bias=norm is None, **more)
        if norm is not None:
            d.layer(norm, epsilon=1e-3, **({"affine": True} if norm == "instance-normalisation" else {}))
        return d.act("leaky-relu", slope=0.2)

    small_image = (8, 8, 1)
    d = down().flatten().dense(1)
    yield "wgan", config("w", small_image, gauss, up(), d, "wasserstein", "separate", rms, weightClipping=0.05)
    d = down("layer-normalisation").flatten().dense(1)
    penalty = {"type": "gradient-penalty", "weight": 10}
    yield "wgan-gp", config("p", small_image, gauss, up(), d, "wasserstein", "separate", adam(1e-3, 0.0), penalty=penalty)
    d = down("instance-normalisation").flatten().dense(1)
    yield "lsgan", config("l", small_image, gauss, up(), d, "least-squares", "concatenated", momentum, labelSmoothing=0.1)
    spectral = {"spectralNormalisation": True}
    g = Net("latent").dense(2 * 2 * 3, **spectral).reshape(2, 2, 3).act("relu").conv("conv2d-transpose", 3, 4, 2, 1, **spectral)
    g.act("relu").layer("upsample", factor=2).conv("conv2d", 1, 3, 1, 1).act("tanh")
    d = down(**spectral).flatten().dense(1, **spectral)
    yield "hinge", config("h", small_image, gauss, g, d, "hinge", "separate", sgd)
    d = Net("image").conv("conv2d", 3, 4, 2, 1).act("leaky-relu", slope=0.2).conv("conv2d", 4, 4, 2, 1, bias=False).norm()
    d.act("leaky-relu", slope=0.2).flatten().dense(1).act("sigmoid")
    yield "r1", config(
        "r", small_image, gauss, up(), d, "non-saturating", "separate", rms, penalty={"type": "r1", "weight": 10},
        generatorAverage={"decay": 0.9, "samples": True}, gradientClipping=0.5, instanceNoise={"deviation": 0.3, "fade": 0})
    g = Net("latent").dense(12).act("selu").dense(12).act("swish").dense(16).act("softplus").reshape(4, 4, 1)
    g.layer("upsample", factor=2).conv("conv2d", 1, 3, 1, 1).act("tanh")
    d = Net("image").conv("conv2d", 4, 3, 1, 1).act("gelu").layer("pooling", kind="max", kernel=3, stride=2, padding=1)
    d.layer("gaussian-noise", deviation=0.2).conv("conv2d", 4, 3, 1, 1).act("elu")
    d.layer("pooling", kind="average", kernel=2, stride=2, padding=0).layer("global-pooling", kind="average").dense(1)
    yield "functions", config("f", small_image, gauss, g, d, "non-saturating", "separate", adam(1e-3, 0.5))
    g = Net("latent").label().layer("embedding", units=3, initialiser=normal(0, 1))
    g.joined("joined", "concatenate", ["input", g.layers[-1]["name"]]).dense(16).act("relu").dense(64).act("tanh").reshape(8, 8, 1)
    d = Net("image").conv("conv2d", 3, 3, 1, 1).act("leaky-relu", slope=0.2)
    skipped = d.layers[-1]["name"]
    d.conv("conv2d", 3, 3, 1, 1).joined("sum", "add", [d.layers[-1]["name"], skipped]).act("leaky-relu", slope=0.2)
    d.layer("global-pooling", kind="sum")
    features = d.layers[-1]["name"]
    d.dense(1)
    score = d.layers[-1]["name"]
    d.label().add("projection", {"type": "projection", "initialiser": normal(0, 1)}, [features, "label"])
    d.joined("judged", "add", [score, "projection"])
    yield "conditional", config(
        "c", small_image, gauss, g, d, "hinge", "separate", adam(1e-3, 0.5), classes=4, fakeBatch="shared", pixelTerm=2)
    def block(net, filters, resample, normalisation, **more):
        return net.layer("residual-block", filters=filters, resample=resample, normalisation=normalisation,
                         initialiser={"type": "he-normal"}, **more)

    g = block(Net("latent").dense(2 * 2 * 3).reshape(2, 2, 3), 3, "up", "batch")
    g = block(g, 2, "up", "instance").conv("conv2d", 1, 3, 1, 1).act("tanh")
    d = block(block(block(Net("image"), 3, "down", "none", **spectral), 3, "same", "layer"), 2, "down", "none")
    yield "residual", config("b", small_image, gauss, g, d.layer("global-pooling", kind="sum").dense(1), "hinge", "separate", sgd,
                             penalty={"type": "r1", "weight": 1})
    g = Net("latent").dense(8 * 8 * 3).act("tanh").reshape(8, 8, 3)
    d = Net("image").conv("conv2d", 3, 4, 2, 1).act("leaky-relu", slope=0.2).flatten().dense(1)
    policies = {"flip": False, "differentiable": ["colour", "translation", "cutout"]}
    yield "augmented", config("a", (8, 8, 3), gauss, g, d, "hinge", "separate", adam(1e-3, 0.5), augmentation=policies)
    d = Net("image").conv("conv2d", 3, 4, 2, 1).act("leaky-relu", slope=0.2).conv("conv2d", 1, 2, 1, 0)
    yield "patches", config("t", small_image, gauss, up(), d, "minimax", "separate", adam(1e-3, 0.5), imagePool=7)


def encode(tensor):
    array = tensor.detach().contiguous().numpy()
    array = array if str(array.dtype) == "uint8" else array.astype("<f4")
    return base64.b64encode(array.tobytes()).decode()


def encode_all(tensors):
    return {name: encode(tensor) for name, tensor in tensors.items()}


def places(part, batch, size, update):
    """Some exchange of a batch with a pool: free places are filled, later ones read and written at once."""
    matrix = torch.zeros(batch, size)
    for i in range(batch):
        seen = update * batch + i
        if seen < size:
            matrix[i, seen] = 1 if part == "write" else 0
        elif i % 2 == 0:
            matrix[i, (3 * i + update) % min(size, update * batch)] = 1
    return matrix


class Drawn:
    """The feeds of an update: drawn when they are asked for the first time. A repeated one is taken from another update."""

    def __init__(self, update, repeated=None):
        self.update, self.values, self.repeated = update, {}, repeated or {}

    def __call__(self, name, shape, source):
        if name not in self.values:
            self.values[name] = self.repeated[name] if name in self.repeated else self.draw(tuple(shape), source)
        return self.values[name]

    def draw(self, shape, source):
        kind = source[0]
        if kind == "bytes":
            return torch.randint(0, 256, shape, dtype=torch.uint8)
        if kind == "labels":
            return torch.eye(shape[1])[torch.randint(0, shape[1], (shape[0],))]
        if kind == "pool":
            return places(source[1], *shape, self.update)
        if kind == "shift":
            return torch.stack([torch.diag(torch.ones(shape[1] - abs(s)), s) for s in torch.randint(-1, 2, shape[:1]).tolist()])
        if kind == "cutout":
            mask = torch.ones(shape)
            for i, (y, x) in enumerate(torch.randint(0, shape[1], (shape[0], 2)).tolist()):
                mask[i, max(0, y - 2) : y + 2, max(0, x - 2) : x + 2] = 0
            return mask
        drawn = {
            "between": lambda: torch.rand(shape) * (source[2] - source[1]) + source[1],
            "normal": lambda: torch.randn(shape) * (source[1] if len(source) > 1 else 1),
            "uniform": lambda: torch.rand(shape) if len(shape) == 4 else torch.rand(shape) * 2 - 1,
            "mask": lambda: (torch.rand(shape) >= source[1]).double() / (1 - source[1]),
        }[kind]()
        return drawn.float().double()


def fixture(config, kind=System):
    system = kind(config)
    result = {"config": config, "initial": encode_all(system.state), "steps": []}
    for number in range(STEPS):
        step, feeds = {}, Drawn(number)
        for role in system.phases():
            shared = {n: v for n, v in feeds.values.items() if n in ("z", "labels/fake") or "/generator/" in n}
            feeds = Drawn(number, shared if role == "generator" and config.get("fakeBatch") == "shared" else {})
            loss, measures, gradients = system.update(role, feeds)
            step[role] = {"loss": loss, "measures": measures, "feeds": encode_all(feeds.values)}
            if number == 0:
                step[role]["gradients"] = encode_all(gradients)
        result["steps"].append(step)
    slots = {name: slot for phase in system.phases() for name, slot in system.slots(phase).items()}
    return {**result, "final": encode_all(system.state), "slots": encode_all(slots)}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, case in cases():
        (FOLDER / f"{name}.json").write_text(json.dumps(fixture(case)) + "\n")
    print(f"PyTorch {torch.__version__}: {len(list(FOLDER.glob('*.json')))} fixtures")
