"""How the wind moves floating things: leeway coefficients from field experiments.

Downwind and crosswind leeway are linear in the wind at 10 m; crosswind to the right or to the left
of downwind, which of the two being anybody's guess. Coefficients: Allen & Plourde, Review of
Leeway, USCG CG-D-08-99 (1999), and Allen, Leeway Divergence, USCG CG-D-05-05 (2005), as used by the
operational services. No experiment has been published for a ditched drone or a bale of contraband:
those borrow the class that is built most alike, and say so.
"""

from __future__ import annotations

from dataclasses import dataclass

from mission_planner.errors import OptionError


@dataclass(frozen=True, slots=True)
class Line:
    """Leeway in cm/s = slope_pct x wind in m/s + offset_cmps, with one sigma of the experiment."""

    slope_pct: float
    offset_cmps: float
    sigma_cmps: float


@dataclass(frozen=True, slots=True)
class Leeway:
    """One class of things. stand_in: the class measured, when it is not this thing itself."""

    name: str
    text: str
    downwind: Line
    right: Line
    left: Line
    stand_in: str | None = None


def _symmetric(
    name: str, text: str, down: Line, cross: Line, stand_in: str | None = None
) -> Leeway:
    left = Line(-cross.slope_pct, -cross.offset_cmps, cross.sigma_cmps)
    return Leeway(name, text, down, cross, left, stand_in)


_DRUM = (Line(0.75, 2.66, 2.83), Line(0.48, 2.88, 3.92), Line(-0.45, -1.46, 4.59))
_DEBRIS = (Line(1.97, 0.0, 8.3), Line(0.36, 0.0, 6.7))

OBJECTS = {
    leeway.name: leeway
    for leeway in (
        _symmetric("person", "person in the water", Line(0.96, 0.0, 12.0), Line(0.54, 0.0, 9.4)),
        Leeway("drum", "oil drum of 220 l", *_DRUM),
        Leeway("package", "package floating low", *_DRUM, stand_in="oil drum of 220 l"),
        _symmetric("debris", "debris of a fishing vessel", *_DEBRIS),
        _symmetric("drone", "ditched drone", *_DEBRIS, stand_in="debris of a fishing vessel"),
        _symmetric("skiff", "outboard skiff", Line(3.15, 0.0, 2.2), Line(1.29, 0.0, 2.2)),
        _symmetric(
            "swamped", "swamped or capsized skiff", Line(1.65, 0.0, 3.1), Line(0.39, 0.0, 2.9)
        ),
        _symmetric("sport", "sport boat", Line(6.54, 0.0, 3.0), Line(2.19, 0.0, 2.8)),
        _symmetric("fishing", "fishing vessel", Line(2.47, 0.0, 12.0), Line(2.76, 0.0, 9.4)),
        _symmetric("raft", "life raft without ballast", Line(3.7, 0.0, 12.0), Line(1.98, 0.0, 9.4)),
        _symmetric(
            "container", "container of 20 feet", Line(1.25, 3.96, 2.81), Line(0.19, 1.14, 4.36)
        ),
        _symmetric("water", "moves with the water only", Line(0.0, 0.0, 0.0), Line(0.0, 0.0, 0.0)),
    )
}


def find_object(name: str) -> Leeway:
    """The class called `name`. Raises OptionError that lists the known ones."""
    if name not in OBJECTS:
        raise OptionError(f"nothing that drifts is called {name!r}; known: {', '.join(OBJECTS)}")
    return OBJECTS[name]
