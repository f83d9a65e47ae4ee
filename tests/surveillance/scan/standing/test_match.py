"""What stands is no vessel; a vessel beside it is."""

from dataclasses import replace

import pytest
from shapely.geometry import LineString, Point, box

from geodata.position import LocalFrame, LonLat
from surveillance.scan.standing.layer import Layer, Stands
from surveillance.scan.standing.match import with_standing
from surveillance.scan.vessel import Found, Kind, Scanned
from tests.surveillance.scan.scenes import AT, GHOST, PICTURE, RING

HERE = LonLat(129.5, 34.5)
FRAME = LocalFrame(HERE)
PLATFORM = Stands("Alpha", "platform", Point(HERE.lon, HERE.lat), 0.0, 10.0, longest_m=60.0)


def found(east_m: float, north_m: float = 0.0, length_m: float | None = 50.0) -> Found:
    """A thing so far from the platform; its motion is not known, as of all on a radar picture."""
    return Found(
        (1.0, 1.0), (0.0, 0.0, 2.0, 2.0), 0.9, position=FRAME.lonlat(east_m, north_m),
        sigma_m=450.0, shown_sigma_m=12.0, length_m=length_m,
    )  # fmt: skip


def scan(*things: Found) -> Scanned:
    return Scanned("S1A_TEST", "radar", AT, (1000, 1000), RING, things)


def judged(*things: Found, layer: tuple[Stands, ...] = (PLATFORM,)) -> list[Found]:
    return list(with_standing(scan(*things), Layer(layer)).found)


def test_what_lies_where_something_stands_is_that() -> None:
    (thing,) = judged(found(9.0))
    assert thing.kind is Kind.STANDING and thing.standing is not None
    assert thing.standing.p > 0.95
    said = thing.standing.reasons
    assert (said["name"], said["what"]) == ("Alpha", "platform")
    assert said["distance_m"] == pytest.approx(9.0, abs=0.1)
    assert said["distance_sigmas"] == pytest.approx(9.0 / 15.6, abs=0.05)


def test_what_stands_is_not_moved_by_doppler() -> None:
    """The error for an unknown motion would take in everything for half a kilometre."""
    (thing,) = judged(found(150.0))
    assert thing.kind is Kind.VESSEL and thing.standing is None


def test_an_error_that_holds_a_motion_takes_in_no_vessel_near_by() -> None:
    """A radar picture without annotation does not tell the one from the other."""
    near, off = (replace(found(x), shown_sigma_m=None) for x in (20.0, 400.0))
    assert [thing.kind for thing in judged(near)] == [Kind.STANDING]
    (vessel,) = judged(off)
    assert vessel.kind is Kind.VESSEL and vessel.standing is None


def test_of_two_at_one_platform_one_is_a_vessel() -> None:
    near, beside = judged(found(5.0), found(45.0))
    assert (near.kind, beside.kind) == (Kind.STANDING, Kind.VESSEL)
    assert beside.standing is not None and beside.standing.p < 0.1
    assert beside.standing.reasons["found_there"] == 2
    both = judged(found(8.0), found(-8.0))
    assert [thing.kind for thing in both] == [Kind.VESSEL, Kind.VESSEL]


def test_one_much_longer_is_a_vessel_or_has_one_alongside() -> None:
    (as_long,), (longer,), (much,) = (judged(found(5.0, 0.0, x)) for x in (60.0, 110.0, 200.0))
    assert as_long.standing and longer.standing and much.standing
    assert as_long.standing.p > longer.standing.p > 0.5 > much.standing.p
    assert much.kind is Kind.VESSEL


def test_a_doubtful_thing_makes_no_sure_one() -> None:
    """A vessel that lay there before lies there still."""
    (thing,) = judged(found(2.0), layer=(replace(PLATFORM, p=0.4),))
    assert thing.kind is Kind.VESSEL and thing.standing is not None
    assert 0.3 < thing.standing.p <= 0.4


def test_rafts_and_nets_may_show_as_several_things() -> None:
    corners = [FRAME.lonlat(x, y) for x, y in ((-200, -100), (200, 100))]
    raft = Stands(
        "r", "raft", box(corners[0].lon, corners[0].lat, corners[1].lon, corners[1].lat), 0.0, 30.0,
        longest_m=600.0,
    )  # fmt: skip
    ends = [FRAME.lonlat(0.0, y) for y in (-1000.0, -400.0)]
    net = Stands("n", "net", LineString([(e.lon, e.lat) for e in ends]), 0.0, 30.0, 700.0)
    things = judged(
        found(-150.0), found(150.0), found(0.0, -600.0), found(0.0, -900.0), found(600.0),
        layer=(raft, net),
    )  # fmt: skip
    assert [thing.kind for thing in things] == [*[Kind.STANDING] * 4, Kind.VESSEL]


def test_a_ghost_stays_a_ghost_and_nothing_is_lost() -> None:
    ghost = replace(GHOST, position=HERE)
    scene = with_standing(scan(found(0.0), ghost), Layer([PLATFORM]))
    assert [thing.kind for thing in scene.found] == [Kind.STANDING, Kind.GHOST]
    assert scene.vessels == () and len(scene.of(Kind.STANDING)) == 1


def test_without_places_or_without_anything_near_all_stays_as_it_is() -> None:
    assert with_standing(PICTURE, Layer([PLATFORM])) is PICTURE
    far = replace(PLATFORM, shape=Point(10.0, 55.0))
    for layer in (Layer([]), Layer([far])):
        scene = scan(found(0.0))
        assert with_standing(scene, layer) is scene


def test_across_180_degrees() -> None:
    ring = tuple(
        LonLat(lon, lat) for lon, lat in ((179.5, 0), (-179.5, 0), (-179.5, 1), (179.5, 1))
    )
    there = replace(PLATFORM, shape=Point(-179.99995, 0.5))
    thing = replace(found(0.0), position=LonLat(179.99995, 0.5))
    scene = with_standing(replace(scan(thing), looked=ring), Layer([there]))
    assert scene.found[0].kind is Kind.STANDING
