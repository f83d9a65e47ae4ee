"""How wrong the network's answer is: middles, sides, and which pixels belong to which ship."""

from __future__ import annotations

from typing import Any

from detectors.train.samples import Sample
from detectors.train.unet import torch_module


def loss_of(out: Any, samples: list[Sample]) -> Any:
    """out: (B, 6, S, S), as the network gives it.

    The middles and sides are what is used; that it must also say which pixels are a ship's, and
    where its middle is from each of them, teaches it what a ship is.
    """
    torch = torch_module()
    heat = torch.stack([s.heat for s in samples])
    sides = torch.stack([s.sides for s in samples])
    body = torch.stack([s.body for s in samples])
    return (
        _of_middles(torch, out[:, 0], heat)
        + 0.3 * _of_sides(out[:, 1:3], sides)
        + _of_bodies(torch, out[:, 3], body)
        + 0.5 * _of_ways(out[:, 4:6], body)
    )


def _of_middles(torch: Any, logit: Any, heat: Any) -> Any:
    """Focal loss of the heat, as CenterNet has it."""
    chance = torch.sigmoid(logit).clamp(1e-4, 1 - 1e-4)
    middle = heat >= 1.0
    right = -((1 - chance) ** 2 * torch.log(chance))[middle].sum()
    wrong = -((1 - heat) ** 4 * chance**2 * torch.log(1 - chance))[~middle].sum()
    return (right + wrong) / max(middle.sum().item(), 4)


def _of_sides(logs: Any, sides: Any) -> Any:
    error = (logs - sides[:, :2]).abs().sum(1) * sides[:, 2]
    return error.sum() / (sides[:, 2].sum() + 1)


def _of_bodies(torch: Any, logit: Any, body: Any) -> Any:
    """Cross entropy and the overlap (Dice) of the ships' pixels, where they are known."""
    taught = (body[:, 3] > 0).float()
    cross = torch.nn.functional.binary_cross_entropy_with_logits(
        logit, body[:, 0], reduction="none"
    )
    chance = torch.sigmoid(logit)
    both = (chance * body[:, 0] * taught).sum()
    dice = 1 - (2 * both + 20) / ((chance * taught).sum() + body[:, 0].sum() + 20)
    return 4 * (cross * taught).mean() + 0.5 * dice


def _of_ways(ways: Any, body: Any) -> Any:
    known = body[:, 3] >= 1.0
    far = (ways - body[:, 1:3]).abs().sum(1)
    return (far * known).sum() / (known.sum() + 1)
