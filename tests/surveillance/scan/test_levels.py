"""Optical products of two levels: nothing that was seen is lost, and nothing is looked at twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from geodata.catalogs.port import Offer, OfferedFile
from surveillance.scan.levels import each_once

AT = datetime(2026, 5, 1, 2, 15, 49, tzinfo=UTC)
TILE = box(129.0, 33.4, 130.2, 34.4)


def offer(level: str, number: int = 0, **changed: object) -> Offer:
    name = f"S2B_MSI{level}_{number}"
    file = OfferedFile(f"{name}.zip", f"https://there/{name}", 1)
    made = Offer(name, name, "sentinel-2b", f"S2MSI{level[1:]}", AT, AT, None, TILE, (file,))
    return replace(made, **changed)  # type: ignore[arg-type]


def test_of_both_levels_the_one_at_the_ground_is_taken() -> None:
    above, ground = offer("L1C"), offer("L2A", start_at=AT - timedelta(seconds=2))
    assert each_once([above, ground]) == ([ground], [above])


def test_what_the_other_level_does_not_show_stays() -> None:
    above = offer("L1C")
    west, _, east, north = TILE.bounds
    half = offer("L2A", footprint=box(west, 33.9, east, north))
    other_half = offer("L2A", 1, footprint=box(west, 33.4, east, 33.9))
    others = (
        offer("L2A", files=()),
        offer("L2A", platform="sentinel-2a"),
        offer("L2A", start_at=AT - timedelta(days=5)),
        offer("L2A", platform="sentinel-1a", product_type="GRD-2A"),
        half,
    )
    for other in others:
        assert each_once([above, other]) == ([above, other], [])
    assert each_once([above, half, other_half]) == ([half, other_half], [above])


def test_a_public_archive_says_the_level_by_its_collection() -> None:
    above, ground = offer("L1C"), offer("L2A", product_type="sentinel-2-l2a")
    assert each_once([replace(above, product_type="sentinel-2-l1c"), ground])[0] == [ground]


def shifted(east: int) -> shapely.Polygon:
    west, south, _, north = TILE.bounds
    return box(west + 0.3 * east, south, west + 0.3 * east + 1.2, north)


@given(
    st.lists(
        st.builds(
            lambda level, place, days: offer(
                level,
                footprint=shifted(place),
                start_at=AT - timedelta(days=days),
            ),
            st.sampled_from(["L1C", "L2A"]),
            st.integers(-3, 3),
            st.sampled_from([0, 0, 5]),
        ),
        max_size=8,
    )
)
def test_all_that_was_seen_is_looked_at_and_in_the_same_order(offers: list[Offer]) -> None:
    kept, doubles = each_once(offers)
    assert sorted(map(id, kept + doubles)) == sorted(map(id, offers))
    assert [o for o in offers if o in kept] == kept
    for start in {o.start_at for o in offers}:
        seen = shapely.union_all([o.footprint for o in offers if o.start_at == start])
        still = shapely.union_all([o.footprint for o in kept if o.start_at == start])
        assert (seen - still).area <= 0.01 * TILE.area * len(doubles)
    assert all(o.product_type == "S2MSI1C" for o in doubles)
    assert each_once(kept) == (kept, [])
