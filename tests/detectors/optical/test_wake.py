"""Bows of vessels on optical scenes: those under way, and none of those at anchor."""

import numpy as np
import pytest

from detectors.optical.find import Find, scene_parts, vessel_of
from detectors.optical.spots import find_spots
from detectors.optical.wake import bow_deg
from detectors.train.ports import read_port
from detectors.wakes import Wake
from tests.detectors.optical.scenes import FOAM, put_bar, sea

# (column, row) and the way they go, read off the pictures by eye, of those that are told; the
# fourth ferry of Port Hedland, whose neighbour's wake runs along its side, stays without
UNDER_WAY = {
    "hedland": {(176, 530): 250.0, (736, 510): 15.0, (707, 290): 340.0, (659, 175): 333.0},
    "algiers": {},
    "busan": {},
    "casablanca": {},
}


def vessels(stack, metre_per_px):
    scene = scene_parts(stack, metre_per_px)
    spots = find_spots(stack, scene.land, scene.levels.nir_limit)
    return [vessel_of(Find(0.9, tuple(map(float, s.box_px)), s), scene) for s in spots]


def test_a_foam_wake_tells_the_bow():
    stack = sea(200, 200)
    put_bar(stack, (100.0, 140.0), 40.0, 3.0, 20.0, FOAM)
    put_bar(stack, (107.5, 119.0), 12.0, 3.0, 20.0)
    (vessel,) = [v for v in vessels(stack, 10.0) if v.length_m > 80.0]
    assert vessel.wake is not None and vessel.heading_deg == pytest.approx(20.0, abs=8.0)


def test_a_pier_that_ends_at_a_vessel_is_no_wake():
    """As bright as foam, but brighter in the near infrared than in what people see."""
    stack = sea(200, 200)
    put_bar(stack, (100.0, 140.0), 40.0, 3.0, 20.0, (0.06, 0.06, 0.045, 0.055))
    put_bar(stack, (107.5, 119.0), 12.0, 3.0, 20.0)
    assert all(v.wake is None for v in vessels(stack, 10.0) if v.length_m > 80.0)


@pytest.mark.parametrize("axis", [None, 10.0, 170.0])
def test_the_bow_points_away_from_the_wake(axis):
    bow = bow_deg(axis, Wake(185.0, 20.0, 9.0, 0.0))
    assert bow == pytest.approx({None: 5.0, 10.0: 10.0, 170.0: 350.0}[axis])


@pytest.mark.long
@pytest.mark.parametrize("name", UNDER_WAY)
def test_vessels_under_way_have_a_bow_and_those_at_anchor_none(data_dir, name):
    """Of the 114 labels most lie at anchor or at the quay; those a spot shows are looked at."""
    port = read_port(data_dir / "optical" / "sen2ships" / name)
    middles = (port.boxes_px[:, :2] + port.boxes_px[:, 2:]) / 2.0

    def is_labelled(px):
        return np.hypot(*(middles - px).T).min() < 9.0

    told = {
        v.centre_px: v
        for v in vessels(port.stack, port.metre_per_px)
        if v.wake is not None and is_labelled(v.centre_px)
    }
    near = {}
    for place, bow in UNDER_WAY[name].items():
        (near[place],) = [
            v for px, v in told.items() if np.hypot(px[0] - place[0], px[1] - place[1]) < 9.0
        ]
        assert abs((near[place].heading_deg - bow + 180.0) % 360.0 - 180.0) < 20.0
    wrong = [px for px, v in told.items() if v not in near.values()]
    assert wrong == []
