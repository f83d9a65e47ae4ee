"""Real products: real orbits, real ground scales, and ships that told where they were."""

from dataclasses import replace

import numpy as np
import pytest

from geodata.sentinel1.geometry.earth import earth_fixed
from geodata.sentinel1.georef import Georef
from tests.geodata.sentinel1.real_metadata import read_scene

SCENES = {
    "hong kong": "S1A_IW_GRDH_1SDV_20150902T102505_20150902T102534_007535_00A699_2D00",
    "east china": "S1A_IW_GRDH_1SDV_20161018T095407_20161018T095432_013543_015ACD_AB15",
    "tokyo": "S1A_IW_GRDH_1SSV_20160131T204259_20160131T204324_009743_00E3C6_E792",
}


@pytest.fixture(scope="module")
def scenes(data_dir):
    return {name: read_scene(data_dir / "sar" / "opensarship" / folder)
            for name, folder in SCENES.items()}  # fmt: skip


def off_range_m(georef, ships):
    """Metres, away from the radar, from where slow ships are seen to where they said they were."""
    slow = [s for s in ships if s["Sog"] and float(s["Sog"]) <= 3.0]  # tenths of a knot
    px = np.array([[float(s["Center_x"]), float(s["Center_y"])] for s in slow]) + 0.5
    told = np.array([[float(s["Projected_Longitude"]), float(s["Projected_Latitude"])]
                     for s in slow])  # fmt: skip
    seen = georef.lonlat(px)
    outwards = earth_fixed(georef.lonlat(px + np.array([10.0, 0.0]))) - earth_fixed(seen)
    outwards /= np.linalg.norm(outwards, axis=1, keepdims=True)
    return np.sum((earth_fixed(told) - earth_fixed(seen)) * outwards, axis=1)


@pytest.mark.parametrize("name", SCENES)
def test_a_real_orbit_puts_the_real_lattice_where_it_is(scenes, name):
    """The lattice has six digits of longitude and SNAP has moved its nodes: three metres or so."""
    scene = scenes[name]
    assert scene.misfit_m < 6.0


def test_the_processor_takes_the_open_sea_to_be_at_height_zero(scenes):
    """The first lines of the Hong Kong scene cross nothing but sea."""
    assert np.abs(scenes["hong kong"].annotation.grid.height_m[:3]).max() < 1.0


@pytest.mark.parametrize("name", SCENES)
def test_half_of_the_real_lattice_gives_the_other_half(scenes, name):
    """At the height of each node; what is left is the rounding of the kept digits (1 m) and the
    hills between the rows. Columns only: the terrain heights of the rows are not smooth."""
    whole = scenes[name].annotation
    grid = replace(whole.grid, height_m=np.zeros_like(whole.grid.height_m))
    names = ("lon_deg", "lat_deg", "height_m", "incidence_deg", "slant_range_m", "times_s")
    half = replace(grid, columns=grid.columns[::2], **{n: getattr(grid, n)[:, ::2] for n in names})
    georef = Georef.of(replace(whole, grid=half, ground_to_slant=None), 0.0)
    column, row = np.meshgrid(grid.columns[1::2], grid.rows)
    found = georef.lonlat(np.column_stack([column.ravel(), row.ravel()]))
    told = np.column_stack([grid.lon_deg[:, 1::2].ravel(), grid.lat_deg[:, 1::2].ravel()])
    off = np.linalg.norm(earth_fixed(found) - earth_fixed(told), axis=1)
    assert np.sqrt(np.mean(off**2)) <= 1.0


@pytest.mark.parametrize("name", SCENES)
def test_ships_are_seen_where_they_said_they_were(scenes, name):
    """Along the range, where neither speed nor time blurs a moored ship. The geoid counts."""
    scene = scenes[name]
    georef = Georef.of(scene.annotation)
    off = off_range_m(georef, scene.ships)
    assert len(off) >= 9
    assert abs(np.median(off)) < 40.0


def test_the_published_lattice_would_put_ships_off_by_the_hills_of_the_coast(scenes):
    """What bringing the lattice down to the sea is for: 250 m in a real scene."""
    scene = scenes["east china"]
    flat = replace(scene.annotation.grid, height_m=np.zeros_like(scene.annotation.grid.height_m))
    as_published = Georef.of(replace(scene.annotation, grid=flat, ground_to_slant=None), 0.0)
    assert abs(np.median(off_range_m(as_published, scene.ships))) > 150.0
    assert scene.annotation.grid.height_m.max() > 200.0


def test_the_geoid_counts_at_tokyo(scenes):
    scene = scenes["tokyo"]
    at_ellipsoid = np.median(off_range_m(Georef.of(scene.annotation, 0.0), scene.ships))
    at_geoid = np.median(off_range_m(Georef.of(scene.annotation), scene.ships))
    assert abs(at_geoid) < 15.0 < 30.0 < at_ellipsoid
