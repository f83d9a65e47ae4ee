"""A dive as a flight: both sides sign or neither, a second look, what the link notices is told."""

from contextlib import closing
from pathlib import Path

import pytest

from surveillance.errors import LinkRefused
from surveillance.links.connection import OWN_COMPONENT, OWN_SYSTEM, Connection
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.modes import SUB
from surveillance.links.signing.guard import make_guard
from surveillance.links.signing.ledger import Ledger
from surveillance.patrol.operator import FlightView, Wish
from tests.surveillance.links.signing.keys import make_key
from tests.surveillance.patrol.dive.bench import (
    Dive,
    Script,
    SimulatedSub,
    Sticks,
    dive,
    make_dive,
    wait_until,
)
from tests.surveillance.patrol.test_fly import Person

FAST = 20.0


def test_a_sub_that_signs_is_not_watched_without_its_key(tmp_path: Path) -> None:
    person = Person("orca")
    with SimulatedSub(FAST) as drone:
        drone.autopilot.set_up_signing(make_key(tmp_path).secret, 0)
        with (
            dive(drone, person) as dived,
            pytest.raises(LinkRefused, match="no signing key was given"),
        ):
            dived.dive.watch()
    assert person.questions == []


def test_with_its_key_a_dive_is_watched_and_the_key_is_named(tmp_path: Path) -> None:
    person, key = Person("orca"), make_key(tmp_path)
    with SimulatedSub(FAST) as drone:
        drone.autopilot.set_up_signing(key.secret, 0)
        person.on_view = lambda view: Wish.LEAVE
        connection = Connection(drone.link, drone.clock)
        with closing(Ledger(tmp_path / "time", drone.clock, lambda text: None)) as ledger:
            connection.sign(make_guard(key, ledger, OWN_SYSTEM, OWN_COMPONENT))
            with connection:
                dived = Dive(MavlinkVehicle(connection, "orca", SUB), make_dive(), person)
                _, checks = dived.dive.watch()
    (signing,) = (check for check in checks if check.name == "signing")
    assert signing.is_good
    assert key.name in signing.text


def test_what_was_ready_must_still_be_ready_once_the_person_has_confirmed() -> None:
    person = Person("orca")
    with SimulatedSub(FAST) as drone, dive(drone, person) as dived:

        def arm_meanwhile() -> None:
            drone.pilot.arm()
            wait_until(lambda: dived.vehicle.readings.armed)

        person.while_asked = arm_meanwhile
        with pytest.raises(LinkRefused, match="not ready to dive: disarmed"):
            dived.dive.watch()
    assert person.questions
    assert not any("depth and tether are watched" in text for text in person.texts("notice"))


def test_what_the_link_notices_is_told_during_the_dive() -> None:
    person = Person("orca")
    with SimulatedSub(FAST) as drone, dive(drone, person) as dived:
        script = Script(drone, (6.0, Sticks(up=-1.0)), (20.0, Sticks()))

        def view(seen: FlightView) -> Wish | None:
            if seen.state.alt_home_m < -3.0 and "noticed" not in heard:
                heard.append("noticed")
                dived.vehicle.connection.news.tell("noticed")
            return script.on_view(seen)

        heard: list[str] = []
        person.on_view = view
        dived.dive.watch()
    texts = [event.text for event in person.events]
    assert texts.count("noticed") == 1
    surfaced = next(n for n, event in enumerate(person.events) if event.kind == "surfaced")
    assert texts.index("noticed") < surfaced
