"""The studio's training steps in PyTorch, in float64: an implementation of its run configurations that shares no code with it.

Layouts are the studio's: images [batch, height, width, channels], dense kernels [in, out], convolution kernels
[k, k, in, out], transposed ones [k, k, out, in]. Tensors of the state and feeds have the names that the studio gives them.
"""

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)

SLOTS = {
    "adam": {"m": "exp_avg", "v": "exp_avg_sq"},
    "rmsprop": {"square": "square_avg"},
    "momentum": {"velocity": "momentum_buffer"},
    "sgd": {},
}
ACTIVATIONS = {
    "tanh": torch.tanh, "sigmoid": torch.sigmoid, "elu": F.elu, "selu": F.selu,
    "swish": F.silu, "gelu": F.gelu, "softplus": F.softplus,
}


def optimiser_of(settings, weights):
    rate, kind = settings["learningRate"], settings["type"]
    if kind == "adam":
        return torch.optim.Adam(weights, lr=rate, betas=(float(settings["beta1"]), float(settings["beta2"])), eps=settings["epsilon"])
    if kind == "rmsprop":
        return torch.optim.RMSprop(weights, lr=rate, alpha=settings["decay"], eps=settings["epsilon"])
    return torch.optim.SGD(weights, lr=rate, momentum=settings.get("momentum", 0))


def channels_first(x):
    return x.movedim(-1, 1)


def channels_last(x):
    return x.movedim(1, -1)


class System:
    """The networks of a config with their state, moved by torch.optim. As it is, an adversarial pair."""

    # The networks whose final sigmoid belongs to the loss.
    LOGITS = ("discriminator",)

    def phases(self):
        """Each phase of a step with the networks that it trains, in order."""
        return {"discriminator": ["discriminator"], "generator": ["generator"]}

    def __init__(self, config, state=None):
        """Without a state, one is drawn in float32, which is what the studio starts from."""
        self.config = config
        self.architecture = config["architecture"]
        image = self.architecture["image"]
        self.image = [image["height"], image["width"], image["channels"]]
        self.latent = self.architecture.get("latent")
        self.classes = self.architecture.get("classes")
        self.drawing = state is None
        self.state = {}
        if state is not None:
            for name, value in state.items():
                self.state[name] = torch.as_tensor(value).double()
        with torch.no_grad():
            inputs = {"image": torch.zeros(2, *self.image)}
            if self.latent:
                inputs["latent"] = torch.zeros(2, self.latent["size"])
            if self.classes:
                inputs["label"] = torch.eye(self.classes)[:2]
            for role in self.architecture["networks"]:
                self.run(role, inputs, "", lambda name, shape, source: torch.zeros(shape))
        if self.drawing:
            if config.get("generatorAverage") is not None:
                for name in self.trainable("generator"):
                    self.state["average/" + name] = self.state[name].detach().clone()
            if config.get("imagePool", 0) > 0:
                self.state["pool/images"] = torch.zeros(config["imagePool"], *self.image)
            self.drawing = False
        self.optimisers = {
            phase: optimiser_of(config["optimisers"][phase], list(self.trainable(phase).values()))
            for phase in self.phases()
        }

    def trainable(self, phase):
        roles = tuple(role + "/" for role in self.phases()[phase])
        return {n: t for n, t in self.state.items() if n.startswith(roles) and t.requires_grad}

    def weight(self, name, shape, trains=True, value=None):
        if self.drawing and name not in self.state:
            drawn = torch.randn(tuple(shape)) * 0.25 if value is None else torch.full(tuple(shape), value)
            self.state[name] = (drawn + 1 if name.endswith("scale") else drawn).float().double()
        if trains:
            self.state[name].requires_grad_()
        return self.state[name]

    def kernel(self, layer, path, shape, outputs):
        """The kernel of a layer; `outputs` is the axis of its outputs. Spectral normalisation moves its singular vector."""
        kernel = self.weight(path + "kernel", shape)
        if not layer.get("spectralNormalisation"):
            return kernel
        matrix = kernel.movedim(outputs, 0).flatten(1)
        u = self.weight(path + "singular", (shape[outputs],), False)
        with torch.no_grad():
            v = F.normalize(matrix.t() @ u, dim=0)
            u = F.normalize(matrix @ v, dim=0)
        self.moved[path + "singular"] = u
        return kernel / (u @ matrix @ v)

    def normalised(self, x, path, kind, epsilon, affine=True, momentum=0.1):
        c = (x.shape[-1],)
        scale, offset = (self.weight(path + "scale", c), self.weight(path + "offset", c)) if affine else (None, None)
        x = channels_first(x)
        if kind == "layer":
            return channels_last(F.group_norm(x, 1, scale, offset, epsilon))
        if kind == "instance":
            return channels_last(F.instance_norm(x, None, None, scale, offset, eps=epsilon))
        mean = self.weight(path + "mean", c, False, 0.0).clone()
        variance = self.weight(path + "variance", c, False, 1.0).clone()
        y = F.batch_norm(x, mean, variance, scale, offset, True, momentum, epsilon)
        self.moved |= {path + "mean": mean, path + "variance": variance}
        return channels_last(y)

    def positive(self, x):
        """On which side of its kink each value of a rectifier is."""
        return x > 0

    def rectified(self, x, slope=0.0):
        return torch.where(self.positive(x), x, slope * x)

    def block(self, layer, x, path):
        """The residual block of Gulrajani et al. 2017."""
        filters, resample, norm = layer["filters"], layer["resample"], layer["normalisation"]

        def convolve(h, part, k):
            w = self.kernel(layer, f"{path}/{part}-", (k, k, h.shape[3], filters), 3).permute(3, 2, 0, 1).contiguous()
            return channels_last(F.conv2d(channels_first(h), w, self.weight(f"{path}/{part}-bias", (filters,)), padding=k // 2))

        def normed(h, part):
            return h if norm == "none" else self.normalised(h, f"{path}/{part}-", norm, 1e-5)

        def up(h):
            return channels_last(F.interpolate(channels_first(h), scale_factor=2)) if resample == "up" else h

        def down(h):
            return channels_last(F.avg_pool2d(channels_first(h), 2)) if resample == "down" else h

        h = convolve(up(self.rectified(normed(x, "before"))), "first", 3)
        h = down(convolve(self.rectified(normed(h, "between")), "second", 3))
        return h + (x if resample == "same" and x.shape[3] == filters else down(convolve(up(x), "around", 1)))

    def apply(self, role, node, xs, run, feeds):
        layer, path = node["layer"], f"{role}/{node['name']}"
        kind = layer["type"]
        x = xs[0] if xs else None
        if kind == "dense":
            w = self.kernel(layer, path + "/", (x.shape[1], layer["units"]), 1)
            b = self.weight(path + "/bias", (layer["units"],)) if layer["bias"] else None
            return F.linear(x, w.t(), b)
        if kind in ("conv2d", "conv2d-transpose"):
            k, out, channels = layer["kernel"], layer["filters"], x.shape[3]
            up = kind == "conv2d-transpose"
            pair = (out, channels) if up else (channels, out)
            w = self.kernel(layer, path + "/", (k, k, *pair), 2 if up else 3).permute(3, 2, 0, 1).contiguous()
            b = self.weight(path + "/bias", (out,)) if layer["bias"] else None
            convolve = F.conv_transpose2d if up else F.conv2d
            return channels_last(convolve(channels_first(x), w, b, stride=layer["stride"], padding=layer["padding"]))
        if kind == "batch-normalisation":
            return self.normalised(x, path + "/", "batch", layer["epsilon"], True, layer["momentum"])
        if kind in ("layer-normalisation", "instance-normalisation"):
            return self.normalised(x, path + "/", kind.split("-")[0], layer["epsilon"], layer.get("affine", True))
        if kind == "residual-block":
            return self.block(layer, x, path)
        if kind == "activation":
            f = layer["function"]
            rectifies = f["name"] in ("relu", "leaky-relu")
            return self.rectified(x, f.get("slope", 0.0)) if rectifies else ACTIVATIONS[f["name"]](x)
        if kind == "dropout":
            return x * feeds(f"mask/{run}/{node['name']}", x.shape, ("mask", layer["rate"]))
        if kind == "gaussian-noise":
            return x + feeds(f"noise/{run}/{node['name']}", x.shape, ("normal", layer["deviation"]))
        if kind == "reshape":
            return x.reshape(-1, *layer["shape"])
        if kind == "flatten":
            return x.reshape(x.shape[0], -1)
        if kind == "upsample":
            return channels_last(F.interpolate(channels_first(x), scale_factor=layer["factor"], mode="nearest"))
        if kind == "pooling":
            pool = F.max_pool2d if layer["kind"] == "max" else F.avg_pool2d
            return channels_last(pool(channels_first(x), layer["kernel"], layer["stride"], layer["padding"]))
        if kind == "global-pooling":
            return {"average": x.mean, "sum": x.sum, "max": x.amax}[layer["kind"]](dim=(1, 2))
        if kind == "add":
            return sum(xs[1:], xs[0])
        if kind == "concatenate":
            return torch.cat(xs, -1)
        if kind == "embedding":
            return F.embedding(x.argmax(1), self.weight(path + "/table", (x.shape[1], layer["units"])))
        if kind == "projection":
            table = self.weight(path + "/table", (xs[1].shape[1], x.shape[1]))
            return (F.embedding(xs[1].argmax(1), table) * x).sum(1, keepdim=True)
        raise ValueError(f"unknown layer {kind}")

    def run(self, role, inputs, run, feeds):
        """Applies a network in training mode, those of LOGITS without a final sigmoid. New running statistics go to `self.moved`."""
        self.moved = {}
        network = self.architecture["networks"][role]
        outputs = {}
        for node in self.ordered(network):
            layer = node["layer"]
            if layer["type"] == "input":
                outputs[node["name"]] = inputs[layer["source"]]
                continue
            xs = [outputs[name] for name in node["inputs"]]
            if role in self.LOGITS and node["name"] == self.final_sigmoid(network):
                outputs[node["name"]] = xs[0]
            else:
                outputs[node["name"]] = self.apply(role, node, xs, run, feeds)
        return outputs[network["output"]]

    @staticmethod
    def final_sigmoid(network):
        """The name of the sigmoid that a network ends with, if nothing but changes of shape comes after it."""
        nodes = {node["name"]: node for node in network["layers"]}
        node = nodes[network["output"]]
        while node["layer"]["type"] in ("flatten", "reshape"):
            node = nodes[node["inputs"][0]]
        is_sigmoid = node["layer"]["type"] == "activation" and node["layer"]["function"]["name"] == "sigmoid"
        return node["name"] if is_sigmoid else None

    @staticmethod
    def ordered(network):
        placed, rest = [], list(network["layers"])
        while rest:
            known = {node["name"] for node in placed}
            node = next(n for n in rest if all(i in known for i in n["inputs"]))
            placed.append(node)
            rest.remove(node)
        return placed

    def keep(self):
        """Takes over the running statistics of the last run."""
        for name, value in self.moved.items():
            self.state[name] = value.detach()

    # Losses

    def discriminator_parts(self, real, fake):
        kind, smooth = self.config["objective"]["type"], 1 - self.config["labelSmoothing"]
        if kind in ("non-saturating", "minimax"):
            return bce(real, smooth), bce(fake, 0.0)
        if kind == "least-squares":
            return 0.5 * F.mse_loss(real, torch.full_like(real, smooth)), 0.5 * F.mse_loss(fake, torch.zeros_like(fake))
        if kind == "hinge":
            return F.relu(1 - real).mean(), F.relu(1 + fake).mean()
        return -real.mean(), fake.mean()

    def generator_loss(self, fake):
        kind = self.config["objective"]["type"]
        if kind == "non-saturating":
            return bce(fake, 1.0)
        if kind == "minimax":
            return torch.log(1 - torch.sigmoid(fake)).mean()
        if kind == "least-squares":
            return 0.5 * F.mse_loss(fake, torch.ones_like(fake))
        return -fake.mean()

    def penalty(self, real, fake, label, feeds):
        penalty = self.config["penalty"]
        if penalty["type"] == "none":
            return None
        if penalty["type"] == "r1":
            at = real.detach().clone().requires_grad_()
        else:
            epsilon = feeds("penalty/epsilon", (len(real), 1, 1, 1), ("uniform",))
            at = (epsilon * real + (1 - epsilon) * fake).detach().requires_grad_()
        out = self.run("discriminator", {"image": at, "label": label}, "penalty", feeds)
        (slope,) = torch.autograd.grad(out.sum(), at, create_graph=True)
        if penalty["type"] == "r1":
            return penalty["weight"] / 2 * slope.square().flatten(1).sum(1).mean()
        return penalty["weight"] * (slope.flatten(1).norm(2, dim=1) - 1).square().mean()

    def augmented(self, x, which, feeds):
        """Zhao et al. 2020; policies in their order. Shifts are read off the matrices that the studio draws."""
        batch, height, width, _ = x.shape
        for policy in self.config["augmentation"]["differentiable"]:
            feed = lambda what, shape, source: feeds(f"augment/{which}/{what}", (batch, *shape), source)
            if policy == "colour":
                x = x + feed("brightness", (1, 1, 1), ("between", -0.5, 0.5))
                mean = x.mean(3, keepdim=True)
                x = (x - mean) * feed("saturation", (1, 1, 1), ("between", 0, 2)) + mean
                mean = x.mean((1, 2, 3), keepdim=True)
                x = (x - mean) * feed("contrast", (1, 1, 1), ("between", 0.5, 1.5)) + mean
            elif policy == "translation":
                rows, columns = feed("rows", (height, height), ("shift",)), feed("columns", (width, width), ("shift",))
                moved = []
                for i in range(batch):
                    # The first row that is not empty tells how far: row r holds a 1 at column r + shift.
                    down, right = (m[i].nonzero()[0] for m in (rows, columns))
                    dy, dx = (down[1] - down[0]).item(), (right[1] - right[0]).item()
                    padded = F.pad(x[i], (0, 0, width, width, height, height))
                    moved.append(padded[height + dy : 2 * height + dy, width + dx : 2 * width + dx])
                x = torch.stack(moved)
            else:
                x = x * feed("cutout", (height, width, 1), ("cutout",))
        return x

    def noisy(self, image, which, feeds):
        image = self.augmented(image, which, feeds)
        noise = self.config["instanceNoise"]
        if noise["deviation"] == 0:
            return image
        return image + feeds(f"instance-noise/{which}", image.shape, ("normal", noise["deviation"]))

    def pooled(self, fake, feeds):
        size = self.config["imagePool"]
        if size == 0:
            return fake
        read = feeds("pool/read", (len(fake), size), ("pool", "read"))
        write = feeds("pool/write", (len(fake), size), ("pool", "write"))
        pool, shown = self.state["pool/images"].clone(), fake.clone()
        for i, j in read.nonzero().tolist():
            shown[i] = self.state["pool/images"][j]
        for i, j in write.nonzero().tolist():
            pool[j] = fake[i].detach()
        self.state["pool/images"] = pool
        return shown

    def generate(self, feeds):
        batch, size = self.config["batchSize"], self.latent["size"]
        inputs = {"latent": feeds("z", (batch, size), (self.latent["prior"],))}
        if self.classes:
            inputs["label"] = feeds("labels/fake", (batch, self.classes), ("labels",))
        return self.run("generator", inputs, "generator", feeds), inputs.get("label")

    def real(self, feeds):
        return feeds("real", (self.config["batchSize"], *self.image), ("bytes",)).double() / 127.5 - 1

    def discriminator_phase(self, feeds):
        config, batch = self.config, self.config["batchSize"]
        real = self.real(feeds)
        generated, fake_label = self.generate(feeds)
        self.keep()
        generated = generated.detach()
        label = feeds("labels/real", (batch, self.classes), ("labels",)) if self.classes else None
        shown = self.pooled(generated, feeds)
        real, fake = self.noisy(real, "real", feeds), self.noisy(shown, "fake", feeds)
        before = dict(self.state)
        layers = self.architecture["networks"]["discriminator"]["layers"]
        mixes = any(
            node["layer"]["type"] == "batch-normalisation" or node["layer"].get("normalisation") == "batch" for node in layers)
        if config["discriminatorBatch"] == "concatenated" or not mixes:
            labels = torch.cat([label, fake_label]) if self.classes else None
            out = self.run("discriminator", {"image": torch.cat([real, fake]), "label": labels}, "both", feeds)
            self.keep()
            of_real, of_fake = out.flatten().chunk(2)
        else:
            of_real = self.run("discriminator", {"image": real, "label": label}, "real", feeds).flatten()
            self.keep()
            of_fake = self.run("discriminator", {"image": fake, "label": fake_label}, "fake", feeds).flatten()
            self.keep()
        after, self.state = self.state, before
        penalty = self.penalty(real, fake, label, feeds)
        self.state = after
        parts = self.discriminator_parts(of_real, of_fake)
        loss = sum(parts) / (2 if config["discriminatorBatch"] == "concatenated" else 1)
        kind = config["objective"]["type"]
        probability, limit = kind in ("non-saturating", "minimax"), 0.5 if kind == "least-squares" else 0.0
        shown_real, shown_fake = (torch.sigmoid(of_real), torch.sigmoid(of_fake)) if probability else (of_real, of_fake)
        measures = {
            "discriminatorLoss": sum(parts),
            "realScore": shown_real.mean(),
            "fakeScore": shown_fake.mean(),
            "realAccuracy": (of_real > limit).double().mean(),
            "fakeAccuracy": (of_fake < limit).double().mean(),
        }
        if kind == "minimax":
            value = torch.log(shown_real).mean() + torch.log(1 - shown_fake).mean()
            measures |= {"valueFunction": value, "jensenShannon": (value + torch.log(torch.tensor(4.0))) / 2}
        if kind == "wasserstein":
            measures["wassersteinEstimate"] = of_real.mean() - of_fake.mean()
        if penalty is not None:
            measures["penalty"] = penalty
            loss = loss + penalty
        return loss, measures

    def generator_phase(self, feeds):
        config = self.config
        generated, label = self.generate(feeds)
        if config["fakeBatch"] == "fresh":
            self.keep()
        fake = self.noisy(generated, "fake", feeds)
        out = self.run("discriminator", {"image": fake, "label": label}, "fake", feeds)
        self.keep()
        adversarial = self.generator_loss(out.flatten())
        measures = {"generatorLoss": adversarial}
        if config["pixelTerm"] == 0:
            return adversarial, measures
        distance = (generated - self.real(feeds)).abs().mean()
        measures["pixelDistance"] = distance
        return adversarial + config["pixelTerm"] * distance, measures

    def update(self, role, feeds, rate=None):
        """One update of one network: its loss, measures and gradients as they reach the optimiser."""
        config, weights = self.config, self.trainable(role)
        loss, measures = getattr(self, f"{role}_phase")(feeds)
        gradients = torch.autograd.grad(loss, list(weights.values()), allow_unused=True)
        for weight, gradient in zip(weights.values(), gradients):
            weight.grad = torch.zeros_like(weight) if gradient is None else gradient
        if config["gradientClipping"] is not None:
            torch.nn.utils.clip_grad_norm_(list(weights.values()), config["gradientClipping"])
        recorded = {name: weight.grad.clone() for name, weight in weights.items()}
        self.step(role, rate)
        return loss.item(), {n: m.item() for n, m in measures.items()}, recorded

    def step(self, role, rate=None):
        """The optimiser's update from the gradients that the weights carry, and what follows it."""
        config, weights = self.config, self.trainable(role)
        if rate is not None:
            self.optimisers[role].param_groups[0]["lr"] = rate
        self.optimisers[role].step()
        with torch.no_grad():
            if role == "discriminator" and config["weightClipping"] is not None:
                for weight in weights.values():
                    weight.clamp_(-config["weightClipping"], config["weightClipping"])
            if role == "generator" and config["generatorAverage"] is not None:
                decay = config["generatorAverage"]["decay"]
                for name, weight in weights.items():
                    self.state["average/" + name] = decay * self.state["average/" + name] + (1 - decay) * weight

    def slots(self, role):
        """What the optimiser keeps, by the studio's names."""
        names = SLOTS[self.config["optimisers"][role]["type"]]
        kept = self.optimisers[role].state
        return {f"{slot}/{n}": kept[w][key] for n, w in self.trainable(role).items() for slot, key in names.items()}

    def set_slots(self, role, slots, updates):
        names = SLOTS[self.config["optimisers"][role]["type"]]
        for name, weight in self.trainable(role).items():
            kept = {key: torch.as_tensor(slots[f"{slot}/{name}"]).double() for slot, key in names.items()}
            if updates > 0:
                self.optimisers[role].state[weight] = {"step": torch.tensor(float(updates)), **kept}


def bce(logits, label):
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, label))
