"""AIS that comes late gives a new verdict, and the older one stays readable."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pystac
import pytest
from typer.testing import CliRunner

from bench.overpass import Overpass, fly
from surveillance.cli.main import app
from surveillance.errors import ScanFailed, WrongUsage
from surveillance.scan.ais.sight import Sight
from surveillance.scan.amending import amend
from surveillance.scan.files import write_found
from surveillance.scan.plain import properties_of
from surveillance.scan.reading import read_found
from surveillance.scan.rematch import rematch
from surveillance.scan.times import Times
from surveillance.scan.vessel import Kind, Said, Scanned, Standing
from tests.surveillance.scan.scenes import AT, GHOST, RING, SCENE, SHIP

SIX = (0.0,) * 6
LATER = AT + timedelta(hours=5)
NAMED = replace(SHIP, measured={**SHIP.measured, "mmsi": 7, "name": "A", "moved_m": 3.0})
JUDGED = replace(NAMED, shown=replace(SHIP, dark=None), verdicts=(Said(LATER, NAMED),))


@pytest.fixture(scope="module")
def overpass(tmp_path_factory: pytest.TempPathFactory) -> Overpass:
    return fly(tmp_path_factory.mktemp("pass"), 11, (700, 700), vessels=14, wind_mps=3.0)


def run(*arguments: object) -> tuple[str, BaseException | None]:
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    return result.stderr, result.exception


@pytest.mark.parametrize("sight", [None, Sight(RING[0], *[SIX] * 6)])
@pytest.mark.parametrize("ship", [SHIP, JUDGED])
def test_what_was_written_is_read_back(tmp_path: Path, ship: object, sight: Sight | None) -> None:
    times = None if sight is None else Times(AT, None, AT + timedelta(hours=1), LATER)
    rock = replace(
        SHIP, kind=Kind.STANDING, position=None, standing=Standing(0.9, {"known": "chart"})
    )
    scene = replace(SCENE, found=(ship, GHOST, rock), sight=sight, times=times)  # type: ignore[arg-type]
    write_found(tmp_path / "v.geojson", [scene], AT)
    (again,) = read_found(tmp_path / "v.geojson")
    assert (again.name, again.sensor, again.at, again.shape) == (
        scene.name, scene.sensor, scene.at, scene.shape,
    )  # fmt: skip
    assert (again.looked, again.notes, again.sight) == (scene.looked, scene.notes, sight)
    assert again.times == times
    for n, thing in enumerate(scene.found):
        assert properties_of(again.found[n], n, again) == properties_of(thing, n, scene)
    write_found(tmp_path / "w.geojson", [again], AT)
    assert (tmp_path / "w.geojson").read_bytes() == (tmp_path / "v.geojson").read_bytes()


def judged(folder: Path, overpass: Overpass) -> tuple[Path, Path]:
    """What a scan found with a log in which everybody is silent who is found later; and all AIS."""
    whole = overpass.written()
    assert whole is not None
    lines = whole.read_text(encoding="ascii").splitlines(keepends=True)
    early, out = folder / "early.nmea", folder / "item.stac.json"
    senders = {vessel["mmsi"] for vessel in overpass.told("vessel") if vessel["mmsi"]}
    scanned, error = run("scan", overpass.path, f"--out={folder / 'all.geojson'}", f"--ais={whole}")
    assert error is None, scanned
    named = _mmsis(folder / "all.geojson") & senders
    early.write_text("".join(_without(lines, min(named))), encoding="ascii")
    talk, error = run("scan", overpass.path, f"--out={out}", f"--ais={early}")
    assert error is None, talk
    return folder / "item.vessels.geojson", whole


def _mmsis(path: Path) -> set[int]:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {f["properties"]["mmsi"] for f in features if "mmsi" in f["properties"]}


def _without(lines: list[str], mmsi: int) -> list[str]:
    """Position reports of others; one sentence each."""
    import pyais

    kept = []
    for line in lines:
        sentence = line.rsplit("\\", 1)[1].strip()
        if sentence.split(",")[1] != "1" or pyais.decode(sentence.encode()).mmsi != mmsi:
            kept.append(line)
    return kept


def test_late_ais_turns_a_verdict_and_both_stay_readable(
    overpass: Overpass, tmp_path: Path
) -> None:
    vessels, whole = judged(tmp_path, overpass)
    before = json.loads(vessels.read_text(encoding="utf-8"))
    talk, error = run("rematch", vessels, "--ais", whole)
    assert error is None and "new verdicts" in talk
    after = json.loads(vessels.read_text(encoding="utf-8"))
    turned = []
    for old, new in zip(before["features"], after["features"], strict=True):
        was, now = (f["properties"].get("verdicts", []) for f in (old, new))
        assert now[: len(was)] == was  # nothing is overwritten
        if len(now) > len(was):
            assert now[-1]["dark"] == new["properties"]["dark"]
            assert datetime.fromisoformat(now[-1]["known_at"]) > datetime.fromisoformat(
                was[-1]["known_at"]
            )
        if now and was and (was[-1]["dark"]["p"] or 0.0) > 0.5 > (now[-1]["dark"]["p"] or 0.0):
            turned.append(new["properties"])
    assert turned and all("mmsi" in vessel for vessel in turned)
    item = pystac.Item.from_file(str(tmp_path / "item.stac.json"))
    assert item.properties["version"] == "2"
    assert item.properties["created"] < item.properties["updated"]
    known = vessels.read_bytes()
    talk, error = run("rematch", vessels, "--ais", whole)
    assert error is None and ": 0 new verdicts" in talk and vessels.read_bytes() == known


def test_what_is_judged_without_the_scene_is_as_with_it(overpass: Overpass, tmp_path: Path) -> None:
    whole = overpass.written()
    run("scan", overpass.path, f"--out={tmp_path / 'plain.geojson'}")
    run("scan", overpass.path, f"--out={tmp_path / 'with.geojson'}", f"--ais={whole}")
    talk, error = run("rematch", tmp_path / "plain.geojson", "--ais", whole)
    assert error is None, talk
    later, at_once = (read_found(tmp_path / f"{name}.geojson")[0] for name in ("plain", "with"))
    assert len(later.vessels) == len(at_once.vessels) > 5
    for one, other in zip(later.found, at_once.found, strict=True):
        assert one.measured.get("mmsi") == other.measured.get("mmsi")
        assert (one.dark is None) == (other.dark is None)
        if one.dark is not None and other.dark is not None and other.dark.p is not None:
            assert one.dark.p == pytest.approx(other.dark.p, abs=0.01)


def test_what_else_is_in_the_file_stays(overpass: Overpass, tmp_path: Path) -> None:
    """Layers, notes and names of later versions, and of other programs."""
    place, whole = tmp_path / "v.geojson", overpass.written()
    run("scan", overpass.path, f"--out={place}")
    document = json.loads(place.read_text(encoding="utf-8"))
    scene = document["features"][-1]["properties"]["scene"]
    layer = {"type": "Feature", "geometry": None, "properties": {"kind": "unseen", "scene": scene}}
    document["features"].append(layer)
    document["features"][0]["properties"]["by hand"] = {"a": [1, 2]}
    place.write_text(json.dumps(document), encoding="utf-8")
    talk, error = run("rematch", place, "--ais", whole)
    assert error is None, talk
    after = json.loads(place.read_text(encoding="utf-8"))
    looked, as_before = (d["features"][-2]["properties"] for d in (after, document))
    assert looked["limits"].pop("silent") and as_before["limits"].pop("silent") == []
    assert after["features"][-1] == layer and looked == as_before
    first = after["features"][0]["properties"]
    assert first["by hand"] == {"a": [1, 2]} and first["verdicts"]


def test_a_file_that_changed_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    place = tmp_path / "v.geojson"
    write_found(place, [SCENE], AT)
    before, scenes = place.read_bytes(), read_found(place)
    place.write_text("another", encoding="utf-8")
    with pytest.raises(ScanFailed, match="somebody else"):
        amend(place, before, scenes, LATER)
    assert place.read_text(encoding="utf-8") == "another"


def test_a_clock_that_is_behind_and_a_scene_without_time_are_refused() -> None:
    from surveillance.scan.ais.tracks import Log

    with pytest.raises(ScanFailed, match="clock"):
        rematch([replace(SCENE, found=(JUDGED,))], Log([]), LATER)
    with pytest.raises(ScanFailed, match="no time"):
        rematch([replace(SCENE, at=None)], Log([]), LATER)


def _broken(tmp_path: Path, scene: Scanned, change: str) -> Path:
    place = tmp_path / "v.geojson"
    write_found(place, [scene], datetime.now(UTC))
    document = json.loads(place.read_text(encoding="utf-8"))
    match change:
        case "thing":
            document["features"].pop(0)
        case "sight":
            del document["features"][-1]["properties"]["sight"]
        case "looked":
            document["features"].pop()
        case "number":
            document["features"][0]["properties"]["dark"]["p"] = "much"
    place.write_text(json.dumps(document), encoding="utf-8")
    return place


@pytest.mark.parametrize("change", ["thing", "sight", "looked", "number"])
def test_a_file_that_lacks_something_is_refused_and_kept(tmp_path: Path, change: str) -> None:
    place = _broken(tmp_path, SCENE, change)
    before = place.read_bytes()
    with pytest.raises(ScanFailed, match=r"scan"):
        read_found(place)
    _, error = run("rematch", place, "--ais", place)
    assert isinstance(error, ScanFailed) and place.read_bytes() == before


def test_only_geojson_is_judged_again(tmp_path: Path) -> None:
    _, error = run("rematch", tmp_path / "v.csv", "--ais", tmp_path / "x.nmea")
    assert isinstance(error, WrongUsage)
    _, error = run("rematch", tmp_path / "v.geojson", "--ais", tmp_path / "x.nmea")
    assert isinstance(error, ScanFailed) and "v.geojson" in str(error)
