"""What the picture of a drift shows, in metres, the same for every kind of picture."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import shapely
from shapely.geometry import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats
from mission_planner.drift import LEVELS_PCT, DriftCase, mean_track
from mission_planner.preview.facts import Facts, Row
from mission_planner.preview.svg import distance_text
from mission_planner.preview.view import Bounds, Place, View, bounds_round
from mission_planner.preview.words import Say
from mission_planner.request import Wind

SHADES_PCT = tuple(range(95, 0, -10))  # drawn over each other, widest first: denser is darker
CIRCLE_SHARE = 1.5  # a circle wider than this share of the rest of the picture is cut
MARK_S = 3600.0
MOST_MARKS = 12


@dataclass(frozen=True, slots=True)
class DriftPicture(View):
    """Shapes in local metres.

    shades: regions of SHADES_PCT. regions: percent, the region, and where its name stands. marks:
    where the middle is every full hour, or every few. circle: its line, so far as it is shown.
    """

    land: BaseGeometry
    shades: tuple[BaseGeometry, ...]
    regions: tuple[tuple[int, BaseGeometry, Place], ...]
    track: Floats
    marks: tuple[Place, ...]
    start: Place
    circle: BaseGeometry
    searches: tuple[tuple[str, Floats], ...]
    next_area: BaseGeometry
    wind: Wind


def drift_picture(case: DriftCase) -> DriftPicture:
    """What to draw of a drift."""
    start = Point(case.frame.point(case.asked.place))
    track = mean_track(case.cloud)
    bounds = _bounds(case, start, track)
    view = box(*bounds)
    circle = start.buffer(case.farthest_on_m or 0.0, quad_segs=64).boundary
    return DriftPicture(
        frame=case.frame,
        bounds=bounds,
        land=case.water.land.intersection(view),
        shades=tuple(case.region(pct) for pct in SHADES_PCT),
        regions=tuple((pct, *_named(case, pct)) for pct in LEVELS_PCT),
        track=track,
        marks=tuple(_marks(case, track)),
        start=(start.x, start.y),
        circle=circle.intersection(view),
        searches=tuple((search.name, search.way) for search in case.searches),
        next_area=case.next_area,
        wind=wind_at_start(case),
    )


def wind_at_start(case: DriftCase) -> Wind:
    """The wind at the time asked for."""
    return _flow(case.water.wind, case.asked.at)


def drift_facts(case: DriftCase, picture: DriftPicture, say: Say) -> Facts:
    """The facts of a drift with labels in the language of `say`; times are local."""
    asked = case.asked
    figures = [(say("at"), _local(asked.at)), (say("until"), _local(case.until))]
    if asked.thing.stand_in:
        figures.append((say("measured_on"), asked.thing.stand_in))
    figures += [
        (f"{n} {say('within')}", f"{case.region(n).area / 1e6:.2f} km2") for n in LEVELS_PCT
    ]
    figures.append((say("stranded"), f"{100.0 * float(case.cloud.is_stranded.mean()):.0f} %"))
    figures.append((say("not_found"), f"{100.0 * case.map.left:.0f} %"))
    if case.farthest_on_m is not None:
        cut = f" ({say('beyond')})" if picture.circle.is_empty else ""
        figures.append((say("circle"), f"{distance_text(round(case.farthest_on_m, -2))}{cut}"))
    if picture.marks:
        figures.append((say("marks"), f"{_mark_s(case) / 3600.0:g} h"))
    figures += [
        (say("wind"), flow_text(picture.wind, say, "from")),
        (say("current"), _water(case, say)),
    ]
    return Facts(
        title=f"{asked.thing.text}, {asked.hours:+g} h",
        figures=tuple(figures),
        sorties=tuple(_searches(case, say)),
        gaps=(),
        notes=(),
    )


def flow_text(flow: Wind, say: Say, way: str) -> str:
    """Speed and direction of a flow; way: the key of the word before the direction."""
    if flow.speed_mps < 0.05:
        return "0 m/s"
    return f"{flow.speed_mps:.1f} m/s {say(way)} {flow.from_deg:.0f}°"


def _water(case: DriftCase, say: Say) -> str:
    flow = _flow(case.water.current, case.asked.at)
    return flow_text(Wind(flow.speed_mps, (flow.from_deg + 180.0) % 360.0), say, "towards")


def _flow(vectors: Callable[[Floats], Floats], at: datetime) -> Wind:
    east, north = vectors(np.array([at.timestamp()]))[0]
    from_deg = math.degrees(math.atan2(-east, -north)) % 360.0
    return Wind(float(math.hypot(east, north)), from_deg)


def _local(at: datetime) -> str:
    return at.astimezone().isoformat(sep=" ", timespec="minutes")


def _searches(case: DriftCase, say: Say) -> Iterator[Row]:
    if not case.searches:
        return
    yield (say("searched"), say("at"), say("sweep_width"), say("from_curve"))
    for search in case.searches:
        begun = _local(datetime.fromtimestamp(float(search.times_s[0]), UTC))
        yield (search.name, begun, f"{search.curve.sweep_width_m:.0f}", search.curve.source)


def _bounds(case: DriftCase, start: Point, track: Floats) -> Bounds:
    shapes = [start, LineString(track), case.region(99), case.next_area]
    plain = bounds_round(shapes)
    wide = max(plain[2] - plain[0], plain[3] - plain[1])
    if case.farthest_on_m is None or case.farthest_on_m > CIRCLE_SHARE * wide:
        return plain
    return bounds_round([*shapes, start.buffer(case.farthest_on_m)])


def _named(case: DriftCase, pct: int) -> tuple[BaseGeometry, Place]:
    """A region, and its northernmost corner."""
    region = case.region(pct)
    corners = shapely.get_coordinates(region)
    east, north = corners[int(corners[:, 1].argmax())]
    return region, (float(east), float(north))


def _mark_s(case: DriftCase) -> float:
    """Whole hours between marks of the track, as seconds."""
    lasts_s = abs(3600.0 * case.asked.hours)
    return MARK_S * max(1, math.ceil(lasts_s / MARK_S / MOST_MARKS))


def _marks(case: DriftCase, track: Floats) -> Iterator[Place]:
    gone, every = np.abs(case.cloud.times_s - case.cloud.times_s[0]), _mark_s(case)
    for k in range(1, int(gone[-1] / every) + 1):
        east, north = (float(np.interp(k * every, gone, axis)) for axis in track.T)
        yield east, north
