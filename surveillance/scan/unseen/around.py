"""What was found, with what the sea round it is like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from surveillance.scan.unseen.limits import Limits
from surveillance.scan.unseen.uneven import SEA_ECHO, sentence
from surveillance.scan.vessel import Found


def in_the_sea(found: tuple[Found, ...], limits: Limits) -> tuple[Found, ...]:
    """The same things; what lies where the sea's echo differs says by how much."""
    echo_db = limits.echo_at(np.array([thing.px for thing in found]).reshape(-1, 2))
    return tuple(
        replace(thing, measured={**thing.measured, SEA_ECHO: float(echo)}) if echo else thing
        for thing, echo in zip(found, np.nan_to_num(echo_db), strict=True)
    )


def limits_told(limits: Limits) -> Iterator[str]:
    """What a person should know of a scene that was searched."""
    yield limits.sentence()
    uneven = sentence(limits.echo_db)
    if uneven is not None:
        yield uneven
