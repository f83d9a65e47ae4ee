"""A drone that did not come home: where and when it was last known, as its record has it."""

import math
from dataclasses import dataclass
from datetime import datetime

from geodata.errors import PositionError
from geodata.position import LonLat, distance_m
from surveillance.control.places import file_stem
from surveillance.errors import RecordError
from surveillance.records.shelf import Shelf
from surveillance.records.sortie import End, Moment, SortieRecord

HOME_M = 50.0
FIX_SIGMA_M = 20.0  # of a place told by a vehicle that comes down
SILENT_S = 5.0  # a link is lost after so long without a word
FALL_MPS = 15.0  # a copter without power, tumbling
RADIUS_95 = 2.4477  # sigmas of a round normal error that hold 95 %


@dataclass(frozen=True, slots=True)
class LostDrone:
    """Where it came down. sigma_m: one sigma of each axis. assumed: in words, for the report."""

    record: str
    vehicle: str
    place: LonLat
    at: datetime
    sigma_m: float
    assumed: str


def lost_drone(shelf: Shelf, vehicle: str) -> LostDrone:
    """From the newest record of a vehicle. Raises RecordError when that tells of none that is lost,
    or not where it was."""
    record = _newest(shelf, vehicle)
    is_down = record.end is End.LANDED
    moment = record.landing if is_down and _place(record.landing) else record.last_heard
    place = _place(moment)
    if moment is None or place is None:
        raise RecordError(
            f"record {record.id} holds no place of {vehicle}: give the place where it was seen"
            " last: mizugiwa drift LON,LAT --object drone"
        )
    home = LonLat(record.planned.home.lon, record.planned.home.lat)
    if is_down and distance_m(place, home) <= HOME_M:
        raise RecordError(f"{vehicle} landed at home at the end of its last sortie, {record.id}")
    if is_down:
        return LostDrone(
            record.id, vehicle, place, moment.at, FIX_SIGMA_M, "it floats from where it came down"
        )
    return LostDrone(
        record.id,
        vehicle,
        place,
        moment.at,
        _fallen_sigma_m(record),
        "it came down where it was last heard, within its fall; if it flew on without a link it is"
        " on its planned way or at home: look there, too",
    )


def _newest(shelf: Shelf, vehicle: str) -> SortieRecord:
    for name in reversed(shelf.names()):
        if file_stem(vehicle) not in name:
            continue
        record = shelf.read(name)
        if record.vehicle == vehicle:
            return record
    raise RecordError(f"no sortie of {vehicle!r} is recorded in {shelf.folder}")


def _place(moment: Moment | None) -> LonLat | None:
    if moment is None or moment.place is None:
        return None
    try:
        return LonLat(moment.place.lon, moment.place.lat)
    except PositionError as exc:
        raise RecordError(f"the record holds a place that is none: {exc}") from exc


def _fallen_sigma_m(record: SortieRecord) -> float:
    """It may have flown on until the silence was noticed, and while it fell: 95 % within that."""
    flown_m = record.highest_m
    height_m = record.planned.highest_m if flown_m is None else flown_m
    reach_m = record.planned.speed_mps * (SILENT_S + max(0.0, height_m) / FALL_MPS)
    return math.hypot(FIX_SIGMA_M, reach_m / RADIUS_95)
