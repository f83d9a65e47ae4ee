"""The network on windows of radar pictures; needs torch, which only training needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from detectors.chips.normalise import SIDE_PX
from detectors.train.unet import torch_module

CHANNELS = (8, 24, 48, 64)
HIDDEN = 64


def build_network() -> Any:
    """(B, 4, side, side) normalised windows in; out (B, 2): the logit of "a vessel", and its
    length as log(1 + metres / 20)."""
    torch = torch_module()
    nn = torch.nn
    layers: list[Any] = []
    inner = 4
    for outer in CHANNELS:
        if layers:
            layers.append(nn.MaxPool2d(2))
        layers += [*_step(nn, inner, outer), *_step(nn, outer, outer)]
        inner = outer

    class Network(nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.body = nn.Sequential(*layers)
            self.join = nn.Linear(2 * inner, HIDDEN)
            self.drop = nn.Dropout(0.2)
            self.head = nn.Linear(HIDDEN, 2)

        def forward(self, chips: Any) -> Any:
            seen = self.body(chips)
            pooled = torch.cat([seen.mean(dim=(2, 3)), seen.amax(dim=(2, 3))], 1)
            return self.head(self.drop(torch.relu(self.join(pooled))))

    return Network()


def _step(nn: Any, inner: int, outer: int) -> list[Any]:
    return [nn.Conv2d(inner, outer, 3, padding=1, bias=False), nn.BatchNorm2d(outer), nn.ReLU()]


def export_onnx(network: Any, path: Path) -> None:
    """Write the network as ONNX: probability and length, both as `ChipNetwork` reads them."""
    torch = torch_module()

    class Told(torch.nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, chips: Any) -> Any:
            out = self.network(chips)
            return torch.cat([torch.sigmoid(out[:, :1]), out[:, 1:]], 1)

    wrapped = Told().eval()  # also the network inside: else the export drops numbers at random
    torch.onnx.export(
        wrapped, (torch.rand(2, 4, SIDE_PX, SIDE_PX),), str(path), dynamo=False, opset_version=17,
        input_names=["chips"], output_names=["judged"],
        dynamic_axes={"chips": {0: "count"}, "judged": {0: "count"}},
    )  # fmt: skip
