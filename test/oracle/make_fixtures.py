"""Writes test/oracle/fixtures/*.json: training steps of small adversarial systems, computed with PyTorch in float64.

An implementation of the studio's run configurations of its own: it reads the same architecture, but shares no code.
Arrays are little-endian float32 (images uint8) in base64, in the studio's layouts: images [batch, height, width,
channels], dense kernels [in, out], convolution kernels [k, k, in, out], transposed ones [k, k, out, in].
"""

import base64
import json
import pathlib

import torch
import torch.nn.functional as F

STEPS = 3
FOLDER = pathlib.Path(__file__).parent / "fixtures"
torch.set_default_dtype(torch.float64)
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

    def add(self, name, layer):
        inputs = [self.layers[-1]["name"]] if self.layers else []
        self.layers.append({"name": name, "inputs": inputs, "layer": layer})
        return self

    def numbered(self, base, layer):
        return self.add(f"{base}{len(self.layers)}", layer)

    def dense(self, units, bias=True, init=FAN_IN, bias_init=FAN_IN):
        return self.numbered("dense", {"type": "dense", "units": units, "bias": bias, "initialiser": init, "biasInitialiser": bias_init})

    def conv(self, kind, filters, k, s, p, bias=True):
        shape = {"type": kind, "filters": filters, "kernel": k, "stride": s, "padding": p, "bias": bias}
        return self.numbered("conv", {**shape, "initialiser": normal(0, 0.2), "biasInitialiser": FAN_IN})

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


def config(name, image, latent, generator, discriminator, objective, batch_mode, adam, batch=5):
    height, width, channels = image
    return {
        "version": 1,
        "dataset": {"id": "mnist", "split": "train"},
        "architecture": {
            "version": 1,
            "name": name,
            "image": {"height": height, "width": width, "channels": channels},
            "latent": latent,
            "networks": {"generator": generator.spec(), "discriminator": discriminator.spec()},
        },
        "objective": {"type": objective},
        "discriminatorBatch": batch_mode,
        "optimisers": {"generator": adam, "discriminator": adam},
        "batchSize": batch,
        "duration": {"unit": "steps", "count": STEPS},
        "discriminatorSteps": 1,
        "samples": {"count": 4, "cadence": {"unit": "epochs", "every": 1}},
        "checkpoints": {"cadence": {"unit": "epochs", "every": 1}, "keep": 1},
        "seed": 1,
        "engine": "auto",
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


class System:
    """Both networks of a config with their weights, moved by torch.optim.Adam."""

    def __init__(self, config):
        self.config = config
        self.state = {}
        architecture = config["architecture"]
        image = architecture["image"]
        self.image = [image["height"], image["width"], image["channels"]]
        self.latent = architecture["latent"]
        for role, network in architecture["networks"].items():
            with torch.no_grad():
                self.run(role, torch.zeros(2, *(self.image if role == "discriminator" else [self.latent["size"]])), None, create=True)
        self.optimisers = {}
        for role in architecture["networks"]:
            adam = config["optimisers"][role]
            self.optimisers[role] = torch.optim.Adam(
                list(self.trainable(role).values()),
                lr=adam["learningRate"], betas=(adam["beta1"], adam["beta2"]), eps=adam["epsilon"],
            )

    def trainable(self, role):
        return {n: t for n, t in self.state.items() if n.startswith(role + "/") and t.requires_grad}

    def weight(self, name, shape, trains=True, value=None):
        if name not in self.state:
            drawn = torch.randn(shape) * 0.25 if value is None else torch.full(shape, value)
            if name.endswith("/scale"):
                drawn = drawn + 1
            # What the studio starts from is float32.
            self.state[name] = drawn.float().double().requires_grad_(trains)
        return self.state[name]

    def run(self, role, x, masks, create=False):
        """Applies a network in training mode, up to the logit for D; x is [batch, ...] with channels last."""
        network = self.config["architecture"]["networks"][role]
        for node in network["layers"]:
            layer, path = node["layer"], f"{role}/{node['name']}"
            kind = layer["type"]
            if kind == "dense":
                w = self.weight(path + "/kernel", (x.shape[1], layer["units"]))
                b = self.weight(path + "/bias", (layer["units"],)) if layer["bias"] else None
                x = F.linear(x, w.t(), b)
            elif kind in ("conv2d", "conv2d-transpose"):
                k, out, channels = layer["kernel"], layer["filters"], x.shape[3]
                pair = (channels, out) if kind == "conv2d" else (out, channels)
                w = self.weight(path + "/kernel", (k, k, *pair)).permute(3, 2, 0, 1).contiguous()
                b = self.weight(path + "/bias", (out,)) if layer["bias"] else None
                convolve = F.conv2d if kind == "conv2d" else F.conv_transpose2d
                x = convolve(x.permute(0, 3, 1, 2), w, b, stride=layer["stride"], padding=layer["padding"]).permute(0, 2, 3, 1)
            elif kind == "batch-normalisation":
                c = (x.shape[-1],)
                scale, offset = self.weight(path + "/scale", c), self.weight(path + "/offset", c)
                mean, variance = self.weight(path + "/mean", c, False, 0.0), self.weight(path + "/variance", c, False, 1.0)
                if not create:
                    moved = x.movedim(-1, 1)
                    moved = F.batch_norm(moved, mean, variance, scale, offset, True, layer["momentum"], layer["epsilon"])
                    x = moved.movedim(1, -1)
            elif kind == "activation":
                f = layer["function"]
                last = node["name"] == network["output"]
                if f["name"] == "leaky-relu":
                    x = F.leaky_relu(x, f["slope"])
                elif not (role == "discriminator" and last and f["name"] == "sigmoid"):
                    x = {"relu": F.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid}[f["name"]](x)
            elif kind == "dropout":
                if not create:
                    x = x * masks(node["name"], x.shape, layer["rate"])
            elif kind == "reshape":
                x = x.reshape(-1, *layer["shape"])
            elif kind == "flatten":
                x = x.reshape(x.shape[0], -1)
        return x


def encode(tensor):
    array = tensor.detach().contiguous().numpy()
    array = array if str(array.dtype) == "uint8" else array.astype("<f4")
    return base64.b64encode(array.tobytes()).decode()


def encode_all(tensors):
    return {name: encode(tensor) for name, tensor in tensors.items()}


def bce(logits, label):
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, label))


def phase(system, role, feeds):
    """One update of one network; fills `feeds` with what was drawn."""
    config, batch = system.config, system.config["batchSize"]
    size, minimax = system.latent["size"], config["objective"]["type"] == "minimax"
    z = torch.randn(batch, size) if system.latent["prior"] == "normal" else torch.rand(batch, size) * 2 - 1
    feeds["z"] = z = z.float().double()

    def masks(run):
        def draw(layer, shape, rate):
            mask = ((torch.rand(shape) >= rate).double() / (1 - rate)).float().double()
            feeds[f"mask/{run}/{layer}"] = mask
            return mask

        return draw

    if role == "generator":
        fake = system.run("discriminator", system.run("generator", z, masks("generator")), masks("fake"))
        loss = torch.log(1 - torch.sigmoid(fake)).mean() if minimax else bce(fake, 1.0)
        return loss, {"generatorLoss": loss}
    feeds["real"] = torch.randint(0, 256, (batch, *system.image), dtype=torch.uint8)
    real = feeds["real"].double() / 127.5 - 1
    generated = system.run("generator", z, masks("generator")).detach()
    if config["discriminatorBatch"] == "concatenated":
        logits = system.run("discriminator", torch.cat([real, generated]), masks("both"))
        of_real, of_fake = logits.split(batch)
        labels = torch.cat([torch.ones_like(of_real), torch.zeros_like(of_fake)])
        loss = F.binary_cross_entropy_with_logits(logits, labels)
    else:
        of_real = system.run("discriminator", real, masks("real"))
        of_fake = system.run("discriminator", generated, masks("fake"))
        loss = bce(of_real, 1.0) + bce(of_fake, 0.0)
    scores_real, scores_fake = torch.sigmoid(of_real), torch.sigmoid(of_fake)
    measures = {
        "discriminatorLoss": bce(of_real, 1.0) + bce(of_fake, 0.0),
        "realScore": scores_real.mean(),
        "fakeScore": scores_fake.mean(),
        "realAccuracy": (scores_real > 0.5).double().mean(),
        "fakeAccuracy": (scores_fake < 0.5).double().mean(),
    }
    if minimax:
        value = torch.log(scores_real).mean() + torch.log(1 - scores_fake).mean()
        measures |= {"valueFunction": value, "jensenShannon": (value + torch.log(torch.tensor(4.0))) / 2}
    return loss, measures


def fixture(config):
    system = System(config)
    result = {"config": config, "initial": encode_all(system.state), "steps": []}
    for number in range(STEPS):
        step = {}
        for role in ("discriminator", "generator"):
            feeds = {}
            weights = system.trainable(role)
            loss, measures = phase(system, role, feeds)
            gradients = dict(zip(weights, torch.autograd.grad(loss, list(weights.values()))))
            for name, weight in weights.items():
                weight.grad = gradients[name]
            system.optimisers[role].step()
            recorded = {"loss": loss.item(), "measures": {n: m.item() for n, m in measures.items()}, "feeds": encode_all(feeds)}
            if number == 0:
                recorded["gradients"] = encode_all(gradients)
            step[role] = recorded
        result["steps"].append(step)
    slots = {}
    for role in ("discriminator", "generator"):
        for name, weight in system.trainable(role).items():
            moments = system.optimisers[role].state[weight]
            slots[f"m/{name}"], slots[f"v/{name}"] = moments["exp_avg"], moments["exp_avg_sq"]
    return {**result, "final": encode_all(system.state), "slots": encode_all(slots)}


FOLDER.mkdir(exist_ok=True)
for name, case in cases():
    (FOLDER / f"{name}.json").write_text(json.dumps(fixture(case)) + "\n")
print(f"PyTorch {torch.__version__}: {len(list(FOLDER.glob('*.json')))} fixtures")
