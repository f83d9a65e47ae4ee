"""The benches run and give whole rows; what they measure is for people to judge."""

import json
import math

import pytest
from rich.console import Console

from bench import __main__ as bench
from bench import cfar, fleet
from bench.rows import Row

FAST = ("ais", "klv")


def test_fast_benches_give_whole_rows(tmp_path, capsys):
    out = tmp_path / "bench.json"
    assert bench.main([*FAST, "--json", str(out)]) == 0
    printed = capsys.readouterr().out
    document = json.loads(out.read_text(encoding="utf-8"))
    assert document["machine"]["cores"] >= 1
    assert list(document["benches"]) == list(FAST)
    for rows in document["benches"].values():
        for row in rows:
            assert row["what"] in printed
            assert row["unit"]
            assert math.isfinite(row["ours"])
            assert row["ours"] >= 0.0
            assert row["peer"]
    believed = document["benches"]["klv"][1]
    assert (believed["what"], believed["ours"]) == ("broken packets believed", 0.0)


@pytest.mark.long
def test_a_small_fleet_is_flown_and_measured():
    cpu, lag = fleet.measure(copters=2, flown_wall_s=1.0)
    assert "2 of 2 in the air" in cpu.note
    assert cpu.ours > 0.0
    assert math.isfinite(lag.ours)


def test_a_small_radar_scene_is_searched_and_measured(monkeypatch):
    monkeypatch.setattr(cfar, "ROWS", 1_000)
    monkeypatch.setattr(cfar, "COLUMNS", 1_200)
    monkeypatch.setattr(cfar, "VESSELS", 10)
    monkeypatch.setattr(cfar, "STRIP_ROWS", 300)
    monkeypatch.setattr(cfar, "CROP", (400, 400))
    monkeypatch.setattr(cfar, "memory_apart_mb", cfar.memory_mb)
    rows = cfar.measure()
    assert all(math.isfinite(row.ours) and row.ours > 0.0 for row in rows)
    named = {row.what: row.ours for row in rows}
    assert named["pixels as an exact ring's"] >= 0.98
    assert 0.5 <= named["false alarms over nominal"] <= 2.0


def test_better_is_more_or_less():
    assert Row("time", 2.0, "ms", "peer", 6.0).ratio == 3.0
    assert Row("rate", 6.0, "1/s", "peer", 2.0, is_more_better=True).ratio == 3.0
    assert Row("time", 2.0, "ms", "peer").ratio is None
    assert Row("count", 0.0, "", "peer", 5.0).ratio is None


def test_a_peer_that_is_not_installed_is_named(capsys):
    Console(width=200).print(bench.table_of({"x": [Row("time", 2.0, "ms", "some-peer")]}))
    assert "not installed" in capsys.readouterr().out


def test_a_bench_that_is_not_there(capsys):
    with pytest.raises(SystemExit) as caught:
        bench.main(["nothing"])
    assert caught.value.code == 2
    assert "nothing" in capsys.readouterr().err
