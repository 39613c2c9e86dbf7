"""Runs the exported networks of test/oracle/fixtures/exports in PyTorch and writes what they give.

    node out/main/headless.cjs architecture export test/oracle/fixtures/exports/every-layer.json \
        --format pytorch --out test/oracle/fixtures/exports/every-layer.py
    python test/oracle/make_exports.py

The weights are drawn by test/oracle/studio.py, which knows their names and shapes without the studio. Inputs and weights are float32;
the networks run in evaluation mode and in float64, so that the comparison is with the exact result.
"""

import importlib.util
import json
import pathlib

import studio
import torch

FOLDER = pathlib.Path(__file__).parent / "fixtures" / "exports"


def drawn_state(architecture):
    sgd = {"type": "sgd", "learningRate": 0.1}
    config = {"architecture": architecture, "generatorAverage": None, "imagePool": 0, "optimisers": {"generator": sgd, "discriminator": sgd}}
    state = {name: value.detach().clone() for name, value in studio.System(config).state.items()}
    for name, value in state.items():
        if name.endswith("mean"):
            value.normal_(0, 0.1)
        if name.endswith("variance"):
            value.uniform_(0.5, 1.5)
    return {name: value.float().double() for name, value in state.items()}


def listed(tensor):
    return {"shape": list(tensor.shape), "values": [round(value, 9) for value in tensor.flatten().tolist()]}


def main():
    for path in sorted(FOLDER.glob("*.py")):
        torch.manual_seed(7)
        architecture = json.loads(path.with_suffix(".json").read_text())
        spec = importlib.util.spec_from_file_location(path.stem.replace("-", "_"), path)
        code = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(code)
        image = architecture["image"]
        count = 3
        inputs = {
            "latent": torch.randn(count, architecture["latent"]["size"]).float().double(),
            "image": torch.rand(count, image["height"], image["width"], image["channels"]).float().double() * 2 - 1,
        }
        if "classes" in architecture:
            inputs["label"] = torch.eye(architecture["classes"])[torch.arange(count) % architecture["classes"]]
        state = drawn_state(architecture)
        result = {"inputs": {name: listed(value) for name, value in inputs.items()}, "state": {n: listed(v) for n, v in state.items()}, "networks": {}}
        for role, network in architecture["networks"].items():
            module = getattr(code, role.capitalize())().double().eval()
            code.load_studio(module, state)
            sources = list(dict.fromkeys(node["layer"]["source"] for node in network["layers"] if node["layer"]["type"] == "input"))
            given = {name: inputs[name].permute(0, 3, 1, 2) if name == "image" else inputs[name] for name in sources}
            with torch.no_grad():
                output = module(**given)
            if output.dim() == 4:
                output = output.permute(0, 2, 3, 1)
            result["networks"][role] = {"parameters": sum(p.numel() for p in module.parameters()), "output": listed(output)}
        (FOLDER / f"{path.stem}.results.json").write_text(json.dumps(result) + "\n")
        print(path.stem, {role: one["parameters"] for role, one in result["networks"].items()})


if __name__ == "__main__":
    main()
