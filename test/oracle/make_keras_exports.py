"""Runs the networks of test/oracle/fixtures/exports in Keras and writes what they give, for the code and for the JSON models.

    npm run -s studio -- architecture export test/oracle/fixtures/exports/every-layer.json \
        --format keras --out test/oracle/fixtures/exports/keras_every_layer.py
    npm run -s studio -- architecture export test/oracle/fixtures/exports/every-layer.json \
        --format keras-json --out /tmp/models
    KERAS_BACKEND=torch python test/oracle/make_keras_exports.py /tmp/models

Inputs and weights are those of every-layer.results.json, which make_exports.py drew. Everything is computed in float64.
"""

import importlib.util
import json
import pathlib
import sys

import keras
import numpy as np

FOLDER = pathlib.Path(__file__).parent / "fixtures" / "exports"


def array(listed):
    return np.asarray(listed["values"], dtype="float64").reshape(listed["shape"])


def main(models):
    keras.config.set_floatx("float64")
    keras.utils.set_random_seed(7)
    architecture = json.loads((FOLDER / "every-layer.json").read_text())
    given = json.loads((FOLDER / "every-layer.results.json").read_text())
    state = {name: array(value) for name, value in given["state"].items()}
    spec = importlib.util.spec_from_file_location("exported", FOLDER / "keras_every_layer.py")
    code = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(code)
    networks = {}
    for role, network in architecture["networks"].items():
        sources = [node["layer"]["source"] for node in network["layers"] if node["layer"]["type"] == "input"]
        inputs = [array(given["inputs"][source]) for source in sources]
        made = getattr(code, role)()
        read = keras.models.model_from_json((pathlib.Path(models) / f"{role}.json").read_text())
        results = []
        for model in (made, read):
            code.load_studio(model, state)
            output = np.asarray(keras.ops.convert_to_numpy(model(inputs if len(inputs) > 1 else inputs[0], training=False)))
            parameters = int(sum(np.prod(weight.shape) for weight in model.trainable_weights))
            results.append({"parameters": parameters, "output": {"shape": list(output.shape), "values": [round(v, 9) for v in output.flatten().tolist()]}})
        networks[role] = {"code": results[0], "json": results[1]}
        print(role, [one["parameters"] for one in results])
    (FOLDER / "every-layer.keras.json").write_text(json.dumps({"keras": keras.__version__, "networks": networks}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
