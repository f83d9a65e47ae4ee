"""The network that learns where vessels are; needs torch, which only training needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from detectors.train.needed import training_module

WIDTH = 24  # channels of the first level
BLOCK_PX = 16  # pictures must be multiples of this
OUT, TOLD = 6, 3  # answers in training, and those that ship


def torch_module() -> Any:
    """torch. Raises TrainingError when it is not installed."""
    return training_module("torch")


def build_network() -> Any:
    """A small U-Net: (B, 4, rows, columns) reflectance and (B, 4, 1, 1) water level in.

    Out, (B, 6, rows, columns): the logit of "here is the middle of a vessel"; the natural
    logarithms of width and height of its upright box in units of 10 pixels; the logit of "this
    pixel is a vessel's", and the way to its middle, right and down, in tens of pixels. It works on
    2x2 blocks of pixels, which costs a quarter and loses nothing, and answers pixel by pixel.
    """
    torch = torch_module()
    nn = torch.nn

    class Network(nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            w = WIDTH
            self.stem = nn.Conv2d(5 * 4, w, 1)
            self.e1, self.e2 = _pair(nn, w, w), _pair(nn, w, 2 * w)
            self.e3, self.e4 = _pair(nn, 2 * w, 3 * w), _pair(nn, 3 * w, 4 * w)
            self.d3, self.d2 = _pair(nn, 7 * w, 3 * w), _pair(nn, 5 * w, 2 * w)
            self.d1 = _pair(nn, 3 * w, w)
            self.drop = nn.Dropout2d(0.1)
            self.head = nn.Conv2d(w, 4 * OUT, 1)
            nn.init.zeros_(self.head.bias)
            nn.init.constant_(self.head.bias[:4], -4.6)  # one pixel in a hundred, to begin with

        def forward(self, reflectance: Any, water: Any) -> Any:
            x = nn.functional.pixel_unshuffle(_features(torch, reflectance, water), 2)
            a = self.e1(torch.relu(self.stem(x)))
            b = self.e2(nn.functional.max_pool2d(a, 2))
            c = self.e3(nn.functional.max_pool2d(b, 2))
            d = self.drop(self.e4(nn.functional.max_pool2d(c, 2)))
            c = self.d3(torch.cat([_doubled(nn, d), c], 1))
            b = self.d2(torch.cat([_doubled(nn, c), b], 1))
            a = self.d1(torch.cat([_doubled(nn, b), a], 1))
            return nn.functional.pixel_shuffle(self.head(a), 2)

    return Network()


def _pair(nn: Any, inner: int, outer: int) -> Any:
    layers = []
    for channels in (inner, outer):
        layers += [
            nn.Conv2d(channels, outer, 3, padding=1, bias=False),
            nn.BatchNorm2d(outer),
            nn.ReLU(inplace=True),
        ]
    return nn.Sequential(*layers)


def _doubled(nn: Any, x: Any) -> Any:
    return nn.functional.interpolate(x, scale_factor=2, mode="nearest")


def _features(torch: Any, reflectance: Any, water: Any) -> Any:
    """Four bands above the scene's water on a root scale, and the water index."""
    rise = (reflectance - water) / 0.1
    root = torch.sign(rise) * torch.sqrt(rise.abs() + 0.01)
    green, nir = reflectance[:, 1:2], reflectance[:, 3:4]
    index = (green - nir) / (green + nir + 1e-3)
    return torch.cat([root.clamp(-2, 3), index.clamp(-1, 1)], 1)


def export_onnx(network: Any, path: Path) -> None:
    """Write the network as ONNX: the chance and the log sides; what only teaches is left out."""
    torch = torch_module()

    class Told(torch.nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, reflectance: Any, water: Any) -> Any:
            out = self.network(reflectance, water)
            return torch.cat([torch.sigmoid(out[:, :1]), out[:, 1:TOLD]], 1)

    wrapped = Told().eval()  # also the network inside: else the export drops channels at random
    sizes = {2: "rows", 3: "columns"}
    example = (torch.rand(1, 4, 64, 96), torch.rand(1, 4, 1, 1))
    torch.onnx.export(
        wrapped, example, str(path), dynamo=False, opset_version=17,
        input_names=["reflectance", "water"], output_names=["heat"],
        dynamic_axes={"reflectance": sizes, "heat": sizes},
    )  # fmt: skip
