"""Several networks made one, whose answer is the mean of theirs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from detectors.errors import TrainingError
from detectors.train.needed import training_module


def write_mean(members: list[Path], out: Path) -> None:
    """Write the mean of networks of the same inputs and the same one output, as ONNX.

    Raises TrainingError when onnx is not installed, or a member is no network.
    """
    onnx = training_module("onnx")
    training_module("onnx.compose")
    models = [_read(onnx, path) for path in members]
    graphs = [
        onnx.compose.add_prefix(model, f"{number}/", rename_inputs=False, rename_outputs=True).graph
        for number, model in enumerate(models)
    ]
    answer = models[0].graph.output[0]
    answers = [graph.output[0].name for graph in graphs]
    mean = onnx.helper.make_graph(
        [node for graph in graphs for node in graph.node]
        + [onnx.helper.make_node("Mean", answers, [answer.name])],
        "mean",
        graphs[0].input,
        [answer],
        [weights for graph in graphs for weights in graph.initializer],
    )
    model = onnx.helper.make_model(mean, opset_imports=models[0].opset_import)
    model.ir_version = models[0].ir_version
    onnx.checker.check_model(model)
    passing = out.with_suffix(".new")
    onnx.save(model, passing)
    passing.replace(out)


def _read(onnx: Any, path: Path) -> Any:
    unreadable = training_module("google.protobuf.message").DecodeError
    try:
        return onnx.load(path)
    except (OSError, unreadable) as exc:
        raise TrainingError(f"{path} is no network: remove it, and it is trained anew") from exc
