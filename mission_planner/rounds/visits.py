"""What is flown at each target: its survey lines as one way, and where that may begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from shapely.geometry.base import BaseGeometry

from geodata.area import Area
from geodata.position import Floats
from mission_planner.endurance import Endurance
from mission_planner.errors import PlannerError, PlanRefused
from mission_planner.mover import Pose, end_pose, start_pose
from mission_planner.patterns import choose
from mission_planner.request import PlanRequest
from mission_planner.rounds.crew import Crew
from mission_planner.rounds.ground import Ground
from mission_planner.route import Route, draw_route
from mission_planner.sorties import Cost, CostOf, Unreachable, split
from mission_planner.survey import survey
from mission_planner.task import Scene

ENTRIES = 12  # places round a closed line where a look may begin
STOPS_SPARED = 4.0  # stops that a sortie to one target is later costed with


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """Survey lines in flying order, and the ways between them; local metres."""

    ways: tuple[Floats, ...]
    joins: tuple[Floats, ...]

    @property
    def points(self) -> Floats:
        """The whole way, from the start of the first line to the end of the last."""
        between = [part for pair in zip(self.ways, self.joins, strict=False) for part in pair]
        return np.vstack([*between, self.ways[-1]])

    @property
    def start(self) -> Pose:
        """Where it begins."""
        return start_pose(self.ways[0])

    @property
    def end(self) -> Pose:
        """Where it ends."""
        return end_pose(self.ways[-1])

    @property
    def reverse(self) -> Look:
        """The same the other way round."""
        back = tuple(way[::-1] for way in self.ways[::-1])
        return Look(back, tuple(join[::-1] for join in self.joins[::-1]))


@dataclass(frozen=True, slots=True, eq=False)
class Visit:
    """One target, or a piece of one that takes more than a battery.

    area: its number. looks: per crew, the ways to fly it; empty: that vehicle cannot.
    """

    area: int
    name: str
    looks: tuple[tuple[Look, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """One area as it is flown. why: the reason for its pattern.

    is_ordered: the pattern has a beginning: it is not flown backwards. routes: per crew, from home
    and back; None: there is no way.
    """

    pattern: str
    why: str
    strip: BaseGeometry
    is_ordered: bool
    routes: tuple[Route | None, ...]


def target_of(area: Area, crews: Sequence[Crew], ground: Ground, request: PlanRequest) -> Target:
    """The lines of one area for every crew.

    Crews that move alike share them. Raises PlannerError or PlanRefused that names the area.
    """
    routes: dict[int, Route | None] = {}
    refusal: PlannerError | None = None
    shape = ground.frame.geometry_to_metres(area.shape)
    for crew in crews:
        if id(crew.mover) in routes:
            continue
        endurance = Endurance(crew.vehicle, request.altitude_m, request.wind)
        scene = Scene(
            shape, ground.airspace, ground.swath, crew.mover, ground.home, ground.frame, endurance
        )
        try:
            pattern, task = choose(scene, request)
            lines = task.survey or survey(
                task, ground.airspace, ground.swath, request, crew.turning_m
            )
            routes[id(crew.mover)] = draw_route(
                lines, ground.airspace, crew.mover, ground.home, request.direction == "cw"
            )
            made = Target(pattern, task.why, task.strip, lines.is_ordered, ())
        except PlannerError as exc:
            refusal, routes[id(crew.mover)] = exc, None
    if all(route is None for route in routes.values()):
        assert refusal is not None
        raise type(refusal)(f"area {area.name!r}: {refusal}")
    return replace(made, routes=tuple(routes[id(crew.mover)] for crew in crews))


def visits_of(
    names: Sequence[str], targets: Sequence[Target], crews: Sequence[Crew]
) -> tuple[Visit, ...]:
    """All targets, those too long for every battery in pieces.

    Raises PlanRefused that names every target that no vehicle can reach.
    """
    visits: list[Visit] = []
    beyond: list[str] = []
    for number, (name, target) in enumerate(zip(names, targets, strict=True)):
        try:
            visits += _visits(number, name, target, crews)
        except Unreachable as exc:
            route = next(r for r in target.routes if r is not None)
            far_km = float(np.hypot(*(exc.place - route.out[0]))) / 1000.0
            beyond.append(f"{name} ({far_km:.1f} km from home)")
    if beyond:
        fleet = ", ".join(sorted({crew.vehicle.name for crew in crews}))
        raise PlanRefused(
            f"out of reach of every vehicle ({fleet}), there and back with reserve, also in a wind"
            f" 30 % stronger: {', '.join(beyond)}: leave them out, launch nearer, or take another"
            " vehicle"
        )
    return tuple(visits)


def _visits(number: int, name: str, target: Target, crews: Sequence[Crew]) -> list[Visit]:
    whole = [
        _looks(route, target.is_ordered) if route and _fits(crew, route) else ()
        for crew, route in zip(crews, target.routes, strict=True)
    ]
    if any(whole):
        return [Visit(number, name, tuple(whole))]
    pieces, cutter = _pieces(target, crews)
    visits: list[Visit] = []
    for k, piece in enumerate(pieces, start=1):
        looks = tuple(
            _looks(piece, target.is_ordered)
            if crew.mover is cutter.mover and _fits(crew, piece)
            else ()
            for crew in crews
        )
        visits.append(Visit(number, f"{name} {k}/{len(pieces)}", looks))
    return visits


def _pieces(target: Target, crews: Sequence[Crew]) -> tuple[list[Route], Crew]:
    """The fewest pieces that one of the crews can fly. Raises Unreachable."""
    found: list[tuple[list[Route], Crew]] = []
    failure: Unreachable | None = None
    for crew, route in zip(crews, target.routes, strict=True):
        if route is None:
            continue
        try:
            found.append((split(route, crew.mover, _spared(crew), 1), crew))
        except Unreachable as exc:
            failure = exc
    if not found:
        assert failure is not None  # target_of() leaves a route for one crew at least
        raise failure
    return min(found, key=lambda pair: len(pair[0]))


def _spared(crew: Crew) -> CostOf:
    def cost(points: Floats) -> Cost:
        plain = crew.cost(points)
        return Cost(plain.share + STOPS_SPARED * crew.stop.share, plain.seconds)

    return cost


def _fits(crew: Crew, route: Route) -> bool:
    return _spared(crew)(route.points).share <= 1.0


def _looks(route: Route, is_ordered: bool) -> tuple[Look, ...]:
    """The ways to fly a target: a closed line from several places, others from either end."""
    look = Look(route.ways, route.joins[1:-1])
    way = route.ways[0]
    if is_ordered:
        return (look,)
    if len(route.ways) > 1 or not np.array_equal(way[0], way[-1]):
        return (look, look.reverse)
    legs = np.hypot(*np.diff(way, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(legs)[:-1]])
    wanted = np.linspace(0.0, legs.sum(), ENTRIES, endpoint=False)
    corners = sorted({int(np.argmin(abs(along - place))) for place in wanted})
    turned = [np.vstack([way[corner:-1], way[: corner + 1]]) for corner in corners]
    return tuple(Look((t,), ()) for t in turned)
