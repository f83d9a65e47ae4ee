"""What a preview shows, in metres, the same for every kind of picture."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import Point, box
from shapely.geometry.base import BaseGeometry

from geodata.coast import Land
from geodata.position import Floats, LocalFrame, LonLat
from mission_planner.airspace import land_in_metres
from mission_planner.detection.seen_map import seen_map
from mission_planner.layers.link import State
from mission_planner.mission import LAST_NAV_COMMAND, Mission
from mission_planner.planned import Plan
from mission_planner.preview.view import MARGIN_SHARE, SMALLEST_M, Bounds, Place, View, shaped
from mission_planner.request import Wind

SEEN_PCT = (10, 30, 50, 70, 90)
FENCE_SHARE = 1.0  # a fence farther off than this share of the patrol's size is cut
ARROW_SHARE, NUMBER_SHARE = 0.09, 0.055  # of the width: between arrows, between numbers
AHEAD = 0.35  # of the way between arrows: those of a way back do not meet them
CROWD_SHARE = 0.012  # arrows of legs over each other that are nearer than this are left out
WORD_SHARE, MOST_WORDS = 0.02, 8
FINE_SHARE = 0.0005  # of the width: what no eye sees is left out


@dataclass(frozen=True, slots=True)
class Track:
    """One sortie. line: (N, 2). arrows: place and course in degrees. numbers: way points."""

    number: int
    line: Floats
    arrows: tuple[tuple[Place, float], ...]
    numbers: tuple[tuple[Place, str], ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A piece that is not seen. place: a point inside it."""

    shape: BaseGeometry
    reason: str
    area_m2: float
    place: LonLat


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a ship under way will be. at_s: seconds after the first take-off.

    aside: across its course to the west, as east and north, 1 long: names stand in the east.
    """

    place: Place
    at_s: float
    error_m: float
    aside: Place


@dataclass(frozen=True, slots=True)
class Picture(View):
    """Shapes in local metres.

    fence: its lines, so far as they are shown.
    seen: percent, and where a boat that lies still is found with that or more; rising, empty when
    the plan is flown against no boats.
    silent: stretches where the link is weak or dead, and which of them. ship: the deck at each
    take-off and landing; empty when home stays.
    """

    land: BaseGeometry
    fence: BaseGeometry
    nofly: tuple[tuple[str, BaseGeometry], ...]
    swath: BaseGeometry
    seen: tuple[tuple[int, BaseGeometry], ...]
    survey: BaseGeometry
    gaps: tuple[Gap, ...]
    tracks: tuple[Track, ...]
    home: Place
    rally: tuple[Place, ...]
    silent: tuple[tuple[State, Floats], ...]
    wind: Wind
    ship: tuple[Moment, ...] = ()

    @property
    def large_gaps(self) -> list[Gap]:
        """Those with room for a word beside them."""
        least = (WORD_SHARE * self.width_m) ** 2
        return [gap for gap in self.gaps[:MOST_WORDS] if gap.area_m2 > least]


def picture_of(plan: Plan, land: Land | None) -> Picture:
    """What to draw of a plan. land: beside the area's own."""
    frame, area = plan.area.frame, plan.area
    metres = frame.geometry_to_metres
    paths = [metres(sortie.path) for sortie in plan.sorties]
    fence, gaps = metres(area.fence), list(_gaps(plan))
    home = frame.point(plan.mission.home)
    bounds = _bounds([*paths, metres(plan.strip), Point(home)], fence)
    view = box(*bounds)
    fine = FINE_SHARE * (bounds[2] - bounds[0])
    survey = metres(plan.survey)
    shore = land_in_metres(frame, area, land, 0.1 * (bounds[2] - bounds[0]))

    def drawn(shape: BaseGeometry) -> BaseGeometry:
        return shapely.intersection(shapely.make_valid(shape.simplify(fine)), view)

    return Picture(
        frame=frame,
        bounds=bounds,
        land=drawn(shore),
        fence=fence.boundary.intersection(view),
        nofly=tuple((zone.name, drawn(metres(zone.shape))) for zone in area.nofly),
        swath=drawn(survey.simplify(fine).buffer(plan.swath_m / 2.0)),
        seen=tuple((pct, drawn(shape)) for pct, shape in _seen(plan)),
        survey=survey.simplify(fine),
        gaps=tuple(Gap(drawn(g.shape), g.reason, g.area_m2, g.place) for g in gaps),
        tracks=tuple(_tracks(plan, paths, bounds)),
        home=home,
        rally=tuple(frame.point(place) for place in plan.rally),
        silent=tuple(_silent(plan)),
        wind=plan.request.wind,
        ship=tuple(_ship(plan)),
    )


def _seen(plan: Plan) -> Iterator[tuple[int, BaseGeometry]]:
    if plan.detection is None:
        return
    found = seen_map(plan)
    for pct in SEEN_PCT:
        yield pct, found.at_least(pct / 100.0)


def _gaps(plan: Plan) -> Iterator[Gap]:
    for piece in plan.uncovered:
        inside = piece.shape.representative_point()
        shape = plan.area.frame.geometry_to_metres(piece.shape)
        yield Gap(shape, piece.reason, piece.area_m2, LonLat(inside.x, inside.y))


def _ship(plan: Plan) -> Iterator[Moment]:
    frame, asked = plan.area.frame, plan.request.deck
    for sortie in plan.sorties:
        if sortie.deck is not None and asked is not None:
            start_s, deck = sortie.start_s, sortie.deck
            goes_south = math.cos(math.radians(asked.course_deg)) < 0.0
            abeam = math.radians(asked.course_deg + (90.0 if goes_south else -90.0))
            aside = math.sin(abeam), math.cos(abeam)
            error_m = asked.error_m_at(start_s)
            yield Moment(frame.point(sortie.mission.home), start_s, error_m, aside)
            yield Moment(frame.point(deck.place), deck.at_s, deck.error_m, aside)


def _silent(plan: Plan) -> Iterator[tuple[State, Floats]]:
    link = plan.assessment.link if plan.assessment is not None else None
    for shadow in link.shadows if link is not None else ():
        yield shadow.state, np.array([plan.area.frame.point(place) for place in shadow.line])


def _bounds(shapes: list[BaseGeometry], fence: BaseGeometry) -> Bounds:
    """Room for everything that is flown, and the fence as far as it is near."""
    patrol = shapely.total_bounds(shapes)  # of a hover it has no width
    size = max(*(patrol[2:] - patrol[:2]), SMALLEST_M)
    outwards = size * np.array([-1.0, -1.0, 1.0, 1.0])
    least, reach = patrol + MARGIN_SHARE * outwards, patrol + FENCE_SHARE * outwards
    near = box(*fence.buffer(MARGIN_SHARE * size).bounds).intersection(box(*reach))
    west, south, east, north = map(float, shapely.total_bounds([box(*least), near]))
    return shaped((west, south, east, north))


def _tracks(plan: Plan, paths: list[BaseGeometry], bounds: Bounds) -> Iterator[Track]:
    width = bounds[2] - bounds[0]
    crowd: list[Place] = []
    taken: list[Place] = [plan.area.frame.point(plan.mission.home)]
    for sortie, path in zip(plan.sorties, paths, strict=True):
        line = path.simplify(FINE_SHARE * width)
        numbers = tuple(_numbers(sortie.mission, plan.area.frame, NUMBER_SHARE * width, taken))
        taken += [place for place, _ in numbers]
        arrows = tuple(_apart(_arrows(line, ARROW_SHARE * width), CROWD_SHARE * width, crowd))
        crowd += [place for place, _ in arrows]
        yield Track(
            number=sortie.number,
            line=np.asarray(shapely.get_coordinates(line), np.float64),
            arrows=arrows,
            numbers=numbers,
        )


def _arrows(line: BaseGeometry, apart_m: float) -> Iterator[tuple[Place, float]]:
    """Arrows along a line, at least one."""
    count = max(1, int(line.length / apart_m))
    for k in range(count):
        along = (k + AHEAD) * line.length / count
        # looking a little ahead on both sides makes the course of a curve that of its chord
        step = min(0.05 * apart_m, 0.25 * line.length)
        before, after = line.interpolate(along - step), line.interpolate(along + step)
        middle = line.interpolate(along)
        course = math.degrees(math.atan2(after.x - before.x, after.y - before.y)) % 360.0
        yield (middle.x, middle.y), course


def _apart(
    arrows: Iterator[tuple[Place, float]], apart_m: float, others: list[Place]
) -> Iterator[tuple[Place, float]]:
    """Arrows that do not lie on others, and the first of each track."""
    taken, is_first = list(others), True
    for place, course in arrows:
        if is_first or min(math.dist(place, other) for other in taken) >= apart_m:
            taken.append(place)
            is_first = False
            yield place, course


def _numbers(
    mission: Mission, frame: LocalFrame, apart_m: float, others: list[Place]
) -> Iterator[tuple[Place, str]]:
    """Numbers of way points, none too near another or one of the places that are taken."""
    taken = np.array(others)
    for item in mission.items[1:]:
        if item.position is None or item.command > LAST_NAV_COMMAND:
            continue
        place = np.array(frame.point(item.position))
        if np.hypot(*(taken - place).T).min() >= apart_m:
            taken = np.vstack([taken, place])
            yield (float(place[0]), float(place[1])), str(item.seq)
