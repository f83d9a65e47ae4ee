"""A running patrol from another terminal: status, recall, investigate, ditch, clear."""

import getpass
import json
import sys
from typing import Annotated, Any

import httpx
import typer

from geodata.errors import PositionError
from geodata.position import LonLat
from surveillance import settings
from surveillance.cli.place_text import parse_place
from surveillance.control.client import Flying, choose, flying
from surveillance.errors import LinkRefused, MizugiwaError, StationError
from surveillance.patrol.look import DEFAULT_RADIUS_M

_VEHICLE = Annotated[str | None, typer.Option("--vehicle", help="when several patrols run")]
_JSON = Annotated[bool, typer.Option("--json", help="one JSON document")]


def status_command(as_json: _JSON = False) -> None:
    """What the patrols on this machine are doing."""
    states = [one.ask("status") for one in flying(settings.load().home)]
    if as_json:
        print(json.dumps(states, ensure_ascii=False))
        return
    if not states:
        print("no patrol runs on this machine", file=sys.stderr)
        return
    for state in states:
        print(_line(state))


def recall_command(vehicle: _VEHICLE = None) -> None:
    """Bring a vehicle home; before its launch: do not launch it."""
    print(_choose(vehicle).ask("recall", by=who())["text"])


def investigate_command(
    target: Annotated[str, typer.Argument(help="LON,LAT, or the id of an alert")],
    vehicle: _VEHICLE = None,
    radius: Annotated[float, typer.Option(help="of the orbit, metres")] = DEFAULT_RADIUS_M,
    yes: Annotated[bool, typer.Option("--yes", help="without asking")] = False,
    station: Annotated[str | None, typer.Option(help="address of the station")] = None,
) -> None:
    """Leave the patrol for one turn round a place, then go on where it was left."""
    written = _written(target)  # a wrong word is said before anything that may not run
    one = _choose(vehicle)
    place = written or _alert_place(target, station)
    asked = {"lon": place.lon, "lat": place.lat, "radius_m": radius, "by": who()}
    if not yes:
        answer = one.ask("investigate", **asked)
        proposal, look = answer["text"], answer["look"]
        if not sys.stdin.isatty():
            raise LinkRefused(f"{proposal}: nobody is at a terminal to say yes: use --yes")
        if not typer.confirm(f"{proposal}. Look closer?", err=True):
            raise LinkRefused("not confirmed: the patrol flies on")
        asked |= {"goes_on": look["goes_on"], "home_pct": look["home_pct"]}
    print(one.ask("investigate", go=True, **asked)["text"])


def ditch_command(
    vehicle: _VEHICLE = None,
    yes: Annotated[bool, typer.Option("--yes", help="without asking")] = False,
) -> None:
    """Put a copter that can come home no more down on open water."""
    one = _choose(vehicle)
    if not yes:
        proposal = one.ask("ditch")["text"]
        if not sys.stdin.isatty():
            raise LinkRefused(f"{proposal}: nobody is at a terminal to say yes: use --yes")
        if not typer.confirm(f"{proposal}. Ditch it there?", err=True):
            raise LinkRefused("not confirmed: it goes on as it does")
    print(one.ask("ditch", go=True, by=who())["text"])


def clear_command(vehicle: _VEHICLE = None) -> None:
    """Take a copter down out of the way of crewed aircraft, now."""
    print(_choose(vehicle).ask("clear", by=who())["text"])


def _choose(vehicle: str | None) -> Flying:
    return choose(flying(settings.load().home), vehicle)


def who() -> str:
    """The person, as the machine knows them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such user on this machine, as in some containers
        return "unknown"


def _written(target: str) -> LonLat | None:
    """The place that is written; None: it is the id of an alert. Raises BadParameter."""
    is_place = target.lstrip("-+")[:1].isdigit() and "," in target
    return parse_place(target) if is_place else None


def _alert_place(target: str, station: str | None) -> LonLat:
    """Where an alert is. Raises MizugiwaError."""
    places = _alerts(settings.load(station=station).station)
    found = [name for name in places if name.startswith(target)]
    if len(found) != 1:
        known = ", ".join(list(places)[:5]) or "none"
        what = (
            f"the ids of {len(found)} alerts begin with" if found else "no alert's id begins with"
        )
        raise MizugiwaError(
            f"{what} {target!r}: give LON,LAT in degrees, such as 130.1068,34.2382, or the id of"
            f" one alert of the station; there are: {known}"
        )
    return places[found[0]]


def _alerts(url: str) -> dict[str, LonLat]:
    """Where the alerts of a station are, by id. Raises StationError."""
    try:
        answer = httpx.get(f"{url}/api/picture", timeout=10.0)
        alerts = answer.raise_for_status().json()["alerts"]
        return {
            str(alert["id"]): LonLat(alert["position"]["lon"], alert["position"]["lat"])
            for alert in alerts
        }
    except (httpx.HTTPError, ValueError, KeyError, TypeError, PositionError) as exc:
        raise StationError(f"the station at {url} does not tell its alerts: {exc}") from exc


def _line(state: dict[str, Any]) -> str:
    """A patrol as one line for people."""
    name = f"{state.get('vehicle')} sortie {state.get('sortie')} of {state.get('sorties')}"
    if "mode" not in state:
        return f"{name}: {state['phase']}"
    minutes, seconds = divmod(int(state["time_left_s"]), 60)
    level = "?" if state["battery_pct"] is None else f"{state['battery_pct']:.0f} %"
    place = f"{state['lon']:.5f},{state['lat']:.5f}"
    is_heard = state["link"] == "ok"
    parts = (
        "looking closer" if state["is_looking"] else str(state["mode"]),
        f"piloted, {state['phase']}"
        if state["waypoints"] is None
        else f"waypoint {_waypoints(state)}",
        f"{minutes}:{seconds:02d} left",
        f"battery {level} (home {state['home_pct']:.0f} %)",
        "link ok" if is_heard else f"link {state['link']}, silent {state['silent_s']:.0f} s",
        f"{state['alt_home_m']:.0f} m, {state['ground_speed_mps']:.0f} m/s",
        place if state["off_by_m"] is None else f"should be at {place} ± {state['off_by_m']} m",
    )
    return f"{name}: {', '.join(parts)}"


def _waypoints(state: dict[str, Any]) -> str:
    return f"{state['waypoint']}/{state['waypoints']}"
