"""AIS as a receiver writes it down."""

from datetime import datetime
from functools import reduce
from operator import xor

from pyais import encode_dict

from geodata.position import LonLat


def at_anchor(mmsi: int, at: datetime, place: LonLat) -> str:
    """One position report of a vessel that lies still, with the time it was heard."""
    fields = {"msg_type": 1, "mmsi": mmsi, "lon": place.lon, "lat": place.lat, "status": 1}
    (coded,) = encode_dict(
        fields | {"speed": 0.0, "course": 0.0, "heading": 511}, sentence_type="VDM"
    )
    tag = f"c:{int(at.timestamp())}"
    return f"\\{tag}*{reduce(xor, tag.encode()):02X}\\{coded}\n"
