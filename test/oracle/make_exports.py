"""Runs the exported networks of test/oracle/fixtures/exports in PyTorch and writes what they give.

    for name in every-layer every-start; do
        npm run -s studio -- architecture export test/oracle/fixtures/exports/$name.json \
            --format pytorch --out test/oracle/fixtures/exports/$name.py
    done
    python test/oracle/make_exports.py

The weights are drawn by test/oracle/studio.py, which knows their names and shapes without the studio. Inputs and weights are float32;
the networks run in evaluation mode and in float64, so that the comparison is with the exact result. How the weights of the code start
is told by the moments of many networks.
"""

import importlib.util
import json
import pathlib

import families
import studio
import torch

FOLDER = pathlib.Path(__file__).parent / "fixtures" / "exports"
SYSTEMS = {"adversarial": studio.System, "cyclegan": families.CycleGan}
# How many networks are made to see how their weights start.
STARTS = 200


def drawn_state(architecture):
    sgd = {"type": "sgd", "learningRate": 0.1}
    phases = ["generator", "discriminator", "generators", "discriminators"]
    config = {"architecture": architecture, "generatorAverage": None, "imagePool": 0, "optimisers": {phase: sgd for phase in phases}}
    state = {name: value.detach().clone() for name, value in SYSTEMS[architecture["family"]](config).state.items()}
    for name, value in state.items():
        if name.endswith("mean"):
            value.normal_(0, 0.1)
        if name.endswith("variance"):
            value.uniform_(0.5, 1.5)
    return {name: value.float().double() for name, value in state.items()}


def started(network, layer, part):
    """The weight of a network that the studio calls so; None for what no optimiser changes."""
    module = getattr(network, network.studio[layer])
    if "-" in part:
        inner, part = part.split("-", 1)
        module = getattr(module, inner)
    if part in ("mean", "variance", "singular"):
        return None
    if part == "kernel" and hasattr(module, "parametrizations"):
        return module.parametrizations.weight.original
    return module.bias if part in ("bias", "offset") else module.weight


def moments(values):
    """Mean, deviation, and the fourth moment of what is one deviation wide, which tells a uniform from a normal distribution."""
    mean, deviation = values.mean(), values.std(correction=0)
    fourth = ((values - mean) / deviation).pow(4).mean() if deviation > 0 else torch.zeros(())
    return [round(value.item(), 6) for value in (mean, deviation, fourth)]


def starts(kind, role, names):
    networks = [kind() for _ in range(STARTS)]
    result = {}
    for name in names:
        of, layer, part = name.split("/")
        if of == role and started(networks[0], layer, part) is not None:
            result[name] = moments(torch.stack([started(network, layer, part).detach().double() for network in networks]))
    return result


def listed(tensor):
    return {"shape": list(tensor.shape), "values": [round(value, 9) for value in tensor.flatten().tolist()]}


def main():
    for path in sorted(path for path in FOLDER.glob("*.json") if "." not in path.stem):
        torch.manual_seed(7)
        architecture = json.loads(path.read_text())
        spec = importlib.util.spec_from_file_location(path.stem.replace("-", "_"), path.with_suffix(".py"))
        code = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(code)
        image = architecture["image"]
        count = 3
        inputs = {}
        if "latent" in architecture:
            inputs["latent"] = torch.randn(count, architecture["latent"]["size"]).float().double()
        inputs["image"] = torch.rand(count, image["height"], image["width"], image["channels"]).float().double() * 2 - 1
        if "classes" in architecture:
            inputs["label"] = torch.eye(architecture["classes"])[torch.arange(count) % architecture["classes"]]
        state = drawn_state(architecture)
        result = {"inputs": {name: listed(value) for name, value in inputs.items()}, "state": {n: listed(v) for n, v in state.items()}, "networks": {}, "starts": {}}
        for role, network in architecture["networks"].items():
            kind = getattr(code, role[:1].upper() + role[1:])
            module = kind().double().eval()
            code.load_studio(module, state)
            sources = list(dict.fromkeys(node["layer"]["source"] for node in network["layers"] if node["layer"]["type"] == "input"))
            given = {name: inputs[name].permute(0, 3, 1, 2) if name == "image" else inputs[name] for name in sources}
            with torch.no_grad():
                output = module(**given)
            if output.dim() == 4:
                output = output.permute(0, 2, 3, 1)
            result["networks"][role] = {"parameters": sum(p.numel() for p in module.parameters()), "output": listed(output)}
            result["starts"] |= starts(kind, role, state)
        (FOLDER / f"{path.stem}.results.json").write_text(json.dumps(result) + "\n")
        print(path.stem, {role: one["parameters"] for role, one in result["networks"].items()})


if __name__ == "__main__":
    main()
