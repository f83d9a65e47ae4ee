"""The vehicle's side of signing, spoken to with pymavlink's own signing.

No transcript holds signed traffic; the manners are those of ArduPilot's GCS_Signing.cpp and of the
MAVLink library that it is built with.
"""

from pathlib import Path

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.signing import Codec, Signing, read_signing_key
from simulator.errors import KeyFileError
from tests.simulator.autopilot.station import EPOCH, Ground

KEY = bytes(range(200, 232))
UNITS_PER_S = 100_000
NOW = int(EPOCH.timestamp() - 1_420_070_400) * UNITS_PER_S
MINUTE = 60 * UNITS_PER_S


def send_key(ground: Ground, key: bytes = KEY, time_units: int = NOW) -> None:
    ground.mav.setup_signing_send(1, 1, list(key), time_units)
    ground.advance(0.2)


def sign(ground: Ground, key: bytes = KEY, time_units: int = NOW + 2 * MINUTE) -> None:
    ground.wire.setup_signing(
        key, sign_outgoing=True, initial_timestamp=time_units, link_id=ground.system % 7
    )


def is_answered(ground: Ground) -> bool:
    ground.mav.command_long_send(1, 1, 31999, 0, *[0.0] * 7)
    return any(m.get_type() == "COMMAND_ACK" for m in ground.advance(0.5))


def test_without_a_key_nothing_is_signed_or_asked_for(ground: Ground) -> None:
    assert is_answered(ground)
    assert not any(m.get_signed() for m in ground.heard)


def test_from_the_key_on_it_signs_and_refuses_what_is_not_signed(ground: Ground) -> None:
    send_key(ground)
    assert not is_answered(ground)
    sign(ground)
    assert is_answered(ground)
    ground.heard.clear()
    ground.advance(3.0)
    beats = [m for m in ground.heard if m.get_type() == "HEARTBEAT"]
    assert beats and all(m.get_signed() for m in beats)


def test_a_key_is_refused_while_armed(ground: Ground) -> None:
    ground.advance(45.0)
    assert ground.mode(4) == 0
    assert ground.arm() == 0
    ground.mav.setup_signing_send(1, 1, list(KEY), NOW)
    ground.text("ERROR: Won't setup signing when armed")
    assert is_answered(ground)


def test_another_key_is_refused(ground: Ground) -> None:
    send_key(ground)
    sign(ground, bytes(32))
    assert not is_answered(ground)


def test_a_new_key_needs_the_old_one(ground: Ground) -> None:
    send_key(ground)
    send_key(ground, bytes(reversed(KEY)))  # unsigned
    sign(ground, bytes(reversed(KEY)))
    assert not is_answered(ground)
    sign(ground)
    send_key(ground, bytes(reversed(KEY)))
    sign(ground, bytes(reversed(KEY)), NOW + 9 * MINUTE)
    assert is_answered(ground)


def test_zeros_switch_it_off(ground: Ground) -> None:
    send_key(ground)
    sign(ground)
    send_key(ground, bytes(32), 0)
    ground.wire.disable_signing()
    assert is_answered(ground)


def test_a_copy_of_an_old_packet_is_refused(ground: Ground) -> None:
    send_key(ground)
    sign(ground)
    message = mavlink.MAVLink_command_long_message(1, 1, 31999, 0, *[0.0] * 7)
    packet = message.pack(ground.mav)
    ground.wire.write(packet)
    ground.expect("COMMAND_ACK")
    ground.heard.clear()
    ground.wire.write(packet)
    assert not any(m.get_type() == "COMMAND_ACK" for m in ground.advance(0.5))


@pytest.mark.parametrize(("behind", "is_taken"), [(MINUTE // 2, True), (3 * MINUTE, False)])
def test_a_station_whose_clock_is_behind_by_more_than_a_minute_is_refused(
    ground: Ground, behind: int, is_taken: bool
) -> None:
    send_key(ground, time_units=NOW - MINUTE)
    sign(ground, time_units=NOW - behind)
    assert is_answered(ground) is is_taken


def test_radio_status_passes_unsigned() -> None:
    signing = Signing()
    signing.set_up(KEY, NOW)
    codec, radio = Codec(1, 1, signing), mavlink.MAVLink(None, 51, 68)
    status = mavlink.MAVLink_radio_status_message(1, 1, 1, 1, 1, 1, 1).pack(radio)
    beat = mavlink.MAVLink_heartbeat_message(6, 8, 0, 0, 0, 3).pack(radio)
    kinds = [m.get_type() for m in codec.parse_buffer(status + beat)]
    assert kinds == ["RADIO_STATUS", "BAD_DATA"]


def test_a_forged_time_does_not_shut_the_true_station_out() -> None:
    signing = Signing()
    signing.set_up(KEY, NOW)

    def packet(key: bytes, time_units: int) -> bytes:
        station = mavlink.MAVLink(None, 255, 190)
        station.signing.secret_key, station.signing.timestamp = key, time_units
        station.signing.sign_outgoing = True
        return bytes(mavlink.MAVLink_heartbeat_message(6, 8, 0, 0, 0, 3).pack(station))

    assert not signing.is_good(packet(bytes(32), NOW + 10**9), 255, 190)
    assert signing.is_good(packet(KEY, NOW + 2 * MINUTE), 255, 190)
    assert signing.time_units == NOW + 2 * MINUTE


def test_time_starts_a_minute_late_goes_by_packets_and_follows_the_satellites(
    booting: Ground,
) -> None:
    ground = booting
    ground.autopilot.set_up_signing(KEY, 0)
    sign(ground, time_units=MINUTE)

    def newest() -> int:
        beats = [m for m in ground.advance(2.0) if m.get_type() == "HEARTBEAT" and m.get_signed()]
        return int.from_bytes(beats[-1].get_msgbuf()[-12:-6], "little")

    assert MINUTE <= newest() < MINUTE + 1000
    ground.beats = False
    ground.advance(20.0)  # satellites after 19.8 s
    found = NOW + 19 * UNITS_PER_S
    assert found <= newest() < found + 2 * UNITS_PER_S
    first = newest()
    assert newest() - first < 1000  # two seconds later: packets, not seconds


def test_the_key_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(KEY)
    assert read_signing_key(file) == KEY
    file.write_text("a passphrase\n")
    assert len(read_signing_key(file)) == 32
    file.write_bytes(b"\0\1")
    with pytest.raises(KeyFileError, match="neither a line of text nor 32 bytes: 2 bytes"):
        read_signing_key(file)
    with pytest.raises(KeyFileError, match="cannot be read"):
        read_signing_key(tmp_path / "none")
