"""Draws exported generators with onnxruntime, for exported.test.ts:

    echo '{}' > test/oracle/exported.json
    EXPORTED=/tmp/exported npx vitest run --project oracle test/oracle/exported.test.ts    # writes the exports, and fails
    python test/oracle/make_exported.py /tmp/exported

Needs onnxruntime, NumPy and Pillow. Each generator is drawn by the draw.py that was exported with it, in a process of its own.
"""

import base64
import json
import subprocess
import sys
from pathlib import Path

LATENTS = ["seed:0", "plane:7.25,1.5", "circle:1,2,0.25", "seed:5/psi:0.7"]
LABEL = 7
CODE = "import sys; from draw import draw; sys.stdout.buffer.write(draw([sys.argv[1]], int(sys.argv[2]))[0].tobytes())"

folders = sorted(folder for folder in Path(sys.argv[1]).iterdir() if (folder / "generator.onnx").exists())
drawn = {}
for folder in folders:
    label = LABEL if json.loads((folder / "model.json").read_text())["classes"] else 0
    drawn[folder.name] = {
        latent: base64.b64encode(
            subprocess.run([sys.executable, "-c", CODE, latent, str(label)], cwd=folder, check=True, capture_output=True).stdout
        ).decode()
        for latent in LATENTS
    }
Path(__file__).with_name("exported.json").write_text(json.dumps(drawn, indent=2) + "\n")
