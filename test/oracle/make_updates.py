"""Writes test/oracle/updates.json: what torch.optim makes of recorded gradients, in float64, for every optimiser and schedule."""

import json
import pathlib

import torch

STEPS = 6
torch.set_default_dtype(torch.float64)
torch.manual_seed(7)

SETTINGS = [
    {"type": "adam", "learningRate": 2e-3, "beta1": 0.5, "beta2": 0.999, "epsilon": 1e-8},
    {"type": "adam", "learningRate": 1e-2, "beta1": 0.0, "beta2": 0.9, "epsilon": 1e-6},
    {"type": "rmsprop", "learningRate": 5e-3, "decay": 0.99, "epsilon": 1e-8},
    {"type": "momentum", "learningRate": 1e-2, "momentum": 0.9},
    {"type": "sgd", "learningRate": 1e-2},
]
SLOTS = {
    "adam": {"m": "exp_avg", "v": "exp_avg_sq"},
    "rmsprop": {"square": "square_avg"},
    "momentum": {"velocity": "momentum_buffer"},
    "sgd": {},
}


def optimiser(o, weights):
    rate = o["learningRate"]
    if o["type"] == "adam":
        return torch.optim.Adam(weights, lr=rate, betas=(o["beta1"], o["beta2"]), eps=o["epsilon"])
    if o["type"] == "rmsprop":
        return torch.optim.RMSprop(weights, lr=rate, alpha=o["decay"], eps=o["epsilon"])
    return torch.optim.SGD(weights, lr=rate, momentum=o.get("momentum", 0))


def single(values):
    """As float32, which is what the studio starts from."""
    return values.float().double()


def course(o):
    weight = single(torch.randn(8) * 0.1).requires_grad_()
    moved = optimiser(o, [weight])
    result = {"optimiser": o, "start": weight.tolist(), "gradients": [], "weights": []}
    for number in range(STEPS):
        weight.grad = single(torch.randn(8) * 10.0 ** -(number % 3))
        result["gradients"].append(weight.grad.tolist())
        moved.step()
        result["weights"].append(weight.tolist())
    kept = moved.state[weight]
    result["slots"] = {slot: kept[name].tolist() for slot, name in SLOTS[o["type"]].items()}
    return result


def clipped(limit):
    gradients = [single(torch.randn(n)) for n in (3, 5)]
    weights = [torch.zeros(len(g)).requires_grad_() for g in gradients]
    for weight, gradient in zip(weights, gradients):
        weight.grad = gradient.clone()
    torch.nn.utils.clip_grad_norm_(weights, limit)
    return {"limit": limit, "gradients": [g.tolist() for g in gradients], "clipped": [w.grad.tolist() for w in weights]}


def schedule(name, steps, factors):
    return {"schedule": name, "steps": steps, "factors": factors}


def rates(make, steps):
    weight = torch.zeros(1, requires_grad=True)
    sgd = torch.optim.SGD([weight], lr=1.0)
    scheduler = make(sgd)
    factors = []
    for _ in range(steps):
        factors.append(sgd.param_groups[0]["lr"])
        sgd.step()
        scheduler.step()
    return factors


L = torch.optim.lr_scheduler
schedules = [
    schedule({"warmUp": 0, "shape": {"type": "constant"}}, 5, rates(lambda o: L.ConstantLR(o, 1.0), 5)),
    schedule(
        {"warmUp": 0, "shape": {"type": "linear", "from": 0, "final": 0.1}},
        10,
        rates(lambda o: L.LinearLR(o, start_factor=1.0, end_factor=0.1, total_iters=10), 10),
    ),
    schedule(
        {"warmUp": 0, "shape": {"type": "cosine", "final": 0.2}},
        10,
        rates(lambda o: L.CosineAnnealingLR(o, T_max=10, eta_min=0.2), 10),
    ),
    schedule(
        {"warmUp": 4, "shape": {"type": "constant"}},
        8,
        rates(lambda o: L.LinearLR(o, start_factor=0.25, end_factor=1.0, total_iters=3), 8),
    ),
]

path = pathlib.Path(__file__).parent / "updates.json"
content = {"courses": [course(o) for o in SETTINGS], "clipped": [clipped(0.5), clipped(100.0)], "schedules": schedules}
path.write_text(json.dumps(content) + "\n")
print(f"PyTorch {torch.__version__}: {path.name}")
