"""Parts of the sea whose echo differs from that round it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely.geometry import shape

from bench.rain import named_over
from surveillance.model import AisReport, Realm
from surveillance.scan.ais.tracks import Log
from surveillance.scan.darkness import with_ais
from surveillance.scan.unseen.around import in_the_sea, limits_told
from surveillance.scan.unseen.layer import layer
from surveillance.scan.unseen.uneven import SEA_ECHO, uneven_db
from tests.surveillance.scan.scenes import AT, SCENE, SHIP
from tests.surveillance.scan.unseen.limits import limits_of

SHAPE = (40, 50)
Floats = NDArray[np.float64]


def sea(seed: int, spread_db: float = 0.1) -> Floats:
    """Brighter towards the radar, as a sea is, and a little uneven from cell to cell."""
    row, column = np.mgrid[: SHAPE[0], : SHAPE[1]]
    slope_db = 0.15 * column - 0.002 * column**2 + 0.05 * row
    noise = np.random.default_rng(seed).normal(0.0, spread_db, SHAPE)
    return np.asarray(0.02 * 10.0 ** ((slope_db + noise) / 10.0))


def patched(level: Floats, by_db: float, side: int = 5) -> tuple[Floats, NDArray[np.bool_]]:
    inside = np.zeros(SHAPE, bool)
    inside[20 : 20 + side, 25 : 25 + side] = True
    return np.where(inside, level * 10.0 ** (by_db / 10.0), level), inside


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.02, 0.3))
def test_an_even_sea_has_none(seed: int, spread_db: float) -> None:
    assert (uneven_db(sea(seed, spread_db)) == 0.0).all()


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([-4.0, -2.5, 2.5, 6.0]), st.floats(1e-6, 1e6))
def test_an_area_of_kilometres_is_named_with_its_difference(
    seed: int, by_db: float, factor: float
) -> None:
    level, inside = patched(sea(seed), by_db)
    told = uneven_db(level)
    assert (told[~inside] == 0.0).all()
    assert told[inside] == pytest.approx(by_db, abs=0.8)
    assert uneven_db(level * factor) == pytest.approx(told, abs=1e-6)
    assert pytest.approx(told, abs=1e-6) == uneven_db(level.T).T


def test_one_cell_is_no_area_and_what_is_not_known_is_said() -> None:
    assert (uneven_db(patched(sea(1), 6.0, side=1)[0]) == 0.0).all()
    level, inside = patched(sea(1), 4.0)
    level[:, :20] = np.nan  # land
    told = uneven_db(level)
    assert np.isnan(told[:, :20]).all() and (told[inside] > 3.0).all()
    assert (told[:, 20:][~inside[:, 20:]] == 0.0).all()
    assert np.isnan(uneven_db(np.full((3, 3), np.nan))).all()
    assert np.isnan(uneven_db(np.ones((2, 2)))).all()  # no sea round it


ECHO = np.array([[0.0, 3.1, 3.5], [-2.0, 0.0, np.nan]])
SHIP_SHOWN = replace(SHIP, dark=None)
LIMITS = replace(limits_of(np.full((2, 3), 9.0)), echo_db=ECHO)


def test_what_lies_there_says_so_and_is_else_as_it_was() -> None:
    inside, outside = replace(SHIP, px=(150.0, 50.0)), replace(SHIP, px=(50.0, 50.0))
    unknown = replace(SHIP, px=(250.0, 150.0))
    found = in_the_sea((inside, outside, unknown), LIMITS)
    assert found[0].measured == {**SHIP.measured, SEA_ECHO: 3.1}
    assert replace(found[0], measured=SHIP.measured) == inside
    assert found[1:] == (outside, unknown)
    assert in_the_sea((), LIMITS) == ()
    assert "2 stronger and 1 weaker" in list(limits_told(LIMITS))[1]
    assert len(list(limits_told(replace(LIMITS, echo_db=0.0 * ECHO)))) == 1


def test_it_is_a_reason_beside_ais_and_changes_no_probability() -> None:
    log = Log([AisReport("a", AT, Realm.SIMULATED, "rx", 7, SCENE.looked[0], 0.0, 0.0)])
    plain = replace(SCENE, found=(SHIP_SHOWN,))
    there = replace(plain, found=(replace(SHIP_SHOWN, measured={SEA_ECHO: 3.1}),))
    one, other = (with_ais(scene, log, AT).found[0].dark for scene in (plain, there))
    assert one is not None and other is not None
    assert other.p == one.p and other.reasons == {**one.reasons, SEA_ECHO: 3.1}


def test_each_area_is_in_the_layer() -> None:
    features = layer([replace(SCENE, unseen=LIMITS)])["features"]
    told = [f["properties"] for f in features if f["properties"]["kind"] == "uneven"]
    shapes = [shape(f["geometry"]) for f in features if f["properties"]["kind"] == "uneven"]
    assert [one.bounds for one in shapes] == [
        pytest.approx((129.01, 34.99, 129.03, 35.0)),
        pytest.approx((129.0, 34.98, 129.01, 34.99)),
    ]
    assert [(one["reason"], one["echo_db"], one["most_db"]) for one in told] == [
        ("strong echo of the sea", 3.3, 3.5),
        ("weak echo of the sea", -2.0, -2.0),
    ]


@pytest.mark.long
def test_simulated_rain_is_named_and_nothing_else() -> None:
    told = named_over(range(1, 5), (2560, 2560))
    assert told.rain == 12 and told.named >= 9
    assert told.even > 1000 and told.strong + told.weak < 0.01 * told.even
