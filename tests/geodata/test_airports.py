"""Runways from the table that OurAirports publishes."""

import csv

import pytest

from geodata.airports import read_runways
from geodata.errors import LayerError
from geodata.position import LonLat, distance_m

HEAD = (
    "airport_ident,length_ft,closed,le_ident,le_latitude_deg,le_longitude_deg,le_elevation_ft,"
    "le_heading_degT,he_ident,he_latitude_deg,he_longitude_deg,he_elevation_ft,he_heading_degT\n"
)


def table(tmp_path, *lines):
    file = tmp_path / "runways.csv"
    file.write_text(HEAD + "\n".join(lines) + "\n")
    return file


def test_japans_runways_are_as_long_as_the_table_says(data_dir):
    file = data_dir / "coast" / "airports" / "ourairports_runways_japan.csv"
    found = read_runways(file)
    with file.open() as lines:
        feet = {(r["airport_ident"], r["le_ident"]): r["length_ft"] for r in csv.DictReader(lines)}
    assert len(found.placed) == 144
    tsushima = next(r for r in found.placed if r.airport == "RJDT")
    assert (tsushima.name, tsushima.length_m) == ("14/32", pytest.approx(1900.0, abs=60.0))
    assert tsushima.elevation_m == pytest.approx(182 * 0.3048)
    off = [
        r.length_m / (0.3048 * float(feet[r.airport, r.name.split("/")[0]])) for r in found.placed
    ]
    assert sum(0.9 < share < 1.1 for share in off) > 0.85 * len(off)


def test_runways_without_a_place_are_named_and_closed_ones_left_out(data_dir):
    file = data_dir / "coast" / "airports" / "ourairports_runways_japan.csv"
    found = read_runways(file, near=(129.0, 34.0, 130.0, 35.0))
    assert {r.airport for r in found.placed} == {"RJDT"}
    assert "ROIG" in found.unplaced  # New Ishigaki: no coordinates in the table
    assert "JP-3592" not in found.unplaced  # closed


def test_a_missing_end_follows_from_heading_and_length(tmp_path):
    (made,) = read_runways(table(tmp_path, "X,3281,0,09,35.0,139.0,10,90,27,,,,")).placed
    assert made.length_m == pytest.approx(1000.0, abs=0.1)
    assert made.ends[1].lon > 139.01
    assert made.elevation_m == pytest.approx(3.048)
    back = read_runways(table(tmp_path, "X,3281,0,09,,,,,27,35.0,139.0,,270")).placed[0]
    assert distance_m(back.ends[1], made.ends[1]) > 1000.0
    assert back.elevation_m == 0.0


def test_a_helipad_is_one_place(tmp_path):
    (pad,) = read_runways(table(tmp_path, "X,100,0,H1,35.0,139.0,10,,,,,,")).placed
    assert (pad.is_pad, pad.name, pad.ends[0]) == (True, "H1", LonLat(139.0, 35.0))


@pytest.mark.parametrize("line, named", [
    ("X,100,0,09,95.0,139.0,,,27,35.0,139.0,,", "line 2: latitude is 95.0"),
    ("X,100,0,09,35.0,139.0,high,,27,35.1,139.0,,", "le_elevation_ft is 'high'"),
    ("X,100,0,09,nan,139.0,,,27,35.1,139.0,,", "le_latitude_deg is 'nan'"),
])  # fmt: skip
def test_the_line_at_fault_is_named(tmp_path, line, named):
    with pytest.raises(LayerError, match=named):
        read_runways(table(tmp_path, line))


def test_files_that_are_no_table(tmp_path):
    with pytest.raises(LayerError, match="cannot read runways"):
        read_runways(tmp_path / "none.csv")
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    with pytest.raises(LayerError, match="no column 'airport_ident'"):
        read_runways(other)
    other.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LayerError, match="no table of runways"):
        read_runways(other)
