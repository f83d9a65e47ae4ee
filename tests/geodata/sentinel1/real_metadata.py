"""Orbit, ground scale and lattice of real products, from the metadata that SNAP left beside chips.

SNAP writes the lattice without heights; they are found from the lattice itself: in these products
of 2015 and 2016 the processor gave each line one height, the mean of the terrain along it.
"""

import csv
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from scipy.optimize import minimize_scalar

from geodata.sentinel1.annotation import Annotation, GeolocationGrid, GroundToSlant
from geodata.sentinel1.geometry.earth import LIGHT_MPS, earth_fixed
from geodata.sentinel1.geometry.orbit import Orbit
from geodata.xml_tree import parse_xml
from tests.geodata.sentinel1.sight import seen_points


@dataclass(frozen=True)
class RealScene:
    """What is kept of one product."""

    annotation: Annotation
    misfit_m: float  # the worst of all nodes, at the height of their line
    ships: list


def attribute(element, name):
    return next(e.get("value") for e in element.findall("attrib") if e.get("name") == name)


def instant(text):
    return datetime.strptime(text.title(), "%d-%b-%Y %H:%M:%S.%f").replace(tzinfo=UTC)


def read_scene(folder) -> RealScene:
    root = parse_xml((folder / "product_metadata.xml").read_bytes())
    told = root.find("Abstracted_Metadata")
    start = instant(attribute(told, "first_line_time"))
    interval = float(attribute(told, "line_time_interval"))
    rows = int(attribute(told, "num_output_lines"))
    columns = int(attribute(told, "num_samples_per_line"))
    orbit = _orbit(told, start)
    grid, misfit = _grid(root.find("tie-point-grids"), orbit, rows, columns, interval)
    annotation = Annotation(
        platform="S1A", mode="IW", polarisation="VV", start=start, stop=start, first_line_at=start,
        line_interval_s=interval, shape=(rows, columns),
        range_spacing_m=float(attribute(told, "range_spacing")),
        azimuth_spacing_m=float(attribute(told, "azimuth_spacing")),
        radar_frequency_hz=5.405e9, slant_range_time_s=5.3e-3, is_ascending=True, heading_deg=0.0,
        absolute_orbit=1, orbit=orbit, swaths=(), ground_to_slant=_scale(told, start), grid=grid,
    )  # fmt: skip
    with (folder / "ships.csv").open(encoding="utf-8", errors="replace") as file:
        return RealScene(annotation, misfit, list(csv.DictReader(file)))


def _orbit(told, start):
    vectors = list(told.find("Orbit_State_Vectors"))
    times = [(instant(attribute(v, "time")) - start).total_seconds() for v in vectors]
    place = [[float(attribute(v, f"{a}_pos")) for a in "xyz"] for v in vectors]
    speed = [[float(attribute(v, f"{a}_vel")) for a in "xyz"] for v in vectors]
    return Orbit(np.array(times), np.array(place), np.array(speed))


def _scale(told, start):
    records = list(told.find("SRGR_Coefficients"))
    times = np.array([(instant(attribute(r, "zero_doppler_time")) - start).total_seconds()
                      for r in records])  # fmt: skip
    values = [[float(attribute(c, "srgr_coef")) for c in r if c.tag.startswith("coeff")]
              for r in records]  # fmt: skip
    keep = np.append(True, np.diff(times) > 0.0)
    return GroundToSlant(times[keep], np.zeros(keep.sum()), np.array(values)[keep])


def _grid(grids, orbit, rows, columns, interval):
    def values(name):
        return np.array([[float(v) for v in row.get("value").split(",")]
                         for row in grids.find(name)])  # fmt: skip

    lat, lon = values("latitude"), values("longitude")
    slant = values("slant_range_time") * 1e-9 * LIGHT_MPS / 2.0
    lines, samples = lat.shape
    row = np.minimum(np.arange(lines) * rows / (lines - 1), rows - 1.0)
    column = np.minimum(np.arange(samples) * columns / (samples - 1), columns - 1.0)
    seconds = np.repeat(row[:, None] * interval, samples, axis=1)
    heights, misfits = [], []
    for line in range(lines):
        place = earth_fixed(np.column_stack([lon[line], lat[line]]))
        satellite, velocity = orbit.at(seconds[line])

        def miss(height, place=place, here=(satellite, velocity, slant[line])):
            seen = earth_fixed(seen_points(*here, height)[:, :2])
            return np.linalg.norm(seen - place, axis=1)

        best = minimize_scalar(lambda h, miss=miss: np.mean(miss(h) ** 2), bounds=(-50, 800),
                               method="bounded", options={"xatol": 0.05})  # fmt: skip
        heights.append(best.x)
        misfits.append(miss(best.x).max())
    height = np.repeat(np.array(heights)[:, None], samples, axis=1)
    grid = GeolocationGrid(row + 0.5, column + 0.5, lon, lat, height, values("incident_angle"),
                           slant, seconds)  # fmt: skip
    return grid, max(misfits)
