"""`python -m simulator.satellite`: scenes of a radar satellite, with the truth beside them."""

import argparse
import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from shapely.geometry.base import BaseGeometry

from geodata.area import read_area
from geodata.errors import AreaError, PositionError
from geodata.position import LonLat
from simulator.errors import SimulatorError
from simulator.satellite.optical.publish import publish_optical
from simulator.satellite.optical.scene import OpticalWish, compose_optical
from simulator.satellite.publish import Published, publish
from simulator.satellite.safe.identity import Polarisation
from simulator.satellite.safe.product import FLAVOURS
from simulator.satellite.scene import INCIDENCE_DEG, Wish, compose
from simulator.satellite.things.world import world_things
from simulator.scenario import names, read_scenario
from simulator.world import World

WHOLE_PX, WHOLE_INCIDENCE_DEG = (25_000, 16_000), 38.5
WHOLE_TILE_PX = (10_980, 10_980)
USUAL_AT = datetime(2026, 5, 12, 21, 15, tzinfo=UTC)
POLARISATIONS: dict[str, tuple[Polarisation, ...]] = {"VV": ("VV",), "VV,VH": ("VV", "VH")}


def main(arguments: list[str] | None = None) -> int:
    """Write the scenes that are asked for; the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        for seed in range(asked.seed, asked.seed + asked.count):
            written = _publish(asked, seed)
            places = {key: str(path) for key, path in asdict(written).items()}
            print(json.dumps({**places, "seed": seed}), flush=True)
    except (SimulatorError, AreaError) as exc:
        print(f"simulator.satellite: {exc}", file=sys.stderr)
        return 1
    return 0


def _publish(asked: argparse.Namespace, seed: int) -> Published:
    """The scene of a seed: the scenario's world, an area's land, or the open sea."""
    world = None if asked.scenario is None else World(read_scenario(asked.scenario), seed)
    area = world.area if world else None if asked.area is None else read_area(asked.area)
    at, centre = asked.time or USUAL_AT, asked.at
    if area is not None:
        centre = area.frame.origin
    if world is not None:
        at = world.at(asked.after)
    at += timedelta(days=asked.every * (seed - asked.seed))
    afloat = [] if world is None else world_things(world, asked.after, np.random.default_rng(seed))
    land = None if area is None else area.land
    if asked.sensor == "optical":
        optical = compose_optical(_optical_wish(asked, seed, centre, at, land), afloat)
        print(f"writing {optical.name}", file=sys.stderr)
        return publish_optical(asked.out, optical)
    scene = compose(_radar_wish(asked, seed, centre, at, land), afloat)
    print(f"writing {scene.product.name}", file=sys.stderr)
    return publish(asked.out, scene, asked.flavour == "zip")


def _radar_wish(
    asked: argparse.Namespace, seed: int, centre: LonLat, at: datetime, land: BaseGeometry | None
) -> Wish:
    usual_deg = WHOLE_INCIDENCE_DEG if asked.size == "whole" else INCIDENCE_DEG
    wind_mps, wind_from_deg = asked.wind or (None, None)
    return Wish(
        seed=seed,
        shape_px=WHOLE_PX if asked.size == "whole" else asked.size,
        centre=centre,
        at=at,
        direction=asked.direction,
        incidence_deg=asked.incidence or usual_deg,
        polarisations=POLARISATIONS[asked.polarisations],
        land=land,
        wind_mps=wind_mps,
        wind_from_deg=wind_from_deg,
        vessels=asked.vessels,
        dark_share=asked.dark,
        standing_seed=asked.standing_seed,
        standing_times=asked.standing,
        is_cog=asked.flavour == "cog",
    )


def _optical_wish(
    asked: argparse.Namespace, seed: int, centre: LonLat, at: datetime, land: BaseGeometry | None
) -> OpticalWish:
    wind_mps, wind_from_deg = asked.wind or (None, None)
    return OpticalWish(
        seed=seed,
        shape_px=WHOLE_TILE_PX if asked.size == "whole" else asked.size,
        centre=centre,
        at=at,
        land=land,
        wind_mps=wind_mps,
        wind_from_deg=wind_from_deg,
        vessels=asked.vessels,
        dark_share=asked.dark,
        cloud_share=asked.clouds,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m simulator.satellite",
        description="Scenes in the layout of Sentinel-1 (IW GRDH), or the ten-metre bands of"
        " Sentinel-2 as GeoTIFF, with the truth as GeoJSON and a STAC catalogue beside them. One"
        " JSON line per scene on stdout.",
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for the scenes")
    parser.add_argument("--seed", type=_whole, default=1, help="what is left open (default 1)")
    parser.add_argument(
        "--every", type=float, default=12.0, metavar="DAYS",
        help="from one scene to the next, when there are several (default 12)",
    )  # fmt: skip
    parser.add_argument("--count", type=_count, default=1, help="scenes, of one seed after another")
    parser.add_argument(
        "--size", type=_size, default=(4096, 4096),
        help="WIDTHxHEIGHT in pixels of 10 m, or `whole`: 25000x16000, optical 10980x10980"
        " (default 4096x4096)",
    )  # fmt: skip
    parser.add_argument(
        "--flavour", choices=FLAVOURS, default="safe",
        help="a SAFE folder (default), the same in a zip file, or with cloud-optimised pictures",
    )  # fmt: skip
    parser.add_argument("--sensor", choices=("radar", "optical"), default="radar")
    parser.add_argument("--polarisations", choices=list(POLARISATIONS), default="VV,VH")
    _add_where(parser)
    parser.add_argument(
        "--wind", type=_wind, metavar="SPEED@FROM", help="m/s and degrees, such as 7@300"
    )
    parser.add_argument("--vessels", type=_whole, help="beside those of the scenario")
    parser.add_argument("--clouds", type=_share, help="share under clouds, 0 to 1 (optical)")
    parser.add_argument(
        "--standing-seed", type=_whole, metavar="SEED",
        help="of platforms, rafts, rocks: the same in several scenes (default: the scene's)",
    )  # fmt: skip
    parser.add_argument(
        "--standing", type=_times, default=1.0, metavar="TIMES",
        help="so many times as many platforms, rafts, rocks as usual, 0 to 100 (radar; default 1)",
    )  # fmt: skip
    parser.add_argument("--dark", type=_share, help="share of the vessels without AIS, 0 to 1")
    return parser


def _add_where(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument(
        "--scenario", help=f"a scenario file, or one of {', '.join(names())}: its land and vessels"
    )
    where.add_argument("--area", type=Path, help="an area file with land, to be its middle")
    where.add_argument("--at", type=_place, metavar="LON,LAT", help="the middle, on the open sea")
    parser.add_argument(
        "--after", type=float, default=400.0, metavar="SECONDS",
        help="when the satellite passes, after the scenario's epoch (default 400)",
    )  # fmt: skip
    parser.add_argument(
        "--time", type=_time, help="when it passes, without a scenario: 2026-05-12T21:15:00Z"
    )
    parser.add_argument(
        "--pass", dest="direction", choices=("ascending", "descending"), default="descending"
    )
    parser.add_argument(
        "--incidence", type=_incidence, metavar="DEG",
        help="angle in the middle, 31 to 45 (default 36.3, of a whole scene 38.5)",
    )  # fmt: skip


def _whole(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"{text} is below 0")
    return number


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is below 1")
    return number


def _size(text: str) -> tuple[int, int] | str:
    if text == "whole":
        return text
    width, _, height = text.partition("x")
    try:
        return int(width), int(height)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is neither whole nor 4096x4096") from None


def _wind(text: str) -> tuple[float, float]:
    speed, _, came = text.partition("@")
    try:
        wind = float(speed), float(came)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not such as 7@300") from None
    if not (0.5 <= wind[0] <= 25.0 and 0.0 <= wind[1] <= 360.0):
        raise argparse.ArgumentTypeError(f"{text}: speed must lie in 0.5..25, direction in 0..360")
    return wind


def _times(text: str) -> float:
    times = float(text)
    if not 0.0 <= times <= 100.0:
        raise argparse.ArgumentTypeError(f"{text} is not in 0..100")
    return times


def _share(text: str) -> float:
    share = float(text)
    if not 0.0 <= share <= 1.0:
        raise argparse.ArgumentTypeError(f"{text} is not in 0..1")
    return share


def _incidence(text: str) -> float:
    angle = float(text)
    if not 31.0 <= angle <= 45.0:
        raise argparse.ArgumentTypeError(f"{text} is not in 31..45")
    return angle


def _place(text: str) -> LonLat:
    lon, _, lat = text.partition(",")
    try:
        return LonLat(float(lon), float(lat))
    except (ValueError, PositionError) as exc:
        raise argparse.ArgumentTypeError(f"{text} is not LON,LAT: {exc}") from None


def _time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not such as 2026-05-12T21:15:00Z") from None
    if at.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text} needs a time zone, such as {text}Z")
    return at.astimezone(UTC)


if __name__ == "__main__":
    sys.exit(main())
