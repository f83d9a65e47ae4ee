"""The training loop: one network from the ports it may see."""

from __future__ import annotations

import pickle
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from detectors.errors import TrainingError
from detectors.train.loss import loss_of
from detectors.train.ports import Port
from detectors.train.samples import Ground, Sample, draw, ground_of
from detectors.train.unet import build_network, export_onnx, torch_module

STEPS = 2600
_BATCH = 8
_RATE = 2e-3
_KEEP = 0.995  # of the running mean of the weights, which is what is exported
_TELL = 50  # steps between two lines to stderr, and between two saves


@dataclass(slots=True)
class _Run:
    """A training under way: all that is needed to go on as if it had not stopped."""

    network: Any
    rule: Any
    rates: Any
    mean: dict[str, Any]
    rng: np.random.Generator
    step: int = 0


def train(ports: list[Port], out: Path, seed: int = 0, steps: int = STEPS) -> None:
    """Train on these ports and write ONNX to `out`: minutes on one core.

    Saves itself to `out` with `.part` behind it and goes on from there when it was stopped. Raises
    TrainingError: what is there was begun with other ports, another seed or other steps.
    """
    torch = torch_module()
    torch.set_num_threads(1)
    grounds = [ground_of(port) for port in ports]
    # a port with many vessels counts more, but not as much more as it has vessels
    weight = np.sqrt([len(port.boxes_px) for port in ports])
    run, saved = _begun(seed, steps), out.with_suffix(out.suffix + ".part")
    asked = {"ports": [port.name for port in ports], "seed": seed, "steps": steps}
    if saved.is_file():
        _take_up(run, saved, asked)
    while run.step < steps:
        loss = _loss(run.network, _batch(grounds, weight / weight.sum(), run.rng))
        _step(run, loss)
        if run.step % _TELL == 0:
            _save(run, saved, asked)
            print(
                f"{out.name}: step {run.step} of {steps}, loss {loss.item():.2f}", file=sys.stderr
            )
    run.network.load_state_dict(run.mean)
    passing = out.with_suffix(".new")
    export_onnx(run.network.eval(), passing)
    passing.replace(out)
    saved.unlink(missing_ok=True)


def _begun(seed: int, steps: int) -> _Run:
    torch = torch_module()
    torch.manual_seed(seed)
    network = build_network().to(memory_format=torch.channels_last)
    rule = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=2e-2)
    rates = torch.optim.lr_scheduler.OneCycleLR(rule, _RATE, steps, pct_start=0.15)
    mean = {name: value.clone() for name, value in network.state_dict().items()}
    return _Run(network, rule, rates, mean, np.random.default_rng(seed))


def _step(run: _Run, loss: Any) -> None:
    run.rule.zero_grad()
    loss.backward()
    torch_module().nn.utils.clip_grad_norm_(run.network.parameters(), 5.0)
    run.rule.step()
    run.rates.step()
    run.step += 1
    _follow(run.mean, run.network, min(_KEEP, run.step / (run.step + 19)))


def _save(run: _Run, saved: Path, asked: dict[str, Any]) -> None:
    torch = torch_module()
    state = {
        "asked": asked,
        "network": run.network.state_dict(),
        "rule": run.rule.state_dict(),
        "rates": run.rates.state_dict(),
        "mean": run.mean,
        "rng": run.rng.bit_generator.state,
        "noise": torch.get_rng_state(),
        "step": run.step,
    }
    passing = saved.with_suffix(".saving")
    torch.save(state, passing)
    passing.replace(saved)


def _take_up(run: _Run, saved: Path, asked: dict[str, Any]) -> None:
    torch = torch_module()
    try:
        state = torch.load(saved, weights_only=True)
        begun = state["asked"]
    except (OSError, RuntimeError, KeyError, pickle.UnpicklingError) as exc:
        raise TrainingError(f"{saved} is no training under way: remove it to begin anew") from exc
    if begun != asked:
        raise TrainingError(f"{saved} was begun with {begun}, not {asked}: remove it to begin anew")
    run.network.load_state_dict(state["network"])
    run.rule.load_state_dict(state["rule"])
    run.rates.load_state_dict(state["rates"])
    run.mean = state["mean"]
    run.rng.bit_generator.state = state["rng"]
    torch.set_rng_state(state["noise"])
    run.step = state["step"]


def _batch(grounds: list[Ground], share: Any, rng: np.random.Generator) -> list[Sample]:
    return [draw(grounds[rng.choice(len(grounds), p=share)], rng) for _ in range(_BATCH)]


def _loss(network: Any, samples: list[Sample]) -> Any:
    torch = torch_module()
    network.train()
    picture = torch.stack([s.reflectance for s in samples])
    picture = picture.contiguous(memory_format=torch.channels_last)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        out = network(picture, torch.stack([s.water for s in samples]))
    return loss_of(out.float(), samples)


def _follow(mean: dict[str, Any], network: Any, keep: float) -> None:
    for name, value in network.state_dict().items():
        if value.dtype.is_floating_point:
            mean[name].lerp_(value, 1.0 - keep)
        else:
            mean[name].copy_(value)
