"""The training steps that bench/steps.ts measures, in eager PyTorch (or compiled, with a fused Adam).

usage: gan_step_pytorch.py MODEL BATCH THREADS eager|compile
Speaks the protocol of bench/protocol.ts.
"""
import json
import resource
import sys
import time

import torch
import torch.nn as nn

model, batch, threads, mode = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
torch.manual_seed(0)
torch.set_num_threads(threads)


def up(i, o, k, s, p):
    return nn.Sequential(nn.ConvTranspose2d(i, o, k, s, p, bias=False), nn.BatchNorm2d(o), nn.ReLU())


def down(i, o):
    return nn.Sequential(nn.Conv2d(i, o, 4, 2, 1, bias=False), nn.BatchNorm2d(o), nn.LeakyReLU(0.2))


if model == "mlp":
    G = nn.Sequential(
        nn.Linear(100, 256), nn.ReLU(), nn.Linear(256, 512), nn.ReLU(), nn.Linear(512, 1024), nn.ReLU(),
        nn.Linear(1024, 784), nn.Tanh())
    D = nn.Sequential(
        nn.Linear(784, 1024), nn.ReLU(), nn.Dropout(0.3), nn.Linear(1024, 512), nn.ReLU(), nn.Dropout(0.3),
        nn.Linear(512, 256), nn.ReLU(), nn.Dropout(0.3), nn.Linear(256, 1))
    real, latent = torch.rand(batch, 784) * 2 - 1, (batch, 100)
elif model == "dcgan28":
    G = nn.Sequential(
        nn.Linear(100, 7 * 7 * 128, bias=False), nn.Unflatten(1, (128, 7, 7)), nn.BatchNorm2d(128), nn.ReLU(),
        up(128, 64, 4, 2, 1), nn.ConvTranspose2d(64, 1, 4, 2, 1), nn.Tanh())
    D = nn.Sequential(
        nn.Conv2d(1, 64, 4, 2, 1), nn.LeakyReLU(0.2), down(64, 128), nn.Flatten(), nn.Linear(128 * 49, 1))
    real, latent = torch.rand(batch, 1, 28, 28) * 2 - 1, (batch, 100)
else:
    f = 64
    G = nn.Sequential(
        up(100, f * 16, 4, 1, 0), up(f * 16, f * 8, 4, 2, 1), up(f * 8, f * 4, 4, 2, 1), up(f * 4, f * 2, 4, 2, 1),
        nn.ConvTranspose2d(f * 2, 3, 4, 2, 1), nn.Tanh())
    D = nn.Sequential(
        nn.Conv2d(3, f, 4, 2, 1), nn.LeakyReLU(0.2), down(f, f * 2), down(f * 2, f * 4), down(f * 4, f * 8),
        nn.Conv2d(f * 8, 1, 4, 2, 0), nn.Flatten())
    real, latent = torch.rand(batch, 3, 64, 64) * 2 - 1, (batch, 100, 1, 1)

loss = nn.BCEWithLogitsLoss()
fused = {"fused": True} if mode == "compile" else {}
optimiser_g = torch.optim.Adam(G.parameters(), 2e-4, (0.5, 0.999), **fused)
optimiser_d = torch.optim.Adam(D.parameters(), 2e-4, (0.5, 0.999), **fused)
if mode == "compile":
    G, D = torch.compile(G), torch.compile(D)
one, zero = torch.ones(batch, 1), torch.zeros(batch, 1)


def step():
    optimiser_d.zero_grad()
    fake = G(torch.randn(latent)).detach()
    loss_d = loss(D(real), one) + loss(D(fake), zero)
    loss_d.backward()
    optimiser_d.step()
    optimiser_g.zero_grad()
    loss_g = loss(D(G(torch.randn(latent))), one)
    loss_g.backward()
    optimiser_g.step()
    return loss_d.item(), loss_g.item()


def say(**message):
    print(json.dumps(message), flush=True)


say(type="ready", preparation=None, about=f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads")
for line in sys.stdin:
    if line.strip() == "report":
        # Linux reports kilobytes.
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        say(type="report", memoryBytes=memory, javascript=None)
        continue
    times = []
    for _ in range(int(line)):
        start = time.perf_counter()
        step()
        times.append((time.perf_counter() - start) * 1000)
    say(type="steps", milliseconds=times)
