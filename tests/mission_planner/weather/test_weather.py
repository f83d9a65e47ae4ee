"""Forecast files, what they say at a time, and the windows that they leave."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import rasterio.shutil
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio import Affine

from geodata.position import LonLat
from mission_planner.errors import ForecastError
from mission_planner.weather import Forecast, WeatherLimits, hours, read_forecast, windows

HERE = LonLat(130.1, 34.2)
T0 = datetime(2026, 5, 1, tzinfo=UTC)
LIMITS = WeatherLimits(wind_mps=10.0, gust_mps=13.0)


def csv_file(folder: Path, *lines: str, head: str = "time,wind_mps,wind_from_deg") -> Path:
    file = folder / "forecast.csv"
    file.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return file


def test_a_csv_says_the_wind_at_a_time(tmp_path):
    file = csv_file(tmp_path, "2026-05-01T00:00Z,4,350", "2026-05-01T10:00+09:00,8,10")
    read = read_forecast(file, HERE)
    assert read.wind_at(T0).from_deg == pytest.approx(350.0)
    half = read.wind_at(T0 + timedelta(minutes=30))
    assert (half.from_deg + 180.0) % 360.0 == pytest.approx(180.0, abs=4.0)  # over north, not south
    assert 5.8 < half.speed_mps < 6.0
    assert read.strongest(T0, T0 + timedelta(hours=1)).speed_mps == pytest.approx(8.0)
    with pytest.raises(ForecastError, match=r"covers 2026-05-01T00:00Z to .*T01:00Z, not"):
        read.wind_at(T0 + timedelta(hours=2))


WRONG = [
    (("2026-05-01T00:00Z,4,361", "2026-05-01T01:00Z,4,1"), r"line 2: wind_from_deg is 361.*0..360"),
    (("2026-05-01T00:00Z,x,3", "2026-05-01T01:00Z,4,1"), r"line 2: wind_mps is 'x', not a number"),
    (("2026-05-01T01:00Z,4,3", "2026-05-01T01:00Z,4,1"), r"does not come after"),
    (("yesterday,4,3",), r"line 2: 'yesterday' is no time"),
    (("2026-05-01T00:00Z,4,3",), r"holds 1 times"),
    (("2026-05-01T00:00Z,,3", "2026-05-01T01:00Z,4,1"), r"no wind_mps at 2026-05-01T00:00Z"),
]


@pytest.mark.parametrize("lines, text", WRONG)
def test_wrong_values_are_named(tmp_path, lines, text):
    with pytest.raises(ForecastError, match=text):
        read_forecast(csv_file(tmp_path, *lines), HERE)


def test_unknown_columns_and_missing_files_are_named(tmp_path):
    with pytest.raises(ForecastError, match=r"unknown column 'wind_kt'; known: time, wind_mps"):
        read_forecast(csv_file(tmp_path, head="time,wind_kt"), HERE)
    with pytest.raises(ForecastError, match=r"cannot read forecast .*none.csv"):
        read_forecast(tmp_path / "none.csv", HERE)
    (tmp_path / "text.grib2").write_text("no GRIB")
    with pytest.raises(ForecastError, match=r"text.grib2 is no GRIB file"):
        read_forecast(tmp_path / "text.grib2", HERE)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0.0, 20.0), min_size=2, max_size=40))
def test_windows_hold_only_good_hours_and_all_long_stretches(speeds):
    times = [T0 + timedelta(hours=n) for n in range(len(speeds))]
    read = _forecast(times, speeds)
    good = [h.at for h in hours(read, LIMITS) if not h.against]
    assert good == [t for t, v in zip(times, speeds, strict=True) if v <= 10.0]
    found = windows(read, LIMITS, timedelta(hours=2))
    inside = {t for w in found for t in times if w.begin <= t <= w.end}
    assert inside <= set(good)
    assert all(w.length >= timedelta(hours=2) and w.strongest_mps <= 10.0 for w in found)
    for first in times[:-2]:
        stretch = {first + timedelta(hours=n) for n in range(3)}
        assert not stretch <= set(good) or stretch <= inside


def test_what_is_against_flying_is_said_with_its_limit(tmp_path):
    head = "time,wind_mps,wind_from_deg,gust_mps,rain_mmph,visibility_m"
    file = csv_file(
        tmp_path, "2026-05-01T00:00Z,4,0,14,2,800", "2026-05-01T01:00Z,4,0,5,0,9000", head=head
    )
    bad, fine = hours(read_forecast(file, HERE), LIMITS)
    assert bad.against == (
        "gusts 14 m/s (limit 13)", "rain 2 mm/h (limit 0.5)", "visibility 800 m (least 5000)",
    )  # fmt: skip
    assert not fine.against and fine.unknown == ("waves",)


def test_a_grib_file_gives_the_wind_of_the_nearest_grid_point(tmp_path):
    """A file that GDAL wrote: wind from the west in the west, from the south in the east."""
    file = tmp_path / "wind.grib2"
    _write_grib(file)
    west = read_forecast(file, LonLat(130.05, 34.0))
    east = read_forecast(file, LonLat(130.95, 34.0))
    assert west.wind_at(T0).from_deg == pytest.approx(270.0, abs=0.1)
    assert east.wind_at(T0).from_deg == pytest.approx(180.0, abs=0.1)
    assert west.wind_at(T0 + timedelta(hours=3)).speed_mps == pytest.approx(8.0, abs=0.01)
    with pytest.raises(ForecastError, match=r"covers 130..131 E"):
        read_forecast(file, LonLat(140.0, 34.0))


def _forecast(times, speeds):
    nothing = np.full(len(times), np.nan)
    speed = np.array(speeds)
    return Forecast("made", tuple(times), speed, 0.0 * speed, *([nothing] * 6))


def _write_grib(file: Path) -> None:
    grid = np.zeros((10, 10))
    eastward, northward = grid.copy(), grid.copy()
    eastward[:, :5], northward[:, 5:] = 1.0, 1.0
    bands = [(e, h) for h in (0, 3) for e in ("u", "v")]
    plain = file.with_suffix(".tif")
    profile = {
        "driver": "GTiff", "width": 10, "height": 10, "count": len(bands), "dtype": "float64",
        "crs": "EPSG:4326", "transform": Affine(0.1, 0.0, 130.0, 0.0, -0.1, 34.5),
    }  # fmt: skip
    with rasterio.open(plain, "w", **profile) as target:
        for number, (element, hour) in enumerate(bands, start=1):
            speed = 5.0 + hour
            target.write(speed * (eastward if element == "u" else northward), number)
    options = {"DATA_ENCODING": "IEEE_FLOATING_POINT"}
    for number, (element, hour) in enumerate(bands, start=1):
        kind = 2 if element == "u" else 3
        options |= {
            f"BAND_{number}_DISCIPLINE": "0",
            f"BAND_{number}_IDS": "CENTER=34 REF_TIME=2026-05-01T00:00:00Z TYPE=1",
            f"BAND_{number}_PDS_PDTN": "0",
            f"BAND_{number}_PDS_TEMPLATE_ASSEMBLED_VALUES":
                f"2 {kind} 2 31 31 0 0 1 {hour} 103 0 10 255 -127 -2147483647",
        }  # fmt: skip
    with rasterio.open(plain) as source:
        rasterio.shutil.copy(source, file, driver="GRIB", **options)
