"""Passes at a station: kept for ever, shown in their newest version, strange ones refused."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.position import LonLat
from surveillance import wire
from surveillance.errors import WireError
from surveillance.model import (
    LookedAt,
    Realm,
    SatellitePass,
    SeaPatch,
    SightLimits,
)
from surveillance.station.passes import MAX_PASSES, MAX_POINTS, Passes
from surveillance.station.plausible import check_plausible
from tests.surveillance.serving import AT, REALM, batch, served_in, station_in

TAKEN = AT - timedelta(hours=3)
SQUARE = ((130.0, 34.0), (130.2, 34.0), (130.2, 34.3), (130.0, 34.3))
RING = tuple(LonLat(*corner) for corner in SQUARE)
HOSTILE = "</script><script>alert(1)</script>\u2028"
LOOKED = LookedAt((RING,), LonLat(130.1, 34.1), True)
LIMITS = SightLimits(24.0, 12.5, (SeaPatch((RING,), 15.0, 25.0, 1.0),))


def a_pass(scene: str = "S1A_A", version: int = 0, **changed: object) -> SatellitePass:
    values: dict[str, object] = {
        "id": f"{scene}-{version}", "at": TAKEN, "realm": REALM, "source": "satellite S1A",
        "scene": scene, "known_at": AT + timedelta(minutes=version), "vessels": 7,
        "without_ais": 2, "unknown": 1, "published_at": AT - timedelta(hours=1),
        "picture_at": AT, "looked": LOOKED, "limits": LIMITS,
    }  # fmt: skip
    return SatellitePass(**{**values, **changed})  # type: ignore[arg-type]


def test_a_pass_reaches_the_page_and_is_kept_once(tmp_path: Path) -> None:
    one = a_pass(HOSTILE)
    with station_in(tmp_path) as station:
        before = station.feed.last_id
        station.submit(batch("first", one)).result(timeout=10.0)
        station.submit(batch("other key, same pass", one)).result(timeout=10.0)
        (event,) = station.feed.after(before) or []
        assert event.kind == "pass"
        told = json.loads(event.frame.split(b"data: ")[1])
        assert told == wire.plain(one) and told["scene"] == HOSTILE
        assert event.frame.count(b"\n") == 4  # no end of a line in a name
        assert station.picture()["passes"] == [wire.plain(one)]
        assert station.home.store.recent_passes(REALM, timedelta(hours=1)) == [one]
    with station_in(tmp_path) as station:  # after a restart, too
        assert station.picture()["passes"] == [wire.plain(one)]


def test_a_newer_version_replaces_it_on_the_page_and_not_in_the_store(tmp_path: Path) -> None:
    old, new = a_pass(), a_pass(version=1, without_ais=0, looked=None, limits=None)
    with station_in(tmp_path) as station:
        for number, one in enumerate((new, old)):  # the older one comes late
            station.submit(batch(str(number), one)).result(timeout=10.0)
        (shown,) = station.picture()["passes"]
        assert (shown["id"], shown["without_ais"]) == (new.id, 0)
        assert shown["looked"] == wire.plain(old)["looked"]  # only the older one says it
        kept = station.home.store.recent_passes(REALM, timedelta(hours=1))
        assert {one.id for one in kept} == {old.id, new.id}
    with station_in(tmp_path) as station:
        assert station.picture()["passes"] == [shown]


gaps = st.fixed_dictionaries(
    {
        "looked": st.sampled_from([None, LOOKED, replace(LOOKED, mark=None)]),
        "limits": st.sampled_from([None, LIMITS, replace(LIMITS, over_half_m=9.0)]),
        "picture_at": st.sampled_from([None, AT, TAKEN]),
        "vessels": st.integers(3, 9),
    }
)


@given(st.lists(gaps, min_size=1, max_size=5), st.randoms())
def test_the_order_in_which_versions_come_does_not_matter(versions, random) -> None:
    made = [a_pass(version=n, **values) for n, values in enumerate(versions)]
    in_order, shuffled = Passes(), Passes()
    for one in made:
        in_order.show(one)
    for one in random.sample(made + made, 2 * len(made)):
        shuffled.show(one)
    assert shuffled.shown() == in_order.shown()
    (shown,) = in_order.shown()
    assert (shown.id, shown.vessels) == (made[-1].id, made[-1].vessels)
    said = [one.looked for one in made if one.looked is not None]
    assert shown.looked == (said[-1] if said else None)
    assert in_order.show(made[0]) is None


def test_only_the_last_passes_are_shown_and_old_ones_forgotten() -> None:
    passes = Passes()
    for number in range(MAX_PASSES + 5):
        passes.show(a_pass(f"s{number}", at=TAKEN + timedelta(minutes=number)))
    assert passes.show(a_pass("old", at=TAKEN - timedelta(days=3))) is None
    assert [one.scene for one in passes.shown()][:2] == ["s54", "s53"]
    assert len(passes.shown()) == MAX_PASSES
    passes.forget(TAKEN + timedelta(minutes=53))
    assert [one.scene for one in passes.shown()] == ["s54", "s53"]


MANY = tuple(LonLat(130.0 + 1e-5 * n, 34.0) for n in range(MAX_POINTS))


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"scene": ""}, "name"),
        ({"scene": "x" * 201}, "name"),
        ({"vessels": -1}, "vessels"),
        ({"vessels": 2}, "do not go together"),
        ({"vessels": 10**9}, "more than"),
        ({"without_ais": -1}, "below 0"),
        ({"unknown": -2}, "below 0"),
        ({"looked": LookedAt((RING[:2],))}, "fewer than 3"),
        ({"looked": LookedAt((MANY,))}, "limit 3000"),
        ({"limits": SightLimits(1e9, 1.0, ())}, "least length"),
        ({"limits": SightLimits(1.0, 1.0, (SeaPatch((RING,), 5.0, 5.0, 1.0),))}, "patch"),
        ({"limits": SightLimits(1.0, 1.0, (SeaPatch((RING,), 5.0, 9.0, 1.1),))}, "patch"),
        ({"limits": SightLimits(1.0, 1.0, (SeaPatch((RING,), -5.0, 9.0, 1.0),))}, "least length"),
        ({"picture_at": AT.replace(year=9999)}, "9999"),
    ],
)
def test_what_cannot_be_is_refused(changed: dict[str, object], named: str) -> None:
    check_plausible(a_pass())
    with pytest.raises(WireError, match=named):
        check_plausible(a_pass(**changed))


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("known_at", "2026-05-01T00:00:00"),
        ("published_at", "2026-05-01T00:00:00"),
        ("vessels", 1.5),
        ("vessels", True),
        ("looked", {"rings": [[{"lon": 181.0, "lat": 0.0}]]}),
        ("looked", {"rings": "<svg>"}),
        ("limits", {"over_most_m": "24", "over_half_m": 1.0, "patches": []}),
        ("text", "more than there is"),
    ],
)
def test_what_is_not_exactly_a_pass_is_refused(field: str, wrong: object) -> None:
    good = wire.encode(a_pass())
    with pytest.raises(WireError, match=field):
        wire.decode({"kind": "pass", "value": {**good["value"], field: wrong}})


def test_the_door_says_no_to_far_away_and_to_another_realm(tmp_path: Path) -> None:
    far = tuple(LonLat(lon - 180.0, -lat) for lon, lat in SQUARE)
    with served_in(tmp_path, REALM) as served:
        for one, text in (
            (a_pass(looked=LookedAt((far,))), "nowhere within 1000 km"),
            (a_pass(realm=Realm.LIVE), "takes no live values"),
            (a_pass(at=AT + timedelta(days=400)), "yet to come"),
        ):
            body = {"version": 1, "producer": "scan", "values": [wire.encode(one)]}
            headers = {"Idempotency-Key": one.id}
            answer = served.client.post("/api/ingest", json=body, headers=headers)
            assert answer.status_code == 422 and text in answer.json()["detail"]
        assert served.station.picture()["passes"] == []
