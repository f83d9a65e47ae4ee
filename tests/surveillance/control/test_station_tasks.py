"""From the station's page to the drone and back: nothing between them is pretended."""

import threading
from pathlib import Path

import httpx

from surveillance.control.station_tasks import StationTasks
from surveillance.patrol.operator import FlightView, Wish
from tests.surveillance.bench import SimulatedCopter
from tests.surveillance.patrol.test_fly import Person, flight
from tests.surveillance.patrol.test_in_flight import order
from tests.surveillance.serving import REALM, served_in


def test_a_recall_from_the_page_brings_the_drone_home(tmp_path: Path) -> None:
    person, answers = Person(), []
    with (
        served_in(tmp_path) as served,
        SimulatedCopter(20.0) as copter,
        flight(copter, person, order()) as flown,
        StationTasks(str(served.client.base_url), "heron-1", REALM, flown.board),
    ):

        def recall() -> None:
            url = f"{served.client.base_url}/api/vehicles/heron-1/ask"
            answers.append(httpx.post(url, json={"ask": "recall"}, timeout=60.0))

        calling = threading.Thread(target=recall)

        def watch(view: FlightView) -> Wish | None:
            if view.state.waypoint == 1 and not calling.ident:
                calling.start()
            return None

        person.on_view = watch
        outcome, _ = flown.patrol.fly()
        calling.join()
    assert answers[0].json() == {"text": "heron-1 is on its way home (mode RTL)"}
    assert outcome.landed and outcome.waypoints_reached < outcome.waypoints
    assert "recalled by the station's page" in person.texts("notice")
