"""Whatever stands in the metadata: a scene or one clear line, never another kind of failure."""

from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import ProductError
from geodata.raster.georeference import MapGeoref
from geodata.sentinel2.metadata import read_radiometry, read_tile
from tests.geodata.sentinel2.safe_writer import SafeWriter

WRITERS = {level: SafeWriter(level=level) for level in ("L1C", "L2A")}
JUNK = st.sampled_from(
    ["", "0", "-1", "1e308", "nan", "inf", "x", "1 2", "<a/>", "&amp;", "9" * 400, "EPSG:32700"]
)


@settings(max_examples=300, deadline=None)
@given(level=st.sampled_from(sorted(WRITERS)), is_tile=st.booleans(), place=st.floats(0.0, 1.0),
       junk=JUNK)  # fmt: skip
def test_any_value_may_be_junk(level, is_tile, place, junk):
    writer = WRITERS[level]
    text = writer.tile_text() if is_tile else writer.product_text()
    start = text.find(">", int(place * len(text) * 0.999)) + 1
    end = text.find("<", start)
    changed = (text[:start] + junk + text[end:] if end > 0 else text[:start]).encode()
    try:
        if is_tile:
            tile = read_tile(changed, "a.xml", level)
            MapGeoref(tile.affine, tile.crs).lonlat([[1.0, 1.0]])
        else:
            read_radiometry(changed, "a.xml", level)
    except ProductError as exc:
        assert "\n" not in str(exc) and len(str(exc)) < 400
