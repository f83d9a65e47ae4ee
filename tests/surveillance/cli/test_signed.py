"""Signing from end to end: the key given over a cable, then a sortie with it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pymavlink import mavutil

from mission_planner.formats import write_plan
from surveillance.links.signing.key import read_key
from tests.surveillance.bench import SimulatedCopter, make_mission
from tests.surveillance.links.signing.keys import PASSPHRASE, key_file
from tests.surveillance.radio import Radio

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def plan_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("surveillance.cli.cockpit.DRAIN_S", 0.1)
    path = tmp_path / "bench.plan"
    write_plan(make_mission(), path)
    return path


def fly(mizugiwa: Run, plan: Path, link: str, *more: object) -> tuple[int, str, str]:
    return mizugiwa(
        "patrol", plan, "--connect", link, "--realm", "simulated", "--station",
        "http://127.0.0.1:9", "--yes", "--confirm", "heron-1:1", *more,
    )  # fmt: skip


def test_the_key_is_given_and_a_sortie_flown_with_it(
    mizugiwa: Run, plan_file: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = key_file(tmp_path)
    secret = read_key(key).secret
    with SimulatedCopter(20.0) as copter, Radio(copter.autopilot.port) as radio:
        monkeypatch.setenv("MIZUGIWA_CLOCK", str(copter.clock))
        code, out, err = mizugiwa(
            "sign", "heron-1", "--signing-key", key, "--connect", copter.link,
            "--realm", "simulated",
        )  # fmt: skip
        assert (code, err) == (0, "")
        given = json.loads(out)
        assert given == {"vehicle": "heron-1", "key": read_key(key).name, "signs": True}
        code, out, err = fly(mizugiwa, plan_file, radio.link, "--signing-key", key)
    assert code == 0, err
    document: dict[str, Any] = json.loads(out)
    assert document["landed"] is True
    assert document["signing"]["key"] == given["key"]
    signing = [check for check in document["checks"] if check["name"] == "signing"]
    text = f"both sides sign with key {given['key']}"
    assert signing == [{"name": "signing", "is_good": True, "text": text}]
    assert radio.heard_up and all(
        m.get_header().incompat_flags & 1 for m in radio.heard_up if m.get_type() != "BAD_DATA"
    )
    log = mavutil.mavlink_connection(document["recording"])
    log.setup_signing(secret, sign_outgoing=False, initial_timestamp=1)
    read = list(iter(log.recv_msg, None))
    log.close()
    assert len(read) > 500 and all(m.get_signed() for m in read)  # pymavlink finds every one good
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    for shown in (kept, out.encode(), err.encode()):
        assert secret not in shown and secret.hex().encode() not in shown
        assert PASSPHRASE.encode() not in shown


def test_a_vehicle_without_the_key_is_not_flown(
    mizugiwa: Run, plan_file: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SimulatedCopter(20.0) as copter:
        monkeypatch.setenv("MIZUGIWA_CLOCK", str(copter.clock))
        code, out, err = fly(mizugiwa, plan_file, copter.link, "--signing-key", key_file(tmp_path))
        assert not copter.autopilot.state.armed
    assert (code, out) == (3, "")
    assert "heron-1 does not sign its messages" in err and "mizugiwa sign" in err


def test_a_vehicle_with_a_key_is_not_flown_without_it(
    mizugiwa: Run, plan_file: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SimulatedCopter(20.0) as copter:
        copter.autopilot.set_up_signing(read_key(key_file(tmp_path)).secret, 0)
        monkeypatch.setenv("MIZUGIWA_CLOCK", str(copter.clock))
        code, out, err = fly(mizugiwa, plan_file, copter.link)
        assert not copter.autopilot.state.armed
    assert (code, out) == (3, "")
    assert "heron-1 signs its messages, but no signing key was given" in err


def test_another_key_is_refused(
    mizugiwa: Run, plan_file: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SimulatedCopter(20.0) as copter:
        copter.autopilot.set_up_signing(bytes(range(32)), 0)
        monkeypatch.setenv("MIZUGIWA_CLOCK", str(copter.clock))
        key = key_file(tmp_path)
        code, out, err = fly(mizugiwa, plan_file, copter.link, "--signing-key", key)
        assert (code, out) == (3, "") and "signs with another key than ours" in err
        code, out, err = mizugiwa(
            "sign", "heron-1", "--signing-key", key, "--connect", copter.link,
            "--realm", "simulated",
        )  # fmt: skip
    assert (code, out) == (3, "") and "did not take the key" in err


@pytest.mark.parametrize("link", ["udpin:0.0.0.0:14550", "tcp:192.0.2.7:5760", "udpout:10.0.0.9:1"])
def test_a_key_is_not_sent_over_a_network(mizugiwa: Run, home: Path, link: str) -> None:
    code, out, err = mizugiwa("sign", "heron-1", "--connect", link)
    assert (code, out) == (3, "") and "everybody on the way could read it" in err


def test_a_key_that_others_can_read_stops_everything(
    mizugiwa: Run, plan_file: Path, home: Path, tmp_path: Path
) -> None:
    key = key_file(tmp_path)
    key.chmod(0o644)
    code, out, err = fly(mizugiwa, plan_file, "tcp:127.0.0.1:9", "--signing-key", key)
    assert (code, out) == (1, "") and "open to others (mode 0644)" in err
    assert not (home / "recordings").exists()


def test_the_key_may_stand_in_the_settings(
    mizugiwa: Run, plan_file: Path, home: Path, tmp_path: Path
) -> None:
    (home / "settings.toml").write_text(f'signing_key = "{tmp_path / "none"}"\n')
    code, _, err = fly(mizugiwa, plan_file, "tcp:127.0.0.1:9")
    assert code == 1 and "cannot be read" in err and "--signing-key" in err
