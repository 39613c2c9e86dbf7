"""Writes the fixtures of families other than adversarial pairs beside those of make_fixtures.py, in the same form."""

import json

import torch

from families import Autoencoder, Classifier, CycleGan, Variational
from make_fixtures import FOLDER, STEPS, Net, adam, fixture, normal


def config(family, name, image, networks, optimisers, batch=5, **more):
    height, width, channels = image
    own = {name: more.pop(name) for name in ("classes", "latent") if name in more}
    return {
        "family": family,
        "version": 3,
        "dataset": {"id": "mnist", "split": "train"},
        "architecture": {
            "family": family,
            "version": 2,
            "name": name,
            "image": {"height": height, "width": width, "channels": channels},
            **own,
            "networks": {role: network.spec() for role, network in networks.items()},
        },
        "optimisers": optimisers,
        "learningRateSchedule": {"warmUp": 0, "shape": {"type": "constant"}},
        "gradientClipping": None,
        "batchSize": batch,
        "duration": {"unit": "steps", "count": STEPS},
        "samples": {"count": 4, "cadence": {"unit": "epochs", "every": 1}},
        "checkpoints": {"cadence": {"unit": "epochs", "every": 1}, "keep": 1},
        "seed": 1,
        "engine": "auto",
        **more,
    }


def cases():
    def network():
        c = Net("image").conv("conv2d", 4, 4, 2, 1, bias=False).norm().act("leaky-relu", slope=0.2).drop(0.2)
        return c.conv("conv2d", 4, 4, 2, 1).act("tanh").flatten().dense(3, init=normal(0, 0.2))

    for name, share in (("classifier", 0), ("attacked", 0.4)):
        attack = {"epsilon": 0.1, "share": share, "curve": [0, 0.1]}
        yield name, Classifier, config(
            "classifier", name, (8, 8, 1), {"classifier": network()}, {"classifier": adam(1e-3, 0.9)}, classes=3,
            heldOut=None, attack=attack)

    def translator():
        g = Net("image").conv("conv2d", 3, 3, 1, 1, bias=False).layer("instance-normalisation", epsilon=1e-5, affine=False)
        g.act("relu")
        before = g.layers[-1]["name"]
        g.drop(0.2).conv("conv2d", 3, 3, 1, 1)
        g.joined("sum", "add", [g.layers[-1]["name"], before]).act("relu")
        return g.conv("conv2d", 3, 3, 1, 1).act("tanh")

    def judge():
        d = Net("image").conv("conv2d", 3, 4, 2, 1).act("leaky-relu", slope=0.2)
        d.conv("conv2d", 4, 3, 1, 1, bias=False).layer("instance-normalisation", epsilon=1e-5, affine=True)
        return d.act("leaky-relu", slope=0.2).conv("conv2d", 1, 2, 1, 0)

    networks = {
        "generatorAB": translator(), "generatorBA": translator(), "discriminatorA": judge(), "discriminatorB": judge()}
    optimisers = {"generators": adam(1e-3, 0.5), "discriminators": adam(2e-3, 0.5)}
    for name, identity, pool in (("cyclegan", 5, 4), ("cycle-plain", 0, 0)):
        yield name, CycleGan, config(
            "cyclegan", name, (8, 8, 3), networks, optimisers, batch=3, domains={"a": 0, "b": 1}, cycle=10,
            identity=identity, imagePool=pool, flip=False)

    def encoder(outputs):
        e = Net("image").conv("conv2d", 3, 4, 2, 1, bias=False).norm().act("leaky-relu", slope=0.2).drop(0.2)
        return e.conv("conv2d", 4, 4, 2, 1).act("tanh").flatten().dense(outputs, init=normal(0, 0.2))

    def decoder(last):
        d = Net("latent").dense(2 * 2 * 4, init=normal(0, 0.5)).act("relu").reshape(2, 2, 4)
        d.conv("conv2d-transpose", 3, 4, 2, 1, bias=False).norm().act("relu").drop(0.1)
        return d.conv("conv2d-transpose", 1, 4, 2, 1).act(last)

    squares, entropy = ({"type": kind} for kind in ("mean-squared-error", "cross-entropy"))
    space = {"size": 3, "prior": "normal"}
    optimiser = {"autoencoder": adam(1e-3, 0.9)}
    for name, noise, reconstruction, last in (
        ("autoencoder", 0, squares, "tanh"), ("denoising", 0.5, squares, "tanh"), ("autoencoder-entropy", 0, entropy, "sigmoid")):
        yield name, Autoencoder, config(
            "autoencoder", name, (8, 8, 1), {"encoder": encoder(3), "decoder": decoder(last)}, optimiser, latent=space,
            reconstruction=reconstruction, inputNoise=noise)
    for name, beta, reconstruction, last in (
        ("variational", 1, entropy, "sigmoid"), ("variational-squares", 0.3, squares, "tanh")):
        yield name, Variational, config(
            "variational", name, (8, 8, 1), {"encoder": encoder(6), "decoder": decoder(last)}, optimiser, latent=space,
            reconstruction=reconstruction, beta=beta)


if __name__ == "__main__":
    torch.manual_seed(20251125)
    for name, kind, case in cases():
        (FOLDER / f"{name}.json").write_text(json.dumps(fixture(case, kind)) + "\n")
        print(name)
