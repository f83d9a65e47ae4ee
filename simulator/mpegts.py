"""MPEG transport stream of one H.264 picture stream and one KLV stream.

Written here and not by a muxing library because a live stream wants each picture out at once.
A demultiplexer knows that a picture is complete only when it sees the beginning of the next one:
an access unit delimiter. So each picture is followed at once by the delimiter of the next, in a
packet of its own that already carries the next picture's time.
"""

PACKET = 188
PAT_PID, PMT_PID, VIDEO_PID, KLV_PID = 0x0000, 0x1000, 0x0100, 0x0101
VIDEO_TYPE, KLV_TYPE = 0x1B, 0x06  # H.264; private data, named by its registration
VIDEO_STREAM, KLV_STREAM = 0xE0, 0xBD
PROGRAM = 1
TICKS_PER_S = 90_000
WRAP = 1 << 33
CLOCK_LEAD = 9_000  # ticks by which the program clock runs before the pictures
LARGEST = 65_000  # bytes of a picture in one elementary packet: its length has 16 bits
DELIMITER = bytes.fromhex("00000001 09f0")


class TransportStream:
    """Cuts payloads into packets and counts them; one object per stream."""

    def __init__(self) -> None:
        self._counters: dict[int, int] = {}

    def tables(self) -> bytes:
        """Program association and map: what a new client needs first."""
        pat = PROGRAM.to_bytes(2, "big") + (0xE000 | PMT_PID).to_bytes(2, "big")
        klva = b"\x05\x04KLVA"
        pmt = (0xE000 | VIDEO_PID).to_bytes(2, "big") + b"\xf0\x00"
        pmt += bytes([VIDEO_TYPE]) + (0xE000 | VIDEO_PID).to_bytes(2, "big") + b"\xf0\x00"
        pmt += bytes([KLV_TYPE]) + (0xE000 | KLV_PID).to_bytes(2, "big")
        pmt += (0xF000 | len(klva)).to_bytes(2, "big") + klva
        return self._section(PAT_PID, 0x00, pat) + self._section(PMT_PID, 0x02, pmt)

    def klv(self, packet: bytes, ticks: int) -> bytes:
        """A KLV packet that belongs to the picture at `ticks` (90 kHz)."""
        head = bytes([KLV_STREAM]) + (len(packet) + 8).to_bytes(2, "big") + b"\x84\x80\x05"
        return self._cut(KLV_PID, b"\x00\x00\x01" + head + stamp(ticks) + packet, None)

    def picture(self, data: bytes, ticks: int, is_key: bool) -> bytes:
        """The slices of a picture, without a delimiter."""
        first, rest = data[:LARGEST], data[LARGEST:]
        out = self._cut(VIDEO_PID, _video_head(first, ticks) + first, ticks, is_key)
        while rest:
            part, rest = rest[:LARGEST], rest[LARGEST:]
            out += self._cut(VIDEO_PID, _video_head(part, None) + part, None)
        return out

    def delimiter(self, ticks: int) -> bytes:
        """The beginning of the picture at `ticks`: ends the one before it."""
        return self._cut(VIDEO_PID, _video_head(DELIMITER, ticks) + DELIMITER, None)

    def _section(self, pid: int, table: int, body: bytes) -> bytes:
        inner = PROGRAM.to_bytes(2, "big") + b"\xc1\x00\x00" + body
        section = bytes([table]) + (0xB000 | (len(inner) + 4)).to_bytes(2, "big") + inner
        payload = b"\x00" + section + crc32(section).to_bytes(4, "big")
        payload += b"\xff" * (PACKET - 4 - len(payload))
        return self._head(pid, True, 0x10) + payload

    def _head(self, pid: int, is_start: bool, control: int) -> bytes:
        count = self._counters.get(pid, 0)
        self._counters[pid] = (count + 1) & 0x0F
        return bytes([0x47, (0x40 if is_start else 0) | pid >> 8, pid & 0xFF, control | count])

    def _cut(self, pid: int, pes: bytes, clock: int | None, is_key: bool = False) -> bytes:
        """Packets of one elementary packet; the first carries the program clock when given."""
        out = bytearray()
        field = b"" if clock is None else _clock_field(clock, is_key)
        at = 0
        while at < len(pes):
            take = min(PACKET - 4 - len(field), len(pes) - at)
            field = _stuffed(field, PACKET - 4 - len(field) - take)
            out += self._head(pid, at == 0, 0x30 if field else 0x10) + field + pes[at : at + take]
            at += take
            field = b""
        return bytes(out)


def _clock_field(ticks: int, is_key: bool) -> bytes:
    """Adaptation field with the program clock; it marks a key picture as a place to begin."""
    base = (ticks - CLOCK_LEAD) % WRAP
    return bytes([7, 0x50 if is_key else 0x10]) + (base << 15 | 0x7E00).to_bytes(6, "big")


def _stuffed(field: bytes, missing: int) -> bytes:
    """An adaptation field, perhaps none yet, made longer by `missing` bytes."""
    if not missing:
        return field
    if not field:
        field, missing = b"\x00", missing - 1  # a length byte and nothing else
    if missing and len(field) == 1:
        field, missing = b"\x00\x00", missing - 1  # flags: none
    return bytes([len(field) + missing - 1]) + field[1:] + b"\xff" * missing


def _video_head(data: bytes, ticks: int | None) -> bytes:
    """Head of an elementary packet of stated length: complete without the next."""
    times = b"\x80\x00\x00" if ticks is None else b"\x84\x80\x05" + stamp(ticks)
    size = len(data) + len(times)
    return b"\x00\x00\x01" + bytes([VIDEO_STREAM]) + size.to_bytes(2, "big") + times


def stamp(ticks: int) -> bytes:
    """A presentation time of 33 bits, with its marker bits."""
    t = ticks % WRAP
    top = 0x21 | (t >> 29 & 0x0E)
    return bytes([top, t >> 22 & 0xFF, t >> 14 & 0xFE | 1, t >> 7 & 0xFF, t << 1 & 0xFE | 1])


def crc32(data: bytes) -> int:
    """The check sum of program tables (polynomial 0x04C11DB7, not reflected).

    >>> hex(crc32(b"123456789"))
    '0x376e6e7'
    """
    value = 0xFFFFFFFF
    for byte in data:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1 ^ (0x04C11DB7 if value & 0x80000000 else 0)) & 0xFFFFFFFF
    return value
