"""`mizugiwa drift`: where a thing drifts, or came from, and the area to search for it."""

import json
import math
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import shapely
import typer
from rich.console import Console
from rich.table import Table
from shapely.geometry import LineString, MultiPolygon, Point, mapping
from shapely.geometry.base import BaseGeometry

from geodata.coast import read_land
from geodata.position import Floats, LocalFrame, LonLat
from mission_planner.airspace import polygons_of
from mission_planner.drift import (
    OBJECTS,
    Cloud,
    Leeway,
    LikelyMap,
    Search,
    Start,
    Water,
    after_search,
    drift,
    farthest_on_m,
    find_object,
    inverse_cube,
    likely_map,
    mean_track,
)
from mission_planner.drift.cloud import Vectors
from mission_planner.errors import PlannerError
from mission_planner.request import Wind
from mission_planner.weather import read_forecast
from surveillance.cli.flow_text import parse_current, parse_wind
from surveillance.cli.place_text import parse_place
from surveillance.cli.plan_options import takes_options
from surveillance.cli.times import parse_time
from surveillance.errors import MizugiwaError

LEVELS_PCT = (50, 80, 95)
LAND_REACH_M = 30_000.0


@dataclass(frozen=True, slots=True)
class DriftOptions:
    """What `mizugiwa drift` can be told: every field is an argument or an option."""

    place: Annotated[
        LonLat,
        typer.Argument(parser=parse_place, metavar="LON,LAT", help="where it was, or was found"),
    ]
    at: Annotated[
        datetime, typer.Option(parser=parse_time, metavar="TIME", help="when, with time zone")
    ]
    hours: Annotated[float, typer.Option(help="how long it drifts; negative: where it came from")]
    thing: Annotated[str, typer.Option("--object", help=f"what drifts: {', '.join(OBJECTS)}")] = (
        "package"
    )
    sigma: Annotated[float, typer.Option(min=0.0, help="how well the place is known, metres")] = (
        200.0
    )
    wind: Annotated[
        Wind | None, typer.Option(parser=parse_wind, metavar="SPEED@FROM", help="m/s, degrees")
    ] = None
    current: Annotated[
        Wind | None, typer.Option(parser=parse_current, metavar="SPEED@TO", help="m/s, degrees")
    ] = None
    forecast: Annotated[
        Path | None, typer.Option(help="CSV or GRIB, instead of --wind and --current")
    ] = None
    land: Annotated[Path | None, typer.Option(help="land polygons; any vector file")] = None
    own_speed: Annotated[
        float | None, typer.Option(min=0.0, help="m/s under power: adds the farthest-on circle")
    ] = None
    searched: Annotated[
        list[str] | None,
        typer.Option(metavar="PLAN.geojson@TIME", help="a search begun then that found nothing"),
    ] = None
    sweep_width: Annotated[float, typer.Option(min=1.0, help="of those searches, metres")] = 100.0
    out: Annotated[Path | None, typer.Option(help="regions, track and circle: .geojson")] = None
    search_out: Annotated[
        Path | None, typer.Option(help="area file of the next search, for `plan`: .geojson")
    ] = None
    share: Annotated[float, typer.Option(min=1.0, max=99.0, help="percent it shall hold")] = 50.0
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document")] = False


@takes_options
def drift_command(options: DriftOptions) -> None:
    """Where a package, a boat or a lost drone drifts, or came from, and where to search next."""
    found = _drifted(options)
    circle_m = None
    if options.own_speed is not None:
        circle_m = farthest_on_m(options.own_speed, abs(options.hours), options.sigma)
    if options.out is not None:
        _write(options.out, _features(found, circle_m))
    if options.search_out is not None:
        hull = found.map.search_area(options.share / 100.0)
        name = f"search for {found.thing.text}"
        shape = found.frame.geometry_to_lonlat(hull)
        _write(options.search_out, [_feature(shape, "area", name=name)])
    if options.as_json:
        print(json.dumps(_summary(found, circle_m), ensure_ascii=False, allow_nan=False))
    else:
        _print(found, circle_m)


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    thing: Leeway
    at: datetime
    hours: float
    frame: LocalFrame
    cloud: Cloud
    map: LikelyMap

    def region(self, pct: int) -> MultiPolygon:
        """Local metres."""
        return self.map.region(pct / 100.0)

    @property
    def middle(self) -> LonLat:
        """Of the cloud at its end."""
        east, north = mean_track(self.cloud)[-1]
        return self.frame.lonlat(float(east), float(north))


def _drifted(options: DriftOptions) -> _Found:
    frame, thing = LocalFrame(options.place), find_object(options.thing)
    begin = options.at.timestamp()
    start = Start(0.0, 0.0, options.sigma, begin)
    cloud = drift(thing, start, begin + options.hours * 3600.0, _water(options, frame))
    for text in options.searched or []:
        cloud = after_search(cloud, _search(text, frame, options.sweep_width))
    return _Found(thing, options.at, options.hours, frame, cloud, likely_map(cloud))


def _water(options: DriftOptions, frame: LocalFrame) -> Water:
    shore, wind, current = _land(options.land, frame), options.wind, options.current
    if options.forecast is not None:
        if wind is not None or current is not None:
            raise PlannerError("--forecast gives wind and current: leave out --wind and --current")
        read = read_forecast(options.forecast, frame.origin)
        for moment in (options.at, options.at + timedelta(hours=options.hours)):
            read.covers(moment)
        return Water(read.wind_vectors, read.current_vectors, shore)
    if wind is None:
        raise PlannerError("a drift needs the wind: give --wind SPEED@FROM or --forecast FILE")
    return Water(_steady(wind), _steady(current or Wind(0.0, 0.0)), shore)


def _steady(flow: Wind) -> Vectors:
    towards = math.radians(flow.from_deg + 180.0)
    vector = flow.speed_mps * np.array([math.sin(towards), math.cos(towards)])

    def at(seconds: Floats) -> Floats:
        return np.broadcast_to(vector, (len(seconds), 2))

    return at


def _land(file: Path | None, frame: LocalFrame) -> MultiPolygon:
    if file is None:
        return MultiPolygon()
    box = shapely.box(-LAND_REACH_M, -LAND_REACH_M, LAND_REACH_M, LAND_REACH_M)
    west, south, east, north = frame.geometry_to_lonlat(box).bounds
    near = read_land(file, near=(west, south, east, north))
    return MultiPolygon(polygons_of(near.in_metres(frame)))


def _search(text: str, frame: LocalFrame, sweep_width_m: float) -> Search:
    """PLAN.geojson@TIME: the first sortie's path, flown at its own even pace from TIME."""
    name, _, begun = text.rpartition("@")
    if not name:
        raise typer.BadParameter(f"{text!r} is not PLAN.geojson@TIME")
    at = parse_time(begun)
    try:
        document = json.loads(Path(name).read_text(encoding="utf-8"))
        path = next(f for f in document["features"] if f["properties"]["kind"] == "path")
        duration = float(path["properties"]["duration_s"])
        line = frame.geometry_to_metres(shapely.geometry.shape(path["geometry"]))
    except OSError as exc:
        raise MizugiwaError(f"cannot read {name}: {exc.strerror}") from exc
    except (ValueError, KeyError, TypeError, StopIteration, AttributeError) as exc:
        raise PlannerError(f"{name} is no plan written by `plan --out X.geojson`") from exc
    way = np.asarray(line.coords, np.float64)
    gone = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(way, axis=0).T))])
    times = at.timestamp() + gone / max(float(gone[-1]), 1e-9) * duration
    return Search(way, times, inverse_cube(sweep_width_m))


def _features(found: _Found, circle_m: float | None) -> list[dict[str, Any]]:
    frame = found.frame
    end = found.at + timedelta(hours=found.hours)
    features = [_feature(Point(frame.origin.lon, frame.origin.lat), "start", at=_utc(found.at))]
    track = frame.geometry_to_lonlat(LineString(mean_track(found.cloud)))
    features.append(_feature(track, "track", at=_utc(end)))
    for pct in reversed(LEVELS_PCT):
        region = frame.geometry_to_lonlat(found.region(pct))
        features.append(_feature(region, "likely", share_pct=pct, at=_utc(end)))
    if circle_m is not None:
        circle = frame.geometry_to_lonlat(Point(0.0, 0.0).buffer(circle_m, quad_segs=32))
        features.append(_feature(circle, "farthest_on", radius_m=round(circle_m)))
    return features


def _feature(shape: BaseGeometry, kind: str, **more: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"kind": kind, **more}, "geometry": mapping(shape)}


def _write(path: Path, features: Iterable[dict[str, Any]]) -> None:
    document = {"type": "FeatureCollection", "features": list(features)}
    try:
        path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    except OSError as exc:
        raise MizugiwaError(f"cannot write {path}: {exc.strerror}") from exc
    print(f"written: {path}", file=sys.stderr)


def _summary(found: _Found, circle_m: float | None) -> dict[str, Any]:
    middle = found.middle
    return {
        "object": found.thing.name,
        "stand_in": found.thing.stand_in,
        "at": _utc(found.at),
        "until": _utc(found.at + timedelta(hours=found.hours)),
        "middle": [round(middle.lon, 6), round(middle.lat, 6)],
        "area_km2": {str(pct): round(found.region(pct).area / 1e6, 3) for pct in LEVELS_PCT},
        "stranded": round(float(found.cloud.is_stranded.mean()), 4),
        "left": round(found.map.left, 4),
        "farthest_on_m": None if circle_m is None else round(circle_m),
    }


def _utc(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _print(found: _Found, circle_m: float | None) -> None:
    facts = _summary(found, circle_m)
    table = Table("what", "value", title=f"{found.thing.text}, {found.hours:+g} h")
    if found.thing.stand_in:
        table.add_row("measured on", found.thing.stand_in)
    lon, lat = facts["middle"]
    table.add_row("middle", f"{lon:.5f},{lat:.5f}")
    for pct, area in facts["area_km2"].items():
        table.add_row(f"{pct} % within", f"{area:.2f} km2")
    table.add_row("on land", f"{100 * facts['stranded']:.0f} %")
    table.add_row("not found by searches so far", f"{100 * facts['left']:.0f} %")
    if circle_m is not None:
        table.add_row("farthest-on circle", f"{circle_m / 1000:.1f} km")
    Console().print(table)
