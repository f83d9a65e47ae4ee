"""Brightness at single pixels: tables that are straight both ways are met exactly."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import ProductError
from geodata.sentinel1.calibration import Calibration, read_sigma_table
from geodata.sentinel1.noise import read_noise
from tests.geodata.sentinel1.scene_model import SceneModel
from tests.geodata.sentinel1.table_text import calibration_text, noise_text, old_noise_text

MODEL = SceneModel(rows=1500, columns=900, lattice=(3, 4))


def sigma(pixel, line):
    return 300.0 + 0.1 * pixel + 0.02 * line


def noise(pixel, line):
    return 400.0 + 0.2 * pixel + 0.05 * line


def swell(line):
    return 1.0 + 0.0002 * line


TABLE_TEXT = calibration_text(MODEL, sigma)
NOISE_TEXT = noise_text(MODEL, noise, swell)


def calibration(noise_xml: str = NOISE_TEXT) -> Calibration:
    table = read_sigma_table(TABLE_TEXT.encode(), "calibration.xml")
    return Calibration(table, read_noise(noise_xml.encode(), "noise.xml"))


CALIBRATION = calibration()
INSIDE = st.tuples(st.floats(0.5, 899.5), st.floats(0.5, 1499.5))


@given(place=INSIDE, dn=st.integers(0, 65535))
def test_noise_is_removed_and_the_table_divides(place, dn):
    column, row = place[0] - 0.5, place[1] - 0.5
    factor = swell(row) if place[0] <= 450.0 else 1.0
    told = noise(column, row) * factor
    expected = (dn**2 - told) / sigma(column, row) ** 2
    found = CALIBRATION.sigma0([place], [dn])
    assert found[0] == pytest.approx(expected, rel=1e-4, abs=1e-5)
    level = CALIBRATION.noise_sigma0([place])[0]
    assert level == pytest.approx(told / sigma(column, row) ** 2, rel=1e-4)


def test_an_old_product_has_no_factor_along_the_track():
    old = calibration(old_noise_text(MODEL, noise))
    place = [[100.5, 1400.5]]
    assert old.noise.at(np.array(place))[0] == pytest.approx(noise(100, 1400), rel=1e-6)
    assert CALIBRATION.noise.at(np.array(place))[0] == pytest.approx(
        noise(100, 1400) * swell(1400), rel=1e-6
    )


def test_outside_of_the_table_its_edge_holds():
    inner = CALIBRATION.noise_sigma0([[0.5, 0.5], [899.5, 1499.5]])
    assert CALIBRATION.noise_sigma0([[0.0, -3.0], [905.0, 1600.0]]) == pytest.approx(inner)
    assert CALIBRATION.sigma0(np.empty((0, 2)), []).shape == (0,)


@pytest.mark.parametrize(
    ("text", "old", "new", "said"),
    [
        (TABLE_TEXT, "<sigmaNought ", "<gone ", "not XML"),
        (TABLE_TEXT, "3.000000000000000e+02", "0.0", "zero somewhere"),
        (TABLE_TEXT, "3.000000000000000e+02", "-1", "is negative"),
        (TABLE_TEXT, "3.000000000000000e+02", "", "numbers for 24 pixels"),
        (TABLE_TEXT, ">0 40 80", ">0 80 40", "does not grow"),
        (TABLE_TEXT, "calibration>", "noise>", "its root is 'noise'"),
    ],
)
def test_a_bad_table_is_refused(text, old, new, said):
    changed = text.replace(old, new, 2 if new == "noise>" else 1)
    with pytest.raises(ProductError, match=said):
        read_sigma_table(changed.encode(), "calibration.xml")


def test_noise_without_vectors_is_refused():
    with pytest.raises(ProductError, match=r"noise\.xml: noise/noiseRangeVectorList.* is missing"):
        read_noise(b"<noise/>", "noise.xml")
    odd = NOISE_TEXT.replace("1.000000000000000e+00 ", "", 1)
    with pytest.raises(ProductError, match="noiseAzimuthLut has 75 numbers for 76 lines"):
        read_noise(odd.encode(), "noise.xml")
