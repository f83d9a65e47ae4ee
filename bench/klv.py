"""ST 0601 packets: how fast they are read, and how many broken ones are believed."""

import random
from datetime import UTC, datetime, timedelta
from types import ModuleType

from bench.rows import Row, best_each_s, peer_module
from geodata.georef import CameraModel, CameraPose
from geodata.position import LonLat
from simulator.klv import Telemetry, encode_packet
from surveillance.sources.klv import UAS_KEY, parse_klv

PACKETS = 2_000
PEER = "klvdata"
AT = datetime(2026, 5, 1, tzinfo=UTC)
MODEL = CameraModel(1280, 720, 60.0, 36.0)


def packets(count: int = PACKETS) -> list[bytes]:
    """Packets of a flight, all different."""
    rng = random.Random(1)
    return [
        encode_packet(
            Telemetry(
                at=AT + timedelta(seconds=0.5 * number),
                platform_deg=(rng.uniform(0, 359), rng.uniform(-10, 10), rng.uniform(-10, 10)),
                camera=CameraPose(
                    LonLat(130.1 + 1e-5 * number, 34.24), 120.0, rng.uniform(0, 359), -25.0, 0.0
                ),
                model=MODEL,
                mission="bench",
                platform_name="heron-1",
            )
        )
        for number in range(count)
    ]


def broken(good: list[bytes]) -> list[bytes]:
    """The same with one byte of each changed, anywhere."""
    rng = random.Random(2)
    changed = []
    for packet in good:
        data = bytearray(packet)
        data[rng.randrange(len(data))] ^= rng.randrange(1, 256)
        changed.append(bytes(data))
    return changed


def peer_sets(klvdata: ModuleType, data: bytes) -> int:
    """How many UAS sets the peer reads; its exceptions count as a refusal."""
    try:
        return sum(bytes(found.key) == UAS_KEY for found in klvdata.StreamParser(data))
    except (ValueError, AssertionError, KeyError, OverflowError, TypeError):
        return 0


def measure() -> list[Row]:
    """Speed over one long stream; belief packet by packet."""
    good = packets()
    bad = broken(good)
    stream = b"".join(good)
    klvdata = peer_module(PEER)
    read = len(parse_klv(stream).packets)
    believed = sum(len(parse_klv(packet).packets) for packet in bad)
    works = [lambda: parse_klv(stream)]
    if klvdata is not None:
        works.append(lambda: peer_sets(klvdata, stream))
    ours_s, *theirs_s = best_each_s(*works)
    believed_by_peer = None
    note = f"{read} of {PACKETS:,} good packets read"
    if klvdata is not None:
        believed_by_peer = float(sum(peer_sets(klvdata, packet) for packet in bad))
        note += f"; by the peer {peer_sets(klvdata, stream)}"
    theirs = PACKETS / theirs_s[0] if theirs_s else None
    return [
        Row("packets read", PACKETS / ours_s, "1/s", PEER, theirs, True, note),
        Row(
            "broken packets believed", float(believed), f"of {PACKETS:,}", PEER, believed_by_peer,
            note="one byte of each was changed",
        ),
    ]  # fmt: skip
