"""Several networks made one; needs onnx (extra `train`)."""

import numpy as np
import pytest

from detectors.errors import TrainingError
from detectors.optical.network import Network
from detectors.train.mean import write_mean
from detectors.weights.loading import seal_weights

pytestmark = pytest.mark.train


def write_constant(path, chance):
    """A network that answers the same chance everywhere, and sides of 10 pixels."""
    import onnx
    from onnx import TensorProto, helper

    answer = np.array([chance, 0, 0], np.float32).reshape(1, 3, 1, 1)
    picture = helper.make_tensor_value_info(
        "reflectance", TensorProto.FLOAT, [1, 4, "rows", "columns"]
    )
    water = helper.make_tensor_value_info("water", TensorProto.FLOAT, [1, 4, 1, 1])
    heat = helper.make_tensor_value_info("heat", TensorProto.FLOAT, [1, 3, "rows", "columns"])
    first = np.zeros((3, 4, 1, 1), np.float32)
    weights = [
        onnx.numpy_helper.from_array(first, "first"),
        onnx.numpy_helper.from_array(answer, "answer"),
    ]
    nodes = [
        helper.make_node("Conv", ["reflectance", "first"], ["nothing"]),
        helper.make_node("Add", ["nothing", "answer"], ["heat"]),
    ]
    graph = helper.make_graph(nodes, "constant", [picture, water], [heat], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 9
    onnx.save(model, path)


def test_the_answer_is_the_mean_and_the_weights_keep_apart(tmp_path):
    members = [tmp_path / "a.onnx", tmp_path / "b.onnx", tmp_path / "c.onnx"]
    for path, chance in zip(members, (0.2, 0.3, 0.7), strict=True):
        write_constant(path, chance)
    out = tmp_path / "mean.onnx"
    write_mean(members, out)
    seal_weights(out)
    heat = Network(out, 1).heat(np.zeros((64, 128, 4), np.float32), np.zeros(4, np.float32))
    assert heat.chance.shape == (64, 128)
    np.testing.assert_allclose(heat.chance, 0.4, atol=1e-6)


def test_what_is_no_network_is_named(tmp_path):
    (tmp_path / "a.onnx").write_bytes(b"no network")
    with pytest.raises(TrainingError, match=r"a\.onnx is no network"):
        write_mean([tmp_path / "a.onnx"], tmp_path / "mean.onnx")
    assert not (tmp_path / "mean.onnx").exists()
