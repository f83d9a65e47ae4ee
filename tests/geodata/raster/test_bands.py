"""Names of bands."""

import pytest

from geodata.raster.bands import band_name, band_names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("B02", "B02"),
        ("b8a", "B8A"),
        ("B8", "B08"),
        ("T52SDF_20240517T020651_B03_10m", "B03"),
        ("S2B_MSIL2A_B12", "B12"),
        ("s1a-iw-grd-vh-2024", "VH"),
        ("Sigma0_VV_db", "VV"),
        ("AB02", None),
        ("B123", None),
        ("survey", None),
        ("", None),
    ],
)
def test_a_band_out_of_a_text(text, name):
    assert band_name(text) == name


def test_descriptions_come_before_file_names():
    assert band_names(("VV", "VH"), [{}, {}], "scene_B02") == ("VV", "VH")
    assert band_names(("blue", "B3", "sea"), [{}, {}, {}], "x") == ("B02", "B03", "sea")
    assert band_names((None,), [{}], "scene_B02") == ("B02",)
    assert band_names((None, None), [{"Name": "B04"}, {"polarisation": "hv"}], "x") == ("B04", "HV")
    assert band_names((None, None), [{}, {}], "scene_B02") == ("1", "2")
    assert band_names(("B02", "B02"), [{}, {}], "x") == ("1", "2")
