"""The training loop."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

from detectors.chips.network import LENGTH_UNIT_M
from detectors.chips.normalise import normalised
from detectors.train.chips.model import build_network, export_onnx
from detectors.train.chips.samples import Samples
from detectors.train.chips.variety import varied
from detectors.train.unet import torch_module

STEPS = 1600
_BATCH = 64
_RATE = 2e-3
_LENGTH_WEIGHT = 3.0
_KEEP = 0.995  # of the running mean of the weights, which is what is exported
_TELL = 200  # steps between two lines to stderr


def train(samples: Samples, out: Path, seed: int = 0, steps: int = STEPS) -> None:
    """Train on all samples and write ONNX to `out`: minutes on one core."""
    torch = torch_module()
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    rng = np.random.default_rng(seed)
    network = build_network()
    mean = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(_KEEP), use_buffers=True
    )
    optimiser = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=1e-3)
    rates = torch.optim.lr_scheduler.OneCycleLR(optimiser, _RATE, total_steps=steps)
    shares = _shares(samples)
    # drawing longer ones more often must not make them likelier to be vessels
    weights = (1.0 / (shares * len(shares))).astype(np.float32)
    told = 0.0
    for step in range(steps):
        chosen = rng.choice(len(shares), _BATCH, p=shares)
        windows = torch.from_numpy(normalised(varied(samples.windows[chosen], rng)))
        loss = _loss(torch, network(windows), samples, chosen, weights)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        rates.step()
        mean.update_parameters(network)
        told += float(loss.detach()) / _TELL
        if step % _TELL == _TELL - 1:
            print(f"step {step + 1} of {steps}: loss {told:.4f}", file=sys.stderr)
            told = 0.0
    export_onnx(mean.module, out)


def _shares(samples: Samples) -> Any:
    """How often each is drawn: of vessels longer ones more, for most are small."""
    weight = np.ones(len(samples.kind))
    weight[samples.is_vessel] = 0.5 + np.minimum(samples.length_m[samples.is_vessel], 200.0) / 50.0
    return weight / weight.sum()


def _loss(torch: Any, out: Any, samples: Samples, chosen: Any, weights: Any) -> Any:
    is_vessel = samples.is_vessel[chosen]
    told = torch.nn.functional.binary_cross_entropy_with_logits(
        out[:, 0],
        torch.from_numpy(is_vessel.astype(np.float32)),
        weight=torch.from_numpy(weights[chosen]),
    )
    if not is_vessel.any():
        return told
    length = np.log1p(samples.length_m[chosen][is_vessel] / LENGTH_UNIT_M).astype(np.float32)
    off = torch.nn.functional.smooth_l1_loss(out[is_vessel, 1], torch.from_numpy(length), beta=0.1)
    return told + _LENGTH_WEIGHT * off
