"""Polarisations of one scene give one list."""

import numpy as np

from bench.seas import sea
from detectors.cfar import find_blobs, fuse


def pictures():
    rng = np.random.default_rng(1)
    return {
        name: sea(rng, (200, 200), 8.0, mean_dn=dn) for name, dn in (("VV", 90.0), ("VH", 40.0))
    }


def found(shown):
    return {name: find_blobs(picture) for name, picture in shown.items()}


def test_one_place_is_one_thing_and_keeps_each_contrast():
    shown = pictures()
    shown["VV"][50:54, 60:70] = 3000
    shown["VH"][51:53, 69:72] = 900  # touches
    shown["VV"][120:123, 40:45] = 2500  # in VV only
    shown["VH"][150:153, 150:155] = 800  # in VH only
    blobs = found(shown)
    both, vv, vh = fuse(blobs)
    assert both.box_px == (60, 50, 72, 54)
    assert set(both.contrasts) == {"VV", "VH"}
    assert both.contrasts["VV"] == blobs["VV"][0].contrast
    assert both.contrasts["VH"] == blobs["VH"][0].contrast
    assert both.main is both.blobs[max(both.contrasts, key=both.contrasts.__getitem__)]
    assert set(vv.contrasts) == {"VV"}
    assert set(vh.contrasts) == {"VH"}


def test_a_gap_is_closed_and_a_wider_one_is_not():
    for apart, count in ((2, 1), (3, 2)):
        shown = pictures()
        shown["VV"][50:54, 60:70] = 3000
        shown["VH"][50:54, 70 + apart : 78] = 900
        assert len(fuse(found(shown))) == count, apart


def test_one_polarisation_alone_stays_as_it_is():
    shown = pictures()
    shown["VV"][50:54, 60:70] = 3000
    shown["VV"][120:123, 40:45] = 2500
    blobs = find_blobs(shown["VV"])
    assert [f.blobs["VV"] for f in fuse({"VV": blobs})] == list(blobs)
    assert [f.main for f in fuse({"VV": blobs, "VH": []})] == list(blobs)
    assert fuse({}) == () == fuse({"VV": []})


def test_several_blobs_of_one_polarisation_joined_by_the_other():
    shown = pictures()
    shown["VV"][50:54, 60:64] = 3000
    shown["VV"][50:54, 72:76] = 5000
    shown["VH"][50:54, 60:76] = 900
    (one,) = fuse(found(shown))
    assert one.box_px == (60, 50, 76, 54)
    assert one.blobs["VV"].peak == 5000.0
