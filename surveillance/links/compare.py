"""Does the vehicle hold what we sent? Item by item, with the tolerances of the wire."""

import hashlib
import math
from collections.abc import Iterator, Sequence

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from surveillance.links.items import ListKind, WireItem

PLACE_TOLERANCE_E7 = 1
HEIGHT_TOLERANCE_M = 0.01
PARAM_TOLERANCE = 1e-4  # parameters are float32 on the wire and rounded by the vehicle

_MAX_TOLD = 5
# ArduPilot keeps pitch, roll and yaw of a mount command and forgets the mode in its last field
_FORGETS_Z = frozenset({mavlink.MAV_CMD_DO_MOUNT_CONTROL})
_TWINS = {  # the _INT frames are older names for the same thing
    mavlink.MAV_FRAME_GLOBAL_INT: mavlink.MAV_FRAME_GLOBAL,
    mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT_INT: mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT,
    mavlink.MAV_FRAME_GLOBAL_TERRAIN_ALT_INT: mavlink.MAV_FRAME_GLOBAL_TERRAIN_ALT,
}


def differences(
    kind: ListKind,
    sent: Sequence[WireItem],
    stored: Sequence[WireItem],
    has_home: bool = True,
) -> tuple[str, ...]:
    """One line per difference, none when the vehicle holds the list.

    has_home: item 0 of a mission is home; the vehicle puts its own there, so it is not compared.
    The flags current and autocontinue come back changed and mean nothing here.
    """
    if len(sent) != len(stored):
        return (f"{len(sent)} items sent, {len(stored)} in the vehicle",)
    found: list[str] = []
    for wanted, held in zip(sent, stored, strict=True):
        if has_home and kind is ListKind.MISSION and wanted.seq == 0:
            continue
        found += [f"item {wanted.seq}: {text}" for text in _item_differences(wanted, held)]
    return tuple(found)


def told(found: Sequence[str]) -> str:
    """The first few differences in one line."""
    more = len(found) - _MAX_TOLD
    return "; ".join(found[:_MAX_TOLD]) + (f"; and {more} more" if more > 0 else "")


def digest(items: Sequence[WireItem]) -> str:
    """A short name of a list's content, the same for the same places and heights."""
    text = ";".join(f"{i.command},{i.params[0]:g},{i.x},{i.y},{i.z:.2f}" for i in items)
    return hashlib.sha256(text.encode()).hexdigest()[:6]


def _item_differences(wanted: WireItem, held: WireItem) -> Iterator[str]:
    if wanted.seq != held.seq or wanted.command != held.command:
        yield f"command {wanted.command} sent, {held.command} (item {held.seq}) in the vehicle"
        return
    # a command without a place comes back in frame 0 whatever it was sent in
    if (wanted.x or wanted.y) and _frame(wanted) != _frame(held):
        yield f"frame {wanted.frame} sent, {held.frame} in the vehicle"
    for name, a, b in (("latitude", wanted.x, held.x), ("longitude", wanted.y, held.y)):
        if abs(a - b) > PLACE_TOLERANCE_E7:
            yield f"{name} differs by {abs(a - b)}e-7 degrees"
    is_kept = wanted.command not in _FORGETS_Z
    if is_kept and not abs(wanted.z - held.z) <= HEIGHT_TOLERANCE_M:
        yield f"height {wanted.z:.2f} m sent, {held.z:.2f} m in the vehicle"
    for number, (p, q) in enumerate(zip(wanted.params, held.params, strict=True), start=1):
        # NaN means "as the vehicle likes" (a heading, say)
        if not math.isnan(p) and not math.isclose(p, q, rel_tol=1e-6, abs_tol=PARAM_TOLERANCE):
            yield f"parameter {number}: {p:g} sent, {q:g} in the vehicle"


def _frame(item: WireItem) -> int:
    twin: int = _TWINS.get(item.frame, item.frame)
    return twin
