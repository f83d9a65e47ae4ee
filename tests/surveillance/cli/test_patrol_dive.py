"""`mizugiwa patrol PLAN --piloted`: a dive from the plan to its document, as a shell sees it."""

import json
import threading
import time

import pytest

from surveillance.cli.in_flight import _line
from surveillance.control.client import flying
from surveillance.errors import MizugiwaError
from surveillance.outbox import Outbox
from tests.surveillance.bench import FRAME, HOME
from tests.surveillance.patrol.dive.bench import Script, SimulatedSub, Sticks

FLEET = """
[vehicle.orca]
kind = "sub"
link = "tcp:127.0.0.1:1"
cruise_mps = 0.8
climb_mps = 1.2
descend_mps = 1.0
battery_wh = 266.0
hover_w = 60.0
cruise_w = 180.0
reserve_pct = 20.0
min_depth_m = 1.0
max_depth_m = 15.0
tether_m = 120.0
full_stick_mps = 1.2
positioning = "{positioning}"
"""


def ring(reach_m, north_m=0.0):
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    places = [FRAME.lonlat(reach_m * e, reach_m * n + north_m) for e, n in corners]
    return [[p.lon, p.lat] for p in places]


def feature(kind, geometry, coordinates):
    shape = {"type": geometry, "coordinates": coordinates}
    return {"type": "Feature", "properties": {"kind": kind}, "geometry": shape}


@pytest.fixture
def fleet(tmp_path):
    file = tmp_path / "fleet.toml"
    file.write_text(FLEET.format(positioning="none"))
    return file


@pytest.fixture
def plan(mizugiwa, tmp_path, fleet):
    """A dive 5 m deep, over some 30 m by 30 m beside home."""
    area = tmp_path / "basin.geojson"
    features = [
        feature("area", "Polygon", [ring(15.0, 20.0)]),
        feature("fence", "Polygon", [ring(150.0)]),
        feature("home", "Point", [HOME.lon, HOME.lat]),
    ]
    area.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    file = tmp_path / "dive.plan"
    words = ("--pattern", "sweep", "--swath", "15", "--depth", "5", "--fleet", fleet)
    code, _, err = mizugiwa("plan", area, *words, "--out", file)
    assert code == 0, err
    return file


YES = ("--yes", "--confirm", "orca:1", "--realm", "simulated", "--station", "http://127.0.0.1:9")


def test_a_dive_is_watched_from_the_command_line(mizugiwa, plan, fleet, home, monkeypatch):
    monkeypatch.setattr("surveillance.cli.cockpit.DRAIN_S", 0.1)
    lines = []
    with SimulatedSub(20.0, bed_m=12.0) as drone:
        monkeypatch.setenv("MIZUGIWA_CLOCK", str(drone.clock))
        script = Script(drone, (5.0, Sticks(up=-1.0)), (30.0, Sticks(ahead=0.5)))

        def pilot():
            end = time.monotonic() + 30.0
            while time.monotonic() < end:
                try:
                    states = [one.ask("status") for one in flying(home)]
                except MizugiwaError:  # it is just ending
                    states = []
                if states and "mode" in states[0]:
                    script.on_view(None)
                    lines.append(_line(states[0]))
                time.sleep(0.1)
                if lines and not states:
                    return

        thread = threading.Thread(target=pilot, daemon=True)
        thread.start()
        code, out, err = mizugiwa(
            "patrol", plan, "--fleet", fleet, "--connect", drone.link, "--piloted",
            "--bed-depth", "12", "--current", "0.1@90", *YES,
        )  # fmt: skip
        thread.join(timeout=10.0)
    assert code == 0, err
    made = json.loads(out)
    assert made["is_piloted"] and made["surfaced"]
    assert 3.0 < made["deepest_m"] < 7.0
    assert made["gates_touched"] == []
    assert made["commanded"] == []
    assert any("piloted" in line and "±" in line for line in lines)
    steps = ("orca is armed by", "under water, ", "at the surface, ", "afloat and disarmed")
    assert [s for line in err.splitlines() for s in steps if line[9:].startswith(s)] == list(steps)
    outbox = Outbox(home / "outbox" / "patrol-orca.sqlite")
    assert outbox.pending() > 50
    outbox.close()
    code, out, _ = mizugiwa("report", "list")
    (listed,) = map(json.loads, out.splitlines())
    assert (listed["record"], listed["end"]) == (made["record"], "surfaced")
    assert listed["deepest_m"] == made["deepest_m"]
    assert listed["under_water_s"] == made["under_water_s"] > 10.0
    for paper in (("flight-log", "--realm", "simulated"), ("notification",), ("incident",)):
        code, out, err = mizugiwa("report", *paper)
        assert (code, out) == (1, "")
        assert "a submersible is no unmanned aircraft" in err


@pytest.mark.parametrize(
    ("positioning", "words"),
    [
        ("none", "without a position under water (positioning in the fleet file), and a satellite"),
        ("dvl", "has dvl under water, but a dive in AUTO is not watched yet"),
    ],
)
def test_a_mission_that_would_dive_by_itself_is_refused(mizugiwa, plan, fleet, positioning, words):
    fleet.write_text(FLEET.format(positioning=positioning))
    code, out, err = mizugiwa("patrol", plan, "--fleet", fleet, *YES)
    assert (code, out) == (3, "")
    assert words in err
    assert "--piloted" in err  # the remedy
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--piloted", "--bed-depth", "5.5"), 3, "above the sea bed; limit 1 m"),
        (("--piloted", "--current", "0.79@90"), 3, "current"),
        (("--bed-depth", "9"), 2, "are for a dive: add --piloted"),
        (("--piloted", "--on-breach", "pray"), 2, "pray"),
    ],
)
def test_what_a_piloted_dive_cannot_be_asked(mizugiwa, plan, fleet, options, code, words):
    found, out, err = mizugiwa("patrol", plan, "--fleet", fleet, *options, *YES)
    assert (found, out) == (code, ""), err
    assert words in err


def test_only_a_plan_is_followed_and_only_by_a_sub(mizugiwa, plan, fleet):
    code, _, err = mizugiwa("patrol", "okinoshima", "--fleet", fleet, "--piloted", *YES)
    assert (code, "follows a plan file" in err) == (2, True)
    code, _, err = mizugiwa("patrol", plan, "--vehicle", "heron-1", "--piloted", *YES)
    assert (code, "heron-1 flies" in err) == (2, True)


def test_a_dive_needs_its_confirmation(mizugiwa, plan, fleet):
    code, _, err = mizugiwa("patrol", plan, "--fleet", fleet, "--piloted", "--yes")
    assert (code, "--confirm orca:1" in err) == (3, True)


def test_a_positioning_that_nobody_knows_is_refused(mizugiwa, plan, fleet):
    fleet.write_text(FLEET.format(positioning="gps"))
    code, _, err = mizugiwa("patrol", plan, "--fleet", fleet, "--piloted", *YES)
    assert (code, "positioning" in err) == (1, True)


def test_a_dive_is_reckoned_in_the_current_of_the_forecast(
    mizugiwa, plan, fleet, tmp_path, monkeypatch
):
    """Unless it was measured; the wind above is nothing to it."""
    orders = []
    monkeypatch.setattr(
        "surveillance.cli.patrol.watch_dive", lambda order, *_: orders.append(order)
    )
    monkeypatch.setenv("MIZUGIWA_CLOCK", "0.0,2026-05-01T00:00:00+00:00,1e-9")
    file = tmp_path / "f.csv"
    head = "time,wind_mps,wind_from_deg,current_mps,current_to_deg"
    file.write_text(f"{head}\n2026-04-30T23:00Z,20,0,0.2,90\n2026-05-01T05:00Z,20,0,0.2,90\n")
    words = ("patrol", plan, "--fleet", fleet, "--piloted", "--realm", "simulated")
    assert mizugiwa(*words, "--forecast", file)[0] == 0
    assert orders[-1].current_mps == pytest.approx((0.2, 0.0), abs=1e-9)
    assert mizugiwa(*words, "--forecast", file, "--current", "0.1@0")[0] == 0
    assert orders[-1].current_mps == pytest.approx((0.0, 0.1), abs=1e-9)
    code, _, err = mizugiwa(*words, "--wind", "3@90")
    assert (code, len(orders)) == (2, 2) and "for flights" in " ".join(err.split())
