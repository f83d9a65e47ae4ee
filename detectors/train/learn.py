"""The training loop: one network from the ports it may see."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

from detectors.train.ports import Port
from detectors.train.samples import Ground, Sample, draw, ground_of
from detectors.train.unet import build_network, export_onnx, torch_module

STEPS = 1200
_BATCH = 8
_RATE = 2e-3
_KEEP = 0.995  # of the running mean of the weights, which is what is exported
_TELL = 100  # steps between two lines to stderr


def train(ports: list[Port], out: Path, seed: int = 0, steps: int = STEPS) -> None:
    """Train on these ports and write ONNX to `out`: minutes on one core."""
    torch = torch_module()
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    grounds = [ground_of(port) for port in ports]
    # a port with many vessels counts more, but not as much more as it has vessels
    weight = np.sqrt([len(port.boxes_px) for port in ports])
    network = build_network().to(memory_format=torch.channels_last)
    rule = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=2e-2)
    rates = torch.optim.lr_scheduler.OneCycleLR(rule, _RATE, steps, pct_start=0.15)
    mean = {name: value.clone() for name, value in network.state_dict().items()}
    for step in range(steps):
        loss = _loss(network, _batch(grounds, weight / weight.sum(), rng))
        rule.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        rule.step()
        rates.step()
        _follow(mean, network, min(_KEEP, (step + 1) / (step + 20)))
        if (step + 1) % _TELL == 0:
            print(
                f"{out.name}: step {step + 1} of {steps}, loss {loss.item():.2f}", file=sys.stderr
            )
    network.load_state_dict(mean)
    export_onnx(network.eval(), out)


def _batch(grounds: list[Ground], share: Any, rng: np.random.Generator) -> list[Sample]:
    return [draw(grounds[rng.choice(len(grounds), p=share)], rng) for _ in range(_BATCH)]


def _loss(network: Any, samples: list[Sample]) -> Any:
    """Focal loss of the heat (as CenterNet has it) and the error of the log sides."""
    torch = torch_module()
    network.train()
    picture = torch.stack([s.reflectance for s in samples])
    picture = picture.contiguous(memory_format=torch.channels_last)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        out = network(picture, torch.stack([s.water for s in samples]))
    out = out.float()
    heat = torch.stack([s.heat for s in samples])
    sides = torch.stack([s.sides for s in samples])
    chance = torch.sigmoid(out[:, 0]).clamp(1e-4, 1 - 1e-4)
    middle = heat >= 1.0
    right = -((1 - chance) ** 2 * torch.log(chance))[middle].sum()
    wrong = -((1 - heat) ** 4 * chance**2 * torch.log(1 - chance))[~middle].sum()
    error = (out[:, 1:] - sides[:, :2]).abs().sum(1) * sides[:, 2]
    of_sides = error.sum() / (sides[:, 2].sum() + 1)
    return (right + wrong) / max(middle.sum().item(), 4) + 0.3 * of_sides


def _follow(mean: dict[str, Any], network: Any, keep: float) -> None:
    for name, value in network.state_dict().items():
        if value.dtype.is_floating_point:
            mean[name].lerp_(value, 1.0 - keep)
        else:
            mean[name].copy_(value)
