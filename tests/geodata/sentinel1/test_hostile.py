"""Whatever stands in the files: a scene or one clear line, never another kind of failure."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import ProductError
from geodata.sentinel1.annotation import read_annotation
from geodata.sentinel1.calibration import read_sigma_table
from geodata.sentinel1.georef import Georef
from geodata.sentinel1.noise import read_noise
from tests.geodata.sentinel1.annotation_text import annotation_text
from tests.geodata.sentinel1.safe_writer import sigma, thermal
from tests.geodata.sentinel1.scene_model import SceneModel
from tests.geodata.sentinel1.table_text import calibration_text, noise_text

MODEL = SceneModel(rows=300, columns=400, lattice=(3, 3))
TEXTS = {
    "annotation": annotation_text(MODEL),
    "calibration": calibration_text(MODEL, sigma),
    "noise": noise_text(MODEL, thermal),
}
JUNK = st.sampled_from(
    ["", "0", "-1", "1e308", "-1e308", "nan", "inf", "x", "1 2", "<a/>", "&amp;", "9" * 400, "\0"]
)


def read(kind: str, text: bytes) -> None:
    if kind == "annotation":
        Georef.of(read_annotation(text, "a.xml")).lonlat([[1.0, 1.0]])
    elif kind == "calibration":
        read_sigma_table(text, "a.xml")
    else:
        read_noise(text, "a.xml")


@settings(max_examples=300, deadline=None)
@given(kind=st.sampled_from(sorted(TEXTS)), place=st.floats(0.0, 1.0), junk=JUNK)
def test_any_value_may_be_junk(kind, place, junk):
    """The text of one element is replaced."""
    text = TEXTS[kind]
    start = text.find(">", int(place * len(text) * 0.999)) + 1
    end = text.find("<", start)
    changed = text[:start] + junk + text[end:] if end > 0 else text[:start]
    attempt(kind, changed.encode())


@settings(max_examples=150, deadline=None)
@given(kind=st.sampled_from(sorted(TEXTS)), begin=st.floats(0.0, 1.0), share=st.floats(0.0, 0.3))
def test_any_part_may_be_missing(kind, begin, share):
    text = TEXTS[kind]
    start = int(begin * len(text))
    attempt(kind, (text[:start] + text[start + int(share * len(text)) :]).encode())


@settings(max_examples=100, deadline=None)
@given(kind=st.sampled_from(sorted(TEXTS)), data=st.binary(max_size=300))
def test_anything_may_be_there(kind, data):
    with pytest.raises(ProductError):
        read(kind, data)


def attempt(kind: str, text: bytes) -> None:
    try:
        read(kind, text)
    except ProductError as exc:
        assert "\n" not in str(exc) and len(str(exc)) < 400
