"""AIS messages of ITU-R M.1371 as NMEA 0183 sentences with a tag block.

Only what a vessel's transponder sends of itself: position class A (1 under way, 3 at anchor),
voyage (5), position class B (18), static data class B (24 A and B).
"""

from dataclasses import dataclass

from geodata.position import LonLat

KNOT_MPS = 1852.0 / 3600.0
UNDER_WAY, AT_ANCHOR, FISHING = 0, 1, 7  # navigational status

_SIX_BIT = "@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_ !\"#$%&'()*+,-./0123456789:;<=>?"
_PAYLOAD_CHARS = 60  # of one sentence: the whole must stay within 82 characters
_NO_HEADING, _NO_TURN = 511, -128
_MOST_SOG = 1022  # tenths of a knot
_COMM_STATE_A = 0x0  # SOTDMA, in sync: nobody ashore uses it
_COMM_STATE_B = 0xE0006  # what class B units without self-organised slots must send


@dataclass(frozen=True, slots=True)
class Fix:
    """What a transponder knows of its own motion."""

    mmsi: int
    position: LonLat
    course_deg: float
    speed_mps: float
    heading_deg: float | None
    second: int  # of the UTC minute


@dataclass(frozen=True, slots=True)
class Particulars:
    """What was typed into a transponder."""

    mmsi: int
    name: str
    callsign: str
    ship_type: int
    length_m: float
    beam_m: float
    draught_m: float
    destination: str
    imo: int = 0


class _Bits:
    """A message under construction, most significant bit first."""

    def __init__(self, kind: int, mmsi: int) -> None:
        self._text = ""
        self.put(6, kind).put(2, 0).put(30, mmsi)

    def put(self, width: int, value: int) -> "_Bits":
        self._text += format(value & ((1 << width) - 1), f"0{width}b")
        return self

    def put_text(self, chars: int, text: str) -> "_Bits":
        for char in text.upper()[:chars].ljust(chars, "@"):
            self.put(6, max(_SIX_BIT.find(char), 0))
        return self

    def armoured(self) -> tuple[str, int]:
        """The payload in printable characters, and how many fill bits it ends with."""
        fill = -len(self._text) % 6
        text = self._text + "0" * fill
        codes = (int(text[i : i + 6], 2) for i in range(0, len(text), 6))
        return "".join(chr(code + (48 if code < 40 else 56)) for code in codes), fill


def position_a(fix: Fix, status: int) -> _Bits:
    """Message 1, or 3 at anchor."""
    bits = _Bits(3 if status == AT_ANCHOR else 1, fix.mmsi)
    bits.put(4, status).put(8, _NO_TURN)
    _put_motion(bits, fix)
    return bits.put(2, 0).put(3, 0).put(1, 0).put(19, _COMM_STATE_A)


def position_b(fix: Fix) -> _Bits:
    """Message 18, carrier-sense unit without display."""
    bits = _Bits(18, fix.mmsi).put(8, 0)
    _put_motion(bits, fix)
    flags = 0b1_0_0_1_1_0_0  # carrier sense, no display, no DSC, whole band, takes 22, autonomous
    return bits.put(2, 0).put(7, flags).put(20, _COMM_STATE_B)


def voyage(ship: Particulars) -> _Bits:
    """Message 5; it takes two sentences."""
    bits = _Bits(5, ship.mmsi).put(2, 0).put(30, ship.imo)
    bits.put_text(7, ship.callsign).put_text(20, ship.name).put(8, ship.ship_type)
    _put_size(bits, ship)
    bits.put(4, 1).put(4, 0).put(5, 0).put(5, 24).put(6, 60)  # GPS; no time of arrival
    bits.put(8, min(255, round(ship.draught_m * 10.0))).put_text(20, ship.destination)
    return bits.put(1, 0).put(1, 0)


def static_b(ship: Particulars) -> tuple[_Bits, _Bits]:
    """Messages 24 A and B."""
    part_a = _Bits(24, ship.mmsi).put(2, 0).put_text(20, ship.name).put(8, 0)
    part_b = _Bits(24, ship.mmsi).put(2, 1).put(8, ship.ship_type).put_text(3, "MZG").put(24, 0)
    part_b.put_text(7, ship.callsign)
    _put_size(part_b, ship)
    return part_a, part_b.put(4, 1).put(2, 0)


def sentences(message: _Bits, unix_s: int, channel: str, group: int) -> list[str]:
    """The lines of a message, without line ends; all carry the time of reception in a tag block.

    group: 0..9, tells the parts of one message from those of another.
    """
    payload, fill = message.armoured()
    parts = [payload[i : i + _PAYLOAD_CHARS] for i in range(0, len(payload), _PAYLOAD_CHARS)]
    tag = f"c:{unix_s},s:SIM"
    label = str(group) if len(parts) > 1 else ""
    lines = []
    for number, part in enumerate(parts, start=1):
        padding = fill if number == len(parts) else 0
        body = f"AIVDM,{len(parts)},{number},{label},{channel},{part},{padding}"
        lines.append(f"\\{tag}*{checksum(tag):02X}\\!{body}*{checksum(body):02X}")
    return lines


def checksum(text: str) -> int:
    """Exclusive or of all characters, as NMEA 0183 wants it."""
    total = 0
    for byte in text.encode("ascii"):
        total ^= byte
    return total


def _put_motion(bits: _Bits, fix: Fix) -> None:
    bits.put(10, min(_MOST_SOG, round(fix.speed_mps / KNOT_MPS * 10.0))).put(1, 1)
    bits.put(28, round(fix.position.lon * 600_000.0)).put(27, round(fix.position.lat * 600_000.0))
    bits.put(12, round(fix.course_deg * 10.0) % 3600)
    heading = _NO_HEADING if fix.heading_deg is None else round(fix.heading_deg) % 360
    bits.put(9, heading).put(6, fix.second)


def _put_size(bits: _Bits, ship: Particulars) -> None:
    bow, stern = antenna_m(ship.length_m)
    beam = max(1, round(ship.beam_m))
    bits.put(9, min(511, bow)).put(9, min(511, stern))
    bits.put(6, min(63, beam // 2)).put(6, min(63, beam - beam // 2))


def antenna_m(length_m: float) -> tuple[int, int]:
    """Whole metres from the antenna, whose place is reported, to bow and stern.

    It stands amidships, a third of the length from the stern.
    """
    length = max(1, round(length_m))
    return length - length // 3, length // 3
