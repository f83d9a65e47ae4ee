"""Which special-flight conditions (特定飛行) a plan touches, and what each means."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import numpy as np
import shapely

from geodata.position import LocalFrame, LonLat
from geodata.sun import is_night, sun_times
from mission_planner.errors import OptionError
from mission_planner.layers.flown import Flags, Flown, runs
from mission_planner.layers.layers import Layers, LayerZone
from mission_planner.layers.surfaces import NAMES, NAMES_JA, ceiling
from mission_planner.layers.wording import WORDS

HEIGHT_M = 150.0
NIGHT_STEP = timedelta(minutes=1)
LONGEST = timedelta(days=2)  # night has come and gone by then


class State(StrEnum):
    """Whether a condition applies; `check`: it cannot be known from here."""

    APPLIES = "applies"
    NO = "no"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition; found_en and found_ja say what was found, or what is missing to tell.

    kind: a key of WORDS. place, amount and limit: the worst place, where there is one. unplaced:
    airports that could not be looked at.
    """

    kind: str
    state: State
    found_en: str
    found_ja: str
    place: LonLat | None = None
    amount: float | None = None
    limit: float | None = None
    unplaced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What the conditions depend on besides the way.

    sight_m: distance from home up to which the pilot sees the aircraft; the law names none.
    start_at: take-off of the first sortie, None when not known; duration_s: until the last landing.
    """

    frame: LocalFrame
    layers: Layers
    sight_m: float = 300.0
    start_at: datetime | None = None
    duration_s: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 < self.sight_m <= 100_000.0:
            raise OptionError(
                f"line of sight is {self.sight_m:g} m; it must lie above 0 and up to 100000 m"
            )


def special_flight(flights: Sequence[Flown], context: Context) -> tuple[Condition, ...]:
    """Every condition for the flights of a plan, those that apply first."""
    found = [
        _height(flights, context),
        _airport(flights, context),
        *_zones(flights, context),
        _night(flights, context),
        _sight(flights, context),
        _persons(flights),
        Condition("event", State.CHECK, "events are in no layer", "催しの情報はレイヤーにない"),
        Condition(
            "cargo",
            State.CHECK,
            "the plan drops nothing; the load is not known",
            "計画に投下はない。搭載物は不明",
        ),
    ]
    rank = {State.APPLIES: 0, State.CHECK: 1, State.NO: 2}
    return tuple(sorted(found, key=lambda condition: rank[condition.state]))


def _height(flights: Sequence[Flown], context: Context) -> Condition:
    highest = max(flights, key=lambda flown: float(flown.height_m.max()))
    top = int(highest.height_m.argmax())
    height = float(highest.height_m[top])
    state = State.APPLIES if height >= HEIGHT_M else State.NO
    return Condition(
        "height",
        state,
        f"highest {height:.0f} m above the sea",
        f"最高高度 海面上{height:.0f}m",
        context.frame.lonlat(*highest.places[top]),
        height,
        HEIGHT_M,
    )


def _airport(flights: Sequence[Flown], context: Context) -> Condition:
    layers = context.layers
    if "airports" not in layers.given:
        text = "no runways were given (--airports FILE)"
        return Condition("airport", State.CHECK, text, "滑走路データなし(--airports FILE)")
    places = np.vstack([flown.places for flown in flights])
    height = np.concatenate([flown.height_m for flown in flights])
    airborne = np.concatenate([flown.above_home_m > 0 for flown in flights])
    above = ceiling(layers.runways, context.frame, places)
    room = np.where(airborne, above.height_m - height, np.inf)
    worst = int(room.argmin())
    count = len(layers.unplaced)
    blank = f"; {count} airports have no place in the table" if count else ""
    blank_ja = f"。位置のない空港が表に{count}あり" if count else ""
    if not np.isfinite(room[worst]):
        return Condition(
            "airport",
            State.CHECK if count else State.NO,
            "no protected surface lies above or below the way" + blank,
            "制限表面の範囲外" + blank_ja,
            unplaced=layers.unplaced,
        )
    runway = layers.runways[above.runway[worst]]
    name = f"{runway.airport} {runway.name}"
    kind, limit = above.kind[worst], float(above.height_m[worst])
    is_over = room[worst] < 0
    side, side_ja = ("above", "上") if is_over else ("below", "下")
    apart = abs(float(room[worst]))
    return Condition(
        "airport",
        State.APPLIES if is_over else State.NO,
        f"{apart:.0f} m {side} the {NAMES[kind]} of {name} ({limit:.0f} m there)" + blank,
        f"{name}の{NAMES_JA[kind]}({limit:.0f}m)の{apart:.0f}m{side_ja}" + blank_ja,
        context.frame.lonlat(*places[worst]),
        float(height[worst]),
        limit,
        layers.unplaced,
    )


def _zones(flights: Sequence[Flown], context: Context) -> Iterator[Condition]:
    for kind in ("did", "facility", "emergency"):
        yield _over(kind, flights, context)
    for kind in ("aquaculture", "other"):
        if kind in context.layers.given:
            yield _over(kind, flights, context)


def _over(kind: str, flights: Sequence[Flown], context: Context) -> Condition:
    layers = context.layers
    zones = [zone for zone in layers.zones if zone.kind == kind]
    if kind not in layers.given:
        text = f"no layer was given (--layer {kind}=FILE)"
        return Condition(kind, State.CHECK, text, f"レイヤーなし(--layer {kind}=FILE)")
    hits = [hit for zone in zones for flown in flights if (hit := _hit(zone, flown, context))]
    if hits:
        return min(hits, key=lambda hit: hit.amount if hit.amount is not None else 0.0)
    if kind == "emergency":  # what was true when the file was made may have changed since
        text = "the way keeps out of those given; they change at short notice"
        return Condition(kind, State.CHECK, text, "与えられた空域の外。随時変更される")
    return Condition(kind, State.NO, "the way does not touch any", "該当する区域を通らない")


def _hit(zone: LayerZone, flown: Flown, context: Context) -> Condition | None:
    """The lowest place over a zone, and how long the way over it is; None when not touched."""
    shape = context.frame.geometry_to_metres(zone.shape)
    shapely.prepare(shape)
    inside = np.asarray(shapely.intersects_xy(shape, *flown.places.T), np.bool_)
    limit = zone.min_alt_m
    low = inside & (flown.height_m < limit) if limit is not None else inside
    if not low.any():
        return None
    at = int(np.flatnonzero(low)[flown.height_m[low].argmin()])
    height, length = float(flown.height_m[at]), _length(flown, low)
    least = "" if limit is None else f", asked for {limit:g} m or more"
    least_ja = "" if limit is None else f"(下限{limit:g}m)"
    return Condition(
        zone.kind,
        State.APPLIES,
        f"sortie {flown.number}: {length:.0f} m over {zone.name}, lowest {height:.0f} m{least}",
        f"第{flown.number}回: {zone.name}の上空{length:.0f}m、最低高度{height:.0f}m{least_ja}",
        context.frame.lonlat(*flown.places[at]),
        height,
        limit,
    )


def _length(flown: Flown, inside: Flags) -> float:
    along = flown.along_m
    last = len(along) - 1
    return float(sum(along[min(run.stop, last)] - along[run.start] for run in runs(inside)))


def _night(flights: Sequence[Flown], context: Context) -> Condition:
    if context.start_at is None:
        text = "no time of take-off was given (--at TIME)"
        return Condition("night", State.CHECK, text, "離陸時刻なし(--at TIME)")
    home = context.frame.lonlat(*flights[0].home)
    start = context.start_at
    lasts = min(timedelta(seconds=context.duration_s), LONGEST)
    moments = [start + n * NIGHT_STEP for n in range(int(lasts / NIGHT_STEP) + 1)]
    dark = any(is_night(home, at) for at in (*moments, start + lasts))
    sun = sun_times(home, start)
    times = [f"{at:%Y-%m-%d %H:%M} UTC" if at else "-" for at in (sun.rise_at, sun.set_at)]
    return Condition(
        "night",
        State.APPLIES if dark else State.NO,
        f"in the air {start:%H:%M} to {start + lasts:%H:%M} UTC; sunrise {times[0]}, sunset"
        f" {times[1]}",
        f"飛行 {start:%H:%M}〜{start + lasts:%H:%M} UTC、日出 {times[0]}、日没 {times[1]}",
        home,
    )


def _sight(flights: Sequence[Flown], context: Context) -> Condition:
    away = [np.hypot(*(flown.places - flown.home).T) for flown in flights]
    which = max(range(len(flights)), key=lambda n: float(away[n].max()))
    at = int(away[which].argmax())
    far = float(away[which][at])
    return Condition(
        "sight",
        State.APPLIES if far > context.sight_m else State.NO,
        f"{far:.0f} m from home; seen up to {context.sight_m:g} m",
        f"離陸地点から{far:.0f}m(目視範囲{context.sight_m:g}m)",
        context.frame.lonlat(*flights[which].places[at]),
        far,
        context.sight_m,
    )


def _persons(flights: Sequence[Flown]) -> Condition:
    moving = [flown.height_m[1:][np.diff(flown.along_m) > 0] for flown in flights]
    lowest = min((float(h.min()) for h in moving if len(h)), default=0.0)
    return Condition(
        "persons",
        State.CHECK,
        f"vessels move: not known beforehand; the way is at least {lowest:.0f} m above the sea",
        f"船舶は移動するため事前に判断できない。経路は海面上{lowest:.0f}m以上",
    )


def words_of(condition: Condition) -> dict[str, str]:
    """Name and meaning in both languages."""
    words = WORDS[condition.kind]
    return {
        "name_en": words.name_en,
        "name_ja": words.name_ja,
        "means_en": words.means_en,
        "means_ja": words.means_ja,
    }
