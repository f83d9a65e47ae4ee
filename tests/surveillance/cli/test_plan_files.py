"""The files of `mizugiwa plan`, and files of others: several sorties, maps, previews, KML areas."""

import json
import re
from pathlib import Path

import pytest

from mission_planner import fleet, formats

SHORT = ("plan", "okinoshima", "--json")


@pytest.fixture
def small(tmp_path):
    """Options of a plan and a check with a battery too small for one sortie."""
    own = Path(fleet.__file__).with_name("fleet.toml").read_text(encoding="utf-8")
    file = tmp_path / "fleet.toml"
    file.write_text(re.sub(r"battery_wh = [\d.]+", "battery_wh = 86.0", own))
    return ("--fleet", file, "--json")


def test_several_sorties_become_several_files(mizugiwa, small, tmp_path):
    (tmp_path / "x-9.plan").touch()
    code, out, err = mizugiwa("plan", "okinoshima", *small, "--out", tmp_path / "x.plan")
    found = json.loads(out)
    files = [str(tmp_path / f"x-{n}.plan") for n in range(1, len(found["sorties"]) + 1)]
    assert (code, len(files) > 1) == (0, True)
    assert found["out"] == files == [sortie["file"] for sortie in found["sorties"]]
    assert f"{len(files)} sorties, one file each" in err
    assert f"of an earlier plan, not of this one: {tmp_path / 'x-9.plan'}" in err
    for file, sortie in zip(files, found["sorties"], strict=True):
        code, out, _ = mizugiwa("check", file, "--area", "okinoshima", *small)
        checked = json.loads(out)
        assert (code, checked["violations"]) == (0, [])
        assert checked["length_m"] == sortie["length_m"]


def test_a_map_holds_all_sorties(mizugiwa, small, tmp_path):
    file = tmp_path / "x.kmz"
    code, out, _ = mizugiwa("plan", "okinoshima", *small, "--out", file)
    found = json.loads(out)
    assert (code, found["out"]) == (0, str(file))
    assert {sortie["file"] for sortie in found["sorties"]} == {str(file)}
    assert len(formats.read_missions(file)) == len(found["sorties"])
    code, _, err = mizugiwa("check", file, "--area", "okinoshima")
    assert (code, "choose one with --sortie" in err) == (1, True)
    code, out, _ = mizugiwa("check", file, "--area", "okinoshima", "--sortie", "2", *small)
    assert (code, json.loads(out)["length_m"]) == (0, found["sorties"][1]["length_m"])


def test_one_sortie_keeps_its_name(mizugiwa, tmp_path):
    code, out, _ = mizugiwa(*SHORT, "--out", tmp_path / "x.plan")
    found = json.loads(out)
    assert (code, found["out"]) == (0, str(tmp_path / "x.plan"))
    assert found["sorties"][0]["file"] == found["out"]
    assert json.loads(mizugiwa(*SHORT)[1])["out"] is None


def test_a_preview_and_a_wrong_name_for_one(mizugiwa, tmp_path):
    file = tmp_path / "x.html"
    code, _, err = mizugiwa(*SHORT, "--wind", "6@300", "--preview", file)
    assert (code, f"preview: {file}" in err) == (0, True)
    text = file.read_text(encoding="utf-8")
    assert "okinoshima" in text
    assert "http" not in text
    code, out, err = mizugiwa(*SHORT, "--preview", tmp_path / "x.pdf")
    assert (code, out) == (2, "")
    assert "a preview is written as .html or .png" in err


def test_an_area_as_kml_is_imported_and_planned(mizugiwa, home, tmp_path):
    file = tmp_path / "nishi.kml"
    assert mizugiwa(*SHORT, "--out", file)[0] == 0
    code, out, _ = mizugiwa("area", "import", file, "--name", "nishi", "--json")
    assert (code, json.loads(out)["name"]) == (0, "nishi")
    assert (home / "areas" / "nishi.geojson").is_file()
    want, found = (json.loads(mizugiwa("plan", a, "--json")[1]) for a in ("okinoshima", file))
    assert found["length_m"] == want["length_m"]
    file.write_text("<!DOCTYPE kml [<!ENTITY a 'b'>]><kml/>")
    code, out, err = mizugiwa("area", "import", file)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "declares a document type" in err


def test_the_fence_of_the_file_is_checked_too(mizugiwa, tmp_path):
    """A circle that shuts out the way, beside the limits of the area."""
    file = tmp_path / "x.plan"
    assert mizugiwa(*SHORT, "--out", file)[0] == 0
    document = json.loads(file.read_text())
    here = document["mission"]["items"][10]["params"][4:6]
    circle = {"circle": {"center": here, "radius": 25.0}, "inclusion": False, "version": 1}
    document["geoFence"]["circles"] = [circle]
    file.write_text(json.dumps(document))
    code, out, err = mizugiwa("check", file, "--area", "okinoshima", "--json")
    assert code == 3
    assert {v["kind"] for v in json.loads(out)["violations"]} == {"nofly"}
    assert "inside no-fly zone 'exclusion 1'" in err
