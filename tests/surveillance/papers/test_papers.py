"""The papers file: read as it is, refused by the name of the key at fault."""

import json
from pathlib import Path

import pytest

from geodata.area import area_to_geojson
from surveillance.errors import PapersError
from surveillance.papers.papers import Papers, read_papers
from tests.surveillance.bench import make_area
from tests.surveillance.papers.desk import PAPERS


def write(folder: Path, text: str) -> Path:
    path = folder / "papers.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_folders_papers_are_read_and_may_be_missing(tmp_path: Path) -> None:
    assert read_papers(tmp_path, None) == Papers()
    write(tmp_path, PAPERS)
    papers = read_papers(tmp_path, None)
    craft = papers.aircraft("heron-1")
    assert craft is not None and craft.registration == "JU3226TEST01"
    assert papers.shapes["P-2026-1"].bounds == (129.3, 34.6, 129.6, 34.8)
    assert papers.aircraft("swift-1") is None


def test_papers_given_by_name_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(PapersError, match=r"cannot read .*other\.toml: No such file"):
        read_papers(tmp_path, tmp_path / "other.toml")


def test_the_area_of_a_permit_may_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "zone.geojson").write_text(json.dumps(area_to_geojson(make_area())))
    area = "area = [[129.3, 34.6], [129.6, 34.6], [129.6, 34.8], [129.3, 34.8]]"
    write(tmp_path, PAPERS.replace(area, 'area_file = "zone.geojson"'))
    shape = read_papers(tmp_path, None).shapes["P-2026-1"]
    assert shape.equals_exact(make_area().shape, 1e-9)
    write(tmp_path, PAPERS.replace(area, 'area_file = "none.geojson"'))
    with pytest.raises(PapersError, match=r"area of permit 'P-2026-1': cannot read"):
        read_papers(tmp_path, None)
    write(tmp_path, PAPERS.replace(area, "nationwide = true"))
    assert read_papers(tmp_path, None).shapes == {}


AREA = "[[129.3, 34.6], [129.6, 34.6], [129.6, 34.8], [129.3, 34.8]]"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("registration =", "registraton =", r"unknown key 'aircraft\.heron-1\.registraton'"),
        ('policy = "P-77"\n', "", r"insurance: give either insurer and policy"),
        ('serial = "RID-0001"\n', "", r"remote_id: give either serial"),
        ("valid_until = 2026-09-30", "valid_until = 2026-01-30", "valid_until 2026-01-30 is"),
        ("2026-05-01T11:30:00+09:00", "2026-05-01T11:30:00", "the time has no zone"),
        ("valid_h = 2.0", "valid_h = 48.0", r"emergency_airspace\.valid_h"),
        ('covers = ["sight"]', 'covers = ["sigth"]', r"permit\.0\.covers\.0"),
        ('covers = ["sight"]', "covers = []", r"permit\.0\.covers"),
        ("applies = []", 'applies = ["did"]', "did both applies and is ruled out"),
        ('number = "P-2026-1"', "", r"key 'permit\.0\.number' is missing"),
        ("max_alt_m = 149.0", "nationwide = true", "exactly one of area"),
        (AREA, "[[129.3, 34.6], [129.6, 34.8], [129.6, 34.6], [129.3, 34.8]]", "no proper polygon"),
        (AREA, "[[34.6, 129.3], [34.6, 129.6], [34.8, 129.6]]", r"permit\.0\.area"),
        ('text = "Customs Act, patrol order 12"', 'text = "  "', r"basis\.0\.text"),
        ("total_at = 2026-04-30T18:00:00+09:00", "", "total_h and total_at belong together"),
        ("[[pilot]]", "[[pilot]", "is not TOML"),
    ],
)
def test_a_fault_is_one_line_with_the_key(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in PAPERS
    write(tmp_path, PAPERS.replace(old, new, 1))
    with pytest.raises(PapersError, match=words) as caught:
        read_papers(tmp_path, None)
    assert "papers.toml" in str(caught.value)


def test_the_same_permit_twice_is_refused(tmp_path: Path) -> None:
    permit = PAPERS[PAPERS.index("[[permit]]") : PAPERS.index("[[basis]]")]
    write(tmp_path, PAPERS + permit)
    with pytest.raises(PapersError, match="'P-2026-1' is there twice"):
        read_papers(tmp_path, None)
