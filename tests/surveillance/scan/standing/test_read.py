"""A layer out of files of others."""

import json
from pathlib import Path
from typing import Any

import geopandas
import pytest
from shapely.geometry import LineString, Point, box

from geodata.errors import LayerError
from surveillance.scan.standing.read import LISTED_SIGMA_M, read_standing


def write(path: Path, *features: tuple[Any, dict[str, Any]]) -> Path:
    made = [
        {"type": "Feature", "geometry": None if shape is None else shape.__geo_interface__,
         "properties": told}
        for shape, told in features
    ]  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": made}))
    return path


def test_points_lines_and_outlines_with_what_they_tell(tmp_path: Path) -> None:
    file = write(
        tmp_path / "s.geojson",
        (Point(129.5, 34.5), {"name": "Alpha", "kind": "Platform", "radius_m": 40, "length_m": 80}),
        (LineString([(129.5, 34.4), (129.505, 34.4)]), {"kind": "net", "sigma_m": 50.0}),
        (box(129.6, 34.4, 129.61, 34.41), {"p": 0.7}),
    )
    alpha, net, field = read_standing(file).things
    assert (alpha.name, alpha.kind, alpha.radius_m, alpha.longest_m) == (
        "Alpha",
        "platform",
        40,
        80,
    )
    assert (alpha.sigma_m, alpha.p, net.sigma_m, field.p) == (LISTED_SIGMA_M, 1.0, 50.0, 0.7)
    assert (net.kind, net.name, field.kind) == ("net", "net 2", "unknown")
    assert field.longest_m is not None and field.longest_m > 1_000.0  # as long as its outline


def test_any_format_in_any_reference_system(tmp_path: Path) -> None:
    points = geopandas.GeoDataFrame(
        {"kind": ["rock", "turbine"]}, geometry=[Point(129.5, 34.5), Point(129.6, 34.5)], crs=4326
    )
    points.to_crs(32652).to_file(tmp_path / "s.gpkg")
    rock, turbine = read_standing(tmp_path / "s.gpkg").things
    assert (rock.kind, turbine.kind) == ("rock", "turbine")
    assert abs(rock.shape.x - 129.5) < 1e-7 and abs(rock.shape.y - 34.5) < 1e-7


@pytest.mark.parametrize("kind", ["vessel", "Ghost", "looked", "land"])
def test_vessels_are_no_layer(kind: str, tmp_path: Path) -> None:
    """The output of a scan given by mistake would hide every vessel of the next one."""
    file = write(tmp_path / "s.geojson", (Point(129.5, 34.5), {"kind": kind}))
    with pytest.raises(LayerError, match=rf"feature 1 is of kind {kind.lower()}"):
        read_standing(file)


@pytest.mark.parametrize(
    ("shape", "told", "words"),
    [
        (None, {}, "has no place"),
        (box(129.0, 34.0, 130.0, 35.0), {}, "144 km long; the limit is 20 km"),
        (Point(129.5, 34.5), {"radius_m": 90_000}, "radius_m is 90000; it must lie in 0..5000"),
        (Point(129.5, 34.5), {"radius_m": "wide"}, "radius_m is 'wide', no number"),
        (Point(129.5, 34.5), {"p": 1.5}, "p is 1.5"),
        (Point(129.5, 34.5), {"sigma_m": 1e3}, "sigma_m is 1000; it must lie in 0..200"),
        (Point(34.5, 129.5), {}, "longitude comes first"),
    ],
)
def test_what_cannot_be_is_told(
    shape: Any, told: dict[str, Any], words: str, tmp_path: Path
) -> None:
    with pytest.raises(LayerError, match=words):
        read_standing(write(tmp_path / "s.geojson", (shape, told)))


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(LayerError, match="holds nothing"):
        read_standing(write(tmp_path / "s.geojson"))
    (tmp_path / "t.geojson").write_text("no")
    with pytest.raises(LayerError, match="cannot read what stands from"):
        read_standing(tmp_path / "t.geojson")
