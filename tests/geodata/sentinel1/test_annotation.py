"""What is read out of an annotation, and how a bad one is refused."""

from datetime import timedelta

import numpy as np
import pytest

from geodata.errors import ProductError
from geodata.sentinel1.annotation import read_annotation
from tests.geodata.sentinel1.annotation_text import PRF_HZ, annotation_text
from tests.geodata.sentinel1.scene_model import EPOCH, SceneModel

MODEL = SceneModel(rows=600, columns=900, lattice=(3, 4))
TEXT = annotation_text(MODEL)


def read(text: str):
    return read_annotation(text.encode(), "annotation/a.xml")


def test_values_of_the_annotation():
    a = read(TEXT)
    assert (a.platform, a.mode, a.polarisation, a.shape) == ("S1A", "IW", "VV", (600, 900))
    assert a.start == a.first_line_at == EPOCH
    assert abs(a.stop - EPOCH - timedelta(seconds=599 * 1.4937e-3)) < timedelta(microseconds=2)
    assert (a.range_spacing_m, a.azimuth_spacing_m) == (10.0, 10.01915)
    assert a.wavelength_m == pytest.approx(0.0554658, abs=1e-7)
    assert a.is_ascending and a.heading_deg == 347.5 and a.absolute_orbit == 53912
    assert len(a.orbit.times_s) == 17 and a.grid.lat_deg.shape == (3, 4)
    assert (a.grid.rows[0], a.grid.rows[-1], a.grid.columns[-1]) == (0.5, 599.5, 899.5)


def test_pulse_rate_of_the_beam_at_a_pixel():
    a = read(TEXT)
    px = [[299.9, 10.0], [300.1, 10.0], [301.9, 310.0], [302.1, 310.0], [899.5, 599.5], [950, 10]]
    names = ["IW1", "IW2", "IW1", "IW2", "IW3", "IW3"]
    assert list(a.prf_hz(px)) == [PRF_HZ[n] for n in names]
    unmerged = TEXT[: TEXT.index("<swathMerging>")] + "</product>"
    assert np.isnan(read(unmerged).prf_hz(px)).all()


def test_the_extra_wide_mode_is_read():
    wide = read(annotation_text(MODEL, "HH", mode="EW"))
    assert (wide.mode, wide.polarisation) == ("EW", "HH")


@pytest.mark.parametrize("kind", ["SLC", "OCN"])
def test_another_product_is_refused(kind):
    with pytest.raises(ProductError, match=f"a.xml is a IW {kind} product; only IW and EW GRD"):
        read(annotation_text(MODEL, kind=kind))
    with pytest.raises(ProductError, match="is a S3 GRD product"):
        read(annotation_text(MODEL, mode="S3"))


def without(element: str) -> str:
    start = TEXT.index(f"<{element}")
    return TEXT[:start] + TEXT[TEXT.index(f"</{element}>", start) + len(element) + 3 :]


@pytest.mark.parametrize(
    "element",
    ["adsHeader", "orbitList", "geolocationGrid", "numberOfLines", "radarFrequency", "prf"],
)
def test_what_is_missing_is_named(element):
    with pytest.raises(ProductError, match=r"annotation/a\.xml: .* is missing: download"):
        read(without(element))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<numberOfLines>600", "<numberOfLines>6e9", "numberOfLines is 6e"),
        ("<numberOfLines>600", "<numberOfLines>nan", "must lie in"),
        ("<numberOfLines>600", "<numberOfLines>600.5", "no whole number"),
        ("<numberOfLines>600", "<numberOfLines>many", "is 'many', which is no number"),
        ("<stopTime>2024", "<stopTime>soon", "which is no time"),
        ("<line>300</line>", "<line>299</line>", "no lattice"),
        ("<polarisation>VV", "<polarisation>RH", "polarisation is 'RH'"),
        ("<prf>1.7", "<prf>-1.7", "must lie in"),
        ("<product>", "<!DOCTYPE product [<!ENTITY a 'b'>]><product>", "document type"),
        ("</product>", "", "not XML"),
    ],
)
def test_what_is_odd_is_named(old, new, said):
    assert old in TEXT
    with pytest.raises(ProductError, match=said):
        read(TEXT.replace(old, new, 1))


def test_another_document_is_refused():
    with pytest.raises(ProductError, match="its root is 'noise' and not 'product'"):
        read("<noise/>")


def test_a_list_of_numbers_that_never_ends_is_refused():
    long = TEXT.replace("</grsrCoefficients>", " 0" * 200_001 + "</grsrCoefficients>", 1)
    with pytest.raises(ProductError, match="holds more than 200000 numbers"):
        read(long)
    many = TEXT.replace("</grsrCoefficients>", " 0" * 40 + "</grsrCoefficients>", 1)
    with pytest.raises(ProductError, match="has 45 numbers, more than 32"):
        read(many)
    odd = TEXT.replace("</grsrCoefficients>", " nan</grsrCoefficients>", 1)
    with pytest.raises(ProductError, match="not finite"):
        read(odd)
