"""Writes test/oracle/tensorboard/read.json: what TensorBoard's own reader finds in the studio's event file, which the test wrote to
tensorboard/events.base64, and an event file by TensorBoard's own writer with what is in it."""

import base64
import glob
import json
import pathlib
import struct
import tempfile
import zlib

from google.protobuf import json_format
from tensorboard.backend.event_processing import plugin_event_accumulator
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.plugins.hparams import plugin_data_pb2
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util import tensor_util
import tensorboard.plugins.image.metadata as image_metadata
import tensorboard.plugins.scalar.metadata as scalar_metadata
import tensorboard.plugins.hparams.metadata as hparams_metadata
import tensorboard

here = pathlib.Path(__file__).parent / "tensorboard"


def number(value):
    value = float(value)
    return value if value == value else None


def read(folder):
    found = plugin_event_accumulator.EventAccumulator(folder, size_guidance={"tensors": 0})
    found.Reload()
    result = {"scalars": [], "texts": [], "images": [], "settings": None, "ended": None}
    for tag in found.Tags()["tensors"]:
        metadata = found.SummaryMetadata(tag)
        name = metadata.plugin_data.plugin_name
        if name == "hparams":
            data = plugin_data_pb2.HParamsPluginData.FromString(metadata.plugin_data.content)
            if data.WhichOneof("data") == "session_start_info":
                start = data.session_start_info
                result["settings"] = {
                    "started": start.start_time_secs,
                    "values": {k: json_format.MessageToDict(v) for k, v in sorted(start.hparams.items())},
                }
            else:
                end = data.session_end_info
                result["ended"] = {"status": end.status, "at": end.end_time_secs}
            continue
        for event in found.Tensors(tag):
            value = tensor_util.make_ndarray(event.tensor_proto)
            place = {"tag": tag, "step": event.step, "wallTime": event.wall_time}
            if name == "scalars":
                result["scalars"].append({**place, "value": number(value.item())})
            elif name == "text":
                result["texts"].append({**place, "text": value.reshape(-1)[0].decode()})
            elif name == "images":
                width, height, png = value.reshape(-1)[:3]
                result["images"].append(
                    {**place, "width": int(width), "height": int(height), "png": base64.b64encode(png).decode()}
                )
    return result


def grey(width, height, level):
    """A PNG of one grey."""

    def chunk(name, content):
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    rows = (b"\0" + bytes([level]) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def theirs():
    """Scalars and pictures of both forms and settings, by TensorBoard's own writer."""
    written = []
    with tempfile.TemporaryDirectory() as folder:
        writer = EventFileWriter(folder)

        def add(step, wall, value):
            writer.add_event(event_pb2.Event(step=step, wall_time=wall, summary=summary_pb2.Summary(value=[value])))

        start = plugin_data_pb2.SessionStartInfo(start_time_secs=99.5)
        for key, value in {"lr": 0.01, "optimiser": "adam", "ema": True}.items():
            kind = {float: "number_value", str: "string_value", bool: "bool_value"}[type(value)]
            setattr(start.hparams[key], kind, value)
        metadata = hparams_metadata.create_summary_metadata(plugin_data_pb2.HParamsPluginData(session_start_info=start))
        tensor = tensor_util.make_tensor_proto(0.0)
        add(0, 100.0, summary_pb2.Summary.Value(tag=hparams_metadata.SESSION_START_INFO_TAG, metadata=metadata, tensor=tensor))
        for step in range(5):
            loss = 1.0 / (step + 1)
            add(step, 100.0 + step, summary_pb2.Summary.Value(tag="old/loss", simple_value=loss))
            tensor = tensor_util.make_tensor_proto(float(step) ** 0.5, dtype="float32")
            metadata = scalar_metadata.create_summary_metadata(display_name="", description="")
            add(step * 10, 100.5 + step, summary_pb2.Summary.Value(tag="new/score", metadata=metadata, tensor=tensor))
        for step in (0, 40):
            image = summary_pb2.Summary.Image(
                height=2, width=3, colorspace=1, encoded_image_string=grey(3, 2, 100 + step)
            )
            add(step, 110.0 + step, summary_pb2.Summary.Value(tag="old/grid", image=image))
            # A batch: the first picture stands for the step.
            batch = [b"5", b"4", grey(5, 4, 10 + step), grey(5, 4, 200)]
            metadata = image_metadata.create_summary_metadata(display_name="", description="")
            tensor = tensor_util.make_tensor_proto(batch, dtype="string")
            add(step, 111.0 + step, summary_pb2.Summary.Value(tag="new/grid", metadata=metadata, tensor=tensor))
        writer.close()
        (name,) = glob.glob(f"{folder}/*tfevents*")
        content = base64.b64encode(pathlib.Path(name).read_bytes()).decode()
        return {"file": content, "read": read(folder)}


with tempfile.TemporaryDirectory() as folder:
    content = base64.b64decode((here / "events.base64").read_text())
    (pathlib.Path(folder) / "events.out.tfevents.0.gan-studio").write_bytes(content)
    ours = read(folder)
(here / "read.json").write_text(json.dumps({"ours": ours, "theirs": theirs()}, indent=2) + "\n")
print(f"TensorBoard {tensorboard.__version__}: read.json")
