"""Pre-flight items that ask nothing of the vehicle: papers, daylight, weather."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mission_planner.errors import ForecastError, PlannerError
from mission_planner.flight import flight_path
from mission_planner.layers.conditions import Context, special_flight
from mission_planner.layers.flown import Flown, fly
from mission_planner.layers.layers import NO_LAYERS
from mission_planner.weather import Forecast, WeatherLimits, hours_of
from mission_planner.winged import as_flown
from surveillance.model import Realm
from surveillance.papers.check import Check
from surveillance.papers.items import dive_items, names, paper_items
from surveillance.papers.outing import Outing
from surveillance.papers.papers import Papers
from surveillance.patrol.order import PatrolOrder

STEP_M = 25.0
_AGAIN_S = 60.0  # the sun and the days of papers need not be looked at more often
_NOT_ASKED = {
    Realm.SIMULATED: "not asked for in a simulated run",
    Realm.EXERCISE: "not asked for in an exercise; the law asks for it when a real aircraft flies",
    Realm.REPLAY: "not asked for in a replay",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies ready before a flight. papers: None asks for them in realm live only, where there
    are none then; forecast: None when none was given."""

    papers: Papers | None = None
    forecast: Forecast | None = None


EMPTY_DESK = Desk()


class Paperwork:
    """The items of one sortie, for a take-off now."""

    def __init__(self, order: PatrolOrder, desk: Desk) -> None:
        """Raises PlannerError when the way of the mission is not known."""
        self._order = order
        self._desk = desk
        is_asked = desk.papers is not None or order.realm is Realm.LIVE
        self._flown = flown_of(order) if is_asked else None
        self._looked_at: datetime | None = None
        self._items: tuple[Check, ...] = ()

    def items(self, now: datetime) -> tuple[Check, ...]:
        """One check for each paper, then the weather; looked at again once a minute."""
        last = self._looked_at
        if last is None or abs((now - last).total_seconds()) >= _AGAIN_S:
            self._looked_at = now
            self._items = (*self._papers(now), _weather(self._order, self._desk, now))
        return self._items

    def _papers(self, now: datetime) -> tuple[Check, ...]:
        if self._flown is None:
            return tuple(Check(name, None, _NOT_ASKED[self._order.realm]) for name in names())
        outing = outing_of(self._order, self._flown, now)
        return paper_items(self._desk.papers or Papers(), outing)


def dive_papers(order: PatrolOrder, desk: Desk, now: datetime) -> tuple[Check, ...]:
    """The items of a dive that begins now: a harbour's permission and what belongs to it, and the
    current and the waves."""
    weather = _weather(order, desk, now)
    if desk.papers is None and order.realm is not Realm.LIVE:
        return (Check("harbour permission", None, _NOT_ASKED[order.realm]), weather)
    end = now + timedelta(seconds=order.duration_s)
    return (*dive_items(desk.papers or Papers(), order.name, now, end), weather)


def _weather(order: PatrolOrder, desk: Desk, now: datetime) -> Check:
    if desk.forecast is None:
        return Check("weather", None, "no forecast was given (--forecast FILE): not judged")
    return weather_item(desk.forecast, order, now)


def weather_item(forecast: Forecast, order: PatrolOrder, now: datetime) -> Check:
    """Whether all that a forecast says of the flight, or of the dive, is a go for the vehicle."""
    end = now + timedelta(seconds=order.duration_s)
    is_dive = order.vehicle.submersible is not None
    if not forecast.times[0] <= now or end > forecast.times[-1]:
        text = (
            f"the forecast is for {forecast.times[0]:%Y-%m-%d %H:%M} to"
            f" {forecast.times[-1]:%Y-%m-%d %H:%M} UTC, not for the"
            f" {'dive' if is_dive else 'flight'}: fetch a new one"
        )
        return Check("weather", False, text)
    try:
        felt = forecast.under_water() if is_dive else forecast
        near = hours_of(felt, WeatherLimits.of(order.vehicle), now, end)
    except ForecastError as exc:
        return Check("weather", False, str(exc))
    against = sorted({text for hour in near for text in hour.against})
    if against:
        return Check("weather", False, f"{'; '.join(against)}: wait for a go window")
    unknown = sorted({text for hour in near for text in hour.unknown})
    blank = f"; the forecast does not say {', '.join(unknown)}" if unknown else ""
    strongest = max(hour.wind_mps for hour in near)
    flow = order.vehicle.flow
    return Check("weather", True, f"{flow} up to {strongest:.1f} m/s, a go window{blank}")


def flown_of(order: PatrolOrder) -> Flown:
    """Samples of the way that the mission makes the vehicle fly.

    Raises PlannerError for a mission whose way is not known.
    """
    steps = flight_path(order.mission, order.area.frame, order.vehicle.cruise_mps)
    path = as_flown(order.mission, steps, order.vehicle, order.wind)
    return fly(path, order.mission.home_alt_m, STEP_M, order.sortie)


def outing_of(order: PatrolOrder, flown: Flown, now: datetime) -> Outing:
    """A sortie that takes off at `now`."""
    frame = order.area.frame
    if not len(flown.places):
        raise PlannerError("the mission has no way to fly")
    context = Context(frame, NO_LAYERS, start_at=now, duration_s=order.duration_s)
    return Outing(
        vehicle=order.vehicle.name,
        name=order.name,
        at=now,
        begin=now,
        end=now + timedelta(seconds=order.duration_s),
        way=tuple(frame.lonlat(*place) for place in flown.places),
        highest_m=float(flown.height_m.max()),
        conditions=special_flight([flown], context),
    )
